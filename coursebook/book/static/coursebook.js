/* Explorers, the ledger's filters, and what a figure in prose says on a tap. No dependency. */
(() => {
  "use strict";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const waiting = {};

  /* State files are scripts, since fetch cannot read beside a page that was opened from disk. */
  window.coursebook = {
    async states(id, packed) {
      const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      waiting[id].resolve(JSON.parse(await new Response(stream).text()));
    },
  };

  const load = (figure) => {
    const id = figure.id;
    if (!waiting[id]) {
      const entry = (waiting[id] = {});
      entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
      const script = document.createElement("script");
      script.src = figure.dataset.states;
      script.onerror = () => {
        entry.reject();
        delete waiting[id];
        script.remove();
      };
      document.head.append(script);
    }
    return waiting[id].promise;
  };

  const explorer = (figure) => {
    const form = figure.querySelector(".cb-controls");
    const [title, picture, marks, reading, table, trouble] = [
      ".cb-title", ".cb-picture", ".cb-marks", ".cb-reading", ".cb-table", ".cb-trouble",
    ].map((part) => figure.querySelector(part));
    const key = () =>
      $$(".cb-control", form).map((control) => {
        const input = control.querySelector("select, input:checked, input[type=range]");
        return control.dataset.kind === "checkbox" ? (input ? 1 : 0) : input.value;
      }).join("-");
    const update = async () => {
      $$("input[type=range]", form).forEach((slider) => {
        const words = slider.dataset.words.split("|")[slider.value];
        slider.setAttribute("aria-valuetext", words);
        slider.closest(".cb-control").querySelector("output").textContent = words;
      });
      try {
        const state = (await load(figure))[key()];
        trouble.hidden = true;
        title.textContent = state[0];
        picture.innerHTML = state[1];
        table.innerHTML = state[3];
        marks.hidden = !state[4].length;
        marks.replaceChildren(...state[4].map((note) => Object.assign(document.createElement("li"), { textContent: note })));
        reading.textContent = state[2];
      } catch {
        trouble.hidden = false;
        const retry = Object.assign(document.createElement("button"), { type: "button", textContent: "Try again" });
        retry.onclick = update;
        trouble.replaceChildren("The other views could not be loaded. The first one stands. ", retry);
      }
    };
    form.hidden = false;
    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
    /* A browser may have kept the choices of an earlier visit. */
    form.reset();
  };

  const ledger = (form) => {
    const list = document.querySelector(".cb-ledger");
    const claims = $$(".cb-claim", list);
    const mark = (claim, start) => [...claim.classList].find((name) => name.startsWith(start)) || "";
    const update = () => {
      const { section, verdict, grade, sort } = Object.fromEntries($$("select", form).map((s) => [s.dataset.filter, s.value]));
      const wanted = [section && `section-${section}`, verdict && `is-${verdict.replace(" ", "-")}`, grade && `grade-${grade}`];
      let count = 0;
      claims.forEach((claim) => {
        claim.hidden = !wanted.every((name) => !name || claim.classList.contains(name));
        count += !claim.hidden;
      });
      const by = { verdict: (c) => mark(c, "is-"), grade: (c) => mark(c, "grade-"), id: (c) => c.id }[sort];
      const order = by ? [...claims].sort((a, b) => by(a).localeCompare(by(b))) : claims;
      list.append(...order);
      form.querySelector(".cb-count").textContent = `${count} of ${claims.length} claims`;
    };
    form.hidden = false;
    form.reset();
    form.addEventListener("change", update);
    update();
  };

  /* The first tap on a figure in prose says its source and grade; the link in the note goes there. */
  const notes = () => {
    let note;
    const close = () => {
      note?.remove();
      note = null;
    };
    document.addEventListener("click", (event) => {
      const fact = event.target.closest("a.cb-fact");
      if (note && !event.target.closest(".cb-note")) close();
      if (!fact || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      note = Object.assign(document.createElement("span"), { className: "cb-note", tabIndex: -1 });
      note.setAttribute("role", "note");
      const link = Object.assign(document.createElement("a"), { href: fact.href, textContent: "Where it stands" });
      note.append(`${fact.title} `, link);
      fact.after(note);
      note.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && note) {
        const fact = note.previousElementSibling;
        close();
        fact.focus();
      }
    });
  };

  $$(".cb-explorer").forEach(explorer);
  $$(".cb-ledger-controls").forEach(ledger);
  notes();
})();
