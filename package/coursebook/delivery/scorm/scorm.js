/* The learning system's side of the practice questions: SCORM 1.2 or 2004 behind the store that question.js reads and writes. */
(() => {
  "use strict";
  const { version, keeps, points } = JSON.parse(document.getElementById("cb-scorm").textContent);
  const old = version === "1.2";
  const fields = old
    ? { state: "cmi.suspend_data", status: "cmi.core.lesson_status", raw: "cmi.core.score.raw", low: "cmi.core.score.min", high: "cmi.core.score.max", exit: "cmi.core.exit", time: "cmi.core.session_time" }
    : { state: "cmi.suspend_data", status: "cmi.completion_status", raw: "cmi.score.raw", low: "cmi.score.min", high: "cmi.score.max", exit: "cmi.exit", time: "cmi.session_time", share: "cmi.score.scaled", progress: "cmi.progress_measure" };
  const LEVELS = 10;
  /* The system's object lies in one of the frames around this page, or around the page that opened this window. */
  const search = (start) => {
    try {
      for (let here = start, level = 0; here && level < LEVELS; here = here.parent, level += 1) {
        const found = here[old ? "API" : "API_1484_11"];
        if (found) return found;
        if (here.parent === here) return null;
      }
    } catch {
      /* A frame of another address does not let us look. */
    }
    return null;
  };
  const system = search(window) ?? search(window.opener) ?? search(window.top.opener);
  const call = (name, ...given) => system[old ? `LMS${name}` : name](...given);
  if (!system || String(call("Initialize", "")) !== "true") {
    /* Opened without a learning system: question.js keeps the answers in the browser. */
    for (const part of document.querySelectorAll("[data-kept]")) part.hidden = part.dataset.kept === "system";
    return;
  }
  const get = (field) => String(call("GetValue", fields[field]) ?? "");
  const set = (field, value) => call("SetValue", fields[field], String(value));
  const began = Date.now();
  const LONGEST = 64;

  /* Kept as short as can be, since SCORM 1.2 keeps 4096 characters: {id: [tries, right, value, …]}, a tick is 1 or 0. */
  const packed = (all, withValues) => {
    const short = (value) => (typeof value === "boolean" ? +value : value.slice(0, LONGEST));
    const entries = Object.entries(all).map(([id, one]) => [id, [one.tries, +one.right, ...(withValues ? one.values.map(short) : [])]]);
    return JSON.stringify(Object.fromEntries(entries)).replace(/[^ -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  };
  const unpacked = (text) => {
    try {
      const entries = Object.entries(JSON.parse(text)).map(([id, [tries, right, ...values]]) => [
        id,
        { tries, right: !!right, values: values.map((value) => (typeof value === "number" ? !!value : value)) },
      ]);
      return Object.fromEntries(entries);
    } catch {
      return {};
    }
  };
  let kept = unpacked(get("state"));
  let done = /completed|passed/.test(get("status"));
  let best = parseFloat(get("raw")) || 0;

  const report = () => {
    const whole = packed(kept, true);
    set("state", whole.length <= keeps ? whole : packed(kept, false));
    const asked = Object.keys(points);
    const sum = (ids) => ids.reduce((total, id) => total + points[id], 0);
    const now = (100 * sum(asked.filter((id) => kept[id]?.right))) / sum(asked);
    /* Practice never takes away: clearing the answers leaves the best score and the completion. */
    best = Math.max(best, Math.round(100 * now) / 100);
    const checked = asked.filter((id) => kept[id]).length;
    done ||= checked === asked.length;
    set("low", 0);
    set("high", 100);
    set("raw", best);
    if (fields.share) set("share", best / 100);
    if (fields.progress) set("progress", done ? 1 : Math.round((100 * checked) / asked.length) / 100);
    set("status", done ? "completed" : "incomplete");
    call("Commit", "");
  };
  /* Each try that counts is told, so that the system can say which questions are hard. One that keeps no such list says no. */
  const TYPES = { single: "choice", multiple: "choice", numeric: "numeric", matching: "matching", ordering: "sequencing" };
  const tell = (id, right) => {
    const one = `cmi.interactions.${parseInt(call("GetValue", "cmi.interactions._count"), 10) || 0}`;
    const now = new Date().toISOString();
    const told = { id, type: TYPES[document.getElementById(id).dataset.kind], result: right ? "correct" : old ? "wrong" : "incorrect" };
    told[old ? "time" : "timestamp"] = old ? now.slice(11, 19) : now.slice(0, 19);
    for (const [name, value] of Object.entries(told)) call("SetValue", `${one}.${name}`, value);
  };
  window.coursebookShelf = {
    getItem: () => JSON.stringify(kept),
    setItem: (id, text) => {
      const before = kept;
      kept = JSON.parse(text);
      for (const [id, { tries, right }] of Object.entries(kept)) if (tries > (before[id]?.tries ?? 0)) tell(id, right);
      report();
    },
    removeItem: () => {
      kept = {};
      report();
    },
  };
  if (!done) {
    set("status", "incomplete");
    call("Commit", "");
  }

  const spent = () => {
    const seconds = (Date.now() - began) / 1000;
    if (!old) return `PT${seconds.toFixed(2)}S`;
    const two = (number) => String(Math.floor(number)).padStart(2, "0");
    return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  /* A phone tells of no other end than this one. */
  window.addEventListener("pagehide", () => {
    set("time", spent());
    /* The next visit goes on here, also when all is answered: without this SCORM 2004 begins anew. */
    set("exit", "suspend");
    call("Commit", "");
    call(old ? "Finish" : "Terminate", "");
  });
  /* A page that the browser brings back has ended its session. */
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
