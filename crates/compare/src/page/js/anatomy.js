// The anatomy of a run: what each runtime did, step by step, under each other on one axis of time.
//
// A trace is what `run-<runtime> LESSON --trace FILE` writes: Chrome trace events, their times in microseconds. A poll, a
// write and whatever blocks the thread have a duration; a wake is an instant; a sleep begins and ends.
"use strict";

/** A run's events, sorted into kinds, each with its times in nanoseconds and the JSON pointer to it. */
function readTrace(r, index, lanes) {
  const { id, trace } = REPORTS[r].anatomy.runs[index];
  const path = `/${r}/anatomy/runs/${index}/trace`;
  const run = { path, polls: [], writes: [], blocks: [], wakes: [], sleeps: [], rows: [] };
  run.lane = lanes.find((lane) => lane.id === id) ?? { id, title: id, kind: "workshop", number: index, key: `${r}/run-${index}` };
  const names = new Map();
  const begun = new Map();
  (trace?.traceEvents ?? []).forEach((event, i) => {
    const at = { event, path: `${path}/traceEvents/${i}`, from: event.ts * 1000, to: (event.ts + (event.dur ?? 0)) * 1000, thread: event.tid };
    if (event.ph === "M" && event.name === "thread_name") names.set(event.tid, event.args.name);
    else if (event.ph === "X") ({ poll: run.polls, block: run.blocks })[event.cat]?.push(at) ?? run.writes.push(at);
    else if (event.ph === "i" && event.cat === "wake") run.wakes.push(at);
    else if (event.ph === "b" && event.cat === "timer") begun.set(event.id, at);
    else if (event.ph === "e" && begun.has(event.id)) {
      const begin = begun.get(event.id);
      begun.delete(event.id);
      run.sleeps.push({ ...begin, to: at.from, ended: at, due: begin.from + begin.event.args.duration_ns });
    }
  });
  const seen = d3.sort(new Set([...run.polls, ...run.writes, ...run.blocks, ...run.wakes].map(({ thread }) => thread)));
  run.rows = rowsOf(seen, names).map(([name, threads], i) => ({ name, threads, key: `${run.lane.key}/${i}` }));
  run.end = d3.max([...run.polls, ...run.writes, ...run.sleeps, ...run.blocks], ({ to }) => to) ?? 0;
  return run;
}

/** The threads in rows: the first by itself, the others by name, and all of these in one row where they are many. */
function rowsOf(threads, names) {
  const [first, ...others] = threads;
  if (first === undefined) return [];
  const nameOf = (thread) => names.get(thread) ?? String(thread);
  const groups = d3.groups(others, nameOf).map(([name, those]) => [those.length > 1 ? `${name} ×${those.length}` : name, those]);
  const rest = groups.length > 2 ? [[say("anatomy.others", { count: others.length }), others]] : groups;
  return [[nameOf(first), [first]], ...rest];
}

/** The sleeps that ended a wait between two ticks, in order. A sleep of the whole limit is the deadline's. */
function ticksOf(run, { limit_ns: limit }) {
  const done = run.sleeps.filter(({ ended, event }) => event.args.duration_ns < limit * 0.9 && ended.event.args?.answer === "done");
  return d3.sort(done, ({ due }) => due).map((sleep) => ({ ...sleep, ...after(run, sleep) }));
}

/** What followed a sleep that was due: the wake, the poll that saw it, and the write in it. */
function after(run, sleep) {
  const poll = run.polls.find(({ from, to }) => from <= sleep.to && sleep.to <= to);
  const wake = run.wakes.findLast(({ from }) => from >= sleep.due && poll && from <= poll.from);
  const write = poll && run.writes.find(({ event, from }) => event.name === "write" && from >= poll.from && from <= poll.to);
  return { wake, poll, write };
}

/** How long after a sleep was due something happened. */
const sinceDue = (sleep, what) => what && {
  value: what.from - sleep.due, quantity: "time", how: "since-due",
  of: [`${what.path}/ts`, `${sleep.path}/ts`, `${sleep.path}/args/duration_ns`],
};

const took = (what) => what && { value: what.to - what.from, quantity: "time", how: "microseconds", of: [`${what.path}/dur`] };

function anatomy(r, lanes) {
  const told = REPORTS[r].anatomy;
  const runs = (told?.runs ?? []).map((_, i) => readTrace(r, i, lanes)).filter(({ polls }) => polls.length);
  if (!runs.length) return section("anatomy", nothing("anatomy.nothing"));
  const intro = write("anatomy.intro", {
    lesson: h("code", {}, told.lesson), every: show(figureAt(`/${r}/anatomy/every_ns`, "time")), limit: show(figureAt(`/${r}/anatomy/limit_ns`, "time")),
  });
  return section("anatomy", h("p", { class: "shows" }, intro), signs(), wholeRun(runs), oneTick(r, runs, told));
}

/** What the marks mean. */
function signs() {
  const sign = (name, draw) => {
    const svg = d3.create("svg").attr("viewBox", "0 0 40 20").attr("class", "sample").attr("aria-hidden", "true").attr("stroke", "currentColor").attr("stroke-width", 2);
    draw(svg);
    return h("li", {}, svg.node(), text(`sign.${name}`));
  };
  return h("ul", { class: "legend" },
    sign("sleep", (svg) => svg.append("path").attr("d", "M2,10H38M2,5v10M38,5v10")),
    sign("wake", (svg) => svg.append("path").attr("d", "M13,5h14l-7,11z").attr("fill", "currentColor")),
    sign("poll", (svg) => svg.append("rect").attr("x", 6).attr("y", 4).attr("width", 28).attr("height", 12).attr("fill", "currentColor")),
    sign("ready", (svg) => svg.append("rect").attr("x", 6).attr("y", 4).attr("width", 28).attr("height", 12).attr("fill", "none")),
    sign("write", (svg) => svg.append("path").attr("d", "M20,2l8,8l-8,8l-8,-8z").attr("fill", "none")),
    sign("block", (svg) => svg.append("path").attr("d", "M6,4h28v12h-28zM8,15l9,-10M17,15l9,-10M26,15l6,-7").attr("fill", "none")));
}

/** The whole run, to be looked at closely by two sliders. */
function wholeRun(runs) {
  const end = d3.max(runs, (run) => run.end);
  const [first, length] = [-end * 0.012, end * 1.024];
  const view = { zoom: 0, place: 0.5 };
  const part = () => {
    const width = length / 1000 ** view.zoom;
    const from = first + view.place * (length - width);
    return [from, from + width];
  };
  const shown = h("output", {}, "");
  const told = () => part().map((at) => written("time", Math.max(0, at))).join(" – ");
  const slider = (name) => {
    const input = h("input", { type: "range", min: 0, max: 1, step: 0.005, value: view[name], id: `anatomy-${name}`, oninput: () => {
      view[name] = Number(input.value);
      tell();
      DRAWN.get(box).width = 0;
      redraw(box);
    } });
    return h("label", {}, h("span", {}, text(`anatomy.${name}`)), input);
  };
  const controls = h("div", { class: "controls" }, slider("zoom"), slider("place"), shown);
  const tell = () => {
    shown.textContent = told();
    controls.querySelectorAll("input").forEach((input) => input.setAttribute("aria-valuetext", told()));
  };
  const made = figure("anatomy", {
    conclusion: concludeSteps(runs), shows: text("shows.anatomy"),
    draw: (size) => timeline({ ...size, runs, domain: part(), origin: () => 0 }), numbers: counterTable(runs),
  });
  const box = made.querySelector(".chart");
  box.before(controls);
  tell();
  return made;
}

const COUNTERS = ["polls", "wakes", "timers", "timers_done", "timers_cancelled", "writes", "flushes", "bytes", "tasks", "threads", "dropped_events"];

const counted = (run, name) => figureAt(`${run.path}/otherData/${name}`, "count");

/** What the recorder counted. */
const counterTable = (runs) => table(text("anatomy.counters"), [text("lane"), ...COUNTERS.map((name) => text(`counter.${name}`))],
  runs.map((run) => [run.lane.title, ...COUNTERS.map((name) => show(counted(run, name)))]));

/** Whether the runtimes took the same steps. */
function concludeSteps(runs) {
  const same = ["polls", "wakes", "writes", "flushes"].every((name) => new Set(runs.map((run) => counted(run, name)?.value)).size === 1);
  if (same) return text("anatomy.same");
  const polls = byMedian(having(runs.map(({ lane, path }) => ({ ...lane, path })), (run) => { const median = counted(run, "polls"); return median && { median }; }));
  if (!polls.length) return null;
  const [least, most] = [polls[0], polls.at(-1)];
  return write("anatomy.differ", { least: show(least.spread.median), least_lane: least.lane.title, most: show(most.spread.median), most_lane: most.lane.title });
}

/** One tick of every runtime, moved so that each was due at zero. */
function oneTick(r, runs, settings) {
  const all = runs.map((run) => ({ run, ticks: ticksOf(run, settings).filter(({ poll }) => poll) })).filter(({ ticks }) => ticks.length);
  if (!all.length) return null;
  const count = d3.min(all, ({ ticks }) => ticks.length);
  let chosen = Math.floor((count - 1) / 2);
  let zoom = 0;
  const box = h("div", {});
  const draw = () => {
    const at = all.map(({ run, ticks }) => ({ run, tick: ticks[chosen] }));
    const end = d3.max(at, ({ tick }) => tick.poll.to - tick.due) * 1.12;
    const found = at.map(({ run, tick }) => ({ lane: run.lane, spread: { median: sinceDue(tick, tick.poll) } }));
    const [least, most] = [byMedian(found)[0], byMedian(found).at(-1)];
    DRAWN.delete(box.querySelector(".chart"));
    box.replaceChildren(figure("tick", {
      conclusion: write("anatomy.tick", {
        tick: String(chosen + 1), least: show(least.spread.median), least_lane: least.lane.title, most: show(most.spread.median), most_lane: most.lane.title,
      }),
      shows: text("shows.tick"),
      draw: (size) => timeline({ ...size, runs: at.map(({ run }) => run), domain: [-0.08, 1].map((part) => (part * end) / 100 ** zoom), origin: (run) => at.find((one) => one.run === run).tick.due, due: true }),
      numbers: table(text("anatomy.one"), [text("lane"), text("tick.wake"), text("tick.poll"), text("tick.write"), text("tick.took")],
        at.map(({ run, tick }) => [run.lane.title, ...[tick.wake, tick.poll, tick.write].map((what) => show(sinceDue(tick, what))), show(took(tick.poll))])),
    }));
    redraw(box.querySelector(".chart"));
    output.textContent = say("tick.number", { tick: chosen + 1 });
    before.disabled = chosen === 0;
    next.disabled = chosen === count - 1;
  };
  const step = (by) => () => { chosen = Math.max(0, Math.min(count - 1, chosen + by)); draw(); };
  const before = h("button", { type: "button", onclick: step(-1), "aria-label": text("tick.before") }, "◀");
  const next = h("button", { type: "button", onclick: step(1), "aria-label": text("tick.next") }, "▶");
  const output = h("output", { "aria-live": "polite" }, "");
  const closer = h("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0, id: "tick-zoom", oninput: () => {
    zoom = Number(closer.value);
    DRAWN.get(box.querySelector(".chart")).width = 0;
    redraw(box.querySelector(".chart"));
  } });
  // The steps show one lane: the one that they show already, if it has this tick.
  const here = h("button", { type: "button", id: "steps-here", hidden: true, onclick: () => {
    const { run, ticks } = all.find(({ run }) => STEPPER.report === r && run.lane.id === STEPPER.shown.id) ?? all[0];
    stepFrom(r, run.lane.id, ticks[chosen].wake?.from ?? ticks[chosen].due);
  } }, text("steps.here"));
  STEPS.then((steps) => { here.hidden = !all.every(({ run }) => stepsOf(steps, r, run.lane.id)); });
  draw();
  return h("div", {}, h("h3", {}, text("anatomy.one")),
    h("div", { class: "controls steps" }, before, output, next, h("label", {}, h("span", {}, text("anatomy.zoom")), closer)), box,
    h("p", {}, here));
}

/** Where in its row each kind of event is drawn, from 0 at the bottom to 1. */
const PLACES = { sleep: 0.9, wake: 0.69, poll: [0.36, 0.58], write: 0.19 };

/** The runs under each other: a row for each thread. `origin` is the time of a run that is drawn at zero. */
function timeline({ width, em, runs, domain, origin, due }) {
  const rows = runs.flatMap((run) => run.rows.map(({ key, threads, name }) => ({
    key, run, threads, name: run.rows.length > 1 ? `${run.lane.title} · ${name}` : run.lane.title, lane: run.lane, ...looks(run.lane),
  })));
  const unit = unitOf("time", Math.max(...domain.map(Math.abs)));
  return rowChart({
    width, em, rows, height: 4, label: text(due ? "axis.due" : "axis.run"), y: { domain: [0, 1] },
    x: (room) => ({ type: "linear", domain, ticks: d3.ticks(domain[0] / sizeOf("time", unit), domain[1] / sizeOf("time", unit), room).map((tick) => tick * sizeOf("time", unit)), tickFormat: (value) => onAxis("time", value, unit) }),
    marks: ({ top }) => {
      const perPixel = (domain[1] - domain[0]) / (width * 0.8);
      const events = (kind, least) => rows.flatMap((row) => visible(row, row.run[kind], { domain, perPixel, least, zero: origin(row.run) }));
      const [sleeps, wakes, polls, writes, blocks] = [events("sleeps", 0), events("wakes", 0), events("polls", 3), events("writes", 0), events("blocks", 4)];
      const standing = (name, list) => ({ fy: "key", clip: true, title: titleOf, ...standsFor(name, list, ({ at }) => ({ value: at.from, how: "microseconds", of: [`${at.path}/ts`] })) });
      const band = ([y1, y2]) => ({ x1: "x1", x2: "x2", y1, y2 });
      return [
        due && Plot.ruleX(rows, { fy: "key", insetTop: top, x: 0, stroke: "var(--ink)", strokeWidth: 2, strokeDasharray: "6 4" }),
        Plot.link(sleeps, { x1: "x1", x2: "x2", y1: "level", y2: "level", stroke: "colour", strokeWidth: 2, marker: "tick", ...standing("sleep", sleeps) }),
        Plot.rect(polls, { ...band(PLACES.poll), fill: ({ at, fill, colour }) => (at.event.args?.answer === "ready" ? "var(--paper)" : colour), stroke: "colour", strokeWidth: 1.5, ...standing("poll", polls) }),
        Plot.rect(blocks, { ...band(PLACES.poll), fill: "url(#blocked)", stroke: "colour", strokeWidth: 1.5, ...standing("block", blocks) }),
        Plot.dot(wakes, { x: "x1", y: PLACES.wake, symbol: "triangle", rotate: 180, r: em * 0.24, fill: "colour", ...standing("wake", wakes) }),
        Plot.link(writes, { x1: "x1", x2: "x2", y1: PLACES.write, y2: PLACES.write, stroke: "colour", strokeWidth: 3, ...standing("writing", writes) }),
        Plot.dot(writes, { x: "x1", y: PLACES.write, symbol: "diamond", r: em * 0.22, fill: "var(--paper)", stroke: "colour", strokeWidth: 2, ...standing("write", writes) }),
        () => hatching(),
      ];
    },
  });
}

const titleOf = ({ at, row }) => {
  const { name, dur, args } = at.event;
  return `${row}: ${name}${args?.answer ? ` → ${args.answer}` : ""}, ${written("time", at.from)}${dur ? ` + ${written("time", dur * 1000)}` : ""}`;
};

/** The events of a row that can be seen, none narrower than `least` pixels; of several on one pixel the first. */
function visible(row, events, { domain, perPixel, least, zero }) {
  const own = events.filter(({ thread }) => row.threads.includes(thread));
  let lastPixel = -Infinity;
  return own.flatMap((at) => {
    const [x1, x2] = [at.from - zero, Math.max(at.to - zero, at.from - zero + least * perPixel)];
    if (x2 < domain[0] || x1 > domain[1]) return [];
    const pixel = Math.floor(x2 / perPixel);
    if (own.length > 2000 && pixel === lastPixel) return [];
    lastPixel = pixel;
    const level = PLACES.sleep + (at.due && at.event.args.duration_ns > row.run.end * 0.8 ? 0.07 : -0.02);
    return [{ at, key: row.key, row: row.name, lane: row.lane, colour: row.colour, fill: row.fill, level, x1, x2 }];
  });
}

/** The pattern of what blocks a thread. */
function hatching() {
  const defs = d3.create("svg:defs");
  const pattern = defs.append("pattern").attr("id", "blocked").attr("width", 8).attr("height", 8).attr("patternUnits", "userSpaceOnUse").attr("patternTransform", "rotate(45)");
  pattern.append("rect").attr("width", 8).attr("height", 8).attr("fill", "var(--paper)");
  pattern.append("rect").attr("width", 3).attr("height", 8).attr("fill", "var(--ink)");
  return defs.node();
}
