/* Buttons that copy a citation; the fold and the files work without them. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  for (const box of document.querySelectorAll(".cb-cite")) {
    const said = box.querySelector(".cb-said");
    for (const button of box.querySelectorAll("button")) {
      const text = button.closest("dd").previousElementSibling;
      button.hidden = false;
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(text.textContent);
          said.textContent = words.copied;
        } catch {
          /* Where the clipboard is closed (a page from disk, an old browser), the text is marked for the reader's own keys. */
          getSelection().selectAllChildren(text);
          said.textContent = words.marked;
        }
      });
    }
  }
})();
