/* Every figure: its tools in the fold below it, and its data point by point from the keyboard. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  const say = (name, parts) => words[name].replace(/{(\w+)}/g, (all, part) => parts?.[part] ?? all);
  const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  window.coursebook ??= {};
  /* On a page of its own, a figure still belongs to its chapter. */
  const back = document.querySelector(".cb-back");
  coursebook.place = (figure, state) => `${back?.href ?? `${location.href.split("#")[0]}#${figure.id}`}${state ? `=${state}` : ""}`;

  /* Buttons that share and take along a figure; what few readers ask for is loaded when they do. */
  const toolbar = (figure, link) => {
    const said = make("p", "", { className: "cb-said" });
    said.setAttribute("role", "status");
    const ask = figure.querySelector("figcaption").textContent;
    const tool = (act) => async ({ currentTarget }) => {
      if (!coursebook.tools)
        await new Promise((resolve, reject) =>
          document.head.append(make("script", "", { src: figure.dataset.tools, onload: resolve, onerror: reject })));
      said.textContent = "";
      coursebook.tools[act](figure, { name: figure.id.replace(/^(explorer|figure)-/, ""), said, button: currentTarget, link: link() });
    };
    const offered = {
      share: tool("share"),
      csv: tool("csv"),
      svg: tool("svg"),
      png: tool("png"),
      cite: () => {
        const text = say("cited", { ...words, title: ask, page: document.title.split(" · ").at(-2) ?? document.title, link: link() });
        navigator.clipboard?.writeText(text).catch(() => {});
        said.textContent = text;
      },
      listen: tool("listen"),
    };
    const tools = make("div", "", { className: "cb-tools" });
    tools.append(...Object.entries(offered).map(([name, onclick]) => make("button", words[name], { type: "button", onclick })), said);
    return tools;
  };

  /* The tools stand first in the fold, above a table that may be long. */
  coursebook.offer = (figure, link) => {
    const fold = figure.querySelector(".cb-more");
    fold.addEventListener("toggle", () => fold.querySelector("summary").after(toolbar(figure, link)), { once: true });
  };

  /* Left and right go along the places, up and down through the series; each step says the table's cell. */
  const walk = (figure) => {
    const picture = figure.querySelector(".cb-picture");
    const point = make("p", "", { className: "cb-point" });
    point.setAttribute("role", "status");
    let [row, column] = [-1, 0];
    picture.tabIndex = 0;
    picture.setAttribute("role", "application");
    picture.setAttribute("aria-label", `${figure.querySelector(".cb-title, figcaption").textContent.replace(/[^.?!]$/, "$&.")} ${words.walk}`);
    picture.addEventListener("keydown", (event) => {
      const rows = [...figure.querySelectorAll(".cb-table tbody tr")];
      const heads = [...figure.querySelectorAll(".cb-table thead th")];
      const last = [rows.length - 1, heads.length - 1];
      const [down, right] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1], Home: [-Infinity, 0], End: [Infinity, 0] }[event.key] ?? [];
      if (down === undefined || !rows.length) return;
      event.preventDefault();
      [row, column] = [Math.max(0, Math.min(last[0], row + down)), Math.max(0, Math.min(last[1], column + right))];
      const value = rows[row].querySelectorAll("td")[column].textContent || words.empty;
      const parts = { place: rows[row].querySelector("th").textContent, series: heads[column].textContent, value, at: row + 1, of: rows.length };
      if (!point.parentNode) picture.after(point);
      point.textContent = say("point", parts);
    });
    picture.addEventListener("blur", () => point.remove());
  };

  for (const figure of document.querySelectorAll(".cb-figure[data-tools]")) {
    walk(figure);
    if (!figure.matches(".cb-explorer")) coursebook.offer(figure, () => coursebook.place(figure));
  }
})();
