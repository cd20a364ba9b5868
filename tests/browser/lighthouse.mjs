/* Lighthouse over many pages in one warm Chromium: node lighthouse.mjs <port> <runs> <slowdown> <categories> <address>…
   A line of JSON for each run: scores, first paints, layout shift, and which audits cost points. */
import lighthouse from "lighthouse";
import { pageFunctions } from "lighthouse/core/lib/page-functions.js";

/* It times this machine for a second before each page; only a warning that nobody reads comes from that. */
pageFunctions.computeBenchmarkIndex = () => 1000;

const [port, runs, slowdown, categories, ...addresses] = process.argv.slice(2);
const settings = {
  extends: "lighthouse:default",
  settings: {
    formFactor: "mobile",
    /* Lighthouse's own slow link and phone; only its share of the processor is given from outside. */
    throttling: { rttMs: 150, throughputKbps: 1638.4, requestLatencyMs: 562.5, downloadThroughputKbps: 1474.56, uploadThroughputKbps: 675, cpuSlowdownMultiplier: +slowdown },
    onlyCategories: categories.split(","),
    /* A page from this machine is quiet at once; Lighthouse would wait seconds to be sure. */
    pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 150, cpuQuietThresholdMs: 150,
    skipAudits: ["screenshot-thumbnails", "final-screenshot", "full-page-screenshot",
      /* The category seo asks two rules of axe, and runs the whole of it for them, which is the other category's work. */
      ...(categories.includes("accessibility") ? [] : ["document-title", "image-alt"])],
    disableFullPageScreenshot: true,
  },
};
for (const address of addresses)
  for (let run = 0; run < +runs; run++) {
    const { lhr } = await lighthouse(address, { port: +port, logLevel: "silent" }, settings);
    const cost = Object.values(lhr.categories).flatMap((category) =>
      category.auditRefs
        .filter((part) => part.weight > 0 && lhr.audits[part.id].score !== null && lhr.audits[part.id].score < 0.995)
        .map((part) => `${part.id}: ${lhr.audits[part.id].displayValue || lhr.audits[part.id].title}`));
    const metric = (name) => lhr.audits[name].numericValue;
    console.log(JSON.stringify({
      address,
      scores: Object.fromEntries(Object.entries(lhr.categories).map(([name, { score }]) => [name, Math.round(score * 100)])),
      fcp: metric("first-contentful-paint"), lcp: metric("largest-contentful-paint"),
      cls: metric("cumulative-layout-shift"), tbt: metric("total-blocking-time"),
      kB: metric("total-byte-weight") / 1000, cost, error: lhr.runtimeError?.message,
    }));
  }
