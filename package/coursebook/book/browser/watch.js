/* Says within fifteen seconds what is missing when Python does not come, and leads back into the book. */
(() => {
  "use strict";
  const say = JSON.parse(document.getElementById("cb-watch").textContent);
  const site = new URL("../../", location.href);
  const [, name] = (new URLSearchParams(location.search).get("path") ?? "").match(/^([\w-]+)\.ipynb$/) ?? [];
  const make = (tag, more) => Object.assign(document.createElement(tag), more);
  let box;
  const tell = (missing) => {
    if (box) return;
    box = make("div", { className: "cb-away" });
    box.setAttribute("role", "alert");
    box.append(
      make("p", { textContent: missing }),
      make("a", { href: new URL(name ? `${say.chapters}/${name}.html` : "index.html", site).href, textContent: name ? say.chapter : say.book }),
      make("button", { type: "button", textContent: say.again, onclick: () => location.reload() }),
      make("button", { type: "button", textContent: say.close, onclick: () => box.remove() }),
    );
    document.body.append(box);
  };
  const python = new URL(say.python, new URL("..", location.href));
  const lost = () => tell(say.missing.replace("%s", python.host));
  addEventListener("offline", lost);
  addEventListener("error", ({ target }) => target.src?.startsWith(site.href) && tell(say.missing.replace("%s", site.host)), true);
  addEventListener("DOMContentLoaded", () => fetch(python, { mode: "no-cors", signal: AbortSignal.timeout(10000) }).catch(lost));
})();
