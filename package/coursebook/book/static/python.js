/* Runs the page's code in the browser's Python: an editor in place of the code, its result in place of the book's.
   Loaded at the first tap. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  const say = (name, parts) => words[name].replace(/{(\w+)}/g, (all, part) => parts?.[part] ?? all);
  const make = (tag, more) => Object.assign(document.createElement(tag), more);
  const lab = new URL(document.querySelector("[data-lab]").dataset.lab, location.href);
  /* After so many milliseconds without a byte from a host that was asked, Python will not come. */
  const SILENT = 12000;

  let worker, halt, host;
  let before = Promise.resolve();
  /* One piece of work after another: `tell` hears how far it is; what Python says is returned, and what went wrong thrown as words. */
  const work = (what, tell) => (before = before.catch(() => {}).then(() => new Promise((resolve, reject) => {
    if (location.protocol === "file:") return reject(words.fromDisk);
    let timer;
    const stop = (why) => {
      clearTimeout(timer);
      worker?.terminate();
      worker = null;
      reject(why);
    };
    const lost = () => stop(say("away", { host }));
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(lost, SILENT);
    };
    halt = () => stop(words.halted);
    if (!worker) {
      host = lab.host;
      tell(say("coming", { megabytes: 0 }));
    } else tell(words.runs);
    worker ??= new Worker(new URL("python/worker.js", lab));
    worker.onerror = lost;
    worker.onmessage = ({ data }) => {
      if (data.host) host = data.host;
      if ("open" in data) {
        data.open ? wait() : clearTimeout(timer);
        tell(say("coming", { megabytes: (data.came / 1e6).toFixed(1) }));
      }
      if (data.runs) {
        clearTimeout(timer);
        tell(words.runs);
      }
      if (data.lost) lost();
      if (data.broken) stop(say("broken", { error: data.broken.trim().split("\n").at(-1) }));
      if (data.missing || data.done) clearTimeout(timer);
      if (data.missing) reject(say("lacking", { name: data.missing, host: data.from }));
      if (data.done) resolve(data.done);
    };
    wait();
    worker.postMessage({ ...what, language: document.documentElement.lang });
  })));

  const inputs = [...document.querySelectorAll(".cell_input")];
  const code = (cell) => cell.querySelector("textarea")?.value ?? cell.querySelector("pre").textContent;

  /* A field for code: Control and Enter run; Tab indents once something was typed, until Escape frees it: who goes through
     the page by keyboard is not held. */
  const field = (area, run) => {
    let free = true;
    const grow = () => (area.rows = area.value.split("\n").length + 1);
    area.addEventListener("input", () => (grow(), (free = false)));
    area.addEventListener("blur", () => (free = true));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") free = true;
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        run();
      } else if (event.key === "Tab" && !event.shiftKey && !free) {
        event.preventDefault();
        /* The browser's own way keeps what it can undo. */
        document.execCommand("insertText", false, "    ");
      }
    });
    grow();
    return area;
  };

  /* Buttons that run and stop, and a line that says how it goes; `act` gets that line's function. */
  const controls = (act) => {
    const said = make("p", { className: "cb-said", role: "status", textContent: words.keys });
    const tell = (text) => (said.textContent = text);
    const [run, stop] = [words.run, words.halt].map((textContent) => make("button", { type: "button", textContent }));
    stop.hidden = true;
    stop.onclick = () => halt?.();
    run.onclick = async () => {
      run.disabled = !(stop.hidden = false);
      try {
        await act(tell);
      } catch (why) {
        tell(why);
      }
      run.disabled = !(stop.hidden = true);
    };
    return { run, stop, said };
  };

  const output = (done) => {
    const made = [];
    if (done.text) made.push(make("pre", { textContent: done.text }));
    if (done.html) made.push(make("div", { className: "cb-scroll", innerHTML: done.html }));
    if (done.error) made.push(make("pre", { className: "cb-error", textContent: done.error }));
    made.forEach((one) => (one.tabIndex = 0));
    return made;
  };

  /* The parts of a figure that a run draws anew. */
  const PARTS = [".cb-picture", ".cb-marks", ".cb-reading", ".cb-source", ".cb-table"];
  const redraw = (figure, fresh) => {
    (figure.querySelector(".cb-title") ?? figure.querySelector("figcaption")).textContent = fresh.querySelector("figcaption").textContent;
    for (const part of PARTS) {
      const [there, now] = [figure, fresh].map((one) => one.querySelector(part));
      if (there) Object.assign(there, { innerHTML: now?.innerHTML ?? "", hidden: !now });
      else if (now) figure.querySelector(".cb-picture").after(now);
    }
  };
  const remembered = (figure) => {
    const nodes = [...figure.querySelectorAll([".cb-title", "figcaption", ...PARTS].join())];
    const were = nodes.map((node) => [node, node.hidden, node.innerHTML]);
    return () => {
      figure.querySelectorAll(PARTS.join()).forEach((node) => nodes.includes(node) || node.remove());
      for (const [node, hidden, text] of were) {
        node.hidden = hidden;
        node.innerHTML = text;
      }
      if (figure.live) {
        figure.live = null;
        figure.redraw();
      }
    };
  };

  const change = (cell, button) => {
    const shown = cell.querySelector(".highlight");
    const figure = cell.closest(".cb-figure");
    const home = cell.closest(".cell");
    /* Only a cell's own result is replaced: code that stands with another's figure gets a place of its own. */
    const last = [...(figure ?? home ?? cell.parentElement).querySelectorAll(".cell_input")].at(-1) === cell;
    const own = make("div", { className: "cell_output cb-ran" });
    const place = (!figure && last && home?.querySelector(":scope > .cell_output")) || own;
    const were = [...place.childNodes];
    const restore = figure && last ? remembered(figure) : () => {};

    const area = make("textarea", { className: "cb-editor", value: code(cell), spellcheck: false, autocapitalize: "off" });
    area.setAttribute("aria-label", words.editor);
    const chosen = () => (last && figure?.chosen?.()) || "";
    const { run, stop, said } = controls(async (tell) => {
      const at = inputs.indexOf(cell);
      const cells = inputs.slice(0, at + 1).map(code);
      let [view, done] = [];
      /* Whoever moves a control while Python draws wants the last state alone. */
      do done = await work({ cells, view: (view = chosen()) }, tell);
      while (view !== chosen());
      const fresh = make("template", { innerHTML: done.html }).content.querySelector(".cb-figure");
      if (fresh && figure && last) {
        redraw(figure, fresh);
        if (figure.chosen) figure.live = () => run.disabled || run.click();
        done.html = "";
      }
      place.replaceChildren(...output(done));
      if (!done.error) tell(fresh && figure && last ? words.drawn : words.done);
      else tell(done.failed < at ? words.above : words.fails);
    });
    const back = make("button", { type: "button", textContent: words.back });
    const tools = make("div", { className: "cb-tools" });
    back.onclick = () => {
      if (!stop.hidden) halt?.();
      restore();
      place.replaceChildren(...were);
      [area, tools, own].forEach((one) => one.remove());
      shown.hidden = button.hidden = false;
      button.focus();
    };
    tools.append(run, stop, back, said);
    shown.hidden = button.hidden = true;
    cell.append(field(area, () => run.disabled || run.click()), tools, ...(place === own ? [own] : []));
    area.setSelectionRange(0, 0);
    area.focus();
  };

  /* An answer to a question of kind code: every call is told beside what it should give. */
  const judge = async (part, said, tell) => {
    const [area, list, stop] = ["textarea", ".cb-checks", ".cb-halt"].map((one) => part.querySelector(one));
    const [form, lines] = [area.form, [...list.children]];
    const clear = () => {
      while (list.nextSibling?.tagName === "PRE") list.nextSibling.remove();
      lines.forEach((line) => (delete line.dataset.right, line.querySelector(".cb-gave")?.remove()));
    };
    clear();
    ["input", "reset"].forEach((name) => form.addEventListener(name, clear, { once: true }));
    const submit = form.querySelector("[type=submit]");
    submit.disabled = !(stop.hidden = false);
    stop.onclick = () => halt?.();
    try {
      const checks = lines.map((line) => [...line.querySelectorAll("code")].map((one) => one.textContent));
      const given = part.querySelector(".cb-given")?.textContent ?? "";
      const done = await work({ code: area.value, given, checks }, tell);
      done.results.forEach(({ value, right, error }, at) => {
        lines[at].dataset.right = +right;
        if (!right) lines[at].append(make("span", { className: "cb-gave", textContent: say("gave", { value: error || value }) }));
      });
      list.after(...output({ ...done, html: "" }));
      const right = !done.error && done.results.every((one) => one.right);
      return { right, said: right ? said : [], other: done.error ? words.fails : words.unmet };
    } finally {
      submit.disabled = !(stop.hidden = true);
    }
  };

  coursebook.cells = { change, field, judge };
})();
