/* The ledger's filters, and what a figure or a term in prose says on a tap. No dependency. */
(() => {
  "use strict";
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  /* Pages without anything to say have no words. */
  const words = JSON.parse(document.getElementById("cb-words")?.textContent ?? "{}");

  const ledger = (form) => {
    const list = document.querySelector(".cb-ledger");
    const claims = $$(".cb-claim", list);
    const mark = (claim, start) => [...claim.classList].find((name) => name.startsWith(start)) || "";
    const selects = $$("select", form);
    const none = Object.assign(document.createElement("p"), { className: "cb-none", hidden: true, textContent: `${words.none} ` });
    const every = Object.assign(document.createElement("button"), { type: "button", textContent: words.everything });
    every.onclick = () => {
      form.reset();
      choose();
      selects[0].focus();
    };
    none.append(every);
    list.after(none);
    /* The choices stand in the address, so that a reload, the way back and a link keep them. */
    const choose = () => {
      const chosen = new URLSearchParams(selects.filter((one) => one.value).map((one) => [one.dataset.filter, one.value]));
      /* A page from disk may not change its address. */
      try {
        history.replaceState(null, "", `${location.pathname}${chosen.size ? `?${chosen}` : ""}`);
      } catch {}
      update();
    };
    const update = () => {
      const { section, verdict, grade, sort } = Object.fromEntries(selects.map((s) => [s.dataset.filter, s.value]));
      const wanted = [section && `section-${section}`, verdict && `is-${verdict.replace(" ", "-")}`, grade && `grade-${grade}`];
      let count = 0;
      claims.forEach((claim) => {
        claim.hidden = !wanted.every((name) => !name || claim.classList.contains(name));
        count += !claim.hidden;
      });
      const by = { verdict: (c) => mark(c, "is-"), grade: (c) => mark(c, "grade-"), id: (c) => c.id }[sort];
      const order = by ? [...claims].sort((a, b) => by(a).localeCompare(by(b))) : claims;
      list.append(...order);
      none.hidden = count > 0;
      form.querySelector(".cb-count").textContent = words.counted.replace("{count}", count).replace("{all}", claims.length);
    };
    form.hidden = false;
    form.reset();
    const asked = new URLSearchParams(location.search);
    selects.forEach((one) => {
      const wanted = asked.get(one.dataset.filter);
      if ([...one.options].some((option) => option.value === wanted)) one.value = wanted;
    });
    form.addEventListener("change", choose);
    update();
    /* What a link into the ledger means may stand elsewhere in it now, or be filtered out. */
    const meant = document.getElementById(location.hash.slice(1));
    if (meant?.hidden) every.click();
    if (asked.size || meant?.hidden) meant?.scrollIntoView();
  };

  /* The first tap on a figure in prose says its source and grade, on a term what it means; the link in the note goes there. */
  const meaning = (term) => $$("p", document.getElementById("cb-terms").content).find((one) => one.dataset.term === term).cloneNode(true).childNodes;
  const notes = () => {
    let note;
    const close = () => {
      note?.remove();
      note = null;
    };
    document.addEventListener("click", (event) => {
      const fact = event.target.closest("a.cb-fact, a.cb-term");
      if (note && !event.target.closest(".cb-note")) close();
      if (!fact || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      note = Object.assign(document.createElement("span"), { className: "cb-note", tabIndex: -1 });
      note.setAttribute("role", "note");
      const term = fact.matches(".cb-term");
      const said = term ? meaning(fact.hash.slice(1)) : [fact.title];
      const link = Object.assign(document.createElement("a"), { href: fact.href, textContent: term ? words.glossary : words.stands });
      note.append(...said, " ", link);
      fact.after(note);
      note.focus();
      /* Left by the keyboard it would lie over what has the focus next. */
      note.addEventListener("focusout", (left) => left.relatedTarget && !note?.contains(left.relatedTarget) && close());
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
