/* Keep the whole book on this device, when its reader asks for it, and remove it again. */
(() => {
  "use strict";
  const box = document.querySelector(".cb-keep");
  const other = document.querySelector(".cb-keep-not");
  const [keep, undo, status, size] = [".cb-keep-do", ".cb-keep-undo", "[role=status]", ".cb-keep-size"].map((part) => box.querySelector(part));
  const python = box.querySelector(".cb-keep-python");
  const say = box.dataset;
  const disk = location.protocol === "file:";
  if (disk) other.textContent = other.dataset.disk;
  if (disk || !("serviceWorker" in navigator)) {
    other.hidden = false;
    return;
  }
  box.hidden = false;
  const worker = new URL("sw.js", location.href).href;
  const scope = new URL("./", location.href).href;
  const ours = async () => (await navigator.serviceWorker.getRegistrations()).find((one) => one.scope === scope);
  let withPython = false;
  const show = (kept, words) => {
    keep.hidden = kept;
    undo.hidden = !kept;
    python.hidden = !kept || !+say.pythonMegabytes || withPython;
    keep.disabled = false;
    status.textContent = words;
  };
  const heard = new BroadcastChannel("coursebook-keep");
  heard.onmessage = ({ data }) => {
    if (!keep.disabled) return;
    if (data.all) status.textContent = say.going.replace("%n", data.done).replace("%m", data.all);
    else show(true, (withPython = data.python) ? say.keptPython : say.troublePython);
  };

  keep.onclick = async () => {
    keep.disabled = true;
    try {
      navigator.storage?.persist?.();
      const one = await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
      const coming = one.installing ?? one.waiting ?? one.active;
      await new Promise((resolve, reject) => {
        const look = () => (coming.state === "activated" ? resolve() : coming.state === "redundant" && reject());
        coming.addEventListener("statechange", look);
        look();
      });
      show(true, say.kept);
      undo.focus();
    } catch {
      (await ours())?.unregister();
      show(false, say.trouble);
    }
  };
  python.onclick = async () => {
    keep.disabled = true;
    (await ours()).active.postMessage("python");
  };
  undo.onclick = async () => {
    await caches.delete(`python ${scope}`);
    withPython = false;
    await (await ours())?.unregister();
    for (const name of await caches.keys()) if (name.startsWith(`book ${scope} `)) await caches.delete(name);
    show(false, say.gone);
    keep.focus();
  };

  size.textContent = say.size.replace("%n", say.megabytes);
  python.textContent = python.textContent.replace("%n", say.pythonMegabytes);
  Promise.all([ours(), caches.has(`python ${scope}`)]).then(([one, too]) => {
    withPython = too;
    show(!!one?.active, !one?.active ? say.not : too ? say.keptPython : say.kept);
  });
})();
