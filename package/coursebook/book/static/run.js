/* A button at each cell's code, which makes it an editor. What runs it comes with the first tap. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  const site = document.querySelector("[data-lab]");
  window.coursebook ??= {};
  let coming;
  /* Gives the part that runs code; fails, and may be asked again, where it cannot be had. */
  coursebook.python = () =>
    (coming ??= new Promise((resolve, reject) => {
      const failed = () => {
        coming = null;
        reject(words.away.replace("{host}", location.host));
      };
      document.head.append(Object.assign(document.createElement("script"), { src: site.dataset.load, onload: () => resolve(coursebook.cells), onerror: failed }));
    }));
  document.querySelectorAll(".cell_input").forEach((cell) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "cb-edit", textContent: words.change });
    button.onclick = async () => {
      try {
        (await coursebook.python()).change(cell, button);
      } catch (said) {
        button.after(Object.assign(document.createElement("p"), { role: "alert", textContent: said }));
      }
    };
    cell.append(button);
  });
})();
