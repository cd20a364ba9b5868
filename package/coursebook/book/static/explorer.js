/* Explorers: controls, states, shared views, downloads. No dependency; loaded only where there is one. */
(() => {
  "use strict";
  const $$ = (selector, root) => [...root.querySelectorAll(selector)];
  const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const waiting = {};
  const words = JSON.parse(document.getElementById("cb-words").textContent);
  const say = (name, parts) => words[name].replace(/{(\w+)}/g, (all, part) => parts?.[part] ?? all);

  /* State files are scripts, since fetch cannot read beside a page that was opened from disk. */
  coursebook.states = async (id, packed) => {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    waiting[id].resolve(JSON.parse(await new Response(stream).text()));
  };

  /* The address holds the state of every explorer that was changed, the last one first: #explorer-a=1-0&explorer-b=2. */
  const asked = () => {
    try {
      const parts = decodeURIComponent(location.hash.slice(1)).split("&").map((part) => part.split("="));
      return new Map(parts.filter(([id, state]) => id && state));
    } catch {
      return new Map(); /* an address that was cut or typed wrongly */
    }
  };
  const changed = new Map();
  const keep = (id, state, first) => {
    changed.delete(id);
    if (state !== first) changed.set(id, state);
    history.replaceState(null, "", `#${[...changed].reverse().map((one) => one.join("=")).join("&")}`);
  };

  const load = (figure) => {
    const id = figure.id;
    if (!waiting[id]) {
      const entry = (waiting[id] = {});
      entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
      const script = make("script", "", { src: figure.dataset.states });
      script.onerror = () => {
        entry.reject();
        delete waiting[id];
        script.remove();
      };
      document.head.append(script);
    }
    return waiting[id].promise;
  };

  const explorer = (figure) => {
    const form = figure.querySelector(".cb-controls");
    const [title, drawing, marks, reading, table, trouble] = [
      ".cb-title", ".cb-picture", ".cb-marks", ".cb-reading", ".cb-table", ".cb-trouble",
    ].map((part) => figure.querySelector(part));
    const controls = $$(".cb-control", form);
    const inputs = (control) => $$("select, input", control);
    const key = () =>
      controls.map((control) => {
        const parts = inputs(control);
        const kind = control.dataset.kind;
        if (kind === "checkbox") return +parts[0].checked;
        if (kind === "radio") return parts.find((part) => part.checked).value;
        return parts.map((part) => part.value).join(".");
      }).join("-");
    /* Whether every control offers what a state from an address says. */
    const offers = (wanted) => {
      const values = wanted.split("-");
      return values.length === controls.length && values.every((value, place) => {
        const parts = inputs(controls[place]);
        const kind = controls[place].dataset.kind;
        if (kind === "checkbox") return /^[01]$/.test(value);
        if (kind === "radio") return parts.some((part) => part.value === value);
        const [low, high, more] = value.split(".");
        if (more !== undefined || (high !== undefined) !== (parts.length > 1) || +low > +(high ?? low)) return false;
        return value.split(".").every((at, count) => {
          const part = parts[count];
          return part.options ? [...part.options].some((one) => one.value === at) : /^\d+$/.test(at) && +at <= +part.max;
        });
      });
    };
    const set = (wanted) =>
      wanted.split("-").forEach((value, place) => {
        const parts = inputs(controls[place]);
        const kind = controls[place].dataset.kind;
        if (kind === "checkbox") parts[0].checked = value === "1";
        else if (kind === "radio") parts.forEach((part) => (part.checked = part.value === value));
        else value.split(".").forEach((at, count) => (parts[count].value = at));
      });
    const spell = () =>
      controls.forEach((control) => {
        const sliders = $$("input[type=range]", control);
        if (!sliders.length) return;
        const spoken = sliders.map((slider) => slider.dataset.words.split("|")[slider.value]);
        sliders.forEach((slider, count) => slider.setAttribute("aria-valuetext", spoken[count]));
        control.querySelector("output").textContent = spoken.length > 1 ? say("span", { low: spoken[0], high: spoken[1] }) : spoken[0];
      });
    const update = async () => {
      spell();
      const wanted = key();
      /* While a reader's own code draws the figure, it draws its other states too (python.js). */
      if (figure.live) return figure.live(wanted);
      try {
        const state = (await load(figure))[wanted];
        if (wanted !== key()) return;
        trouble.hidden = true;
        title.textContent = state[0];
        drawing.innerHTML = state[1];
        table.innerHTML = state[3];
        marks.hidden = !state[4].length;
        marks.replaceChildren(...state[4].map((note) => make("li", note)));
        reading.textContent = state[2];
        keep(figure.id, wanted, first);
      } catch {
        trouble.hidden = false;
        trouble.replaceChildren(words.trouble, make("button", words.again, { type: "button", onclick: update }));
      }
    };
    form.addEventListener("input", (event) => {
      const [low, high] = $$("input[type=range]", event.target.closest(".cb-control"));
      /* The ends of a range push each other along. */
      if (high && +low.value > +high.value) (event.target === low ? high : low).value = event.target.value;
      update();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    /* A browser may have kept the choices of an earlier visit. */
    form.reset();
    spell();
    const first = key();
    form.hidden = false;

    $$(".cb-play", form).forEach((button) => {
      const slider = button.parentElement.querySelector("input");
      let timer;
      const step = () => {
        slider.value = slider.value === slider.max ? 0 : +slider.value + 1;
        update();
      };
      button.onclick = () => {
        if (still.matches) return step();
        timer = timer ? clearInterval(timer) : setInterval(step, 900);
        button.setAttribute("aria-pressed", !!timer);
        button.textContent = timer ? words.pause : words.play;
      };
    });

    Object.assign(figure, { chosen: key, redraw: update });
    coursebook.offer(figure, () => coursebook.place(figure, key()));

    /* Show a state from an address; one that no control offers is ignored. */
    return (wanted) => {
      if (!offers(wanted)) return false;
      if (wanted !== key()) {
        set(wanted);
        if (wanted !== first) changed.set(figure.id, wanted);
        return update();
      }
      return true;
    };
  };

  const explorers = new Map($$(".cb-explorer", document).map((figure) => [figure.id, explorer(figure)]));
  /* A private window may refuse storage; then the browser's own place stands. */
  const kept = (name, value) => {
    try {
      return value === undefined ? +sessionStorage.getItem(name) : sessionStorage.setItem(name, value);
    } catch {
      return 0;
    }
  };
  const shared = (leads) => {
    const found = [...asked()].reverse().map(([id, state]) => [id, explorers.get(id)?.(state)]).filter(([, shown]) => shown);
    if (leads && found.length) document.getElementById(found.at(-1)[0]).scrollIntoView();
    return Promise.all(found.map(([, shown]) => shown));
  };
  window.addEventListener("hashchange", () => shared(true));
  /* After a reload and on the way back the reader is led to where they were: what stands above has its height only now. */
  const place = `coursebook-place-${location.pathname}`;
  const [returns, top] = [performance.getEntriesByType("navigation")[0]?.type !== "navigate", kept(place)];
  let moved = false;
  ["wheel", "touchmove", "keydown"].forEach((act) => addEventListener(act, () => (moved = true), { once: true, passive: true }));
  shared(!returns).then(() => returns && top && !moved && scrollTo({ top, behavior: "instant" }));
  addEventListener("pagehide", () => kept(place, scrollY));
})();
