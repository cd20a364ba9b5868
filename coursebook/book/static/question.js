/* Practice questions: checked in the page, kept in this browser only. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  const say = (name, parts) => words[name].replace(/{(\w+)}/g, (all, part) => parts?.[part] ?? all);
  const parts = [...document.querySelectorAll(".cb-question")];
  const id = `coursebook-questions-${location.pathname}`;
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(id)) ?? {};
    } catch {
      return {};
    }
  };
  const write = (kept) => {
    try {
      Object.keys(kept).length ? localStorage.setItem(id, JSON.stringify(kept)) : localStorage.removeItem(id);
    } catch {
      /* A private window may refuse storage; then nothing is kept. */
    }
  };
  const progress = document.querySelector(".cb-progress");
  const tell = () => {
    const kept = Object.values(read());
    const right = kept.filter((one) => one.right).length;
    if (progress) progress.querySelector("p").textContent = say("progress", { right, all: parts.length, first: kept.filter((one) => one.right && one.tries === 1).length });
  };
  const number = (text) => parseFloat(words.decimal === "," ? text.replace(/[\s%$€]/g, "").replace(",", ".") : text.replace(/[\s,%$€]/g, ""));

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
      const given = number(part.querySelector("input").value);
      if (!Number.isFinite(given)) return null;
      const { key, tolerance } = part.querySelector("[data-key]").dataset;
      const right = Math.abs(given - key) <= +tolerance;
      const method = said.find((one) => Math.abs(given - one.dataset.for) <= +tolerance);
      return { right, said: right ? [said[0]] : method ? [method] : [], other: words.strange };
    },
    lines(part, said) {
      const given = [...part.querySelectorAll("select")].map((select) => select.value);
      if (given.includes("")) return null;
      const wanted = part.querySelector(".cb-lines").dataset.right.split(",");
      const wrong = given.flatMap((value, place) => (value === wanted[place] ? [] : [String(place)]));
      const named = said.filter((one) => wrong.includes(one.dataset.for) || (wrong.length && one.dataset.for === "wrong"));
      return { right: !wrong.length, said: wrong.length ? named : said.filter((one) => one.dataset.right === "1") };
    },
  };
  judge.multiple = judge.single;
  judge.ordering = judge.matching = judge.lines;

  for (const part of parts) {
    const form = part.querySelector("form");
    const fields = [...form.querySelectorAll("input, select")];
    const [status, fold] = [".cb-verdict-said", ".cb-answer"].map((name) => part.querySelector(name));
    const feedback = [...fold.querySelectorAll(".cb-feedback")];
    const hints = [...part.querySelectorAll(".cb-hint-said")];

    const show = (found) => {
      const verdict = document.createElement("p");
      verdict.append(Object.assign(document.createElement("strong"), { textContent: found.right ? words.right : words.wrong }));
      status.replaceChildren(verdict, ...found.said.map((one) => {
        const copy = one.cloneNode(true);
        copy.querySelectorAll("[id]").forEach((inner) => inner.removeAttribute("id"));
        /* The key of a choice is not told before it is found. */
        if (!found.right && one.querySelector("strong")) copy.querySelector("strong").remove();
        return copy;
      }));
      if (!found.said.length && found.other) verdict.append(` ${found.other}`);
      status.dataset.right = +found.right;
      fold.hidden = !found.right;
    };
    /* A browser may have filled the fields from an earlier visit; only our own memory counts. */
    form.reset();
    form.querySelector(".cb-buttons").hidden = false;
    fold.hidden = true;
    const values = () => fields.map((field) => (/radio|checkbox/.test(field.type) ? field.checked : field.value));

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const found = judge[part.dataset.kind](part, feedback);
      if (!found) {
        status.textContent = words.first;
        return;
      }
      const kept = read();
      const before = kept[part.id] ?? { tries: 0 };
      kept[part.id] = { values: values(), tries: before.right ? before.tries : before.tries + 1, right: before.right || found.right };
      write(kept);
      show(found);
      tell();
    });
    form.addEventListener("reset", () => {
      status.replaceChildren();
      delete status.dataset.right;
      fold.hidden = true;
      fold.open = false;
      fields[0].focus();
    });
    form.querySelector(".cb-hint")?.addEventListener("click", (event) => {
      const next = hints.find((hint) => hint.hidden);
      if (next) next.hidden = false;
      event.target.disabled = !hints.some((hint) => hint.hidden);
    });
    const kept = read()[part.id];
    if (kept?.values?.length === fields.length) {
      fields.forEach((field, place) => {
        if (/radio|checkbox/.test(field.type)) field.checked = kept.values[place] === true;
        else field.value = kept.values[place];
      });
      const found = judge[part.dataset.kind](part, feedback);
      if (found) show(found);
    }
  }
  if (progress) {
    progress.hidden = false;
    progress.querySelector("button").addEventListener("click", () => {
      write({});
      parts.forEach((part) => part.querySelector("form").reset());
      tell();
      progress.querySelector("button").focus();
    });
    tell();
  }
})();
