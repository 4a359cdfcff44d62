// The page of run-browser, used in a browser: every lesson runs, offline, and what it shows is read back.
//
// `npm ci`, then `npm test`. The tests make the page with cargo, and heed
// - CHROMIUM: the browser, /usr/bin/chromium unless told otherwise;
// - PAGE: the page, if it is made already;
// - SHOTS: a folder for screenshots.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { after, before, test as unlimited } from "node:test";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium } from "playwright-core";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "run-browser-"));
const file = process.env.PAGE ? path.resolve(process.env.PAGE) : path.join(folder, "page.html");
const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
let browser;

/** A test that fails when it takes too long: a page that blocks for ever would hang. */
const names = [];
const test = (name, use) => {
  names.push(name);
  unlimited(name, { timeout: 120_000 }, use);
};

before(async () => {
  if (!process.env.PAGE) {
    execFileSync("cargo", ["run", "--quiet", "-p", "run-browser", "--features", "page", "--", "--page", file], { cwd: root, stdio: "inherit" });
  }
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Opens the page without a network, and fails if it asks for anything but itself, complains, or throws. */
async function open({ address = `file://${file}`, size = desk, scheme = "light", language = "en", offline = true }, use) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, locale: language === "ko" ? "ko-KR" : "en-GB" });
  await context.setOffline(offline);
  const page = await context.newPage();
  const complaints = [];
  page.on("request", (request) => { if (!/^(data|blob):/.test(request.url()) && request.url() !== address) complaints.push(`request: ${request.url()}`); });
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.stack}`));
  try {
    await page.goto(address);
    await page.waitForFunction(() => !document.querySelector("#run").disabled);
    await use(page);
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, []);
}

/** Runs a lesson to its end. Returns what it printed, and what the page says about it. */
async function run(page, lesson, { every = 100, limit = 1000, tasks = 20 } = {}) {
  await page.selectOption("#lesson", lesson);
  await page.fill("#every", String(every));
  await page.fill("#limit", String(limit));
  if (lesson === "crowd") await page.fill("#tasks", String(tasks));
  await page.click("#run");
  await ended(page);
  return outcome(page);
}

const ended = (page) => page.waitForFunction(() => current !== null && current.outcome !== "running");

const outcome = (page) => page.evaluate(() => ({
  outcome: current.outcome,
  took: current.took,
  limit: current.limit,
  lines: current.lines,
  printed: document.querySelector("#output").textContent.trimEnd().split("\n"),
  status: document.querySelector("#status").textContent,
  notes: [...document.querySelectorAll("#notes li")].map((note) => note.textContent),
  ticks: document.querySelectorAll("#axis .tick").length,
  polls: document.querySelectorAll("#axis .poll").length,
  trace: JSON.parse(current.trace),
}));

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/;

test("the original program ticks, and ends at its deadline", async () => {
  await open({}, async (page) => {
    const seen = await run(page, "async-main");
    assert.equal(seen.outcome, "done");
    assert.equal(seen.printed.at(-1), "시간 종료");
    const times = seen.printed.slice(0, -1);
    assert.ok(times.length >= 1 && times.length <= 10, `${times.length} lines`);
    assert.ok(times.every((time) => TIME.test(time)), times.join("\n"));
    // The wall clock shows whole milliseconds, so what is 100 ms apart may seem to be 99.
    const millis = times.map((time) => Date.parse(time.slice(0, 23).replace(" ", "T")));
    millis.slice(1).forEach((time, index) => assert.ok(time - millis[index] >= 99, times.join("\n")));
    assert.ok(seen.took >= seen.limit, `the deadline is early: ${seen.took}`);
    assert.equal(seen.ticks, seen.lines.length, "every line is on the axis");
    assert.ok(seen.polls >= times.length, `${seen.polls} polls are drawn`);
    assert.equal(seen.trace.otherData.runtime, "browser");
    assert.ok(seen.trace.otherData.polls >= times.length);
  });
});

test("every lesson that ends runs, and one that does not can be stopped", async () => {
  await open({}, async (page) => {
    const names = await page.evaluate(() => lessons.map(({ name }) => name));
    assert.equal(names.length, 10);
    for (const name of names.filter((name) => name !== "forever")) {
      const seen = await run(page, name, { every: 50, limit: 400 });
      assert.equal(seen.outcome, name === "unhandled" ? "failed" : "done", `${name}: ${seen.status}`);
      assert.ok(seen.printed[0].length > 0, `${name} prints nothing`);
      assert.ok((await page.textContent("#source")).startsWith("//! "), name);
    }
    await page.selectOption("#lesson", "forever");
    await page.click("#run");
    await page.waitForFunction(() => current.lines.length >= 3);
    await page.click("#stop");
    await ended(page);
    const seen = await outcome(page);
    assert.equal(seen.outcome, "stopped");
    await page.waitForTimeout(200);
    assert.equal((await outcome(page)).lines.length, seen.lines.length, "it prints after it was stopped");
  });
});

test("a deadline drops the coroutine at its await", async () => {
  await open({}, async (page) => {
    const { printed } = await run(page, "cancel", { limit: 400 });
    assert.equal(printed.at(-1), "Destructors ran before wait_for returned; the line after the await never ran.");
    assert.ok(printed.some((line) => line.endsWith("the inner one comes first, and ends only the inner future")), printed.join("\n"));
  });
});

test("three printers have a row each", async () => {
  await open({}, async (page) => {
    await run(page, "concurrent");
    const rows = await page.locator("#axis .name").allTextContents();
    for (const name of ["quick", "steady", "slow", "main task"]) assert.ok(rows.includes(name), `${name}: ${rows}`);
  });
});

test("a blocked thread freezes the page, and the page says so", async () => {
  await open({}, async (page) => {
    const seen = await run(page, "blocking", { every: 500, limit: 4000 });
    assert.ok(seen.notes.some((note) => note.startsWith("The page was frozen for ")), seen.notes.join("\n"));
    assert.ok(seen.notes.some((note) => note.includes("no other thread")), seen.notes.join("\n"));
    const [, late] = seen.printed.at(-1).match(/: ([\d.]+) ms late with a blocking sleep/);
    assert.ok(Number(late) >= 900, seen.printed.at(-1));
  });
});

test("a tab in the background is told of", async () => {
  await open({}, async (page) => {
    await page.click("#run");
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.waitForFunction(() => document.querySelector("#notes").textContent.includes("background"));
    await page.click("#stop");
    await ended(page);
  });
});

test("nonsense is refused with a sentence, and nothing is lost", async () => {
  await open({}, async (page) => {
    await run(page, "async-main", { every: 100, limit: 200 });
    const before = await page.textContent("#output");
    for (const [field, value] of [["#every", "0"], ["#every", "-5"], ["#every", "many"], ["#limit", "1e9"], ["#limit", ""]]) {
      await page.fill("#every", "100");
      await page.fill("#limit", "200");
      await page.fill(field, value);
      await page.click("#run");
      const problem = await page.textContent("#problem");
      assert.match(problem, /is not accepted\. .* is a whole number from \d+ to \d+\./, `${field} ${value}`);
      assert.equal(await page.textContent("#output"), before);
    }
  });
});

test("the keyboard is enough", async () => {
  await open({}, async (page) => {
    const reach = async (id) => {
      for (let presses = 0; presses < 20; presses += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate(() => document.activeElement.id) === id) return;
      }
      assert.fail(`Tab does not reach ${id}`);
    };
    await reach("lesson");
    await page.keyboard.type("hello");
    await reach("every");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("50");
    await reach("run");
    await page.keyboard.press("Enter");
    await ended(page);
    assert.match((await outcome(page)).printed.at(-1), /^Created at once/);
  });
});

test("it works under any path of a file server", async () => {
  const server = http.createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(fs.readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const address = `http://127.0.0.1:${server.address().port}/some/where/page.html`;
    await open({ address, offline: false }, async (page) => {
      assert.equal((await run(page, "unhandled", { limit: 200 })).outcome, "failed");
    });
  } finally {
    server.close();
  }
});

/** Opens the tab "Step", runs a lesson on the simulated clock, and waits for the first step. */
async function simulate(page, lesson, { every = 500, limit = 1000, tasks = 20, seed = "" } = {}) {
  await page.click("#tab-step");
  await page.selectOption("#lesson", lesson);
  await page.fill("#every", String(every));
  await page.fill("#limit", String(limit));
  if (lesson === "crowd") await page.fill("#tasks", String(tasks));
  await page.fill("#seed", seed);
  await page.click("#simulate");
  await page.waitForSelector("#stepper:not([hidden])");
}

/** What the stepper shows. */
const frame = (page) => page.evaluate(() => {
  const textOf = (selector) => document.querySelector(`#stepper ${selector}`).innerText;
  return {
    where: textOf(".stepper-where"),
    sentence: textOf(".stepper-sentence"),
    broken: textOf(".stepper-broken"),
    note: textOf(".stepper-note"),
    lines: [...document.querySelectorAll("#stepper .stepper-marked")].map((line) => line.textContent),
    tasks: textOf(".stepper-tasks"),
    queue: textOf(".stepper-queue"),
    timers: textOf(".stepper-timers"),
    output: textOf(".stepper-output pre"),
    counters: document.querySelector("#stepper dl").textContent,
  };
});

/** Moves the focus with Tab, until it is on this element. */
async function reach(page, selector) {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
  }
  assert.fail(`Tab does not reach ${selector}`);
}

test("the keyboard steps through a lesson, forward and back", async () => {
  await open({}, async (page) => {
    await reach(page, "#tab-run");
    await page.keyboard.press("ArrowRight");
    await reach(page, "#lesson");
    await page.keyboard.type("concurrent");
    await reach(page, "#limit");
    await page.keyboard.press("Control+A");
    await page.keyboard.type("1000");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.matches("#stepper input[type=range]"));

    const run = await page.evaluate(() => JSON.parse(stepping.run()));
    assert.equal(run.runtime, "simulated");
    const there = [await frame(page)];
    for (let step = 1; step < run.at.length; step += 1) {
      await page.keyboard.press("ArrowRight");
      there.push(await frame(page));
    }
    assert.equal(new Set(there.map(({ where }) => where)).size, run.at.length, "every step is another one");
    assert.ok(there.some(({ lines }) => lines.some((line) => line.includes("keep_printing(lines, rt.stdout())"))), "the line that prints is marked");
    const seen = () => page.evaluate(() => {
      const pane = document.querySelector("#stepper .stepper-code pre").getBoundingClientRect();
      const line = document.querySelector("#stepper .stepper-marked").getBoundingClientRect();
      return line.top >= pane.top && line.bottom <= pane.bottom;
    });
    assert.ok(await seen(), "the code is scrolled to the marked lines");
    assert.equal(there.at(-1).output.trimEnd(), run.output.trimEnd());
    await page.keyboard.press("ArrowRight");
    assert.equal((await frame(page)).note, "This is the last step.");
    for (let step = run.at.length - 2; step >= 0; step -= 1) {
      await page.keyboard.press("ArrowLeft");
      assert.deepEqual(await frame(page), there[step], `step ${step + 1} is another one on the way back`);
    }
    const numberOf = async () => Number((await frame(page)).where.match(/^step (\d+) of/)[1]) - 1;
    const line = run.prints.find((step) => step > 0);
    await page.keyboard.press("PageDown");
    assert.equal(await numberOf(), line);
    await page.keyboard.press("b");
    assert.equal(await numberOf(), run.wakes.find((step) => step > line));
    await page.keyboard.press("End");
    assert.equal(await numberOf(), run.at.length - 1);
    await page.keyboard.press("PageUp");
    assert.equal(await numberOf(), run.prints.findLast((step) => step < run.at.length - 1));
    await page.keyboard.press("/");
    await page.keyboard.type("0.5s");
    await page.keyboard.press("Enter");
    assert.equal(await numberOf(), run.at.findIndex((at) => at >= 5e8));
    await reach(page, "#stepper summary"); // leaves the field
    await page.keyboard.press("Home");
    assert.equal(await numberOf(), 0);
    await page.keyboard.press("p");
    await page.waitForFunction(() => document.querySelector("#stepper .stepper-where").textContent.startsWith("step 3 "));
    await page.keyboard.press("p");
  });
});

test("every lesson can be stepped through to its output", async () => {
  await open({}, async (page) => {
    const names = await page.evaluate(() => lessons.map(({ name }) => name));
    for (const name of names) {
      await simulate(page, name, { tasks: 1000, seed: "7" });
      await page.keyboard.press("End");
      const run = await page.evaluate(() => JSON.parse(stepping.run()));
      assert.equal((await frame(page)).output.trimEnd(), run.output.trimEnd(), name);
      assert.ok((await page.textContent("#stepper .stepper-code")).includes("//! "), name);
    }
  });
});

test("of a long output only the end is shown, so a step takes no time", async () => {
  await open({}, async (page) => {
    await simulate(page, "forever", { every: 1, limit: 10_000 });
    await page.keyboard.press("End");
    const run = await page.evaluate(() => JSON.parse(stepping.run()));
    const { output } = await frame(page);
    assert.ok(run.output.length > 100_000 && output.length <= 20_001, `${output.length} of ${run.output.length}`);
    assert.equal(output[0], "…");
    assert.ok(run.output.endsWith(output.slice(2)), "it begins with a whole line");
  });
});

test("the run of the page can be stepped through", async () => {
  await open({}, async (page) => {
    const seen = await run(page, "async-main", { every: 100, limit: 300 });
    await page.click("#replay");
    await page.waitForSelector("#stepper:not([hidden])");
    assert.ok((await page.evaluate(() => document.querySelectorAll("#stepper .stepper-marked").length)) > 0, "it knows the lines");
    await page.keyboard.press("End");
    const last = await frame(page);
    assert.deepEqual(last.output.trimEnd().split("\n"), seen.printed);
    assert.ok(last.counters.includes(`polls${seen.trace.otherData.polls}`), last.counters);
  });
});

test("the steps show a broken promise, and stop there", async () => {
  const poll = (number, answer, seq) => ({ ph: "X", cat: "poll", name: "poll main", pid: 1, tid: 1, ts: 0, dur: 0, args: { task: 0, poll: number, answer, seq, end: seq + 2 } });
  const sleep = (ph, args) => ({ ph, cat: "timer", name: "sleep", pid: 1, tid: 1, ts: 0, id: 0, args });
  // A sleep of one second ends at once, and nobody has woken the task.
  const traceEvents = [poll(1, "pending", 0), sleep("b", { duration_ns: 1e9, seq: 1 }), poll(2, "ready", 3), sleep("e", { answer: "done", late_ns: 0, seq: 4 })];
  const trace = JSON.stringify({ traceEvents, otherData: { version: 2, runtime: "early", lesson: "none" } });
  await open({}, async (page) => {
    await page.click("#tab-step");
    await page.evaluate((trace) => showSteps("async-main", () => [steps.Stepping.read(trace), ["step.replayed", { lesson: "none" }]]), trace);
    assert.equal((await frame(page)).broken, "");
    await page.keyboard.press("b");
    const seen = await frame(page);
    assert.match(seen.where, /^step 2 of 2 /);
    assert.match(seen.broken, /^A promise is broken: the sleep of .* ended at 0 s, but it was due at 1 s/);
    await page.keyboard.press("b");
    assert.equal((await frame(page)).note, "No later step wakes a task or breaks a promise.");
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id), []);
    await page.click("#language");
    const korean = await frame(page);
    assert.ok(korean.broken !== "" && korean.broken !== seen.broken, korean.broken);
    if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, "broken-ko.png"), fullPage: true });
  });
});

test("the keys of the steps leave fields and panes alone", async () => {
  await open({}, async (page) => {
    await simulate(page, "async-main");
    await page.keyboard.press("ArrowRight");
    const before = await frame(page);
    for (const selector of ["#seed", "#stepper form input", "#stepper select", "#stepper .stepper-code pre", "#stepper .stepper-output pre"]) {
      await page.focus(selector);
      for (const key of ["ArrowLeft", "End", "PageDown", "b", "p", "Control+ArrowRight"]) await page.keyboard.press(key);
      assert.deepEqual(await frame(page), before, selector);
    }
    await page.fill("#stepper form input", "soon");
    await page.keyboard.press("Enter");
    assert.equal((await frame(page)).note, "'soon' is no time. Type a time such as 500ms or 1.5s.");
  });
});

test("a seed that is none is refused with a sentence", async () => {
  await open({}, async (page) => {
    await simulate(page, "hello");
    const before = await frame(page);
    await page.fill("#seed", "-1");
    await page.keyboard.press("Enter");
    assert.match(await page.textContent("#problem"), /^'-1' is not accepted\. Seed \(optional\) is a whole number from 0 to /);
    assert.deepEqual(await frame(page), before);
  });
});

/** Opens the tab "Play" with the keyboard, and waits for the first level. */
async function play(page) {
  await reach(page, "#tab-run");
  await page.keyboard.press("End");
  await page.waitForSelector("#play-moves button");
}

/** What the tab "Play" shows. */
const game = (page) => page.evaluate(() => {
  const textOf = (id) => document.getElementById(id).innerText;
  return {
    title: textOf("play-title"),
    goal: textOf("play-goal"),
    where: textOf("play-where"),
    sentence: textOf("play-sentence"),
    verdict: textOf("play-verdict"),
    is: document.querySelector("#play-verdict").dataset.is,
    note: textOf("play-note"),
    lines: [...document.querySelectorAll("#play-code .stepper-marked")].map((line) => line.textContent),
    tasks: textOf("play-tasks"),
    timers: textOf("play-timers"),
    output: textOf("play-output"),
    moves: [...document.querySelectorAll("#play-moves button")].map((button) => button.innerText),
  };
});

/** What has the focus, and whether all of it is in the tab "Play". */
const focus = (page) => page.evaluate(() => document.querySelector("#panel-play").contains(document.activeElement));

test("every level is won by keyboard alone", async () => {
  await open({}, async (page) => {
    await play(page);
    const levels = await page.evaluate(() => JSON.parse(steps.Play.levels()));
    assert.equal(levels.length, 6);
    await reach(page, "#play-levels button");
    for (const [index, { title, ideal }] of levels.entries()) {
      assert.equal((await game(page)).title, `Level ${index + 1} of 6: ${title.en}`);
      for (const move of ideal) {
        const key = await page.evaluate((move) => document.querySelector(`[data-key="${move}"] kbd`).textContent, move);
        await page.keyboard.press(key);
      }
      const seen = await game(page);
      assert.equal(seen.is, "won", `${title.en}: ${seen.verdict}`);
      assert.match(seen.verdict, new RegExp(`^Won in ${ideal.length} moves, and no game is shorter\\.`));
      assert.ok((await page.textContent(`#play-levels li:nth-child(${index + 1})`)).includes(`✓ won: ${ideal.length} moves`));
      await page.keyboard.press("n");
      assert.ok(await focus(page), "the focus is lost");
    }
    assert.equal((await game(page)).note, "This is the last level.");
  });
});

test("the buttons of the moves win a level, too, and the focus stays", async () => {
  await open({}, async (page) => {
    await play(page);
    const [, , level] = await page.evaluate(() => JSON.parse(steps.Play.levels()));
    await reach(page, `[data-key="${level.name}"]`);
    await page.keyboard.press("Enter");
    for (const move of level.ideal) {
      await reach(page, `[data-key="${move}"]`);
      await page.keyboard.press("Enter");
      assert.ok(await page.evaluate(() => document.activeElement.closest("#play-moves") !== null), "the focus is lost");
      await page.focus("#play-moves");
    }
    const seen = await game(page);
    assert.equal(seen.is, "won");
    assert.deepEqual(seen.moves, []);
    assert.equal(seen.output.trimEnd().split("\n").length, 3);
  });
});

test("a wrong move gets its verdict, and can be taken back", async () => {
  await open({}, async (page) => {
    await play(page);
    await reach(page, "#play-levels button");
    const begin = await game(page);
    assert.deepEqual([begin.is, begin.verdict, begin.moves], ["open", "", ["0poll main"]]);
    await page.keyboard.press("0");
    const polled = await game(page);
    assert.ok(polled.sentence.startsWith('Main is polled for the first time. It prints "water and bread".'), polled.sentence);
    assert.ok(polled.lines.some((line) => line.includes("rt")), polled.lines.join("\n"));
    assert.match(polled.timers, /^timer a: due at 500 ms, wakes main$/m);
    await page.keyboard.press("a");
    const early = await game(page);
    assert.equal(early.is, "lost");
    assert.match(early.verdict, /^Lost: timer a fired at 0 s, but it is due at 500 ms\..*a_sleep_is_never_done_early\)$/i);
    await page.keyboard.press("u");
    assert.deepEqual(await game(page), polled);
    await page.keyboard.press("0");
    assert.match((await game(page)).verdict, /^Lost: main was polled\. Nobody had woken it, so the poll is wasted\./);
    await page.keyboard.press("r");
    assert.deepEqual(await game(page), begin);
    await page.keyboard.press("u");
    assert.equal((await game(page)).note, "There is no move to take back.");
    await page.keyboard.press("t");
    assert.equal((await game(page)).note, "This key does nothing now.");
    await page.keyboard.press("h");
    assert.match(await page.innerText("#play-hint"), /^Hint: The first poll starts it\./);
    await page.keyboard.press("h");
    assert.ok(await page.isHidden("#play-hint"));
  });
});

test("a game is saved as a line, and read again", async () => {
  await open({}, async (page) => {
    await play(page);
    await reach(page, "#play-levels button");
    for (const key of "0tas") await page.keyboard.press(key);
    const saved = await game(page);
    assert.equal(saved.note, "Saved: one-coroutine: p0 t f1");
    assert.equal(await page.inputValue("#play-saved input"), "one-coroutine: p0 t f1");
    await page.click("#play-saved button");
    await page.waitForFunction(() => document.querySelector("#play-note").textContent.includes("is copied") || getSelection().toString() === "one-coroutine: p0 t f1");
    await page.keyboard.press("n");
    assert.match((await game(page)).title, /^Level 2 /);

    await page.focus("#play-load input");
    await page.keyboard.type("one-coroutine: p0 t f7");
    await page.keyboard.press("Enter");
    assert.match(await page.innerText("#play-problem"), /^f7 is not possible now; the possible moves are: /);
    assert.match((await game(page)).title, /^Level 2 /, "nothing is lost");
    await page.click("#language");
    assert.match(await page.innerText("#play-problem"), /^f7: 지금은 둘 수 없습니다\./);
    await page.click("#language");
    await page.fill("#play-load input", " one-coroutine: p0 t f1 ");
    await page.focus("#play-load input");
    await page.keyboard.press("Enter");
    assert.deepEqual(await game(page), { ...saved, note: "" });
    assert.equal(await page.innerText("#play-problem"), "");
    await page.keyboard.press("b");
    assert.ok((await game(page)).where.includes("moves: 4"), "the keys work at once");
  });
});

test("the keys of the game leave fields, and the rest of the page, alone", async () => {
  await open({}, async (page) => {
    await play(page);
    const before = await game(page);
    for (const selector of ["#language", "#tab-play"]) {
      await page.focus(selector);
      for (const key of "0uh") await page.keyboard.press(key);
      assert.deepEqual(await game(page), before, selector);
    }
    await page.fill("#play-load input", "");
    await page.focus("#play-load input");
    await page.keyboard.type("0tuh");
    assert.equal(await page.inputValue("#play-load input"), "0tuh");
    assert.deepEqual(await game(page), before);
    await page.focus("#play-code");
    for (const key of ["Control+u", "Alt+0", "ArrowDown"]) await page.keyboard.press(key);
    assert.deepEqual(await game(page), before);
    await page.keyboard.press("0");
    assert.notDeepEqual(await game(page), before);
  });
});

test("the game speaks Korean, and knows the keys of a Korean keyboard", async () => {
  await open({ language: "ko" }, async (page) => {
    await play(page);
    await reach(page, "#play-levels button");
    const begin = await game(page);
    assert.equal(begin.title, "레벨 1/6: 코루틴 하나");
    assert.deepEqual(begin.moves, ["0main 폴링"]);
    await page.keyboard.press("0");
    await page.evaluate(() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ㅁ", bubbles: true })));
    const early = await game(page);
    assert.match(early.verdict, /^졌습니다\. 타이머 a: /);
    await page.evaluate(() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ㄱ", bubbles: true })));
    assert.deepEqual(await game(page), begin);
  });
});

test("the WebAssembly is small", async () => {
  await open({}, async (page) => {
    // The game is 33 kB of the second: six programs with their source text, and its sentences in both languages.
    const sizes = await page.evaluate(() => [WASM, STEP_WASM].map((base64) => atob(base64).length));
    assert.ok(sizes[0] <= 90_000 && sizes[1] <= 190_000, String(sizes));
  });
});

for (const language of ["en", "ko"]) {
  for (const scheme of ["light", "dark"]) {
    for (const [name, size] of Object.entries({ desk, phone })) {
      test(`everyone can use it: ${language}, ${scheme}, ${name}`, async () => {
        await open({ language, scheme, size }, async (page) => {
          await run(page, "concurrent", { every: 100, limit: 1000 });
          assert.equal(await page.evaluate(() => document.documentElement.lang), language);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is too wide");
          if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `${language}-${scheme}-${name}.png`), fullPage: true });
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => window.axe.run());
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
        });
      });

      test(`everyone can step: ${language}, ${scheme}, ${name}`, async () => {
        await open({ language, scheme, size }, async (page) => {
          await simulate(page, "concurrent", { limit: 2000 });
          for (let step = 0; step < 8; step += 1) await page.keyboard.press("ArrowRight");
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is too wide");
          if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `step-${language}-${scheme}-${name}.png`), fullPage: true });
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate(() => window.axe.run());
          const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
          assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
        });
      });

      test(`everyone can play: ${language}, ${scheme}, ${name}`, async () => {
        await open({ language, scheme, size }, async (page) => {
          await play(page);
          for (const [keys, what] of [["", "open"], ["n012tbs", "lost"], ["nnnn012210h", "won"]]) {
            await page.focus("#play-levels button");
            await page.keyboard.press("Enter");
            for (const key of keys) await page.keyboard.press(key);
            assert.equal((await game(page)).is, what);
            assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is too wide");
            if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `play-${what}-${language}-${scheme}-${name}.png`), fullPage: true });
            await page.evaluate(axe.source);
            const { violations } = await page.evaluate(() => window.axe.run());
            const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
            assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
          }
        });
      });
    }
  }
}

test("both languages have the same texts", () => {
  const texts = JSON.parse(fs.readFileSync(path.join(root, "crates/run-browser/src/page/texts.json"), "utf8"));
  assert.deepEqual(Object.keys(texts.ko), Object.keys(texts.en));
  for (const key of Object.keys(texts.en).filter((key) => key !== "claims")) {
    const holes = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
    assert.deepEqual(holes(texts.ko[key]), holes(texts.en[key]), key);
  }
  const lessons = fs.readdirSync(path.join(root, "crates/lessons/src"));
  for (const lesson of Object.keys(texts.ko.claims)) {
    assert.ok(lessons.includes(`${lesson.replace("-", "_")}.rs`), lesson);
  }
  assert.equal(Object.keys(texts.ko.claims).length, 10);
});

test("the book names tests that are here", () => {
  const book = fs.readFileSync(path.join(root, "docs/runtimes.md"), "utf8");
  const [, table] = book.split("test in `page.test.js` |\n|---|---|---|\n");
  const rows = table.split("\n\n")[0].split("\n");
  for (const row of rows) assert.ok(names.includes(row.split(" | ").at(-1).replace(/ \|$/, "")), row);
});
