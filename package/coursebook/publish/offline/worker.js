/* Serves the book from this device to a reader who asked to keep it. One version at a time: a new one is fetched whole
   beside the old, takes only what changed over the network, and replaces it; if a file is missing, the old one stays. */
"use strict";
const FILES = {};
const VERSION = "";
const scope = self.registration.scope;
const mine = `book ${scope} `;
const name = mine + VERSION;
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

self.addEventListener("install", (event) =>
  event.waitUntil(
    (async () => {
      const [cache, before, told] = [await caches.open(name), await older(), new BroadcastChannel("coursebook-keep")];
      const waiting = Object.entries(FILES);
      const all = waiting.length;
      let done = 0;
      const take = async () => {
        for (let next; (next = waiting.pop()); ) {
          await fetched(cache, ...next, before);
          told.postMessage({ done: ++done, all });
        }
      };
      try {
        await Promise.all([take(), take(), take(), take(), take(), take()]);
        await cache.put(NOTE, new Response(JSON.stringify(FILES)));
      } catch (error) {
        waiting.length = 0;
        await caches.delete(name);
        throw error;
      }
      await self.skipWaiting();
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
      const kept = file in FILES && (await (await caches.open(name)).match(address(file)));
      if (kept) return kept;
      if (!/\.[0-9a-f]{10}\.\w+$/.test(file)) return fetch(event.request);
      return (await caches.match(address(file))) ?? fetch(event.request);
    })(),
  );
});
