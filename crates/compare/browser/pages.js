// What the tests share: the sample reports and their pages, and a browser without a network that opens them.
//
// `npm ci`, then `npm test`. They make the samples with cargo, and heed
// - CHROMIUM: the browser, /usr/bin/chromium unless told otherwise;
// - PAGE and REPORT: a page and a JSON that `compare` wrote, to be tested like the samples;
// - SAMPLES: a folder with the samples, if they are made already;
// - SHOTS: a folder for screenshots.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const crate = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const root = path.resolve(crate, "../..");

export const SIZES = { projector: { width: 1920, height: 1080 }, phone: { width: 390, height: 844 } };

/** Where the samples are: the folder that SAMPLES names, or one that is made now. */
function samplesFolder() {
  if (process.env.SAMPLES) return process.env.SAMPLES;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compare-samples-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  execFileSync("cargo", ["run", "--quiet", "-p", "compare", "--example", "sample", "--", folder], { cwd: root, stdio: "inherit" });
  return folder;
}

/** All pages under test, by name: the samples, and the one that PAGE and REPORT name. `reports` is what the page shows. */
export function allPages() {
  const folder = samplesFolder();
  const read = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
  const names = fs.readdirSync(folder).filter((file) => file.endsWith(".html")).map((file) => file.slice(0, -".html".length));
  const pages = names.map((name) => [name, { file: path.join(folder, `${name}.html`), reports: [read(path.join(folder, `${name}.json`))].flat() }]);
  if (process.env.PAGE) pages.push(["real", { file: path.resolve(process.env.PAGE), reports: [read(process.env.REPORT)].flat() }]);
  return Object.fromEntries(pages);
}

const document = (name) => JSON.parse(fs.readFileSync(path.join(root, "docs", name), "utf8"));
export const schema = document("compare.schema.json");
export const traceSchema = document("trace.schema.json");

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});

/**
 * Opens a page and hands it to `use`, with no network. Afterwards it fails if the page asked for anything but itself,
 * wrote to the console, opened a dialog, or threw.
 */
export async function open(browser, { file }, { size = SIZES.projector, scheme = "light", language = "en" }, use) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, locale: language === "ko" ? "ko-KR" : "en-GB", serviceWorkers: "block" });
  await context.setOffline(true);
  const page = await context.newPage();
  const complaints = [];
  const address = `file://${file}`;
  page.on("request", (request) => { if (request.url().split("#")[0] !== address && !request.url().startsWith("data:")) complaints.push(`request: ${request.url()}`); });
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.stack}`));
  page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  try {
    await page.goto(address);
    await page.waitForFunction(() => document.querySelector("main") && [...document.querySelectorAll(".chart")].every((box) => box.svg));
    await use(page);
    await settled(page);
  } finally {
    await context.close();
  }
  if (complaints.length) throw new Error(complaints.join("\n"));
}

/** Waits until what was asked for is drawn: charts follow the size of their boxes a frame later. */
export const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));
