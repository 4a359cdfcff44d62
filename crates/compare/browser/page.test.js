// The page in a browser, read back: whatever it shows is what the report says.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { SIZES, allPages, launch, open, settled } from "./pages.js";

const pages = allPages();
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser;

before(async () => {
  browser = await launch();
  if (process.env.SHOTS) fs.mkdirSync(process.env.SHOTS, { recursive: true });
});
after(() => browser?.close());

const at = (reports, pointer) => pointer.split("/").slice(1).reduce((inner, key) => inner[key], reports);

/** How a figure is to be written: three digits that count, in a unit; of a count, all. */
function written({ value, unit, quantity, style }) {
  const size = { ns: 1, "µs": 1e3, ms: 1e6, s: 1e9, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, "%": 0.01, "×": 1, "": 1 }[unit];
  const number = Math.abs(value / size);
  let digits;
  if (number === 0 || number >= 1000 || (quantity === "count" && Number.isInteger(number))) digits = Math.round(number).toLocaleString("en-US");
  else digits = Number(number.toPrecision(3)) >= 1000 ? "1,000" : number.toPrecision(3);
  if (style === "trimmed" && digits.includes(".")) digits = digits.replace(/0+$/, "").replace(/\.$/, "");
  const signed = (value < 0 ? "−" : "") + digits;
  if (style === "bare" || unit === "") return signed;
  return unit === "×" ? `×${signed}` : `${signed}\u202f${unit}`;
}

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length % 2 ? sorted[(sorted.length - 1) / 2] : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
};

/** How computed figures follow from those of the report. */
const HOW = {
  ratio: ([a, b]) => a / b,
  difference: ([a, b]) => a - b,
  count: (values) => values.length,
  median,
  below: (values) => values.filter((value, i) => i % 2 === 0 && value < values[i + 1]).length,
  pairs: (values) => values.length / 2,
  "since-due": ([what, from, duration]) => what * 1000 - (from * 1000 + duration),
  microseconds: ([duration]) => duration * 1000,
};

const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)) + 1e-3;

/** Checks one figure of the page against the report. */
function check(figure, reports) {
  const { value, path: pointer, how, of } = figure;
  assert.ok(pointer || how, `a figure that says not where it is from: ${JSON.stringify(figure)}`);
  if (pointer) assert.equal(value, at(reports, pointer), pointer);
  else assert.ok(near(value, HOW[how](of.map((from) => at(reports, from)))), `${how} of ${of}: ${value}`);
}

/** All figures that are text, and what the tables say besides. */
const figuresOf = (page) => page.evaluate(() => ({
  figures: [...document.querySelectorAll("data")].map(({ value, textContent: text, title, dataset: { unit, quantity, style, path, how, of } }) => (
    { value: Number(value), text, title, unit, quantity, style, path, how, of: of?.split(" ") })),
  others: [...document.querySelectorAll("td")].flatMap((cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("data, ul").forEach((part) => part.remove());
    return copy.textContent;
  }),
}));

/** The pages of this report or, in a class, the room's and those of two participants. */
async function eachView(page, { reports }, use) {
  await use(page);
  if (reports.length < 2) return;
  for (const whose of [0, reports.length - 1]) {
    await page.selectOption("#whose", String(whose));
    await settled(page);
    await use(page);
  }
}

for (const [name, sample] of Object.entries(pages)) {
  test(`${name}: every figure is the report’s, and asks no network for anything`, () => open(browser, sample, {}, (page) => eachView(page, sample, async () => {
    const { figures, others } = await figuresOf(page);
    for (const figure of figures) {
      check(figure, sample.reports);
      // A value in the middle between two may be rounded either way.
      const either = [1, 1 - 1e-12, 1 + 1e-12].map((nudge) => written({ ...figure, value: figure.value * nudge }));
      assert.ok(either.includes(figure.text), `${figure.text} for ${figure.value}: ${figure.path ?? figure.how}`);
      assert.ok(figure.title.startsWith(String(figure.value)), figure.title);
    }
    const known = JSON.stringify(sample.reports);
    for (const other of others) assert.ok(!/\d/.test(other) || known.includes(other.trim()), `a number without a figure: ${other}`);
  })));

  test(`${name}: every chart shows the report’s figures where they belong`, () => open(browser, sample, {}, (page) => eachView(page, sample, async () => {
    for (const { id, x, y, marks } of await chartsOf(page)) {
      assert.ok(marks.length, `${id} is empty`);
      for (const mark of marks) {
        if (mark.path || mark.how) check(mark, sample.reports);
        assert.ok(mark.inside, `${id}: ${mark.name} outside of its chart`);
        if (["point"].includes(mark.name)) assert.ok(near2(mark.y, place(y, mark.value)), `${id}: ${mark.path} at ${mark.y}, not ${place(y, mark.value)}`);
        if (["median", "round", "p50", "p99", "max", "from", "to", "factor", "person"].includes(mark.name)) {
          const value = Math.max(mark.value, x.type === "log" ? x.domain[0] : -Infinity);
          assert.ok(near2(mark.x, place(x, value)), `${id}: ${mark.path ?? mark.how} at ${mark.x}, not ${place(x, value)}`);
        }
        if (mark.name === "bar") assert.ok(near2(mark.x + mark.width, place(x, mark.value)) && near2(mark.x, place(x, 0)), `${id}: ${mark.path}`);
      }
    }
  })));

  test(`${name}: nothing is wider than a phone`, () => open(browser, sample, { size: SIZES.phone, language: "ko" }, (page) => eachView(page, sample, async () => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), SIZES.phone.width);
  })));
}

/** Where a scale puts a value, computed here rather than by the library. */
function place({ type, domain: [a, b], range: [from, to] }, value) {
  const scale = type === "log" ? Math.log : Number;
  return from + ((scale(value) - scale(a)) / (scale(b) - scale(a))) * (to - from);
}

const near2 = (a, b) => Math.abs(a - b) < 0.6;

/** The charts as they are drawn: their scales and every mark that stands for something. */
const chartsOf = (page) => page.evaluate(() => [...document.querySelectorAll(".chart")].map((box) => {
  const svg = box.svg;
  const frame = svg.getBoundingClientRect();
  const marks = [...svg.querySelectorAll(".mark")].map((mark) => {
    const [, x, y] = mark.getAttribute("transform")?.match(/translate\(([-\d.e]+),([-\d.e]+)\)/) ?? [];
    const { left, right } = mark.getBoundingClientRect();
    const { value, path, how, of, lane } = mark.dataset;
    return {
      name: mark.classList[1], value: Number(value), path, how, of: of?.split(" "), lane, text: mark.textContent,
      x: Number(mark.getAttribute("cx") ?? mark.getAttribute("x") ?? x), y: Number(mark.getAttribute("cy") ?? y), width: Number(mark.getAttribute("width")),
      inside: (left >= frame.left - 30 && right <= frame.right + 30) || mark.closest("[clip-path]") !== null,
    };
  });
  const scale = (name) => { const { type, domain, range } = svg.scale(name) ?? {}; return { type, domain, range }; };
  return { id: box.id, x: scale("x"), y: scale("y"), marks, label: svg.getAttribute("aria-label"), role: svg.getAttribute("role") };
}));

const measured = (report) => report.lanes.filter(({ outcome }) => outcome.is === "measured");

test("full: every lane is in every chart, with as many marks as there are figures", () => open(browser, pages.full, {}, async (page) => {
  const [report] = pages.full.reports;
  const lanes = measured(report);
  const charts = Object.fromEntries((await chartsOf(page)).map((one) => [one.id, one]));
  const count = (id, name) => charts[`chart-${id}`].marks.filter((mark) => mark.name === name).length;
  for (const { id, label, role } of Object.values(charts)) assert.ok(label.length > 10 && role === "img", id);

  for (const name of ["p50", "max"]) assert.equal(count("lateness", name), lanes.length);
  for (const [l, { outcome }] of report.lanes.entries()) {
    const bins = charts["chart-lateness"].marks.filter(({ name, lane }) => name === "bin" && lane === `0/${l}`);
    assert.equal(bins.reduce((sum, { value }) => sum + value, 0), outcome.figures.lateness.count);
  }
  for (const id of ["deadline", "start"]) {
    assert.equal(count(id, "median"), lanes.length);
    assert.equal(count(id, "round"), lanes.length * report.settings.rounds);
    assert.equal(count(id, "band"), lanes.length);
  }
  const having = (metric) => lanes.filter(({ outcome }) => metric in outcome.figures.values).length;
  const [costs, crowds] = await page.evaluate(() => [metrics(({ group }) => ["cost", "size"].includes(group)), CROWD_METRICS]);
  assert.ok(costs.length >= 7 && crowds.length >= 3);
  for (const metric of costs.filter(having)) assert.equal(count(metric, "bar"), having(metric), metric);
  assert.equal(count("rhythm", "from"), having("rhythm_waiting"));
  for (const metric of crowds) {
    assert.equal(count(`crowd-${metric}`, "point"), lanes.reduce((sum, { outcome }) => sum + outcome.figures.crowds.length, 0));
  }
  assert.deepEqual(new Set(charts["chart-drift"].marks.filter(({ name }) => name === "point").map(({ lane }) => lane)).size, lanes.length);
  const byHand = lanes.filter(({ kind }) => kind === "by-hand").length;
  assert.equal(Object.keys(charts).filter((id) => id.startsWith("chart-core-")).length, byHand);
}));

test("full: the report has no figure that the page does not show", () => open(browser, pages.full, {}, async (page) => {
  const shown = new Set((await figuresOf(page)).figures.map(({ path: pointer }) => pointer));
  const hidden = (pointer, spread) => /\/(histogram|values|trace)\//.test(pointer) || (/\/(low|high)$/.test(pointer) && spread.low === spread.high)
    || (/figures\/(values\/lines|crowds\/\d+\/ticks)\/(low|high)$/.test(pointer));
  const missing = [];
  const walk = (value, pointer, parent) => {
    if (typeof value === "number") { if (!shown.has(pointer) && !hidden(pointer, parent)) missing.push(pointer); }
    else if (value && typeof value === "object") for (const [key, inner] of Object.entries(value)) walk(inner, `${pointer}/${key}`, value);
  };
  walk(pages.full.reports, "", null);
  // A crowd's size heads its column once, for all lanes.
  assert.deepEqual(missing.filter((pointer) => pointer !== "/0/version" && !/\/crowds\/\d\/tasks$/.test(pointer)), []);
  const sizes = await page.$$eval("#crowd thead data", (all) => all.map(({ value }) => Number(value)));
  assert.deepEqual([...new Set(sizes)], pages.full.reports[0].settings.crowd_sizes);
}));

test("full: names in charts do not overlap, in either language, on any screen", async () => {
  for (const size of [SIZES.projector, { width: 1366, height: 768 }, { width: 820, height: 1180 }, SIZES.phone]) {
    for (const language of ["en", "ko"]) {
      await open(browser, pages.full, { size, language }, async (page) => {
        const overlaps = await page.evaluate(() => [...document.querySelectorAll(".chart")].flatMap((box) => {
          const names = [...box.querySelectorAll("text.mark, g[data-mark$='tick label'] text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
          return names.flatMap((a, i) => names.slice(i + 1).filter((b) => a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 6 && b.box.top < a.box.bottom - 6)
            .map((b) => `${box.id}: ${a.text} / ${b.text}`));
        }));
        assert.deepEqual(overlaps, [], `${size.width} ${language}`);
      });
    }
  }
});

test("quick: the charts of the abstraction share one axis, and nothing leaves its chart", async () => {
  for (const size of [SIZES.projector, { width: 1280, height: 800 }, { width: 820, height: 1180 }, SIZES.phone]) {
    await open(browser, pages.quick, { size }, async (page) => {
      const charts = await page.evaluate(() => [...document.querySelectorAll("#core .chart")].map((box) => {
        const frame = box.getBoundingClientRect();
        const [from, to] = box.svg.scale("x").range;
        const [left, right] = [frame.left + from, frame.left + to];
        const texts = [...box.querySelectorAll("text")].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
        const boxOf = (part) => { const { left, right } = part.getBoundingClientRect(); return { name: part.classList[1] ?? part.textContent, left, right }; };
        return {
          axis: [...box.svg.scale("x").domain, ...box.svg.scale("x").range.map((at) => at - (from + to) / 2)],
          outside: [...box.querySelectorAll("svg text, svg .mark")].map(boxOf).filter((part) => part.left < frame.left - 1 || part.right > frame.right + 1),
          beyondPlot: [...box.querySelectorAll(".mark.factor, .mark.beyond, [stroke-linecap=round] line")].map(boxOf).filter((part) => part.left < left - 8 || part.right > right + 8),
          overlaps: texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 6 && b.box.top < a.box.bottom - 6)
            .map((b) => `${a.text} / ${b.text}`)),
          beyond: [...box.querySelectorAll(".mark.beyond")].map((mark) => [mark.textContent, Number(mark.dataset.value)]),
        };
      }));
      assert.equal(charts.length, 3);
      for (const { axis, outside, beyondPlot, overlaps } of charts) {
        assert.deepEqual(axis, charts[0].axis);
        assert.deepEqual({ outside, beyondPlot, overlaps }, { outside: [], beyondPlot: [], overlaps: [] }, `${size.width}`);
      }
      const beyond = charts.flatMap((chart) => chart.beyond);
      assert.deepEqual(beyond.map(([said]) => said), ["◀ ×0.002"]);
      assert.ok(beyond[0][1] < 0.01);
    });
  }
});

test("one-round: nothing is concluded from a single round", () => open(browser, pages["one-round"], {}, async (page) => {
  const starred = await page.$$eval("#table tr:has(.star) th", (all) => all.map((head) => head.textContent));
  assert.deepEqual(starred, ["Program on disk", "Crates"], "what is the same in every round needs no second one");
  assert.deepEqual(await page.$$eval(".changes li strong", (all) => all.map((what) => what.textContent)), ["Program on disk"]);
  const note = await page.textContent("#glance .once");
  assert.equal(note, "Clear differences only. File sizes and crates are exact. The other figures were measured once, so we claim nothing about them.");
  assert.equal((await page.textContent("main")).split("Clear differences only").length, 2, "it is said once");
  assert.doesNotMatch(await page.textContent("main"), /may be chance: |far from ×1/);
  const verdicts = await page.$$eval("#core td:last-child", (all) => all.map((cell) => cell.textContent));
  assert.deepEqual([...new Set(verdicts)].sort(), ["clear difference", "measured once"]);
  for (const id of ["lateness", "deadline", "start"]) assert.match(await page.textContent(`#${id} .conclusion`), /measured once/);
}));

test("quick: what was measured in several rounds is told from what was measured once", () => open(browser, pages.quick, {}, async (page) => {
  const note = "Clear differences only. File sizes and crates are exact. The crowd was measured in 2 rounds. The other figures were measured once, so we claim nothing about them.";
  assert.equal(await page.textContent("#glance .once"), note);
  const [rounds] = await page.$$eval("#glance .once data", (all) => all.map(({ value, dataset }) => [Number(value), dataset.how]));
  assert.deepEqual(rounds, [2, "count"]);
  assert.match(await page.textContent("#core .conclusion"), /^The workshop’s program takes more than the one by hand: Program on disk /);
}));

test("full: several rounds need no such note", () => open(browser, pages.full, {}, async (page) => assert.equal(await page.$("#glance .once"), null)));

test("quick: that the machine was not quiet is said before all findings", async () => {
  const place = (page) => page.evaluate(() => {
    const noise = document.querySelector("#glance .noise");
    const findings = [...document.querySelectorAll("#glance .answer, #glance .verdicts, #glance .core, #glance .once")];
    return { first: findings.every((part) => noise.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING), said: noise.textContent };
  });
  await open(browser, pages.quick, {}, async (page) => {
    const { first, said } = await place(page);
    assert.ok(first);
    assert.match(said, /Other programs took 94.0\s%/);
  });
  await open(browser, pages.full, {}, async (page) => assert.ok(!(await place(page)).first, "a quiet machine is a detail"));
});

test("quick: a percentile needs a hundred ticks", () => open(browser, pages.quick, {}, async (page) => {
  const cells = () => page.evaluate(() => Object.fromEntries(["table", "lateness"].map((id) => {
    const rows = [...document.querySelectorAll(`#${id} tbody tr`)];
    if (id === "lateness") return [id, [...rows[0].querySelectorAll("td")].slice(2, 4).map((cell) => cell.textContent)];
    return [id, ["90 of 100 ticks within", "99 of 100 ticks within"].map((name) => rows.find((row) => row.querySelector("th").textContent === name).querySelector("td").textContent)];
  })));
  assert.deepEqual(await cells(), { table: ["3 ticks: too few", "3 ticks: too few"], lateness: ["3 ticks: too few", "3 ticks: too few"] });
  await page.evaluate(() => { REPORTS[0].lanes[0].outcome.figures.lateness.count = 100; draw(); });
  for (const said of Object.values(await cells()).flat()) assert.match(said, /^[\d.,]+\sµs$/);
}));

test("quick: a lane that counted too few ticks is warned of where its figures are", () => open(browser, pages.quick, {}, async (page) => {
  const warning = await page.$("#crowd > .warning");
  assert.ok(await warning.isVisible());
  assert.match(await warning.textContent(), /fewer ticks than were due.*mini 30,000 \/ 40,000/);
  assert.doesNotMatch(await warning.textContent(), /tokio/);
  const inTable = await page.$$eval("#table tr", (rows) => rows.find((row) => row.querySelector("th").textContent === "Ticks counted / ticks due")?.textContent);
  assert.match(inTable, /▲ 30,000 \/ 40,000/);
  assert.equal(inTable.split("▲").length, 2, "only mini’s");
}));

test("the table says that it scrolls wherever it is wider than the page", async () => {
  for (const [size, wide] of [[SIZES.phone, true], [{ width: 1280, height: 800 }, true], [{ width: 820, height: 1180 }, true]]) {
    await open(browser, pages.full, { size }, async (page) => {
      const [overflows, said] = await page.evaluate(() => {
        const box = document.querySelector("#table .wide");
        return [box.scrollWidth > box.clientWidth, document.querySelector("#table .swipe").checkVisibility()];
      });
      assert.equal(overflows, wide, `${size.width}`);
      assert.equal(said, overflows, `${size.width}`);
    });
  }
  await open(browser, pages.missing, {}, async (page) => assert.ok(!(await page.isVisible("#table .swipe")), "one lane is not wide"));
});

test("quick: the page explains its words and names what it compares with", () => open(browser, pages.quick, {}, async (page) => {
  const words = await page.$$eval("header .terms dt", (all) => all.map((word) => word.textContent));
  assert.deepEqual(words, ["lane", "floor", "by hand", "asyncio"]);
  assert.match(await page.textContent("#glance .same"), /시간 종료 \(“time is up”\)/);
  assert.match(await page.textContent("#glance .facts"), /10,000 coroutines, a tick every 500\sms, for 2\ss/);
  assert.match(await page.textContent("#anatomy"), /separate run/);
  const said = await page.evaluate(() => {
    const [, tokio, , , , smol, , mini] = lanesOf(0);
    const spread = (value) => ({ median: { value, quantity: "count", path: "/" }, low: { value, quantity: "count", path: "/" }, high: { value: value + 1, quantity: "count", path: "/" }, certain: true });
    const found = [{ lane: mini, spread: spread(10) }, { lane: tokio, spread: spread(100) }];
    return [h("p", {}, conclude(found)).textContent, h("p", {}, reasonFor("binary", found)).textContent, h("p", {}, conclude([...found, { lane: smol, spread: spread(13) }])).textContent];
  });
  assert.match(said[0], /^clearly more than mini, 10: tokio, 100\.$/);
  assert.match(said[1], /: tokio, \d+; mini has \d+\.$/);
  assert.match(said[2], /^clearly more than the others: tokio, 100\. The others: mini and smol, 10 to 13\.$/);
}));

test("that every lane ended is said only where none failed", async () => {
  const said = {};
  for (const name of ["full", "missing"]) {
    await open(browser, pages[name], {}, async (page) => { said[name] = (await page.textContent("#glance .same")).includes("시간 종료"); });
    assert.equal(said[name], pages[name].reports[0].lanes.every(({ outcome }) => outcome.is !== "failed"), name);
  }
  assert.deepEqual(Object.values(said).sort(), [false, true], "the samples show both");
});

test("full: lanes that overlap are called too close, those above them clearly higher", () => open(browser, pages.full, {}, async (page) => {
  const said = (rounds) => page.evaluate((rounds) => {
    const figure = (value) => ({ value, quantity: "time", path: "/" });
    const found = Object.entries(rounds).map(([title, [low, median, high]]) => (
      { lane: { title, kind: "workshop", measured: true }, spread: { low: figure(low), median: figure(median), high: figure(high), certain: true } }));
    return h("p", {}, conclude(found)).textContent;
  }, rounds);
  const close = { smol: [100, 110, 120], mini: [105, 115, 125] };
  assert.match(await said({ ...close, tokio: [900, 950, 990] }), /^clearly more than the others: tokio, .*Too close to call: smol and mini, /);
  assert.doesNotMatch(await said({ ...close, tokio: [122, 950, 990] }), /clearly more/);
  assert.match(await said({ mini: [80, 81, 82], smol: [100, 110, 120], tokio: [900, 950, 990] }), /^clearly more than the others: tokio, .*The others: mini and smol, /, "the widest gap");
}));

test("full: a reason is given only where the figures bear it", () => open(browser, pages.full, {}, async (page) => {
  const said = (rounds, floor, timers = {}) => page.evaluate(([rounds, floor, timers]) => {
    const figure = (value) => ({ value, quantity: "time", path: "/" });
    const spread = ([low, median, high]) => ({ low: figure(low), median: figure(median), high: figure(high), certain: true });
    const found = Object.entries(rounds).map(([title, of]) => ({ lane: { title, kind: "workshop", measured: true, timer: timers[title] }, spread: spread(of) }));
    return h("p", {}, withReason(TICKS, found, floor && { lane: { kind: "floor" }, spread: spread(floor) })).textContent;
  }, [rounds, floor, timers]);
  const others = { smol: [100_000, 110_000, 120_000], mini: [105_000, 115_000, 125_000] };
  assert.match(await said({ ...others, x: [1_090_000, 1_110_000, 1_130_000] }), /whole milliseconds/, "one millisecond above the others");
  assert.doesNotMatch(await said({ ...others, x: [590_000, 610_000, 630_000] }), /milliseconds/, "half a millisecond above");
  assert.doesNotMatch(await said({ ...others, x: [690_000, 1_110_000, 1_630_000] }), /milliseconds/, "no millisecond in every round");
  assert.match(await said({ ...others, x: [590_000, 610_000, 630_000], y: [1_090_000, 1_110_000, 1_130_000] }), /later than the others: x and y, .*y: one millisecond/, "only the lane that shows it");

  const [x, y] = [[1_090_000, 1_110_000, 1_130_000], [1_080_000, 1_110_000, 1_140_000]];
  const wheel = "a wheel in steps of 1 ms, rounded up";
  const declared = await said({ ...others, x }, null, { x: wheel, smol: "an ordered map of nanoseconds" });
  assert.match(declared, /later than the others: x, .*\. Its timer: a wheel in steps of 1 ms, rounded up\. Too close to call: /);
  assert.doesNotMatch(declared, /whole milliseconds|nanoseconds/, "a fact needs no likeness");
  assert.match(await said({ ...others, x, y }, null, { x: wheel, y: wheel }), /The timer of (x and y|y and x): a wheel in steps of 1 ms, rounded up\./);
  assert.match(await said({ ...others, x, y }, null, { x: wheel }), /The timer of x: a wheel in .*y: one millisecond more .*whole milliseconds/, "y says nothing about its timer");
  assert.doesNotMatch(await said({ ...others, x }, null, { x: "an ordered map of nanoseconds" }), /timer|milliseconds/, "that timer is not the reason");
  assert.doesNotMatch(await said({ ...others, x: [590_000, 610_000, 630_000] }, null, { x: wheel }), /timer/, "the figures do not bear it");

  assert.match(await said({ ...others, x: [900_000, 950_000, 990_000] }, [70_000, 75_000, 80_000]), /within 40\.0\sµs of a thread that only sleeps/);
  assert.doesNotMatch(await said({ ...others, x: [900_000, 950_000, 990_000] }), /thread that only sleeps/);

  const verdicts = await page.$$eval(".changes li", (all) => Object.fromEntries(all.map((one) => [one.querySelector("strong").textContent, one.textContent])));
  assert.match(verdicts["Peak memory"], /more than the others: async-std, .*Threads: async-std, 4; the others have at most 2/);
  assert.doesNotMatch(verdicts["Deadline lateness"], /Threads|milliseconds|timer/);
  assert.match(verdicts["Tick lateness"], /later than the others: tokio, .*Its timer: a wheel in steps of 1 ms, rounded up\./);
  assert.match(await page.textContent("#figure-lateness .conclusion"), /The timer of (tokio and tokio by hand|tokio by hand and tokio): a wheel in /, "one runtime, one timer");
}));

test("full: in Korean, too, a timer is described in the runtime's own words", () => open(browser, pages.full, { language: "ko" }, async (page) => {
  const words = "a wheel in steps of 1 ms, rounded up";
  assert.deepEqual(await page.$$eval("#glance .finding [lang=en]", (all) => all.map(({ textContent }) => textContent)), [words]);
  assert.ok((await page.textContent("#glance .changes")).includes(`타이머 방식: “${words}”.`));
}));

test("the first screen answers which runtime to choose, from the report alone", async () => {
  await open(browser, pages.full, {}, async (page) => {
    const priced = await page.$$eval("#glance .answer data", (all) => all.map(({ value, dataset: { how, of } }) => [Number(value), how, of.split(" ")]));
    assert.equal(priced.length, await page.$$eval(".changes li", (all) => all.length), "a price for each difference");
    for (const [value, how, [most, least]] of priced) {
      assert.equal(how, "difference");
      assert.ok(value > 0, `${most} and ${least}`);
      const kinds = [most, least].map((pointer) => pages.full.reports[0].lanes[pointer.split("/")[3]].kind);
      assert.deepEqual(kinds, ["workshop", "workshop"]);
    }
    assert.match(await page.textContent("#glance .conditions"), /not measured here.*async-std is discontinued/);
    assert.match(await page.textContent("#figure-lateness .small"), /^Medians of 5 rounds\..*tokio 1,110–1,160\sµs/);
  });
  await open(browser, pages["one-round"], {}, async (page) => {
    assert.equal(await page.$("#glance .answer"), null, "one round bears no “at most”");
  });
  await open(browser, pages.missing, {}, async (page) => {
    assert.equal(await page.$("#glance .answer"), null, "nothing was compared");
    assert.doesNotMatch(await page.textContent("#glance .conditions"), /async-std/);
  });
});

test("full: a lane is best only if it is so in every round", () => open(browser, pages.full, {}, async (page) => {
  const starred = await page.$$eval("#table tr:has(.star)", (rows) => rows.map((row) => ({
    best: row.querySelector("td:has(.star) data").dataset.path, all: [...row.querySelectorAll("td > span:first-child > data")].map(({ dataset }) => dataset.path),
  })));
  assert.ok(starred.length > 5);
  const [report] = pages.full.reports;
  const read = (pointer) => { const spread = at(pages.full.reports, pointer.replace(/\/median$/, "")); return typeof spread === "number" ? { low: spread, high: spread } : spread; };
  for (const { best, all } of starred) {
    const others = all.filter((pointer) => pointer !== best && report.lanes[pointer.split("/")[3]].kind !== "floor");
    assert.ok(others.length > 1 || /crates|binary/.test(best));
    for (const other of others) assert.ok(read(best).high < read(other).low, `${best} and ${other}`);
  }
}));

/** The events of a run's trace that the timeline shows as marks of a name. */
const EVENTS = {
  poll: ({ ph, cat }) => ph === "X" && cat === "poll", write: ({ ph, cat }) => ph === "X" && cat === "write",
  wake: ({ ph, cat }) => ph === "i" && cat === "wake", sleep: ({ ph, cat }) => ph === "b" && cat === "timer",
};

for (const name of ["full", "real"].filter((one) => pages[one]?.reports[0].anatomy?.runs.length)) {
  test(`${name}: the anatomy has a mark for every event of every trace`, () => open(browser, pages[name], {}, async (page) => {
    const anatomy = (await chartsOf(page)).find(({ id }) => id === "chart-anatomy");
    const { runs } = pages[name].reports[0].anatomy;
    for (const [mark, is] of Object.entries(EVENTS)) {
      const events = runs.flatMap(({ trace }, r) => trace.traceEvents.flatMap((event, e) => (is(event) ? [`/0/anatomy/runs/${r}/trace/traceEvents/${e}/ts`] : [])));
      const drawn = await page.evaluate((which) => [...document.querySelectorAll(`#chart-anatomy .mark.${which}`)].map((element) => element.dataset.of), mark);
      assert.ok(events.length > 0 && anatomy.marks.length > 0);
      assert.deepEqual(drawn.sort(), events.sort(), mark);
    }
  }));
}

test("full: the anatomy is moved by the keyboard", () => open(browser, pages.full, {}, async (page) => {
  const domain = () => page.evaluate(() => document.querySelector("#chart-anatomy").svg.scale("x").domain);
  const [from, to] = await domain();
  await page.focus("#anatomy-zoom");
  for (let i = 0; i < 60; i += 1) await page.keyboard.press("ArrowRight");
  const [nearFrom, nearTo] = await domain();
  assert.ok(nearTo - nearFrom < (to - from) / 5);
  await page.focus("#anatomy-place");
  await page.keyboard.press("Home");
  assert.ok((await domain())[0] < nearFrom);

  const tick = () => page.textContent("#anatomy .steps output");
  const first = await tick();
  await page.focus("#anatomy .steps button:last-of-type");
  await page.keyboard.press("Enter");
  assert.notEqual(await tick(), first);
  const wide = await page.evaluate(() => document.querySelector("#chart-tick").svg.scale("x").domain[1]);
  await page.focus("#tick-zoom");
  await page.keyboard.press("End");
  assert.ok(await page.evaluate(() => document.querySelector("#chart-tick").svg.scale("x").domain[1]) < wide / 50);
}));

/** What the stepper shows. */
const frame = (page) => page.evaluate(() => {
  const textOf = (selector) => document.querySelector(`.stepper ${selector}`).innerText;
  const lines = [...document.querySelectorAll(".stepper .stepper-marked")].map((line) => line.textContent);
  return { lines, ...Object.fromEntries(["where", "sentence", "note", "tasks", "queue", "timers"].map((part) => [part, textOf(`.stepper-${part}`)])), output: textOf(".stepper-output pre") };
});

for (const name of ["full", "real"].filter((one) => pages[one]?.reports[0].anatomy?.runs.length)) {
  test(`${name}: every recorded run is stepped through by the keyboard, forward and back`, () => open(browser, pages[name], {}, async (page) => {
    await page.waitForSelector(".stepper");
    for (const { id, trace } of pages[name].reports[0].anatomy.runs) {
      await page.selectOption("#steps-lane", id);
      await page.focus(".stepper input[type=range]");
      const { run, frames } = await page.evaluate(async (id) => (await STEPS).reports[0].find((shown) => shown.id === id), id);
      const polls = trace.traceEvents.filter(({ ph, cat }) => ph === "X" && cat === "poll").length;
      assert.equal(frames.at(-1).counters.polls, polls);
      assert.equal(run.output, trace.traceEvents.map(({ args }) => args?.text ?? "").join(""));
      const there = [await frame(page)];
      for (let step = 1; step < frames.length; step += 1) {
        await page.keyboard.press("ArrowRight");
        there.push(await frame(page));
        assert.equal(there[step].sentence, frames[step].sentence.en);
      }
      assert.ok(there.at(-1).output.includes(run.output.trimEnd().split("\n").at(-1)));
      for (let step = frames.length - 2; step >= 0; step -= 1) {
        await page.keyboard.press("ArrowLeft");
        assert.deepEqual(await frame(page), there[step]);
      }
      assert.ok(there.some(({ lines }) => lines.length > 0), "it marks lines of the lesson");
    }
  }));
}

test("full: the figure of one tick leads to its steps", () => open(browser, pages.full, {}, async (page) => {
  await page.waitForSelector(".stepper");
  const { id } = pages.full.reports[0].anatomy.runs[1];
  await page.selectOption("#steps-lesson", "drift");
  await page.selectOption("#steps-lane", id);
  await page.click("#anatomy .steps button:last-of-type");
  await page.click("#steps-here");
  assert.deepEqual([await page.inputValue("#steps-lesson"), await page.inputValue("#steps-lane")], ["async-main", id]);
  const chosen = Number((await page.textContent("#anatomy .steps output")).match(/\d+/)[0]);
  const { sentence } = await frame(page);
  assert.match(sentence, /^The .+ timer of main fires at /);
  await page.keyboard.press("ArrowRight");
  const { output } = await frame(page);
  assert.equal(output.trimEnd().split("\n").length, chosen + 1, "the first line was printed before the first tick");
}));

test("the steps stay where they are when the language changes", () => open(browser, pages.full, {}, async (page) => {
  await page.focus(".stepper input[type=range]");
  for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
  const before = await page.evaluate(async () => (await STEPS).reports[0][0].frames[3].sentence);
  assert.equal((await frame(page)).sentence, before.en);
  await page.click("#language");
  await page.waitForSelector(".stepper");
  assert.equal((await frame(page)).sentence, before.ko);
  assert.match((await frame(page)).where, /중 4단계/);
}));

test("full: each lesson is stepped through on each lane that ran it", () => open(browser, pages.full, {}, async (page) => {
  await page.waitForSelector(".stepper");
  const chosen = async () => [await page.inputValue("#steps-lesson"), await page.inputValue("#steps-lane"), await page.textContent(".stepper-code h3")];
  const [first, second] = pages.full.reports[0].anatomy.runs.map(({ id }) => id);
  assert.deepEqual(await chosen(), ["async-main", first, "Code: async_main.rs"]);
  await page.selectOption("#steps-lesson", "drift");
  assert.deepEqual(await chosen(), ["drift", second, "Code: drift.rs"], "the first lane has no run of it");
  await page.selectOption("#steps-lane", first);
  assert.deepEqual(await chosen(), ["async-main", first, "Code: async_main.rs"]);
}));

test("a report without steps says so", () => open(browser, pages.absent, {}, async (page) => {
  await page.waitForFunction(() => document.querySelector("#steps .nothing"));
  assert.equal(await page.textContent("#steps .nothing"), "No run was recorded in a form that can be stepped through.");
}));

test("the page speaks two languages, and switches", async () => {
  const texts = ["en", "ko"].map((language) => JSON.parse(fs.readFileSync(new URL(`../src/page/texts/${language}.json`, import.meta.url), "utf8")));
  for (const [start, other] of [[0, 1], [1, 0]]) {
    const language = ["en", "ko"][start];
    await open(browser, pages.full, { language }, async (page) => {
      const heading = () => page.textContent("#lateness h2");
      const lang = () => page.evaluate(() => document.documentElement.lang);
      assert.deepEqual([await heading(), await lang()], [texts[start]["lateness.title"], language]);
      const charts = await page.$$eval(".chart svg", (all) => all.map((svg) => svg.getAttribute("aria-label")));
      await page.click("#language");
      assert.deepEqual([await heading(), await lang()], [texts[other]["lateness.title"], ["en", "ko"][other]]);
      assert.equal(await page.title(), texts[other].title);
      const after = await page.$$eval(".chart svg", (all) => all.map((svg) => svg.getAttribute("aria-label")));
      assert.ok(charts.length > 10 && charts.every((label, i) => label !== after[i] || /^[\w-]+$/.test(label)));
      assert.equal(new URL(page.url()).hash, `#${["en", "ko"][other]}`);
      await page.evaluate((hash) => { location.hash = hash; }, language);
      await page.waitForFunction((expected) => document.documentElement.lang === expected, language);
      assert.equal(await heading(), texts[start]["lateness.title"]);
    });
  }
});

test("the theme follows the system, and switches", async () => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const ink = (page) => page.evaluate(() => getComputedStyle(document.querySelector("#chart-start svg text.name")).fill);
  const seen = {};
  for (const scheme of ["light", "dark"]) {
    await open(browser, pages.full, { scheme }, async (page) => {
      seen[scheme] = [await ground(page), await ink(page)];
      const other = scheme === "light" ? "dark" : "light";
      await page.click(`[data-theme-name=${other}]`);
      assert.equal(await page.getAttribute(`[data-theme-name=${other}]`, "aria-pressed"), "true");
      assert.notDeepEqual([await ground(page), await ink(page)], seen[scheme]);
      await page.click("[data-theme-name=auto]");
      assert.deepEqual([await ground(page), await ink(page)], seen[scheme]);
    });
  }
  assert.notEqual(seen.light[0], seen.dark[0]);
  assert.notEqual(seen.light[1], seen.dark[1]);
});

test("names are shown as they are, whatever is in them", () => open(browser, pages.hostile, {}, async (page) => {
  const evil = pages.hostile.reports[0].name;
  const options = await page.$$eval("#whose option", (all) => all.map((option) => option.textContent));
  assert.deepEqual(options.slice(1), pages.hostile.reports.map((report) => report.name));
  await page.selectOption("#whose", "0");
  assert.equal(await page.textContent(".whose strong"), evil);
  assert.ok((await page.textContent("main")).includes(evil));
  assert.equal(await page.$$eval("img, [onerror]", (all) => all.length), 0);
}));

test("on a projector no text is smaller than 22 pixels", async () => {
  for (const name of ["full", "class"]) {
    await open(browser, pages[name], {}, async (page) => {
      await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
      const small = await page.evaluate(() => {
        const found = new Set();
        const walker = document.createTreeWalker(document.getElementById("page"), NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const parent = walker.currentNode.parentElement;
          if (!walker.currentNode.textContent.trim() || parent.closest(".unseen, .skip, style, title")) continue;
          const size = parseFloat(getComputedStyle(parent).fontSize);
          if (size < 22) found.add(`${size} ${parent.tagName} ${parent.className.baseVal ?? parent.className}`);
        }
        return [...found];
      });
      assert.deepEqual(small, []);
    });
  }
});

test("charts follow the width of the window", () => open(browser, pages.full, {}, async (page) => {
  const width = () => page.evaluate(() => Number(document.querySelector("#chart-start svg").getAttribute("width")));
  const wide = await width();
  await page.setViewportSize({ width: 900, height: 700 });
  await page.waitForFunction((before) => Number(document.querySelector("#chart-start svg").getAttribute("width")) < before / 1.5, wide);
}));

test("on paper all is light and open, and nothing is a switch", () => open(browser, pages.full, { scheme: "dark" }, async (page) => {
  await page.emulateMedia({ media: "print" });
  await page.waitForFunction(() => [...document.querySelectorAll("details")].every((part) => part.open));
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  assert.equal(await page.evaluate(() => [...document.querySelectorAll("button, input, summary, nav")].filter((part) => part.checkVisibility()).length), 0);
  assert.ok(await page.evaluate(() => [...document.querySelectorAll("figure .chart")].every((box) => getComputedStyle(box).breakInside === "avoid")));
  const paper = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  assert.ok(paper.length > 20_000);
  if (process.env.SHOTS) fs.writeFileSync(path.join(process.env.SHOTS, "print.pdf"), paper);
  await page.emulateMedia({ media: "screen" });
  await page.waitForFunction(() => [...document.querySelectorAll("details")].every((part) => !part.open));
}));

for (const name of Object.keys(pages)) {
  test(`${name}: axe finds nothing serious`, async () => {
    const looks = [["light", "en", "projector"], ["dark", "ko", "projector"], ["light", "ko", "phone"], ["dark", "en", "phone"]];
    for (const [scheme, language, size] of looks) {
      await open(browser, pages[name], { scheme, language, size: SIZES[size] }, (page) => eachView(page, pages[name], async () => {
        await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations", "passes"] }));
        assert.ok(passes.length > 15);
        const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
        assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`)]), [], `${scheme} ${language} ${size}`);
      }));
    }
  });
}

test("screenshots", { skip: process.env.SHOTS ? false : "SHOTS names no folder" }, async () => {
  for (const name of ["full", "class", "real"].filter((one) => pages[one])) {
    for (const [size, scheme, language] of [["projector", "light", "en"], ["projector", "dark", "ko"], ["phone", "light", "ko"], ["phone", "dark", "en"]]) {
      await open(browser, pages[name], { size: SIZES[size], scheme, language }, async (page) => {
        const file = (part) => path.join(process.env.SHOTS, `${name}-${size}-${scheme}-${language}${part}.png`);
        await page.screenshot({ path: file("") });
        if (size === "phone") await page.screenshot({ path: file("-whole"), fullPage: true });
        else for (const section of await page.$$("section")) await section.screenshot({ path: file(`-${await section.getAttribute("id")}`) });
      });
    }
  }
});
