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

for (const scheme of ["light", "dark"]) {
  test(`every page loads from the file system alone, and has no serious fault for those who cannot see it (${scheme})`, async () => {
    await open({ scheme }, async (page, go, complaints) => {
      for (const file of pages) {
        await go(file);
        // The copies of the source files are all made alike. A few of them are enough.
        if (/^sources\/.*(?<!main|lib)\.rs\.html$/.test(file)) continue;
        await page.addScriptTag({ content: axe.source });
        const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"], preload: false }));
        for (const { id, impact, nodes } of violations.filter(({ impact }) => impact === "serious" || impact === "critical")) {
          complaints.push(`${file}: ${impact}: ${id}: ${nodes.slice(0, 3).map(({ html }) => html).join(" ")}`);
        }
      }
    });
  });
}

test("no page is wider than a phone", async () => {
  await open({ size: phone }, async (page, go, complaints) => {
    for (const file of pages) {
      await go(file);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > phone.width) complaints.push(`${file}: ${width} pixels`);
    }
  });
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
      const { size, fits, blocks } = await shown.evaluate((section) => ({
        size: parseFloat(getComputedStyle(section).fontSize),
        fits: section.scrollHeight <= section.clientHeight,
        blocks: [...section.children].filter((child) => child.offsetHeight > 0).length,
      }));
      assert.ok(size >= 22);
      // A heading, a sentence, and one long block at most.
      assert.ok(fits || blocks <= 3, `slide ${slide} is too high`);
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
