/* Serves the book from this device to a reader who asked to keep it. One version at a time: a new one is fetched whole
   beside the old, takes only what changed over the network, and replaces it; if a file is missing, the old one stays. */
"use strict";
const FILES = {};
/* What runs code; kept only for a reader who asked for it too, which a cache of that name remembers. */
const PYTHON = {};
const VERSION = "";
const scope = self.registration.scope;
const mine = `book ${scope} `;
const name = mine + VERSION;
const ALSO = `python ${scope}`;
const NOTE = `${scope}.kept-files`;
const address = (file) => new URL(file, scope).href;

const older = async () => {
  const found = new Map();
  for (const one of await caches.keys()) {
    if (!one.startsWith(mine) || one === name) continue;
    const cache = await caches.open(one);
    const files = await (await cache.match(NOTE))?.json();
    for (const [file, mark] of Object.entries(files ?? {})) found.set(`${file} ${mark}`, cache);
  }
  return found;
};

const fetched = async (cache, file, mark, before) => {
  const same = await before.get(`${file} ${mark}`)?.match(address(file));
  const answer = same ?? (await fetch(address(file), { cache: "no-cache" }));
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  await cache.put(address(file), answer);
};

const told = new BroadcastChannel("coursebook-keep");
const take = async (files, before) => {
  const [cache, waiting] = [await caches.open(name), Object.entries(files)];
  const all = waiting.length;
  let done = 0;
  const next = async () => {
    for (let file; (file = waiting.pop()); ) {
      await fetched(cache, ...file, before);
      told.postMessage({ done: ++done, all });
    }
  };
  try {
    await Promise.all([next(), next(), next(), next(), next(), next()]);
  } catch (error) {
    waiting.length = 0;
    throw error;
  }
  const noted = await (await cache.match(NOTE))?.json();
  await cache.put(NOTE, new Response(JSON.stringify({ ...noted, ...files })));
};

self.addEventListener("install", (event) =>
  event.waitUntil(
    (async () => {
      try {
        await take({ ...FILES, ...((await caches.has(ALSO)) ? PYTHON : {}) }, await older());
      } catch (error) {
        await caches.delete(name);
        throw error;
      }
      await self.skipWaiting();
    })(),
  ),
);

/* The page that keeps the book asks for Python too. */
self.addEventListener("message", (event) =>
  event.waitUntil(
    (async () => {
      try {
        await take(PYTHON, await older());
        await caches.open(ALSO);
        told.postMessage({ python: true });
      } catch {
        told.postMessage({ python: false });
      }
    })(),
  ),
);

/* The version before stays for pages that are open still; what is older goes. */
self.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      const others = (await caches.keys()).filter((one) => one.startsWith(mine) && one !== name);
      await Promise.all(others.slice(0, -1).map((one) => caches.delete(one)));
      await self.clients.claim();
    })(),
  ),
);

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method !== "GET" || !url.startsWith(scope)) return;
  const path = url.slice(scope.length).split(/[?#]/)[0];
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  event.respondWith(
    (async () => {
      const kept = (file in FILES || file in PYTHON) && (await (await caches.open(name)).match(address(file)));
      if (kept) return kept;
      if (!/\.[0-9a-f]{10}\.\w+$/.test(file)) return fetch(event.request);
      return (await caches.match(address(file))) ?? fetch(event.request);
    })(),
  );
});
