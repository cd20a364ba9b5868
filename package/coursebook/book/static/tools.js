/* What a figure's buttons do: its data and picture as files, its series as sound. Loaded on the first use. */
(() => {
  "use strict";
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  /* A number as the page writes it, in the form that programs read. */
  const bare = (text) => (words.decimal === "," ? text.replace(/\s/g, "").replace(",", ".") : text.replaceAll(",", ""));
  const save = (name, content, type) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([content], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
  };

  const source = (figure) => figure.querySelector(".cb-source").textContent.trim();
  const lines = (text, most) => text.split(/\s+/).reduce((made, word) => {
    const longer = `${made.at(-1)} ${word}`.trim();
    return longer.length > most && made.at(-1) ? [...made, word] : [...made.slice(0, -1), longer];
  }, [""]);

  /* The picture on its own has no page to follow: the light theme's colours, a white ground, its title, source and licence. */
  const picture = (figure, link) => {
    const svg = figure.querySelector(".cb-picture svg").cloneNode(true);
    const [left, top, width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const add = (tag, attributes, text = "") => {
      const made = document.createElementNS(svg.namespaceURI, tag);
      Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
      made.textContent = text;
      return made;
    };
    const heads = lines((figure.querySelector(".cb-title") ?? figure.querySelector("figcaption")).textContent, width / 7.4);
    const feet = [...lines(source(figure), width / 4.6), ...lines(`${words.terms}. ${words.book}. ${link}`, width / 4.6)];
    const [above, below] = [heads.length * 17 + 8, feet.length * 11 + 8];
    const box = [left - 6, top - above, width + 12, height + above + below];
    svg.setAttribute("viewBox", box.join(" "));
    svg.setAttribute("width", box[2] * 2);
    svg.setAttribute("height", box[3] * 2);
    svg.setAttribute("font-family", "sans-serif");
    svg.prepend(add("rect", { x: box[0], y: box[1], width: box[2], height: box[3], fill: "#fff" }));
    heads.forEach((line, at) => svg.append(add("text", { x: left, y: box[1] + 17 * (at + 1), "font-size": 13, "font-weight": 700, fill: "#1b1f24" }, line)));
    feet.forEach((line, at) => svg.append(add("text", { x: left, y: top + height + 11 * (at + 1), "font-size": 8, fill: "#535b66" }, line)));
    return new XMLSerializer().serializeToString(svg).replace(/var\(--[\w-]+, ?(#\w+)\)/g, "$1").replaceAll("currentColor", "#1b1f24");
  };

  const png = (figure, { name, link }) => {
    const image = new Image();
    image.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      canvas.toBlob((blob) => save(name, blob, "image/png"));
    };
    image.src = `data:image/svg+xml,${encodeURIComponent(picture(figure, link))}`;
  };

  const csv = (figure) =>
    [...figure.querySelectorAll(".cb-table tr")].map((row, at) =>
      [...[...row.querySelectorAll("th, td")].map((cell) => cell.textContent), at ? source(figure) : words.source, at ? words.terms : words.licence]
        .map((text) => (/^-?\d+(\.\d+)?$/.test(bare(text)) ? bare(text) : `"${text.replaceAll('"', '""')}"`)).join()).join("\r\n");

  /* One note for each value of the first series, higher for more; a pause where there is no figure. */
  const listen = (figure, { said, button }) => {
    const quiet = () => {
      coursebook.sound?.close();
      coursebook.sound = null;
      button.textContent = words.listen;
    };
    if (coursebook.sound) return quiet();
    const rows = [...figure.querySelectorAll(".cb-table tbody tr")];
    const number = (cell) => parseFloat(bare(cell.textContent));
    const columns = [...(rows[0]?.querySelectorAll("td") ?? [])].map((_, at) => rows.map((row) => number(row.querySelectorAll("td")[at])));
    const values = columns.find((column) => column.some(Number.isFinite)) ?? [];
    const known = values.filter(Number.isFinite);
    if (known.length < 2) {
      said.textContent = words.silent;
      return;
    }
    const series = figure.querySelectorAll(".cb-table thead th")[columns.indexOf(values)]?.textContent ?? words.values;
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const sound = (coursebook.sound = new AudioContext());
    button.textContent = words.stop;
    const beat = Math.min(0.3, 8 / values.length);
    let time = sound.currentTime + 0.1;
    for (const value of values) {
      if (Number.isFinite(value)) {
        const [tone, volume] = [sound.createOscillator(), sound.createGain()];
        tone.frequency.value = 220 * 2 ** (2 * ((value - low) / (high - low || 1)));
        volume.gain.setValueAtTime(0.15, time);
        volume.gain.exponentialRampToValueAtTime(0.001, time + beat * 0.9);
        tone.connect(volume).connect(sound.destination);
        tone.start(time);
        tone.stop(time + beat);
      }
      time += beat;
    }
    setTimeout(() => coursebook.sound === sound && quiet(), 1000 * time);
    const plain = (value) => value.toLocaleString(document.documentElement.lang);
    const [first, last] = [rows[0], rows.at(-1)].map((row) => row.querySelector("th").textContent);
    const parts = { series, first, last, low: plain(low), high: plain(high) };
    said.textContent = words.heard.replace(/{(\w+)}/g, (all, part) => parts[part]);
  };

  /* The address of the place, and a line that shows the figure within another page: to copy, or to mark and copy. */
  const share = (figure, { link, said, button }) => {
    const open = button.parentElement.querySelector(".cb-share");
    button.setAttribute("aria-expanded", !open);
    if (open) return open.remove();
    const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
    const row = (name, value) => {
      const field = make("input", "", { readOnly: true, value, onfocus: () => field.select() });
      const label = make("label", name);
      label.append(field);
      const copy = make("button", words.copy, { type: "button" });
      copy.setAttribute("aria-label", `${words.copy}: ${name}`);
      copy.onclick = () => {
        field.select();
        navigator.clipboard?.writeText(value).then(() => (said.textContent = `${name}: ${words.copied}`), () => {});
      };
      const line = make("div");
      line.append(label, copy);
      return line;
    };
    const panel = make("div", "", { className: "cb-share" });
    panel.append(row(words.address, link));
    const own = figure.dataset.alone ?? (document.body.matches(".cb-alone") && location.href.split("#")[0]);
    if (own) {
      /* A copy on a disk is at no address that others could show. */
      const published = location.protocol === "file:" && document.querySelector("link[rel=canonical]")?.href;
      const page = new URL(own, published || location.href);
      if (link.includes("=", link.indexOf("#"))) page.hash = link.split("#")[1];
      /* High enough for a column of 640 pixels: the picture grows with it, the rest is about as high as here, its fold closed. */
      const [drawn, fold, line] = [".cb-picture", ".cb-more", ".cb-more > summary"].map((part) => figure.querySelector(part));
      const rest = [...figure.children].reduce((sum, part) => sum + part.offsetHeight, 0) - drawn.offsetHeight - fold.offsetHeight + line.offsetHeight;
      const high = Math.round(1.1 * rest + (640 * drawn.offsetHeight) / drawn.offsetWidth + 140);
      const title = figure.querySelector("figcaption").textContent.replace(/[&"<]/g, (sign) => `&#${sign.charCodeAt()};`);
      panel.append(row(words.embed, `<iframe src="${page}" title="${title}" width="100%" height="${high}" style="border:0" loading="lazy"></iframe>`));
      if (figure.dataset.alone) panel.append(make("a", words.alone, { href: page }));
    }
    said.before(panel);
    panel.querySelector("input").focus();
  };

  coursebook.tools = {
    share,
    csv: (figure, { name, said }) => {
      save(`${name}.csv`, csv(figure), "text/csv");
      said.textContent = words.spreadsheet;
    },
    svg: (figure, { name, link }) => save(`${name}.svg`, picture(figure, link), "image/svg+xml"),
    png,
    listen,
  };
})();
