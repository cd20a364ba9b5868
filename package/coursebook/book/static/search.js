/* The search: takes the index apart when a reader asks, forgives a plural and a typo, shows the passage. No dependency. */
(() => {
  "use strict";
  const form = document.querySelector(".cb-find");
  const [field, status, list] = [form.q, document.querySelector(".cb-found-said"), document.querySelector(".cb-found")];
  const say = form.dataset;
  const kinds = say.kinds.split("|");
  const MOST = 40;
  /* How much a passage counts by its kind (see data-kinds): what explains comes before rows of tables. */
  const WEIGHTS = [2, 1, 1, 4, 0.4, 0.3, 0.6, 0.15];
  const COMMON = new Set(say.common.split(" "));
  const MEN = { men: "man", women: "woman", people: "person", children: "child" };
  const make = (tag, text = "", more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });

  /* 19 350 is one word, as 19,350 is. */
  const WORD = /(?<![\p{L}\p{N}.,])\p{N}{1,3}(?:[\u00a0\u202f]\p{N}{3})+(?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu;
  /* Cyrillic letters as English texts write them. */
  const LATIN = Object.fromEntries("а:a б:b в:v г:h ґ:g д:d е:e є:ye ж:zh з:z и:y і:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ь: ъ: ы:y э:e ю:yu я:ya".split(" ").map((pair) => pair.split(":")));
  /* One form for a word however it is written: small, Latin, in British spelling, without accents and English plural endings. */
  const stem = (word) => {
    const plain = word.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[,\s](?=\p{N})/gu, "")
      .replace(/\p{Script=Cyrillic}/gu, (letter) => LATIN[letter] ?? letter)
      .replace(/(?<=..[^aeiou])iz(?=[ei]|ation)/, "is").replace(/(?<=...)(?:yy|yi|iy|ii)$/, "y");
    if (MEN[plain]) return MEN[plain];
    if (plain.length < 4 || /(ss|us|is)$/.test(plain)) return plain;
    if (/ies$/.test(plain) && plain.length > 4) return plain.slice(0, -3) + "y";
    if (/(ss|sh|ch|x|z)es$/.test(plain)) return plain.slice(0, -2);
    return plain.replace(/s$/, "");
  };
  const typed = (text) => [...text.replace(/[’']s\b/g, "").matchAll(WORD)].map((found) => found[0]);
  const words = (text) => typed(text).map(stem);

  /* Edits between two words, a swap of neighbours counting as one; Infinity beyond the bound. */
  const edits = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return Infinity;
    let [before, last] = [[], [...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return Infinity;
      [before, last] = [last, row];
    }
    return last[b.length] <= most ? last[b.length] : Infinity;
  };

  let book;
  const load = () =>
    (book ??= new Promise((resolve, reject) => {
      (window.coursebook ??= {}).passages = (index) => resolve(taken(index));
      document.head.append(make("script", "", { src: say.load, onerror: () => ((book = null), reject()) }));
    }));

  /* word -> passage -> weight: a word of the title counts as several of the text, most of all where it is the title. */
  const taken = (index) => {
    const places = new Map();
    const lengths = index.passages.map(([, , , title, text], at) => {
      const count = (word, weight) => {
        if (!places.has(word)) places.set(word, new Map());
        const here = places.get(word);
        here.set(at, (here.get(at) ?? 0) + weight);
      };
      const [heads, said] = [words(title), words(text)];
      heads.forEach((word) => count(word, 2 + 8 / heads.length));
      said.forEach((word) => count(word, 1));
      return said.length;
    });
    return { ...index, places, lengths, usual: lengths.reduce((a, b) => a + b, 0) / lengths.length };
  };

  /* Words of the book that a word of the question may mean, with how much each counts. */
  const meant = (places, word) => {
    const found = new Map(places.has(word) ? [[word, 1]] : []);
    if (word.length > 2) for (const other of places.keys()) if (other !== word && other.startsWith(word)) found.set(other, 0.5);
    if (found.size || word.length < 4 || /\d/.test(word)) return found;
    const most = word.length < 8 ? 1 : 2;
    let nearest = most;
    for (const other of places.keys()) {
      const apart = edits(word, other, nearest);
      if (apart < nearest) found.clear();
      if (apart <= nearest) found.set(other, 0.6 / (nearest = apart));
    }
    return found;
  };

  /* Ranked as BM25 ranks: rare words count more, and so do words of a short passage. */
  const find = ({ passages, places, lengths, usual }, text) => {
    /* Each word of the question, and how its reader wrote it. */
    const joined = text.replace(/(?<![\p{L}\p{N}])\p{N}{1,3}(?: \p{N}{3})+(?![\p{L}\p{N}])/gu, (number) => (places.has(stem(number)) ? stem(number) : number));
    const written = new Map(typed(joined).map((word) => [stem(word), word]));
    const all = [...written.keys()];
    const asked = all.filter((word) => !COMMON.has(word));
    const seen = new Set();
    const likes = [];
    const scores = new Map();
    for (const word of asked.length ? asked : all) {
      const found = meant(places, word);
      const first = [...found.keys()][0];
      if (first && !first.startsWith(word)) likes.push([written.get(word), first]);
      const best = new Map();
      found.forEach((weight, other) => {
        seen.add(other);
        const here = places.get(other);
        const rare = Math.log(1 + passages.length / here.size);
        here.forEach((count, at) => {
          const score = (weight * rare * count) / (count + 0.6 + 0.9 * (lengths[at] / usual));
          best.set(at, Math.max(best.get(at) ?? 0, score));
        });
      });
      best.forEach((score, at) => {
        const sum = scores.get(at) ?? [0, 0];
        scores.set(at, [sum[0] + 1, sum[1] + score]);
      });
    }
    const most = Math.max(0, ...[...scores.values()].map(([count]) => count));
    const whole = text.trim().toLowerCase();
    const ranked = [...scores]
      .filter(([, [count]]) => count === most)
      .map(([at, [, score]]) => [at, score * WEIGHTS[passages[at][2]] * (most > 1 && `${passages[at][3]} ${passages[at][4]}`.toLowerCase().includes(whole) ? 2 : 1)])
      .sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    return { ranked: ranked.map(([at]) => passages[at]), seen, likes };
  };

  const hit = (text, seen) => [...text.matchAll(WORD)].filter((found) => seen.has(stem(found[0])));
  /* A text from one place to another, the words that were found in it marked. */
  const marked = (into, text, seen, from = 0, to = text.length) => {
    for (const { index, 0: word } of hit(text, seen)) {
      if (index < from || index + word.length > to) continue;
      into.append(text.slice(from, index), make("mark", word));
      from = index + word.length;
    }
    into.append(text.slice(from, to));
    return into;
  };
  /* The part of the passage round the first word that was found. */
  const passage = (text, seen) => {
    const at = hit(text, seen)[0]?.index ?? 0;
    const from = at < 90 ? 0 : text.indexOf(" ", at - 80) + 1;
    const to = from + 260 < text.length ? text.lastIndexOf(" ", from + 260) : text.length;
    const made = marked(make("p", from ? "… " : ""), text, seen, from, to);
    made.append(to < text.length ? " …" : "");
    return made;
  };

  const show = async () => {
    const text = field.value.trim();
    if (!words(text).length) {
      list.replaceChildren();
      status.textContent = text && say.none.replace("%s", () => text);
      return;
    }
    try {
      if (!book) status.textContent = say.waits;
      const index = await load();
      if (text !== field.value.trim()) return;
      const { ranked, seen, likes } = find(index, text);
      list.replaceChildren(
        ...ranked.slice(0, MOST).map(([page, anchor, kind, title, said]) => {
          const [address, name] = index.pages[page];
          const item = make("li");
          const link = marked(make("a", "", { href: address + (anchor && `#${anchor}`) }), title, seen);
          const where = make("p", [...new Set([kinds[kind], name])].filter((part) => part && part !== title).join(" · "), { className: "cb-found-where" });
          item.append(link, where, passage(said, seen));
          return item;
        }),
      );
      const count = ranked.length;
      const told = !count ? say.none : count === 1 ? say.one : count > MOST ? say.first : say.many;
      status.textContent = [
        ...(count ? likes.map(([a, b]) => say.like.replace("%a", a).replace("%b", b)) : []),
        told.replace("%n", count).replace("%m", MOST).replace("%s", () => (text.length > 60 ? `${text.slice(0, 60)} …` : text)),
      ].join(" ");
    } catch {
      status.textContent = say.trouble;
    }
  };

  let timer;
  /* The page gives the field the focus itself; the index is asked for when a reader does something with it. */
  for (const act of ["pointerdown", "keydown"]) field.addEventListener(act, () => load().catch(() => {}), { once: true });
  /* What is asked stands in the address, so that the way back from a passage finds it again. */
  const ask = () => {
    /* A page from disk may not change its address. */
    try {
      history.replaceState(null, "", `?q=${encodeURIComponent(field.value)}`);
    } catch {}
    show();
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) show();
  else field.focus();
})();
