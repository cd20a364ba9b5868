/* Commit, then see: the forecast is kept in this browser only, and can be forgotten. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  const say = (name, parts) => words[name].replace(/{(\w+)}/g, (all, part) => parts?.[part] ?? all);
  const plain = (value, digits) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
  /* A private window may refuse storage; then nothing is kept. */
  const kept = (id, value) => {
    try {
      if (value === undefined) return JSON.parse(localStorage.getItem(id));
      return value === null ? localStorage.removeItem(id) : localStorage.setItem(id, JSON.stringify(value));
    } catch {
      return null;
    }
  };

  for (const part of document.querySelectorAll(".cb-predict")) {
    const form = part.querySelector("form");
    const inputs = [...form.querySelectorAll("input")];
    const [score, reveal, forget] = [".cb-score", ".cb-reveal", "[type=reset]"].map((name) => part.querySelector(name));
    const digits = +part.dataset.decimals;
    const id = `coursebook-${location.pathname}-${part.id}`;

    const show = (forecast) => {
      const rows = inputs.map((input, at) => [input.labels[0].textContent, forecast[at], +input.dataset.true]);
      const misses = rows.map(([, guess, truth]) => Math.abs(guess - truth));
      const mean = misses.reduce((sum, miss) => sum + miss, 0) / misses.length;
      const table = document.createElement("table");
      const row = (cells, tag) => {
        const made = table.insertRow();
        cells.forEach((text, at) => {
          const cell = document.createElement((at && tag === "td") || !text ? "td" : "th");
          if (cell.tagName === "TH") cell.scope = at ? "col" : "row";
          cell.textContent = text;
          made.append(cell);
        });
      };
      row(["", words.you, words.data], "th");
      rows.forEach(([label, guess, truth]) => row([label, plain(guess, digits), plain(truth, digits)], "td"));
      const said = document.createElement("p");
      const [guess, truth, miss] = [rows[0][1], rows[0][2], mean].map((value) => plain(value, digits));
      said.textContent = say(rows.length > 1 ? "mean" : "said", { guess, truth, miss, unit: part.dataset.unit });
      score.replaceChildren(said, table);
      reveal.open = true;
      forget.hidden = false;
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const forecast = inputs.map((input) => input.valueAsNumber);
      kept(id, forecast);
      show(forecast);
    });
    form.addEventListener("reset", () => {
      kept(id, null);
      score.replaceChildren();
      reveal.open = false;
      forget.hidden = true;
      inputs[0].focus();
    });
    form.hidden = false;
    /* Without a forecast the data stay folded; they can always be opened by hand. */
    const earlier = kept(id);
    if (Array.isArray(earlier) && earlier.length === inputs.length && earlier.every(Number.isFinite)) {
      inputs.forEach((input, at) => (input.value = earlier[at]));
      show(earlier);
    }
  }
})();
