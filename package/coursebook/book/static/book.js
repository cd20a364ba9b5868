/* The frame of every page: theme, copying code, where the reader is. All of it can be missed without loss of content. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words")?.textContent ?? "{}");
  const root = document.documentElement;
  const $$ = (selector) => [...document.querySelectorAll(selector)];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const names = ["auto", "light", "dark"];
  /* The first tap changes what is seen; the third is back at the system's choice. */
  const modes = () => (dark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"]);

  /* A private window may refuse storage; then the choice lasts as long as the page. */
  const kept = (name, value) => {
    try {
      if (value === undefined) return localStorage.getItem(name);
      return value === null ? localStorage.removeItem(name) : localStorage.setItem(name, value);
    } catch {}
  };
  const make = (tag, more) => Object.assign(document.createElement(tag), more);
  const button = document.querySelector(".cb-theme");
  const themed = () => {
    const mode = root.dataset.mode || "auto";
    root.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
    if (button) button.querySelector(".cb-unseen").textContent = button.title = button.dataset.words.split("|")[names.indexOf(mode)];
  };
  dark.addEventListener("change", themed);
  themed();
  /* The choice of another tab holds here too, and so does a later one on the way back. */
  const chosen = () => {
    root.dataset.mode = kept("coursebook-theme") || "auto";
    themed();
  };
  addEventListener("storage", ({ key }) => key === "coursebook-theme" && chosen());
  addEventListener("pageshow", ({ persisted }) => persisted && chosen());
  if (button) {
    button.onclick = () => {
      root.dataset.mode = modes()[(modes().indexOf(root.dataset.mode || "auto") + 1) % 3];
      kept("coursebook-theme", root.dataset.mode === "auto" ? null : root.dataset.mode);
      themed();
    };
    button.hidden = false;
  }

  /* The list of contents shows where the reader is, also when it is long. */
  const book = document.querySelector(".cb-book");
  const show = () => {
    const here = book?.querySelector("[aria-current]");
    if (here) book.scrollTop += here.getBoundingClientRect().top - book.getBoundingClientRect().top - book.clientHeight / 3;
  };
  book?.addEventListener("toggle", show);
  show();

  /* A link to what is folded, or to a place within, opens it. */
  const meant = () => {
    let part;
    try {
      part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {}
    const folds = [];
    for (let at = part; at; at = at.parentElement) if (at.matches("details:not([open])")) folds.push(at);
    if (!folds.length) return;
    folds.forEach((fold) => (fold.open = true));
    part.scrollIntoView();
  };
  addEventListener("hashchange", meant);
  meant();

  /* Whether the code below figures stands open; a reader's choice, kept in this browser. */
  const code = document.querySelector(".cb-show-code");
  if (code) {
    const turn = (on) => {
      code.setAttribute("aria-pressed", on);
      $$(".cb-code").forEach((one) => (one.closest("details").open = on));
    };
    code.onclick = () => {
      const on = code.getAttribute("aria-pressed") !== "true";
      kept("coursebook-code", on ? "1" : null);
      turn(on);
    };
    if (kept("coursebook-code")) turn(true);
    code.hidden = false;
  }

  /* How far a reader has come: chapters read to the end, and the section that was in sight last. */
  const chapter = document.querySelector("[data-chapter]");
  const base = new URL(root.dataset.content_root || "./", location.href).pathname;
  const own = location.pathname.slice(base.length);
  /* Read anew each time: another tab may have come further. */
  const reading = () => {
    try {
      return JSON.parse(kept(`coursebook-read-${base}`)) ?? {};
    } catch {
      return {};
    }
  };
  const came = (more) => kept(`coursebook-read-${base}`, JSON.stringify({ ...reading(), ...more }));
  const last = reading();
  const tick = () => $$(".cb-book a, .cb-cards a").forEach((link) => {
    if (!(reading().done ?? []).includes(link.pathname.slice(base.length)) || link.querySelector(".cb-tick")) return;
    link.append(make("span", { className: "cb-tick", title: book.dataset.read, textContent: "✓" }), make("span", { className: "cb-unseen", textContent: ` (${book.dataset.read})` }));
  });
  if (chapter) {
    came({ page: own, title: document.querySelector("h1").firstChild.textContent, at: last.page === own ? last.at : "" });
    const end = document.querySelector(".cb-pager");
    if (end) new IntersectionObserver(([entry], watch) => {
      if (!entry.isIntersecting) return;
      watch.disconnect();
      came({ done: [...new Set([...(reading().done ?? []), own])] });
      tick();
    }).observe(end);
  }
  tick();
  const start = document.querySelector(".cb-start");
  if (start && last.page) {
    start.href = base + last.page + (last.at ? `#${last.at}` : "");
    start.firstChild.textContent = start.title = start.dataset.continue.replace("{page}", last.title);
  }

  /* What is folded is printed too where it is part of the text. */
  addEventListener("beforeprint", () => $$("details:is(.cb-reveal, .cb-claim, .cb-fold):not([open])").forEach((fold) => (fold.open = fold.dataset.printed = true)));
  addEventListener("afterprint", () => $$("[data-printed]").forEach((fold) => (fold.open = false, delete fold.dataset.printed)));

  /* A list of contents closes when its link stays on the page. */
  $$("[popover] a").forEach((link) => link.addEventListener("click", () => {
    const list = link.closest("[popover]");
    if (list.matches(":popover-open")) list.hidePopover();
  }));

  if (navigator.clipboard)
    for (const pre of $$(".cell_input pre, .highlight > pre")) {
      if ((pre.closest(".cell_output") && !pre.closest(".cb-code")) || pre.parentElement.querySelector(".cb-copy")) continue;
      const copy = Object.assign(document.createElement("button"), { type: "button", className: "cb-copy", textContent: words.copy });
      copy.onclick = async () => {
        await navigator.clipboard.writeText(pre.textContent);
        copy.textContent = words.codeCopied;
        setTimeout(() => (copy.textContent = words.copy), 2000);
      };
      pre.parentElement.append(copy);
    }

  /* The heading that was passed last is marked in the list of the page's contents. */
  const marks = new Map($$(".cb-toc a[href^='#']").map((link) => [link.hash.slice(1), link]));
  const seen = [...marks.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
  if (seen.length) {
    const watch = new IntersectionObserver((entries) => {
      const passed = entries.filter((entry) => entry.isIntersecting).at(-1);
      if (!passed) return;
      marks.forEach((link) => link.removeAttribute("aria-current"));
      marks.get(passed.target.id)?.setAttribute("aria-current", "true");
      if (chapter) came({ at: passed.target.id });
    }, { rootMargin: "-80px 0px -70% 0px" });
    seen.forEach((section) => watch.observe(section));
  }

  /* Notebooks and the book for paper come over the network, also for a book that is kept on this device: without one the page says so and stays. */
  $$("[data-away]").forEach((link) => link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || location.protocol === "file:" || link.sure) return;
    event.preventDefault();
    link.parentElement.querySelector(".cb-away")?.remove();
    try {
      await fetch(link.href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(10000) });
      link.sure = true;
      link.click();
      link.sure = false;
    } catch {
      const said = make("p", { className: "cb-away", textContent: link.dataset.away });
      said.setAttribute("role", "alert");
      link.parentElement.append(said);
    }
  }));

  /* A page that was opened from disk has no server, which the notebook needs. */
  if (location.protocol === "file:") $$("[data-from-disk]").forEach((link) => link.replaceWith(link.dataset.fromDisk));
})();
