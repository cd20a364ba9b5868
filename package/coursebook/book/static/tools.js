/* What an explorer's buttons do: its data and picture as files, its series as sound. Loaded on the first use. */
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

  /* The picture on its own has no page to follow: the light theme's colours, and a white ground. */
  const picture = (figure) => {
    const svg = figure.querySelector(".cb-picture svg").cloneNode(true);
    const [, , width, height] = svg.getAttribute("viewBox").split(" ");
    svg.setAttribute("width", width * 2);
    svg.setAttribute("height", height * 2);
    svg.setAttribute("font-family", "sans-serif");
    const ground = document.createElementNS(svg.namespaceURI, "rect");
    for (const [name, value] of [["width", "100%"], ["height", "100%"], ["fill", "#fff"]]) ground.setAttribute(name, value);
    svg.prepend(ground);
    return new XMLSerializer().serializeToString(svg).replace(/var\(--[\w-]+, ?(#\w+)\)/g, "$1").replaceAll("currentColor", "#1b1f24");
  };

  const png = (figure, name) => {
    const image = new Image();
    image.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      canvas.getContext("2d").drawImage(image, 0, 0);
      canvas.toBlob((blob) => save(name, blob, "image/png"));
    };
    image.src = `data:image/svg+xml,${encodeURIComponent(picture(figure))}`;
  };

  const csv = (figure) =>
    [...figure.querySelectorAll(".cb-table tr")].map((row) =>
      [...row.querySelectorAll("th, td")].map((cell) => {
        const text = cell.textContent;
        return /^-?\d+(\.\d+)?$/.test(bare(text)) ? bare(text) : `"${text.replaceAll('"', '""')}"`;
      }).join()).join("\r\n");

  /* One note for each value of the first series, higher for more; a pause where there is no figure. */
  const listen = (figure, name, said) => {
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
    const sound = (coursebook.sound ??= new AudioContext());
    sound.resume();
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
    const plain = (value) => value.toLocaleString(document.documentElement.lang);
    const [first, last] = [rows[0], rows.at(-1)].map((row) => row.querySelector("th").textContent);
    const parts = { series, first, last, low: plain(low), high: plain(high) };
    said.textContent = words.heard.replace(/{(\w+)}/g, (all, part) => parts[part]);
  };

  coursebook.tools = {
    csv: (figure, name) => save(`${name}.csv`, csv(figure), "text/csv"),
    svg: (figure, name) => save(`${name}.svg`, picture(figure), "image/svg+xml"),
    png,
    listen,
  };
})();
