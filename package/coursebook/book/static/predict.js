/* Commit, then see: the forecast is kept in this browser only, and can be forgotten. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  const say = (name, parts) => words[name].replace(/{(\w+)}/g, (all, part) => parts?.[part] ?? all);
  const plain = (value, digits) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
  /* What was typed as a number: 12.5 and 12,5, 13,625 and 13 625; of two readings the one that is within the bounds. */
  const read = ({ value, dataset }) => {
    const bare = value.replace(/[\s%]/g, "").replace("\u2212", "-");
    const readings = [bare.replace(/,(?=\d{3}(?!\d))/g, ""), bare.replace(",", ".")].map((text) => (/^[+-]?[\d.]+$/.test(text) ? +text : NaN));
    return readings.find((one) => one >= +dataset.low && one <= +dataset.high);
  };
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
      const most = Math.max(...rows.flatMap(([, guess, truth]) => [guess, truth]), 0);
      const make = (tag, text, more) => Object.assign(document.createElement(tag), { textContent: text, ...more });
      const one = rows.length === 1;
      const said = rows.map(([label, guess, truth]) =>
        say(one ? "said" : "each", { label, guess: plain(guess, digits), truth: plain(truth, digits), unit: part.dataset.unit }));
      /* Both numbers as bars from one line, so that the distance is seen. */
      const bars = make("div", "", { className: "cb-bars" });
      for (const [label, guess, truth] of rows) {
        if (!one) bars.append(make("p", label));
        for (const [name, value] of [["you", guess], ["data", truth]]) {
          const bar = make("div", "", { className: `cb-bar-${name}` });
          bar.style.setProperty("--long", most > 0 ? Math.max(0, value) / most : 0);
          bar.append(make("b", words[name]), make("i", ""), make("em", plain(value, digits)));
          bars.append(bar);
        }
      }
      score.replaceChildren(make("p", said.join(" ")), bars);
      reveal.open = true;
      forget.hidden = false;
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const forecast = inputs.map(read);
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
    const judge = (input) => {
      const [low, high] = [input.dataset.low, input.dataset.high].map((end) => plain(+end, digits));
      input.setCustomValidity(!input.value || read(input) !== undefined ? "" : say("bounds", { low, high }));
    };
    inputs.forEach((input) => input.addEventListener("input", () => judge(input)));
    form.hidden = false;
    /* Without a forecast the data stay folded; they can always be opened by hand. */
    const earlier = kept(id);
    if (Array.isArray(earlier) && earlier.length === inputs.length && earlier.every(Number.isFinite)) {
      inputs.forEach((input, at) => (input.value = earlier[at]));
      show(earlier);
    }
  }
})();
