/* Practice questions: checked in the page, kept in this browser only, or by the learning system that the page runs in. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  const say = (name, parts) => words[name].replace(/{(\w+)}/g, (all, part) => parts?.[part] ?? all);
  const parts = [...document.querySelectorAll(".cb-question")];
  const id = `coursebook-questions-${location.pathname}`;
  /* A package for a learning system puts a store of its own here (scorm.js): with getItem, setItem and removeItem. */
  const shelf = () => window.coursebookShelf ?? localStorage;
  const read = () => {
    try {
      return JSON.parse(shelf().getItem(id)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (kept) => {
    try {
      Object.keys(kept).length ? shelf().setItem(id, JSON.stringify(kept)) : shelf().removeItem(id);
    } catch {
      /* A private window may refuse storage; then nothing is kept. */
    }
  };
  /* After so many misses the answer can be opened. */
  const MISSES = 2;
  const progress = document.querySelector(".cb-progress");
  /* Answers that were cleared, until another one is checked: one tap too many takes nothing away. */
  let cleared = null;
  const button = progress?.querySelector("button");
  const clearing = button?.textContent;
  const tell = () => {
    const kept = Object.values(read());
    const right = kept.filter((one) => one.right).length;
    if (!progress) return;
    if (kept.length) cleared = null;
    button.textContent = cleared ? words.undo : clearing;
    progress.querySelector("p").textContent = say("progress", { right, all: parts.length, first: kept.filter((one) => one.right && one.tries === 1).length });
  };
  /* What a typed text may mean as a number, the likeliest first: 1,234.5 as well as 1 234,5; 1/2 is a half. */
  const numbers = (text) => {
    const bare = text.replace(/[\s%$€£]/g, "").replace(/\u2212/g, "-");
    const ratio = bare.split("/");
    if (ratio.length === 2) {
      const [above, below] = ratio.map((part) => numbers(part)[0]);
      return Number.isFinite(above / below) ? [above / below] : [];
    }
    const read = (thousands, decimal) => {
      const grouped = new RegExp(`^[+-]?(\\d+|\\d{1,3}(\\${thousands}\\d{3})+)?(\\${decimal}\\d*)?$`);
      return grouped.test(bare) && /\d/.test(bare) ? parseFloat(bare.replaceAll(thousands, "").replace(decimal, ".")) : NaN;
    };
    const both = [read(",", "."), read(".", ",")];
    return (words.decimal === "," ? both.reverse() : both).filter(Number.isFinite);
  };

  /* Each returns whether the answer is right and the feedback that fits it, or null while it is not complete. */
  const judge = {
    single(part, said) {
      const chosen = [...part.querySelectorAll("input")].filter((input) => input.checked).map((input) => input.value);
      if (!chosen.length) return null;
      const wrong = said.filter((one) => one.dataset.right === "0" && chosen.includes(one.dataset.for));
      const rightly = said.filter((one) => one.dataset.right === "1");
      const right = !wrong.length && chosen.length === rightly.length;
      return { right, said: right ? rightly : wrong, other: words.missing };
    },
    numeric(part, said) {
      const text = part.querySelector("input").value.trim();
      if (!text) return null;
      /* The unit that is asked for may stand behind the number. */
      const unit = part.querySelector(".cb-number").textContent.match(/\((.*)\)/)?.[1] ?? "";
      const given = numbers(text.toLowerCase().endsWith(unit.toLowerCase()) ? text.slice(0, text.length - unit.length) : text);
      if (!given.length) return { unread: say("unread", { text: text.length > 40 ? `${text.slice(0, 40)} …` : text }) };
      const { key, tolerance } = part.querySelector("[data-key]").dataset;
      const near = (value) => given.some((one) => Math.abs(one - value) <= +tolerance);
      const right = near(+key);
      const method = said.find((one) => near(+one.dataset.for));
      /* 0.73 for 73 per cent, or the other way round. */
      const scaled = given.some((one) => [100, 0.01].some((by) => Math.abs(one * by - key) <= +tolerance * Math.max(1, by)));
      return { right, said: right ? [said[0]] : method ? [method] : [], other: scaled ? words.scaled : words.strange };
    },
    lines(part, said) {
      const given = [...part.querySelectorAll("select")].map((select) => select.value);
      if (given.includes("")) return null;
      if (part.dataset.kind === "ordering" && new Set(given).size < given.length) return { unread: words.twice };
      const wanted = part.querySelector(".cb-lines").dataset.right.split(",");
      const wrong = given.flatMap((value, place) => (value === wanted[place] ? [] : [String(place)]));
      const named = said.filter((one) => wrong.includes(one.dataset.for) || (wrong.length && one.dataset.for === "wrong"));
      return { right: !wrong.length, said: wrong.length ? named : said.filter((one) => one.dataset.right === "1") };
    },
  };
  /* Python judges; it comes with the first check. */
  judge.code = async (part, said) => {
    try {
      return await (await coursebook.python()).judge(part, said, (text) => (part.querySelector(".cb-verdict-said").textContent = text));
    } catch (why) {
      return { unread: why };
    }
  };
  judge.multiple = judge.single;
  judge.ordering = judge.matching = judge.lines;

  for (const part of parts) {
    const form = part.querySelector("form");
    const fields = [...form.querySelectorAll("input, select, textarea")];
    const [status, fold] = [".cb-verdict-said", ".cb-answer"].map((name) => part.querySelector(name));
    const feedback = [...fold.querySelectorAll(".cb-feedback")];
    const hints = [...part.querySelectorAll(".cb-hint-said")];

    const show = (found, tries) => {
      const verdict = document.createElement("p");
      verdict.append(Object.assign(document.createElement("strong"), { textContent: found.right ? words.right : words.wrong }));
      status.replaceChildren(verdict, ...found.said.map((one) => {
        const copy = one.cloneNode(true);
        copy.querySelectorAll("[id]").forEach((inner) => inner.removeAttribute("id"));
        /* Each text is told by what the reader chose, not by the key; that it is right is said once, above. */
        const title = copy.querySelector("strong");
        const line = { multiple: ".cb-choice", matching: ".cb-line label" }[part.dataset.kind];
        const named = line && part.querySelectorAll(line)[one.dataset.for];
        if (title) named ? (title.textContent = `${named.textContent.trim().replace(/[.:]$/, "")}:`) : title.remove();
        const text = [...copy.querySelector("p").childNodes].find((node) => node.nodeType === 3 && node.data.trim());
        const [bare, told] = [words.right.replace(".", ""), text?.data.trimStart() ?? ""];
        if (told.startsWith(bare) && /[.:,!]/.test(told[bare.length])) {
          const rest = told.slice(bare.length + 1).trimStart();
          text.data = ` ${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
        }
        return copy;
      }));
      if (!found.said.length && found.other) verdict.append(` ${found.other}`);
      status.dataset.right = +found.right;
      fold.hidden = !found.right && tries < MISSES;
    };
    const clear = () => {
      status.replaceChildren();
      delete status.dataset.right;
      fold.hidden = true;
      fold.open = false;
    };
    /* A browser may have filled the fields from an earlier visit; only our own memory counts. */
    form.reset();
    form.querySelector(".cb-buttons").hidden = false;
    fold.hidden = true;
    const values = () => fields.map((field) => (/radio|checkbox/.test(field.type) ? field.checked : field.value));

    const told = (found) => {
      if (!found || found.unread) {
        clear();
        status.textContent = found?.unread ?? words.first;
        return;
      }
      const kept = read();
      const before = kept[part.id] ?? { tries: 0 };
      kept[part.id] = { values: values(), tries: before.right ? before.tries : before.tries + 1, right: before.right || found.right };
      write(kept);
      show(found, kept[part.id].tries);
      tell();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const found = judge[part.dataset.kind](part, feedback);
      found?.then ? found.then(told) : told(found);
    });
    form.querySelector("textarea")?.addEventListener("focus", ({ target }) => {
      coursebook.python().then((python) => python.field(target, () => form.requestSubmit()), () => {});
    }, { once: true });
    /* A verdict is of what was checked, not of what is chosen now. */
    form.addEventListener("input", clear);
    form.addEventListener("reset", () => {
      clear();
      fields[0].focus();
    });
    form.querySelector(".cb-hint")?.addEventListener("click", (event) => {
      const next = hints.find((hint) => hint.hidden);
      if (next) next.hidden = false;
      event.target.disabled = !hints.some((hint) => hint.hidden);
    });
    part.restore = () => {
      const kept = read()[part.id];
      if (kept?.values?.length !== fields.length) return;
      fields.forEach((field, place) => {
        if (/radio|checkbox/.test(field.type)) field.checked = kept.values[place] === true;
        else field.value = kept.values[place];
      });
      /* Code is not run again only to say what it was. */
      const found = part.dataset.kind === "code" ? kept.right && { right: true, said: feedback } : judge[part.dataset.kind](part, feedback);
      if (found && !found.unread) show(found, kept.tries);
    };
    part.restore();
  }
  if (progress) {
    progress.hidden = false;
    button.addEventListener("click", () => {
      const back = cleared;
      const kept = read();
      cleared = !back && Object.keys(kept).length ? kept : null;
      write(back ?? {});
      parts.forEach((part) => {
        part.querySelector("form").reset();
        part.restore();
      });
      tell();
      button.focus();
    });
    tell();
  }
})();
