// The book, read in a browser from the file system, without a network.
//
// `npm ci`, then `npm test`. The tests read target/book: run `just book` first. They heed
// - CHROMIUM: the browser, /usr/bin/chromium unless told otherwise;
// - BOOK: the folder of the book;
// - SHOTS: a folder for screenshots.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test as unlimited } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import axe from "axe-core";
import { chromium } from "playwright-core";

const workspace = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const book = path.resolve(process.env.BOOK ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(workspace, "target"), "book"));
const projector = { width: 1920, height: 1080 };
const phone = { width: 390, height: 844 };
let browser;

const test = (name, use) => unlimited(name, { timeout: 300_000 }, use);

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(() => browser?.close());

/** All pages of the book, as paths below its folder. The print page has all of them once more, and prints when it is opened. */
const pages = fs.readdirSync(book, { recursive: true })
  .map((file) => file.replaceAll(path.sep, "/"))
  .filter((file) => file.endsWith(".html") && !/(^|\/)(print|toc)\.html$/.test(file))
  .sort();

/** Opens the book, and fails if it asks for anything outside of its folder, misses a file, complains, or throws. */
async function open({ size = projector, scheme = "light" }, use) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme });
  await context.setOffline(true);
  const page = await context.newPage();
  const complaints = [];
  const inside = pathToFileURL(book).href;
  const note = (what) => complaints.push(`${page.url()}: ${what}`);
  page.on("request", (request) => { if (!request.url().startsWith(inside) && !/^(data|blob):/.test(request.url())) note(`asks for ${request.url()}`); });
  // A request that the next page cuts short has not failed.
  page.on("requestfailed", (request) => { if (request.failure().errorText !== "net::ERR_ABORTED") note(`misses ${request.url()}`); });
  page.on("console", (message) => { if (message.type() === "error" || message.type() === "warning") note(message.text()); });
  page.on("pageerror", (error) => note(error.stack));
  try {
    await use(page, (file) => page.goto(`${inside}/${file}`), complaints);
  } finally {
    await context.close();
  }
  assert.ok(complaints.length === 0, complaints.join("\n"));
}

async function shot(page, name, options = {}) {
  if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`), ...options });
}

/** Serious faults of the open page, for those who cannot see it well. Colours are the only difference of the dark scheme. */
async function faults(page, scheme) {
  await page.addScriptTag({ content: axe.source });
  const rules = scheme === "dark" ? { runOnly: ["color-contrast", "link-in-text-block"] } : {};
  const { violations } = await page.evaluate((rules) => globalThis.axe.run({ ...rules, resultTypes: ["violations"], preload: false }), rules);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" ")}`);
}

/** Looks at all slides of the open page, within the page: a message to the browser for each slide would be slow. */
const slideFaults = (page) => page.evaluate(() => {
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const shown = (element) => element.getClientRects().length > 0;
  const faults = [];
  press("p");
  const slides = Number(document.querySelector("#slide-number").textContent.split(" / ")[1]);
  for (let slide = 1; slide <= slides; slide += 1) {
    const section = document.querySelector(".slide.shown");
    const note = (what) => faults.push(`slide ${slide} of ${slides}: ${what}`);
    if (section.scrollHeight > section.clientHeight) note(`${section.scrollHeight} pixels high`);
    if (section.scrollWidth > section.clientWidth) note(`${section.scrollWidth} pixels wide`);
    for (const block of [...section.querySelectorAll("pre > code, .table-wrapper")].filter(shown)) {
      const cut = block.scrollWidth - block.clientWidth;
      if (cut > 0) note(`a ${block.nodeName} is cut by ${cut} pixels`);
    }
    for (const code of [...section.querySelectorAll("pre > code")].filter(shown)) {
      const size = parseFloat(getComputedStyle(code).fontSize);
      if (size < 22) note(`the letters of the code are ${size} pixels high`);
    }
    const text = section.innerText.trim();
    if (text.endsWith(":")) note(`ends with a colon: ${text.slice(-60)}`);
    if (slide < slides) press("ArrowRight");
  }
  press("p");
  return faults;
});

/** Tables that hide a column, on a screen as narrow as the open page. */
const hiddenColumns = (page) => page.evaluate(async () => {
  await document.fonts.ready;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return [...document.querySelectorAll(".table-wrapper")]
    .filter((table) => table.scrollWidth > table.clientWidth)
    .map((table) => `a table is ${table.scrollWidth} pixels wide: ${table.innerText.slice(0, 40)}`);
});

/** Visits these pages, two at a time. */
async function visit(files, scheme, use) {
  const rest = [...files];
  const walk = () => open({ scheme }, async (page, go, complaints) => {
    for (let file = rest.shift(); file; file = rest.shift()) {
      await go(file);
      await use(page, file, (faults) => complaints.push(...faults.map((fault) => `${file}: ${fault}`)));
    }
  });
  await Promise.all([walk(), walk()]);
}

/**
 * Whether a page is worth a closer look. The copies of the source files are all made alike: a few of them are enough.
 * They have the same text in every language.
 */
const special = (file) => !/^sources\/.*(?<!main|lib)\.rs\.html$|^\w+\/sources\//.test(file);

test("every page loads from the file system alone, and has no serious fault for those who cannot see it (light)", async () => {
  await visit(pages, "light", async (page, file, complain) => {
    if (special(file)) complain(await faults(page, "light"));
  });
});

test("the same for the dark colours; and no page or table is wider than a phone", async () => {
  await visit(pages, "dark", async (page, file, complain) => {
    if (special(file)) complain(await faults(page, "dark"));
    await page.setViewportSize(phone);
    complain(await hiddenColumns(page));
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > phone.width) complain([`${width} pixels wide`]);
    await page.setViewportSize(projector);
  });
});

test("every slide fits on a projector, cuts no code, and does not end with a colon", async () => {
  const files = pages.filter((file) => !/(^|\/)sources\//.test(file));
  await visit(files, "light", async (page, file, complain) => complain(await slideFaults(page)));
});

test("the keys show a page as slides, without the notes, large enough for a projector", async () => {
  await open({}, async (page, go) => {
    await go("book/coroutine.html");
    await page.keyboard.press("p");
    const titles = [];
    const [, slides] = (await page.locator("#slide-number").textContent()).split(" / ").map(Number);
    for (let slide = 1; slide <= slides; slide += 1) {
      const shown = page.locator(".slide.shown");
      assert.equal(await shown.count(), 1);
      assert.equal(await page.locator("#slide-number").textContent(), `${slide} / ${slides}`);
      titles.push(await shown.locator("h1, h2").first().textContent());
      const { size } = await shown.evaluate((section) => ({
        size: parseFloat(getComputedStyle(section).fontSize),
      }));
      assert.ok(size >= 22);
      assert.equal(await page.locator("details.notes").first().isVisible(), false);
      await shot(page, `slide-${slide}`);
      if (slide < slides) await page.keyboard.press("ArrowRight");
    }
    assert.deepEqual([...new Set(titles)], ["What a coroutine is", "Predict", "Run", "Look", "Explain", "Now you"]);

    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/who-polls\.html#slides$/);
    await page.waitForSelector(".slide.shown h1");
    assert.equal(await page.locator(".slide.shown h1").textContent(), "Who polls?");
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL(/coroutine\.html#slides-last$/);
    await page.waitForSelector(".slide.shown h2");
    assert.equal(await page.locator(".slide.shown h2").first().textContent(), "Now you");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("details.notes").isVisible(), true);
    assert.equal(await page.locator("html.slides").count(), 0);
  });
});

test("the search works without a network", async () => {
  await open({}, async (page, go) => {
    await go("book/original.html");
    await page.keyboard.press("s");
    await page.keyboard.type("shield");
    await page.waitForSelector("#mdbook-searchresults li");
    assert.match(await page.locator("#mdbook-searchresults").textContent(), /Cancellation/);
  });
});

test("the handout fits on one page", async () => {
  await open({}, async (page, go) => {
    await go("book/handout.html");
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
  });
});
