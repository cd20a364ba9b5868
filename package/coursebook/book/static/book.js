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
  const keep = (mode) => {
    try {
      mode === "auto" ? localStorage.removeItem("coursebook-theme") : localStorage.setItem("coursebook-theme", mode);
    } catch {}
  };
  const button = document.querySelector(".cb-theme");
  if (button) {
    const themes = button.dataset.words.split("|");
    const show = () => {
      const mode = root.dataset.mode || "auto";
      root.dataset.theme = mode === "auto" ? (dark.matches ? "dark" : "light") : mode;
      button.querySelector(".cb-unseen").textContent = button.title = themes[names.indexOf(mode)];
    };
    button.onclick = () => {
      root.dataset.mode = modes()[(modes().indexOf(root.dataset.mode || "auto") + 1) % 3];
      keep(root.dataset.mode);
      show();
    };
    dark.addEventListener("change", show);
    show();
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

  /* What is folded is printed too where it is part of the text. */
  addEventListener("beforeprint", () => $$(".cb-reveal:not([open])").forEach((fold) => (fold.open = fold.dataset.printed = true)));
  addEventListener("afterprint", () => $$("[data-printed]").forEach((fold) => (fold.open = false, delete fold.dataset.printed)));

  /* A list of contents closes when its link stays on the page. */
  $$("[popover] a").forEach((link) => link.addEventListener("click", () => {
    const list = link.closest("[popover]");
    if (list.matches(":popover-open")) list.hidePopover();
  }));

  if (navigator.clipboard)
    for (const pre of $$(".cell_input pre, .highlight > pre")) {
      if (pre.closest(".cell_output") || pre.parentElement.querySelector(".cb-copy")) continue;
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
    }, { rootMargin: "-80px 0px -70% 0px" });
    seen.forEach((section) => watch.observe(section));
  }

  /* A page that was opened from disk has no server, which the notebook needs. */
  if (location.protocol === "file:") $$("[data-from-disk]").forEach((link) => link.replaceWith(link.dataset.fromDisk));
})();
