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

const difference = (a, b) => computed("difference", [a, b], a.value - b.value);

function middle(figures) {
  const sorted = [...figures].sort((a, b) => a.value - b.value);
  const half = sorted.length / 2;
  const value = sorted.length % 2 ? sorted[Math.floor(half)].value : (sorted[half - 1].value + sorted[half].value) / 2;
  return computed("median", figures, value);
}

/**
 * What the page shows of every lane and of every crowd, by key. `less` says that less of it is better; of the others no
 * lane is best. `late` says that more of it means later. `fixed` says that it is the same however often it is measured:
 * whatever is not, and was measured once, may have been chance.
 */
const METRICS = Object.fromEntries(FIGURES.map((metric) => [metric.key, metric]));

/** The keys of the figures for which something is so. */
const metrics = (is) => FIGURES.filter(is).map(({ key }) => key);

/** The lateness of the ticks. Its reasons are the runtimes' timers. */
const TICKS = "tick_lateness_p50";

const CROWD_METRICS = metrics(({ group }) => group === "crowd");

/** The figures of the page's first answer, and those that are compared with the program by hand. */
const PRICED = metrics(({ words }) => words.en.price !== null);
const COMPARED = metrics(({ words }) => words.en.short !== null);

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

/**
 * The lanes of a report, in its order. `key` is unique on the page; `family` is what a workshop's and a by-hand lane
 * share. `timer` is how the timer works, in the runtime's own words, or `null` where it says nothing. Only a workshop's
 * lane has these words in the report. The lane by hand has the same runtime, and so the same timer.
 */
function lanesOf(r) {
  const families = [];
  return REPORTS[r].lanes.map((lane, l) => {
    const family = lane.kind === "by-hand" ? lane.id.replace(/-by-hand$/, "") : lane.id;
    if (lane.kind !== "floor" && !families.includes(family)) families.push(family);
    const timer = REPORTS[r].lanes.find(({ id }) => id === family)?.outcome.figures?.timer ?? null;
    return {
      ...lane, family, timer, report: r, path: `/${r}/lanes/${l}`, key: `${r}/${l}`,
      number: families.indexOf(family), measured: lane.outcome.is === "measured",
    };
  });
}

/** A metric of a lane, or `null` where it was not measured. */
const metricOf = (lane, metric) => lane.measured ? spreadAt(`${lane.path}/outcome/figures/values/${metric}`, METRICS[metric]) : null;

/** These percentiles need at least a hundred ticks. */
const PERCENTILES = ["tick_lateness_p90", "tick_lateness_p99"];

/** How many ticks a lane has, if these are too few for this percentile; otherwise `null`. */
function tooFew(lane, metric) {
  const count = PERCENTILES.includes(metric) && lane.measured ? figureAt(`${lane.path}/outcome/figures/lateness/count`, "count") : null;
  return count?.value < 100 ? count : null;
}

/** The crowds of a lane, ascending. */
function crowdsOf(lane) {
  const crowds = lane.measured ? lane.outcome.figures.crowds : [];
  return crowds.map((crowd, c) => {
    const path = `${lane.path}/outcome/figures/crowds/${c}`;
    const spreads = CROWD_METRICS.map((metric) => [metric, spreadAt(`${path}/values/${metric}`, METRICS[metric])]);
    const [ticks, due] = [figureAt(`${path}/ticks/median`, "count"), figureAt(`${path}/ticks_due`, "count")];
    return { tasks: figureAt(`${path}/tasks`, "count"), ticks, due, ...Object.fromEntries(spreads) };
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
  return { least, most, apart: sorted.length > 1 && below(least.spread, most.spread) };
}

/**
 * What is to be concluded of a metric: sentences, with their figures. `late` says that more of it means later. `because` is
 * why some lanes stand out.
 */
function conclude(found, { late = false } = {}, because = null) {
  const among = rivals(found);
  if (among.length === 0) return text("conclude.nothing");
  const { least, most, apart } = range(among);
  const parts = {
    least: show(least.spread.median), least_lane: least.lane.title,
    most: show(most.spread.median), most_lane: most.lane.title,
  };
  if (among.length === 1) return write("conclude.alone", parts);
  if (among.some(({ spread }) => !spread.certain)) return write("conclude.once", parts);
  if (among.every(({ spread }) => spread.low.value === spread.high.value)) return write(apart ? "conclude.differ" : "conclude.equal", parts);
  if (!apart) return write("conclude.same", parts);
  const groups = parted(among);
  if (!groups) return write("conclude.apart", parts);
  const { lower, upper } = groups;
  if (lower.length === 1 && upper.length === 1) {
    return [write(late ? "conclude.later.one" : "conclude.more.one", { other: group(lower).group, ...group(upper) }), because && [" ", because]];
  }
  if (lower.length === 1 && upper.length > 1) return [write("conclude.lowest", group(lower)), " ", write("conclude.others", group(upper))];
  return [
    write(late ? "conclude.later" : "conclude.more", group(upper)), because && [" ", because], " ",
    lower.length > 1 && !range(lower).apart ? write("conclude.close", group(lower)) : write("conclude.others", group(lower)),
  ];
}

/** Lanes that are named together, and what their medians are. Of more than four only the lowest and the highest are named. */
function group(ones) {
  const sorted = byMedian(ones);
  const [{ lane: first, spread: least }, { lane: last, spread: most }] = [sorted[0], sorted.at(-1)];
  const [low, high] = [show(least.median), show(most.median)];
  const named = ones.length > 4
    ? write("group.many", { least: low, least_lane: first.title, most: high, most_lane: last.title })
    : write(ones.length > 1 ? "group.few" : "group.one", { lanes: listed(sorted), least: low, most: high });
  return { group: h("span", {}, named) };
}

const listed = (ones) => ones.map(({ lane }, i) => [i === 0 ? "" : i < ones.length - 1 ? ", " : text("list.last"), lane.title]).flat().join("");

/**
 * The lanes in two groups, every round of the upper above every round of the lower, or `null` if there are no such groups.
 * Of several ways to divide them it takes the widest gap.
 */
function parted(among) {
  const sorted = byMedian(among);
  if (sorted.some(({ spread }) => !spread.certain)) return null;
  const ways = d3.range(1, sorted.length).map((at) => {
    const [lower, upper] = [sorted.slice(0, at), sorted.slice(at)];
    const [below, above] = [d3.max(lower, ({ spread }) => spread.high.value), d3.min(upper, ({ spread }) => spread.low.value)];
    return { lower, upper, clear: below < above, gap: below > 0 ? above / below : Infinity };
  }).filter(({ clear }) => clear);
  return d3.greatest(ways, ({ gap }) => gap) ?? null;
}

/**
 * What the figures tell about why lanes stand out in a metric: a sentence, or `null` where they tell nothing. `because`
 * names the figure that may explain it: if the same lanes stand out in both, both are said together.
 */
function reasonFor(metric, found, floor) {
  const groups = parted(rivals(found));
  if (!groups) return null;
  if (metric === TICKS) return wholeMilliseconds(groups, floor);
  const { because } = METRICS[metric];
  if (!because) return null;
  const of = (ones) => having(ones.map(({ lane }) => lane), (lane) => metricOf(lane, because));
  const [upper, lower] = [of(groups.upper), of(groups.lower)];
  const complete = upper.length === groups.upper.length && lower.length === groups.lower.length;
  const limit = d3.greatest(lower, ({ spread }) => spread.high.value);
  if (!complete || !upper.every(({ spread }) => below(limit.spread, spread))) return null;
  const parts = { what: text(`name.${because}`), ...group(upper), others: show(limit.spread.high), other: limit.lane.title };
  return write(lower.length > 1 ? "reason.with" : "reason.with.one", parts);
}

const MILLISECOND = 1e6;

/**
 * Why some lanes' ticks are later than the others by one millisecond, in every round. A timer that counts whole
 * milliseconds does that. If the runtime says that its timer counts milliseconds, its words are the reason. If it says
 * that its timer counts otherwise, there is no reason. If it says nothing, the sentence says only what the figures show.
 */
function wholeMilliseconds({ lower, upper }, floor) {
  const others = floor ? [floor, ...lower] : lower;
  const [from, to] = [d3.min(others, ({ spread }) => spread.low.value), d3.max(others, ({ spread }) => spread.high.value)];
  if (to > MILLISECOND / 2) return null;
  const near = (value) => value > from - MILLISECOND / 10 && value < to + MILLISECOND / 10;
  const whole = upper.filter(({ spread }) => [spread.low, spread.high].every(({ value }) => near(value - MILLISECOND)));
  const byTimer = d3.groups(whole, ({ lane }) => lane.timer ?? null);
  const reasons = byTimer.filter(([timer]) => timer === null || / ms\b/.test(timer)).map(([timer, ones]) => {
    const lanes = listed(ones);
    if (timer === null) return write(ones.length === upper.length ? "reason.millisecond" : "reason.millisecond.some", { lanes });
    return write(upper.length === 1 ? "reason.timer" : "reason.timer.some", { lanes, timer: h("span", { lang: "en" }, timer) });
  });
  return reasons.length ? reasons.map((reason, i) => [i ? " " : "", reason]) : null;
}

/** How near to a thread that only sleeps the lower lanes' ticks are. */
function nearFloor(found, floor) {
  const lower = floor && parted(rivals(found))?.lower;
  const over = lower && difference(byMedian(lower).at(-1).spread.median, floor.spread.median);
  return over?.value > 0 ? write(lower.length > 1 ? "reason.floor" : "reason.floor.one", { over: show(over), floor: show(floor.spread.median) }) : null;
}

/** How the figures came about, for the small print: how many rounds, and how far they went apart. */
function statistics(found) {
  const several = found.filter(({ spread }) => !spread.once && spread.low.value !== spread.high.value);
  if (!several.length) return null;
  const rounds = several[0].spread.values;
  const unit = unitFor(several);
  return [
    write("statistics", { rounds: show(computed("count", rounds, rounds.length, "count")) }), " ",
    several.map(({ lane, spread }, i) => [i ? " · " : "", `${lane.title} `, h("span", { class: "whole" }, show(spread.low, unit, "bare"), "–", show(spread.high, unit))]),
  ];
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
