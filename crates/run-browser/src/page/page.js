"use strict";
// The page: it starts a lesson, and draws what the record of the run says.

const $ = (id) => document.getElementById(id);
/** How often the record is drawn while a lesson runs, in ms. */
const DRAW_EVERY = 200;
/** A pause longer than this, in ms, is called frozen. */
const FROZEN = 250;
/** So many tasks have a row of their own. */
const ROWS = 8;

/** The longest limit of a run on the simulated clock, in ms: the page waits while it runs. */
const SIMULATED = 60_000;

let language = "en";
let lessons = [];
let current = null;
let tab = "run";
/** The run that the tab "Step" shows, and the key and the values of the text about it. */
let stepping = null;
let steppingIs = ["step.ready", {}];
const stepper = new Stepper($("stepper"));
const player = new Player();

/** The text of this key in the reader's language. */
function text(key, values = {}) {
  const found = TEXTS[language][key];
  return Object.entries(values).reduce((all, [name, value]) => all.replace(`{${name}}`, value), found);
}

function translate(to) {
  language = to;
  document.documentElement.lang = to;
  document.title = text("title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", text(element.dataset.label));
  const other = to === "en" ? "ko" : "en";
  $("language").lang = other;
  $("language").textContent = other === "ko" ? "한국어" : "English";
  showLesson();
  stepper.speak(to);
  player.draw();
  $("step-status").textContent = text(...steppingIs);
  if (current === null) $("status").textContent = text("ready");
  else current.show();
}

function showLesson() {
  const lesson = lessons.find((lesson) => lesson.name === $("lesson").value);
  if (lesson === undefined) return;
  $("claim").textContent = TEXTS[language].claims[lesson.name] ?? lesson.claim;
  $("source").textContent = lesson.source;
  $("tasks-label").hidden = lesson.name !== "crowd";
}

/** The number in a field; or a sentence under the form, and nothing. */
function number(id, key, least, most) {
  const value = $(id).value.trim();
  const number = Number(value);
  const good = /^\d+$/.test(value) && number >= least && number <= most;
  $(id).setAttribute("aria-invalid", String(!good));
  if (good) return number;
  $("problem").textContent = text("bad.number", { value, name: text(key), least, most });
  $(id).focus();
  return undefined;
}

/** A lesson that runs, or has run. */
class Lesson {
  constructor(name, every, limit, tasks) {
    Object.assign(this, { name, every, limit, lines: [], notes: new Map(), outcome: "running", error: "" });
    this.started = performance.now();
    this.beat = this.started;
    this.run = new wasm_bindgen.Run(name, every, limit, tasks, (line) => this.print(line), (error) => this.ended(error));
    this.drawing = setInterval(() => this.watch(), DRAW_EVERY);
    if (name === "blocking") this.notes.set("no.unblock", {});
    if (document.hidden) this.notes.set("hidden", {});
  }

  print(line) {
    this.lines.push({ at: performance.now() - this.started, line });
    const output = $("output");
    output.append(`${line}\n`);
    output.scrollTop = output.scrollHeight;
  }

  /** Notices when the page could not draw for a while. */
  watch() {
    this.heartbeat();
    this.show();
  }

  heartbeat() {
    const now = performance.now();
    const pause = now - this.beat - DRAW_EVERY;
    this.beat = now;
    if (pause > FROZEN && !document.hidden && !this.notes.has("hidden")) {
      const longest = Math.max(pause, this.notes.get("frozen")?.pause ?? 0);
      this.notes.set("frozen", { pause: longest, millis: Math.round(longest) });
    }
  }

  ended(error) {
    clearInterval(this.drawing);
    this.heartbeat();
    this.took = performance.now() - this.started;
    this.outcome = error !== undefined ? "failed" : this.stopping ? "stopped" : "done";
    this.error = error ?? "";
    const late = this.took - this.limit;
    if (this.outcome !== "stopped" && this.name !== "hello" && late > FROZEN) {
      this.notes.set("late", { millis: Math.round(late) });
    }
    this.trace = this.run.trace();
    $("run").disabled = false;
    $("stop").disabled = true;
    URL.revokeObjectURL($("save").href);
    $("save").href = URL.createObjectURL(new Blob([this.trace], { type: "application/json" }));
    $("save").hidden = false;
    $("replay").hidden = false;
    this.show();
  }

  stop() {
    this.stopping = true;
    this.run.stop();
  }

  show() {
    const seconds = ((this.took ?? performance.now() - this.started) / 1000).toFixed(1);
    $("status").textContent = text(this.outcome, { seconds, error: this.error });
    $("notes").replaceChildren(...[...this.notes].map(([key, values]) => {
      const item = document.createElement("li");
      item.textContent = text(key, values);
      return item;
    }));
    const trace = JSON.parse(this.trace ?? this.run.trace());
    const { polls, wakes, timers } = trace.otherData;
    $("axis-words").textContent = text("words", { lines: this.lines.length, polls, wakes, timers, seconds });
    draw(this, trace.traceEvents);
  }
}

const SVG = "http://www.w3.org/2000/svg";
function shape(name, attributes, content) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (content !== undefined) element.textContent = content;
  return element;
}

/** The printer of a line: in `concurrent` each line names one. */
function printer({ line }) {
  return line.match(/\s(quick|steady|slow)\s/)?.[1] ?? text("printed");
}

/** Draws the time axis: a row for each printer, and one for each task. */
function draw(lesson, events) {
  const width = Math.max(320, $("axis").clientWidth || 800);
  const left = 110;
  const elapsed = lesson.took ?? performance.now() - lesson.started;
  const end = Math.max(lesson.name === "forever" ? 0 : lesson.limit, elapsed, 1) * 1.02;
  const x = (millis) => left + (millis / end) * (width - left - 16);
  const shapes = [];

  const printers = new Map();
  for (const line of lesson.lines) printers.set(printer(line), [...(printers.get(printer(line)) ?? []), line]);
  if (printers.size === 0) printers.set(text("printed"), []);
  const tasks = new Map();
  for (const event of events) {
    if (event.cat !== "poll" && event.cat !== "wake") continue;
    if (event.ph !== "X" && event.ph !== "i") continue;
    if (!tasks.has(event.args.task)) tasks.set(event.args.task, []);
    tasks.get(event.args.task).push(event);
  }
  let y = 18;
  const row = (name) => {
    shapes.push(shape("text", { x: 0, y: y + 4, class: "name" }, name));
    shapes.push(shape("line", { x1: left, x2: width - 16, y1: y, y2: y, class: "grid" }));
  };
  for (const [name, lines] of printers) {
    row(name);
    for (const { at } of lines) shapes.push(shape("circle", { cx: x(at), cy: y, r: 4, class: "tick" }));
    y += 24;
  }
  for (const [task, seen] of [...tasks].slice(0, ROWS)) {
    row(task === 0 ? text("main") : text("task", { number: task }));
    for (const { ph, ts, dur } of seen) {
      const at = x(ts / 1000);
      if (ph === "X") {
        shapes.push(shape("rect", { x: at - 1, y: y - 7, width: Math.max(2, x((ts + dur) / 1000) - at), height: 10, class: "poll" }));
      } else {
        shapes.push(shape("path", { d: `M${at} ${y + 3} l4 7 h-8 z`, class: "wake" }));
      }
    }
    y += 26;
  }
  if (tasks.size > ROWS) {
    shapes.push(shape("text", { x: 0, y: y + 4 }, text("more", { count: tasks.size - ROWS })));
    y += 22;
  }
  if (lesson.name !== "forever" && lesson.name !== "hello") {
    shapes.push(shape("line", { x1: x(lesson.limit), x2: x(lesson.limit), y1: 4, y2: y, class: "deadline" }));
  }
  if (lesson.took === undefined) shapes.push(shape("line", { x1: x(elapsed), x2: x(elapsed), y1: 4, y2: y, class: "now" }));
  const step = niceStep(end / Math.max(2, width / 110));
  for (let at = 0; at <= end; at += step) {
    shapes.push(shape("text", { x: x(at), y: y + 14, "text-anchor": "middle" }, `${at / 1000} s`));
  }
  $("axis").setAttribute("viewBox", `0 0 ${width} ${y + 20}`);
  $("axis").replaceChildren(...shapes);
}

/** The next of 1, 2, 5, 10, 20, … that is not less. */
function niceStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= least);
}

/** What the form says, if it can be run; or a sentence under the form, and nothing. */
function asked(longest) {
  $("problem").textContent = "";
  const every = number("every", "period", 1, 3_600_000);
  const limit = every && number("limit", "limit", 0, longest);
  const tasks = limit !== undefined && ($("lesson").value === "crowd" ? number("tasks", "tasks", 0, 10_000) : 0);
  if (every === undefined || limit === undefined || tasks === undefined) return undefined;
  return { lesson: $("lesson").value, every, limit, tasks };
}

function start() {
  if (current?.outcome === "running") return;
  const { lesson, every, limit, tasks } = asked(3_600_000) ?? {};
  if (lesson === undefined) return;
  $("output").textContent = "";
  $("save").hidden = true;
  $("replay").hidden = true;
  $("run").disabled = true;
  $("stop").disabled = false;
  current = new Lesson(lesson, every, limit, tasks);
  current.show();
}

/** Runs a lesson on the simulated clock, and shows its first step. */
async function simulate() {
  const { lesson, every, limit, tasks } = asked(SIMULATED) ?? {};
  if (lesson === undefined) return;
  const seed = $("seed").value.trim() === "" ? null : number("seed", "seed", 0, 2 ** 32 - 1);
  if (seed === undefined) return;
  await showSteps(lesson, () => {
    // The wall clock of the run shows the reader's time.
    const now = new Date();
    const start = Math.floor(now / 1000) * 1000 - now.getTimezoneOffset() * 60_000;
    const run = steps.Stepping.simulate(lesson, every, limit, tasks, seed, start);
    const error = run.error();
    return [run, error === undefined ? ["step.simulated", { lesson }] : ["step.failed", { lesson, error }]];
  });
}

/** Steps through the run that the page has just made. */
async function replay() {
  const { name: lesson, trace } = current;
  openTab("step");
  await showSteps(lesson, () => [steps.Stepping.read(trace), ["step.replayed", { lesson }]]);
}

let stepsLoaded = null;

/** Loads the WebAssembly that makes the steps and the game, when it is first needed. */
function stepsReady() {
  stepsLoaded ??= load(steps, STEP_WASM);
  return stepsLoaded;
}

/** Shows a run in steps. */
async function showSteps(lesson, make) {
  await stepsReady();
  stepping?.free();
  stepping = null;
  stepper.hide();
  try {
    [stepping, steppingIs] = make();
    const { source } = lessons.find(({ name }) => name === lesson);
    stepper.show(JSON.parse(stepping.run()), (step) => JSON.parse(stepping.frame(step)), source);
    stepper.focus();
  } catch (error) {
    steppingIs = ["step.none", { error: String(error) }];
  }
  $("step-status").textContent = text(...steppingIs);
}

/** Opens a tab: "run", "step" or "play". The form has what the first two need. */
function openTab(name) {
  tab = name;
  for (const button of document.querySelectorAll("[role=tab]")) {
    const selected = button.id === `tab-${name}`;
    button.setAttribute("aria-selected", String(selected));
    button.tabIndex = selected ? 0 : -1;
  }
  for (const part of document.querySelectorAll("[data-tab]")) part.hidden = part.dataset.tab !== name;
  $("form").hidden = name === "play";
  // Enter in a field presses the first button of this type.
  $("run").type = name === "run" ? "submit" : "button";
  $("simulate").type = name === "step" ? "submit" : "button";
  $("problem").textContent = "";
  stepper.pause();
  if (name === "run") current?.show();
  if (name === "play") stepsReady().then(() => player.open());
}

/** The arrow keys move between the tabs. */
function betweenTabs(event) {
  const buttons = [...document.querySelectorAll("[role=tab]")];
  const at = buttons.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (at === -1 || to === undefined) return;
  event.preventDefault();
  const button = buttons.at(to % buttons.length);
  button.click();
  button.focus();
}

/** Loads a WebAssembly that is in the page. */
async function load(glue, base64) {
  const compressed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const wasm = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"));
  await glue({ module_or_path: await new Response(wasm).arrayBuffer() });
}

async function begin() {
  await load(wasm_bindgen, WASM);
  const list = wasm_bindgen.lessons();
  for (let at = 0; at < list.length; at += 3) lessons.push({ name: list[at], claim: list[at + 1], source: list[at + 2] });
  $("lesson").append(...lessons.map(({ name }) => new Option(name, name, false, name === "async-main")));
  translate(navigator.language.startsWith("ko") ? "ko" : "en");
  $("run").disabled = false;
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (tab === "run") start();
  else simulate();
});
$("tabs").addEventListener("keydown", betweenTabs);
for (const button of document.querySelectorAll("[role=tab]")) button.addEventListener("click", () => openTab(button.id.replace("tab-", "")));
$("replay").addEventListener("click", replay);
$("stop").addEventListener("click", () => current?.stop());
$("lesson").addEventListener("change", showLesson);
$("language").addEventListener("click", () => translate(language === "en" ? "ko" : "en"));
window.addEventListener("resize", () => current?.show());
document.addEventListener("visibilitychange", () => {
  if (document.hidden && current?.outcome === "running") current.notes.set("hidden", {});
});
window.addEventListener("error", () => {
  if (current === null || current.outcome !== "running") return;
  clearInterval(current.drawing);
  current.outcome = "crashed";
  $("status").textContent = text("crashed");
});
begin();
