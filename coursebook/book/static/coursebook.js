/* The ledger's filters, and what a figure in prose says on a tap. No dependency. */
(() => {
  "use strict";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  /* Pages without anything to say have no words. */
  const words = JSON.parse(document.getElementById("cb-words")?.textContent ?? "{}");

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
      form.querySelector(".cb-count").textContent = words.counted.replace("{count}", count).replace("{all}", claims.length);
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
      const link = Object.assign(document.createElement("a"), { href: fact.href, textContent: words.stands });
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

  $$(".cb-ledger-controls").forEach(ledger);
  notes();
})();
