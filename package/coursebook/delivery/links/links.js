/* A student types a code; a script of that name, if there is one, says which file is theirs. That works without a server, too. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("words").textContent);
  const [form, field, status] = ["form", "#code", "[role=status]"].map((name) => document.querySelector(name));
  const CODE = /^[0-9a-hjkmnp-tv-z]{12}$/;
  /* What is easily misread is taken for what it can only be. */
  const plain = (text) => text.toLowerCase().replace(/[^0-9a-z]/g, "").replace(/o/g, "0").replace(/[il]/g, "1");
  let asked;
  const look = () => {
    asked?.remove();
    const code = plain(field.value);
    if (!CODE.test(code)) {
      status.textContent = words.malformed;
      return;
    }
    status.textContent = words.looking;
    asked = Object.assign(document.createElement("script"), { src: `files/${code}.js` });
    asked.onerror = () => (status.textContent = words.unknown);
    document.head.append(asked);
  };
  window.coursebookFound = (file, name) => {
    const link = Object.assign(document.createElement("a"), { href: `files/${file}`, download: name, textContent: `${words.take} (${name})` });
    status.replaceChildren(link);
    link.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  /* A link of one's own holds the code behind the sign #, which no server is told. */
  const own = () => {
    if (location.hash.length < 2) return;
    field.value = decodeURIComponent(location.hash.slice(1));
    look();
  };
  addEventListener("hashchange", own);
  own();
})();
