// The report's figures: where they are, what they are called, and which of them differ.
"use strict";

/** The reports of this page: one, or those of a class. */
const REPORTS = embedded("reports");

/** A figure of the report: its value, the JSON pointer to it, and what it counts. */
const figureAt = (path, quantity) => {
  const value = path.split("/").slice(1).reduce((inner, key) => inner?.[key], REPORTS);
  return typeof value === "number" ? { value, path, quantity } : null;
};

/** A figure computed from others. */
const computed = (how, figures, value, quantity = figures[0].quantity) => ({ value, quantity, how, of: figures.map(({ path }) => path) });

const ratio = (a, b) => (a && b && b.value > 0 ? computed("ratio", [a, b], a.value / b.value, "times") : null);

function middle(figures) {
  const sorted = [...figures].sort((a, b) => a.value - b.value);
  const half = sorted.length / 2;
  const value = sorted.length % 2 ? sorted[Math.floor(half)].value : (sorted[half - 1].value + sorted[half].value) / 2;
  return computed("median", figures, value);
}

/**
 * What the page shows of every lane. `from` is where the figures have it: a `Spread`, or a single number. `less` says
 * that less of it is better; of the others no lane is best. `fixed` says that it is the same however often it is measured:
 * whatever is not, and was measured once, may have been chance.
 */
const METRICS = {
  tick: { from: "tick_lateness/p50_by_round_ns", quantity: "time", less: true },
  tick_p99: { from: "tick_lateness/p99_ns", quantity: "time", less: true },
  tick_max: { from: "tick_lateness/max_ns", quantity: "time", less: true },
  early: { from: "tick_lateness/early", quantity: "count" },
  drift: { from: "drift_at_end_ns", quantity: "time", less: true },
  deadline: { from: "deadline_lateness_ns", quantity: "time", less: true },
  start: { from: "start_ns", quantity: "time", less: true },
  waiting: { from: "rhythm/waiting_ns", quantity: "time" },
  schedule: { from: "rhythm/schedule_ns", quantity: "time" },
  cpu: { from: "cpu_ns", quantity: "time", less: true },
  memory: { from: "peak_memory_bytes", quantity: "bytes", less: true },
  threads: { from: "threads", quantity: "count" },
  switches: { from: "voluntary_switches", quantity: "count", less: true },
  binary: { from: "binary_bytes", quantity: "bytes", less: true, fixed: true },
  crates: { from: "crates", quantity: "count", less: true, fixed: true },
  build: { from: "build_ns", quantity: "time", less: true },
  lines: { from: "lines", quantity: "count" },
  polls: { from: "polls_per_tick", quantity: "number" },
  wakes: { from: "wakes_per_tick", quantity: "number" },
};

/** The figures of a crowd, under `crowds/<index>/`. */
const CROWD_METRICS = {
  each: { from: "bytes_each", quantity: "bytes", less: true },
  last_deadline: { from: "last_deadline_ns", quantity: "time", less: true },
  cpu_per_tick: { from: "cpu_per_tick_ns", quantity: "time", less: true },
};

/**
 * A figure in every round: its median, lowest and highest. Of a figure that is known once, all three are that. `certain`
 * says whether anything can be concluded from it.
 */
function spreadAt(path, { quantity, fixed = false }) {
  const once = figureAt(path, quantity);
  if (once) return { median: once, low: once, high: once, values: [once], once: true, certain: fixed };
  const median = figureAt(`${path}/median`, quantity);
  if (!median) return null;
  const values = [];
  for (let value, i = 0; (value = figureAt(`${path}/values/${i}`, quantity)); i += 1) values.push(value);
  return { median, low: figureAt(`${path}/low`, quantity), high: figureAt(`${path}/high`, quantity), values, once: false, certain: values.length > 1 };
}

/** The lanes of a report, in its order. `key` is unique on the page; `family` is what a workshop's and a by-hand lane share. */
function lanesOf(r) {
  const families = [];
  return REPORTS[r].lanes.map((lane, l) => {
    const family = lane.kind === "by-hand" ? lane.id.replace(/-by-hand$/, "") : lane.id;
    if (lane.kind !== "floor" && !families.includes(family)) families.push(family);
    return {
      ...lane, family, report: r, path: `/${r}/lanes/${l}`, key: `${r}/${l}`,
      number: families.indexOf(family), measured: lane.outcome.is === "measured",
    };
  });
}

/** A metric of a lane, or `null` where it was not measured. */
const metricOf = (lane, metric) => lane.measured ? spreadAt(`${lane.path}/outcome/figures/${METRICS[metric].from}`, METRICS[metric]) : null;

/** The crowds of a lane, ascending. */
function crowdsOf(lane) {
  const crowds = lane.measured ? lane.outcome.figures.crowds : [];
  return crowds.map((crowd, c) => {
    const path = `${lane.path}/outcome/figures/crowds/${c}`;
    const spreads = Object.entries(CROWD_METRICS).map(([name, metric]) => [name, spreadAt(`${path}/${metric.from}`, metric)]);
    return { tasks: figureAt(`${path}/tasks`, "count"), ...Object.fromEntries(spreads) };
  });
}

/** Lanes with what `read` finds of them, those without left out. */
const having = (lanes, read) => lanes.map((lane) => ({ lane, spread: read(lane) })).filter(({ spread }) => spread);

/** One unit for all that is found. */
const unitFor = (found) => commonUnit(found.flatMap(({ spread: { median, low, high } }) => [median, low, high]));

/** The lanes that can be best: the floor is what no program can beat. */
const rivals = (found) => found.filter(({ lane }) => lane.kind !== "floor");

const byMedian = (found) => [...found].sort((a, b) => a.spread.median.value - b.spread.median.value);

/** Whether one is below the other in every round of both. A single round tells nothing about the next. */
const below = (a, b) => a.certain && b.certain && a.high.value < b.low.value;

/** The lane that is best beyond the spread, if there is one. */
function best(found) {
  const [first, second] = byMedian(rivals(found));
  return second && below(first.spread, second.spread) ? first.lane : null;
}

/** The least and the most of several, and whether they differ beyond the spread. */
function range(found) {
  const sorted = byMedian(found);
  const [least, most] = [sorted[0], sorted.at(-1)];
  return { least, next: sorted[1], most, apart: sorted.length > 1 && below(least.spread, most.spread) };
}

/** What is to be concluded of a metric: a sentence, with its figures. */
function conclude(found) {
  const among = rivals(found);
  if (among.length === 0) return text("conclude.nothing");
  const { least, next, most, apart } = range(among);
  const parts = {
    least: show(least.spread.median), least_lane: least.lane.title,
    most: show(most.spread.median), most_lane: most.lane.title,
  };
  if (among.length === 1) return write("conclude.alone", parts);
  if (among.some(({ spread }) => !spread.certain)) return write("conclude.once", parts);
  const steady = among.every(({ spread }) => spread.low.value === spread.high.value);
  if (steady) return write(apart ? "conclude.differ" : "conclude.equal", parts);
  if (!apart) return write("conclude.same", parts);
  if (below(least.spread, next.spread)) return write("conclude.clear", parts);
  const [lower, upper] = parted(among);
  if (!upper.length) return write("conclude.apart", parts);
  const names = (ones) => ones.map(({ lane }) => lane.title).join(", ");
  return write("conclude.parted", { ...parts, lower: names(lower), upper: names(upper) });
}

/** The lowest lanes that overlap with each other, and the others: every round of those is above every round of these. */
function parted(among) {
  const sorted = d3.sort(among, ({ spread }) => spread.median.value);
  const at = sorted.findIndex((_, i) => i > 0 && sorted.slice(0, i).every((low) => sorted.slice(i).every((high) => below(low.spread, high.spread))));
  return at < 0 ? [sorted, []] : [sorted.slice(0, at), sorted.slice(at)];
}

/** The ways in which lanes are told apart, none of them needed alone: a colour, a symbol, filled or hollow, a line's dashes. */
const SYMBOLS = ["circle", "square", "triangle", "diamond", "star", "wye", "cross"];

const looks = (lane) => {
  const floor = lane.kind === "floor";
  const number = lane.number % SYMBOLS.length;
  const colour = floor ? "var(--floor)" : `var(--lane-${number + 1})`;
  return {
    colour, symbol: floor ? "plus" : SYMBOLS[number], dash: floor ? "1 5" : lane.kind === "by-hand" ? "7 5" : null,
    fill: lane.kind === "by-hand" ? "var(--paper)" : colour,
  };
};
