/* Python for the cells of one page: brings Pyodide and what the code imports, runs the code, and says how far it is. */
"use strict";
const at = (address) => new URL(address, self.location.href).href;

/* Bytes are counted as they come, and requests that are open, so that the page can tell a slow network or a slow machine
   from a host that does not answer. */
const bare = self.fetch.bind(self);
let [came, open, refused] = [0, 0, true];
const told = (more) => postMessage({ came, open: (open += more) });
self.fetch = async (...asked) => {
  refused = true;
  told(1);
  const answer = await bare(...asked).catch((error) => {
    told(-1);
    throw error;
  });
  refused = !answer.ok;
  const count = (part, out) => {
    came += part.length;
    told(0);
    out.enqueue(part);
  };
  if (answer.body && !refused) return new Response(answer.body.pipeThrough(new TransformStream({ transform: count, flush: () => told(-1) })), answer);
  told(-1);
  return answer;
};
const got = async (address) => {
  const answer = await fetch(at(address));
  if (!answer.ok) throw new Error(`${answer.status}: ${address}`);
  return answer;
};

let about, python, cells, page, provides;
const start = async (language) => {
  about = await (await got("about.json")).json();
  const base = at(about.python);
  postMessage({ host: new URL(base).host });
  /* importScripts would say nothing until its file is whole, so the files come through fetch first. */
  await Promise.all(["pyodide.js", "pyodide.asm.js"].map(async (name) => (await got(base + name)).arrayBuffer()));
  importScripts(`${base}pyodide.js`);
  const env = { HOME: "/home/pyodide", MPLBACKEND: "agg", COURSEBOOK_LANGUAGE: language };
  python = await loadPyodide({ indexURL: base, env });
  const { packages } = await (await got(`${base}pyodide-lock.json`)).json();
  const from = (file) => new URL(file, base).host;
  provides = new Map(Object.values(packages).flatMap((one) => one.imports.map((name) => [name, [one.name, from(one.file_name)]])));
  cells = python.toPy({ __name__: "cells" });
  python.runPython(await (await got("cells.py")).text(), { globals: cells });
  page = cells.get("Page")();
};

/* Bring what code imports: our own wheels, then Pyodide's packages. Returns the name of one that cannot be had, and its host. */
const bring = async (code) => {
  const tried = new Set();
  for (;;) {
    const name = cells.get("missing")(code)?.split(".")[0];
    if (!name || tried.has(name)) return;
    tried.add(name);
    const [own, [packed, from] = []] = [about.wheels[name], provides.get(name)];
    if (!own && !packed) return; /* Nobody has it: the code itself will say so. */
    try {
      if (own) python.unpackArchive(await (await got(own)).arrayBuffer(), "wheel");
      else await python.loadPackage(packed, { messageCallback() {}, errorCallback() {} });
    } catch {}
    if (own ? cells.get("missing")(code)?.split(".")[0] === name : !python.loadedPackages[packed])
      return { missing: name, from: from ?? self.location.host };
  }
};

let ready;
self.onmessage = async ({ data }) => {
  try {
    await (ready ??= start(data.language));
  } catch (error) {
    return postMessage(refused ? { lost: true } : { broken: String(error) });
  }
  try {
    const given = python.toPy(data.cells ?? data.checks);
    const wanted = data.cells ? cells.get("needed")(given).toJs().map((place) => data.cells[place]) : [data.given, data.code];
    for (const code of wanted) {
      const lacking = await bring(code);
      if (lacking) return postMessage(lacking);
    }
    postMessage({ runs: true });
    const done = data.cells ? page.run(given, data.view) : cells.get("check")(data.code, data.given, given);
    postMessage({ done: done.toJs({ dict_converter: Object.fromEntries }) });
  } catch (error) {
    postMessage({ broken: String(error) });
  }
};
