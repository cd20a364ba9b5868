/* DAISY's Ace over one e-book: node ace.mjs <book.epub> <script behind its axe>. A line of JSON for each fault. */
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const ace = require("@daisy/ace-core");
const runner = require("@daisy/ace-axe-runner-puppeteer");
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");

const { run } = runner;
runner.run = (url, [axe, ...scripts], ...more) => run(url, [axe, process.argv[3], ...scripts], ...more);
const outdir = mkdtempSync(`${tmpdir()}/ace-`);
const [, report] = await ace(process.argv[2], { cwd: process.cwd(), outdir, silent: true }, runner);
rmSync(outdir, { recursive: true });
for (const document of report.assertions)
  for (const fault of document.assertions)
    console.log(JSON.stringify({
      file: document["earl:testSubject"].url,
      impact: fault["earl:test"]["earl:impact"],
      rule: fault["earl:test"]["dct:title"],
      said: (fault["earl:result"]["dct:description"] ?? "").slice(0, 300),
      html: (fault["earl:result"].html ?? "").slice(0, 200),
    }));
console.log(JSON.stringify({ checked: report.assertions.length, outcome: report["earl:result"]["earl:outcome"] }));
process.exit(0);
