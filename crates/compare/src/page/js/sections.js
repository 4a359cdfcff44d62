// The sections of a page about one report: what each shows, in which order, and what is concluded.
"use strict";

/** A section with a heading. Its children may be missing. */
const section = (id, ...children) => h("section", { id, "aria-labelledby": `${id}-title` },
  h("h2", { id: `${id}-title` }, text(`${id}.title`)), ...children);

/** A chart with what to conclude, in small print the statistics, what it shows, and, folded, the numbers behind it. */
function figure(id, { conclusion, small, shows, draw, numbers, heading, paper, label = shows }) {
  return h("figure", { id: `figure-${id}` },
    heading && h("h3", {}, heading),
    h("figcaption", {},
      conclusion && h("p", { class: "conclusion" }, conclusion),
      small && h("p", { class: "small" }, small),
      shows && h("p", { class: "shows" }, shows)),
    chart(id, [heading, label].filter(Boolean).join(": "), draw, paper),
    numbers && details(numbers));
}

const details = (numbers, summary = "numbers") => h("details", {}, h("summary", {}, text(summary)), numbers);

/** A table that scrolls by itself where it is wider than the page. `rows` are lists of cells, the first of each its head. */
function table(caption, head, rows, attributes = {}) {
  const cell = (child) => (child instanceof HTMLTableCellElement ? child : h("td", {}, child));
  const box = h("div", { class: "wide", role: "region", tabindex: "0", "aria-label": caption },
    h("table", attributes,
      h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows.map(([first, ...cells]) => first instanceof HTMLTableRowElement ? first
        : h("tr", {}, h("th", { scope: "row" }, first), cells.map(cell))))));
  wideBoxes.observe(box);
  return box;
}

/** Marks the boxes that are narrower than their tables, now and whenever their width changes. */
const wideBoxes = new ResizeObserver((entries) => entries.forEach(({ target }) => target.classList.toggle("overflows", target.scrollWidth > target.clientWidth)));

/** A figure and, below it, how far the rounds went apart. */
function withSpread(spread, unit, isBest) {
  if (!spread) return show(null);
  const common = unit ?? unitOf(spread.median.quantity, spread.median.value);
  return [
    h("span", { class: isBest ? "best" : false }, show(spread.median, common), isBest && [h("span", { class: "star", "aria-hidden": "true" }, "★"), h("span", { class: "unseen" }, ` ${text("best")}`)]),
    !spread.once && spread.low.value !== spread.high.value
      && h("span", { class: "between" }, show(spread.low, common, "bare"), "–", show(spread.high, common, "bare")),
  ];
}

/** The cell for a percentile of too few ticks, or `null` if there are enough. */
function fewTicks(lane, metric) {
  const count = tooFew(lane, metric);
  return count && write("percentile.few", { count: show(count) });
}

/** The numbers behind a chart of spreads: a row for each lane. */
function spreadTable(caption, found) {
  const unit = unitFor(found);
  const once = found.every(({ spread }) => spread.once);
  const head = once ? [text("lane"), text("value")] : [text("lane"), text("median"), text("low"), text("high"), text("rounds")];
  return table(caption, head, found.map(({ lane, spread }) => [
    lane.title, show(spread.median, unit),
    ...(once ? [] : [show(spread.low, unit), show(spread.high, unit), spread.once ? show(null) : spaced(spread.values.map((value) => show(value, unit)))]),
  ]));
}

const spaced = (nodes) => nodes.flatMap((node, i) => (i ? ["  ", node] : [node]));

const nothing = (key = "nothing") => h("p", { class: "nothing" }, text(key));

/** The conclusion of a metric, with the reason that the figures bear. */
function withReason(metric, found, floor) {
  const reason = reasonFor(metric, found, floor);
  const parts = metric === TICKS ? [conclude(found, METRICS[TICKS], reason), nearFloor(found, floor)] : [conclude(found, METRICS[metric]), reason];
  return parts.map((part, i) => part && [i ? " " : "", part]);
}

/** A chart of one metric, a row for each lane. */
function metricFigure(id, metric, lanes, { draw = spreadRows, heading, paper, legend } = {}) {
  const found = having(lanes, (lane) => metricOf(lane, metric));
  if (!found.length) return null;
  const unit = unitFor(found);
  const what = text(`name.${metric}`);
  return figure(id, {
    heading, paper, shows: [text(`shows.${metric}`), legend].filter(Boolean).join(" "), conclusion: withReason(metric, found), small: statistics(found),
    draw: (size) => draw({ ...size, found, unit }), numbers: spreadTable(what, found),
  });
}

/** The page's head: what was compared, where, and the first conclusions. */
function glance(r, lanes) {
  const report = REPORTS[r];
  const { changed, price, same, few, unsure } = verdicts(lanes);
  const compared = costs(lanes);
  const noisy = report.noise.reasons.length > 0;
  return section("glance",
    noisy && noise(r, report.noise),
    h("h3", { class: "question" }, text("glance.question")),
    (unsure || compared.all.some(({ certain }) => !certain)) && measuredOnce(lanes),
    price.length > 0 && !unsure && h("p", { class: "answer" }, write("glance.price", { list: h("span", {}, price.map((one, i) => [i === 0 ? "" : i < price.length - 1 ? ", " : text("list.last"), one])) })),
    h("p", { class: "conditions" }, text("glance.conditions"), lanes.some(({ id }) => id === "async-std") && ` ${text("glance.discontinued")}`),
    h("div", { class: "verdicts answers" },
      h("div", { class: "verdict changes" }, h("h3", {}, text("glance.changes")),
        changed.length ? h("ul", {}, changed.map((verdict) => h("li", {}, verdict))) : h("p", {}, text(few ? "glance.few" : unsure ? "once.nothing" : "glance.changes.nothing"))),
      h("div", { class: "verdict same" }, h("h3", {}, text("glance.same")),
        same.length ? h("ul", {}, same.map((verdict) => h("li", {}, verdict))) : h("p", {}, text("glance.same.nothing")))),
    compared.all.length > 0 && h("p", { class: "core" }, h("strong", {}, text("core.title")), " ", concludeCosts(compared)),
    h("p", { class: "rule" }, text("glance.rule")),
    !noisy && noise(r, report.noise),
    h("div", { class: "facts" }, machine(r), settings(r)));
}

/** Says which figures were measured once, so that nothing is claimed about them. The crowds may have more rounds than the rest. */
function measuredOnce(lanes) {
  const rounds = lanes.flatMap(crowdsOf).flatMap((crowd) => CROWD_METRICS.map((metric) => crowd[metric])).filter(Boolean).map(({ values }) => values);
  const fewest = d3.least(rounds, (values) => values.length);
  return h("p", { class: "once" }, text("once.clear"), " ",
    fewest?.length > 1 && [write("once.crowd", { rounds: show(computed("count", fewest, fewest.length, "count")) }), " "], text("once.others"));
}

/**
 * What clearly differs between the runtimes, most of all first, and what does not. `price` is how much lies between the lowest
 * and the highest runtime, for each figure that clearly differs.
 */
function verdicts(lanes) {
  const runtimes = lanes.filter(({ kind, measured }) => kind === "workshop" && measured);
  const changed = [];
  const same = [];
  // A lane that did not end so has no figures: it failed.
  if (runtimes.length > 1 && lanes.every(({ outcome }) => outcome.is !== "failed")) same.push(text("glance.ended"));
  const lineCounts = having(lanes.filter(({ kind }) => kind !== "floor"), (lane) => metricOf(lane, "lines"));
  const [first] = lineCounts;
  if (lineCounts.length > 1 && lineCounts.every(({ spread }) => spread.low.value === first.spread.low.value && spread.high.value === first.spread.low.value)) {
    same.push(write("glance.lines", { lines: show(first.spread.median) }));
  }
  const early = having(lanes, (lane) => metricOf(lane, "early_ticks")).map(({ spread }) => spread.median);
  if (early.length && early.every(({ value }) => value === 0)) same.push(text("glance.early"));
  const within = [];
  const price = [];
  let unsure = false;
  const floor = having(lanes.filter(({ kind }) => kind === "floor"), (lane) => metricOf(lane, TICKS))[0];
  for (const metric of PRICED) {
    const found = having(runtimes, (lane) => metricOf(lane, metric));
    if (found.length < 2) continue;
    if (found.some(({ spread }) => !spread.certain)) {
      unsure = true;
      continue;
    }
    const { least, most, apart } = range(found);
    const what = text(`name.${metric}`);
    const factor = ratio(most.spread.median, least.spread.median);
    if (!apart) {
      within.push(what);
      continue;
    }
    price.push(h("span", {}, write(`price.${metric}`, { value: show(difference(most.spread.median, least.spread.median)) })));
    changed.push({
      factor: factor?.value ?? Infinity,
      sentence: [
        h("span", { class: "factor" }, factor ? show(factor) : "≠"),
        h("span", {}, h("strong", {}, what), h("span", { class: "finding" }, withReason(metric, found, floor))),
      ],
    });
  }
  if (within.length) same.push(write("glance.within", { list: within.join(", ") }));
  return { changed: changed.sort((a, b) => b.factor - a.factor).map(({ sentence }) => sentence), price, same, few: runtimes.length < 2, unsure };
}

/** What is in the sentences about disturbances. */
const IN_DISTURBANCES = { load: "number", cores: "count", share: "share", low_ns: "time", high_ns: "time" };

/** Why to read the figures with care: a sentence for each reason. */
const disturbances = (r) => h("ul", {}, REPORTS[r].noise.reasons.map(({ is, ...parts }, i) => {
  const shown = ([name, part]) => [name, name in IN_DISTURBANCES ? show(figureAt(`/${r}/noise/reasons/${i}/${name}`, IN_DISTURBANCES[name])) : [part].flat().join(", ")];
  return h("li", {}, write(`noise.is.${is}`, Object.fromEntries(Object.entries(parts).map(shown))));
}));

function noise(r, { reasons }) {
  const shares = ["load", "others", "stolen"].map((name) => [name, figureAt(`/${r}/noise/${name}`, name === "load" ? "number" : "share")]).filter(([, share]) => share);
  return h("div", { class: reasons.length ? "noise noisy" : "noise" },
    h("p", {}, h("strong", {}, text(reasons.length ? "noise.noisy" : "noise.quiet"))),
    reasons.length > 0 && disturbances(r),
    shares.length > 0 && h("p", { class: "soft" }, shares.map(([name, share], i) => [i ? " · " : "", text(`noise.${name}`), " ", show(share)])));
}

/** A list of facts: those that are not known are left out. */
const facts = (title, entries) => h("div", {}, h("h3", {}, title),
  h("dl", {}, entries.filter(([, fact]) => fact != null && fact !== "").map(([name, fact]) => h("div", {}, h("dt", {}, name), h("dd", {}, fact)))));

function machine(r) {
  const { os, kernel, arch, cpu, governor, rustc, python } = REPORTS[r].machine;
  const at = (name, quantity) => { const found = figureAt(`/${r}/machine/${name}`, quantity); return found && show(found, undefined, "trimmed"); };
  return facts(text("machine"), [
    [text("machine.cpu"), cpu], [text("machine.cores"), at("cores", "count")], [text("machine.memory"), at("memory_bytes", "bytes")],
    [text("machine.os"), [os, kernel, arch].filter(Boolean).join(" · ")], [text("machine.governor"), governor],
    [text("machine.slack"), at("timer_slack_ns", "time")], ["Rust", rustc], ["Python", python],
  ]);
}

function settings(r) {
  const { quick, crowd_sizes: sizes } = REPORTS[r].settings;
  const at = (name, quantity) => show(figureAt(`/${r}/settings/${name}`, quantity), undefined, "trimmed");
  const created = REPORTS[r].created;
  return facts(text("settings"), [
    [text("settings.created"), h("time", { datetime: created }, created.replace("T", " ").replace(/\.\d+/, ""))],
    [text("settings.rounds"), [at("rounds", "count"), quick && ` (${text("settings.quick")})`]],
    [text("settings.every"), at("every_ns", "time")], [text("settings.limit"), at("limit_ns", "time")],
    [text("settings.crowd"), sizes.length ? write("settings.crowds", {
      sizes: h("span", {}, sizes.map((_, i) => [i ? ", " : "", at(`crowd_sizes/${i}`, "count")])), every: at("crowd_every_ns", "time"), limit: at("crowd_limit_ns", "time"),
    }) : null],
  ]);
}

/** Every figure, lanes beside each other. */
function allFigures(r, lanes) {
  const measured = lanes.filter((lane) => lane.measured);
  const row = (metric, read) => {
    const found = having(measured, read);
    if (!found.length) return [];
    const unit = unitFor(found);
    const champion = METRICS[metric].less ? best(found) : null;
    return [[text(`name.${metric}`), ...measured.map((lane) => fewTicks(lane, metric) ?? withSpread(read(lane), unit, lane === champion))]];
  };
  const head = (group) => h("tr", { class: "group" }, h("th", { colspan: measured.length + 1, scope: "rowgroup" }, h("span", {}, text(`group.${group}`))));
  const rows = ["time", "cost", "size", "work"].flatMap((group) => {
    const found = metrics((one) => one.group === group).flatMap((metric) => row(metric, (lane) => metricOf(lane, metric)));
    return found.length ? [[head(group)], ...found] : [];
  });
  const sizes = d3.sort(new Set(measured.flatMap((lane) => crowdsOf(lane).map(({ tasks }) => tasks.value))));
  const largest = sizes.at(-1);
  const crowd = CROWD_METRICS.flatMap((metric) => row(metric, (lane) => crowdsOf(lane).find(({ tasks }) => tasks.value === largest)?.[metric]));
  if (crowd.length) rows.push([h("tr", { class: "group" }, h("th", { colspan: measured.length + 1, scope: "rowgroup" },
    h("span", {}, write("group.crowd", { tasks: show(measured.flatMap(crowdsOf).find(({ tasks }) => tasks.value === largest).tasks) }))))], ...crowd);
  const ofLargest = measured.map((lane) => crowdsOf(lane).find(({ tasks }) => tasks.value === largest));
  if (ofLargest.some(missed)) rows.push([text("crowd.ticks"), ...ofLargest.map((one) => [missed(one) && "▲ ", countedOf(one)])]);
  const others = lanes.filter((lane) => !lane.measured);
  return section("table",
    h("p", { class: "shows" }, text("table.shows")),
    h("p", { class: "swipe" }, text("table.swipe")),
    measured.length
      ? table(text("table.title"), [text("table.figure"), ...measured.map((lane) => [h("span", { class: "lane" }, lane.title), h("span", { class: "kind" }, text(`kind.${lane.kind}`))])], rows, { class: "all" })
      : nothing(),
    details(h("dl", { class: "meaning" }, FIGURES.map(({ key }) => h("div", {}, h("dt", {}, text(`name.${key}`)), h("dd", {}, text(`shows.${key}`))))), "table.meaning"),
    others.length > 0 && [h("h3", {}, text("table.others")), h("ul", { class: "others" }, others.map(({ title, outcome }) => h("li", {},
      h("strong", {}, title), " – ", text(`outcome.${outcome.is}`), ": ", h("span", { lang: "en" }, outcome.reason))))]);
}

function lateness(r, lanes) {
  const found = having(lanes, (lane) => metricOf(lane, TICKS));
  if (!found.length) return section("lateness", nothing());
  const shown = found.map(({ lane }) => lane);
  const floor = found.find(({ lane }) => lane.kind === "floor");
  const at = (lane, name, quantity) => figureAt(`${lane.path}/outcome/figures/lateness/${name}`, quantity);
  const once = (lane, metric) => fewTicks(lane, metric) ?? show(metricOf(lane, metric)?.median, METRICS[metric].quantity === "time" ? unit : undefined);
  const unit = unitFor(found);
  return section("lateness", figure("lateness", {
    conclusion: [withReason(TICKS, found, floor), floor && !nearFloor(found, floor) && [" ", write("lateness.floor", { floor: show(floor.spread.median) })]],
    small: statistics(found),
    shows: text("shows.lateness"),
    draw: (size) => hills({ ...size, lanes: shown, label: text("axis.lateness") }),
    numbers: table(text("lateness.title"), [text("lane"), text("count"), ...["p50", "p90", "p99", "max"].map((name) => text(`percentile.${name}`)), text("name.early_ticks"), text("median.rounds")],
      shown.map((lane) => [lane.title, show(at(lane, "count", "count")), show(at(lane, "p50_ns", "time"), unit),
        ...["tick_lateness_p90", "tick_lateness_p99", "tick_lateness_max", "early_ticks"].map((metric) => once(lane, metric)), withSpread(metricOf(lane, TICKS), unit)])),
  }));
}

/** The two ends of the lesson `drift`. */
const RHYTHM = ["rhythm_waiting", "rhythm_schedule"];

function drift(r, lanes) {
  const series = lanes.filter((lane) => lane.measured && lane.outcome.figures.drift_ns.length > 1).map((lane) => {
    const points = lane.outcome.figures.drift_ns.map((_, i, all) => ({ i, x: i, last: i === all.length - 1, figure: figureAt(`${lane.path}/outcome/figures/drift_ns/${i}`, "time") }));
    return { lane, points };
  });
  const found = having(lanes, (lane) => metricOf(lane, "drift_at_end"));
  const rhythm = lanes.map((lane) => ({ lane, ends: RHYTHM.map((metric) => metricOf(lane, metric)?.median) })).filter(({ ends }) => ends.every(Boolean));
  if (!series.length && !rhythm.length) return section("drift", nothing());
  const all = series.flatMap(({ points }) => points.map((point) => point.figure));
  const unit = commonUnit(series.map(({ points }) => points.at(-1).figure));
  const last = Math.max(...series.map(({ points }) => points.length - 1));
  return section("drift",
    series.length > 0 && figure("drift", {
      conclusion: [text("drift.at"), " ", conclude(found, METRICS.drift_at_end)], small: statistics(found), shows: text("shows.drift"),
      draw: (size) => lines({
        ...size, series, every: Math.ceil(last / 5), labels: { x: text("axis.tick"), y: text("axis.drift") },
        ends: (end) => written("time", end.value, unit),
        x: (room) => ({ type: "linear", domain: [0, last], ticks: d3.ticks(0, last, Math.min(room, 10)).filter(Number.isInteger), tickFormat: String }),
        y: (room) => scaleFor(all, { room, linear: true }),
      }),
      numbers: table(text("drift.title"), [text("lane"), ...d3.range(last + 1).map((i) => say("tick.number", { tick: i }))],
        series.map(({ lane, points }) => [lane.title, ...points.map((point) => show(point.figure, unit))])),
    }),
    rhythm.length > 0 && figure("rhythm", {
      heading: text("rhythm.title"), shows: text("shows.rhythm"), conclusion: concludeRhythm(rhythm),
      draw: (size) => pairs({ ...size, found: rhythm, label: text("axis.last"), names: RHYTHM.map((metric) => text(`name.${metric}`)) }),
      numbers: table(text("rhythm.title"), [text("lane"), text("ticks"), ...RHYTHM.map((metric) => text(`name.${metric}`))],
        rhythm.map(({ lane, ends }) => [lane.title, show(metricOf(lane, "rhythm_ticks")?.median), ...ends.map((end) => show(end, commonUnit(rhythm.flatMap((row) => row.ends))))])),
    }));
}

function concludeRhythm(rhythm) {
  const worst = (i) => rhythm.reduce((a, b) => (b.ends[i].value > a.ends[i].value ? b : a)).ends[i];
  const always = rhythm.every(({ ends: [waiting, schedule] }) => schedule.value < waiting.value);
  return write(always ? "rhythm.always" : "rhythm.not", { waiting: show(worst(0)), schedule: show(worst(1)) });
}

const single = (id, metric) => (r, lanes) => section(id, metricFigure(id, metric, lanes, { legend: text("legend.rows") }) ?? nothing());

function footprint(r, lanes) {
  const charts = metrics(({ group }) => ["cost", "size"].includes(group))
    .map((metric) => metricFigure(metric, metric, lanes, { draw: bars, heading: text(`name.${metric}`), paper: 560 })).filter(Boolean);
  return section("footprint", charts.length ? [h("p", { class: "shows" }, text("legend.bars")), h("div", { class: "beside" }, charts)] : nothing());
}

/** The crowd: lines over its size, or, when there is only one size, a row for each lane. */
function crowd(r, lanes) {
  const crowds = lanes.map((lane) => ({ lane, crowds: crowdsOf(lane) })).filter((lane) => lane.crowds.length);
  const sizes = d3.sort(new Set(crowds.flatMap((lane) => lane.crowds.map(({ tasks }) => tasks.value))));
  if (!sizes.length) return section("crowd", nothing("crowd.nothing"));
  const charts = CROWD_METRICS.map((metric) => {
    const { quantity } = METRICS[metric];
    const at = (size) => crowds.map(({ lane, crowds: all }) => ({ lane, spread: all.find(({ tasks }) => tasks.value === size)?.[metric] })).filter(({ spread }) => spread);
    const largest = d3.max(sizes.filter((size) => at(size).length));
    if (!largest) return null;
    const found = at(largest);
    const tasks = crowds.flatMap((lane) => lane.crowds).find((one) => one.tasks.value === largest).tasks;
    const series = crowds.map(({ lane, crowds: all }) => ({
      lane, points: all.filter((one) => one[metric]).map((one, i) => ({ i, x: one.tasks.value, figure: one[metric].median, low: one[metric].low, high: one[metric].high })),
    })).filter(({ points }) => points.length);
    const all = series.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
    const unit = unitFor(found);
    return figure(`crowd-${metric}`, {
      heading: text(`name.${metric}`), shows: text(`shows.${metric}`),
      conclusion: [write("crowd.at", { tasks: show(tasks) }), " ", conclude(found, METRICS[metric])], small: statistics(found),
      draw: (size) => sizes.length === 1 ? spreadRows({ ...size, found, unit }) : lines({
        ...size, series, labels: { x: text("axis.crowd"), y: text(`name.${metric}`) }, ends: (end) => written(quantity, end.value),
        x: (room) => ({ type: "log", domain: [sizes[0], sizes.at(-1)], ticks: logTicks([sizes[0], sizes.at(-1)], Math.min(room, 7)), tickFormat: roundNumber }),
        y: (room) => scaleFor(all, { room, log: all.every(({ value }) => value > 0) }),
      }),
      numbers: table(text(`name.${metric}`), [text("lane"), ...sizesOf(crowds, sizes)],
        crowds.map(({ lane, crowds: all }) => [lane.title, ...sizes.map((size) => withSpread(all.find((one) => one.tasks.value === size)?.[metric]))])),
    });
  });
  return section("crowd", sizes.length === 1 && h("p", { class: "rule" }, write("crowd.more", { option: h("code", {}, "--crowd-sizes 1,1000,1000000") })), missedTicks(crowds, sizes), charts,
    h("details", {}, h("summary", {}, text("crowd.ticks")), crowdTicks(crowds, sizes)));
}

/** Whether a crowd counted fewer ticks than were due. Then its other figures are for less work. */
const missed = (crowd) => crowd?.ticks?.value < crowd?.due?.value;

/** How many ticks a crowd counted, of those that were due. */
const countedOf = (crowd) => (crowd ? [show(crowd.ticks), " / ", show(crowd.due)] : show(null));

/** Which lanes counted fewer ticks than were due, if any did, in a sentence for each size. */
function missedTicks(crowds, sizes) {
  const sentences = sizes.flatMap((size) => {
    const late = crowds.map(({ lane, crowds: all }) => ({ lane, one: all.find(({ tasks }) => tasks.value === size) })).filter(({ one }) => missed(one));
    return late.length ? [[write("crowd.at", { tasks: show(late[0].one.tasks) }), " ", write("crowd.missed", {
      list: h("span", {}, late.map(({ lane, one }, i) => [i ? " · " : "", `${lane.title} `, h("span", { class: "whole" }, countedOf(one))])),
    })]] : [];
  });
  return sentences.length > 0 && h("p", { class: "warning" }, sentences.map((sentence, i) => [i ? " " : "", sentence]));
}

/** The sizes as the report has them, to head a table. */
const sizesOf = (crowds, sizes) => sizes.map((size) => show(crowds.flatMap((lane) => lane.crowds).find(({ tasks }) => tasks.value === size).tasks));

/** How many ticks each crowd counted, of those that were due. */
const crowdTicks = (crowds, sizes) => table(text("crowd.ticks"), [text("lane"), ...sizesOf(crowds, sizes)],
  crowds.map(({ lane, crowds: all }) => [lane.title, ...sizes.map((size) => countedOf(all.find(({ tasks }) => tasks.value === size)))]));

const roundNumber = (value) => new Intl.NumberFormat(language, { notation: value >= 10_000 ? "compact" : "standard" }).format(value);

/** The workshop's lane beside the one by hand, for every runtime that has both: metric by metric, and those that differ beyond the spread. */
function costs(lanes) {
  const all = lanes.filter(({ kind, measured }) => kind === "by-hand" && measured).flatMap((byHand) => {
    const workshop = lanes.find(({ kind, family, measured }) => kind === "workshop" && measured && family === byHand.family);
    return workshop ? COMPARED.map((metric) => cost(metric, workshop, byHand)).filter(Boolean) : [];
  });
  return { all, apart: all.filter(({ apart }) => apart) };
}

function cost(metric, workshop, byHand) {
  const [ours, theirs] = CROWD_METRICS.includes(metric) ? largestCrowds(workshop, byHand).map((crowd) => crowd?.[metric]) : [metricOf(workshop, metric), metricOf(byHand, metric)];
  const factor = ratio(ours?.median, theirs?.median);
  if (!factor || !(ours.low.value > 0 && theirs.low.value > 0)) return null;
  return {
    key: metric, name: text(`short.${metric}`), metric, workshop, byHand, ours, theirs, factor,
    low: ours.low.value / theirs.high.value, high: ours.high.value / theirs.low.value, apart: below(ours, theirs) || below(theirs, ours), certain: ours.certain && theirs.certain,
  };
}

/** What the abstraction costs, in a sentence: the figures that differ, or the four that differ most. */
function concludeCosts({ all, apart }) {
  const unsure = all.some(({ certain }) => !certain);
  if (!apart.length) return text(unsure ? "once.nothing" : "core.same");
  const distance = ({ factor }) => Math.abs(Math.log(factor.value));
  /** Those of one direction: the three figures that differ most. */
  const said = (key, ones) => {
    const figures = d3.groups(d3.sort(ones, (one) => -distance(one)), ({ metric }) => metric).slice(0, 3);
    const list = figures.map(([metric, ones], g) => [
      g ? "; " : "", text(`name.${metric}`), ones.map(({ workshop, factor }, i) => [i ? ", " : " ", show(factor), ` (${workshop.title})`]),
    ]);
    return ones.length > 0 && write(key, { list: h("span", {}, list) });
  };
  const [more, less] = [apart.filter(({ factor }) => factor.value > 1), apart.filter(({ factor }) => factor.value < 1)];
  const sentences = [said("core.more", more), said(more.length ? "core.less" : "core.less.only", less), !unsure && text("core.rest")].filter(Boolean);
  return sentences.map((sentence, i) => [i ? " " : "", sentence]);
}

/** The largest crowds of two lanes that are of one size. */
function largestCrowds(a, b) {
  const [ofA, ofB] = [crowdsOf(a), crowdsOf(b)];
  const one = ofA.findLast(({ tasks }) => ofB.some((other) => other.tasks.value === tasks.value));
  return [one, ofB.find(({ tasks }) => tasks.value === one?.tasks.value)];
}

function core(r, lanes) {
  const { all, apart } = costs(lanes);
  if (!all.length) return section("core", nothing("core.nothing"));
  const reach = Math.min(10, Math.max(1.3, ...all.flatMap(({ low, high }) => [high, 1 / low]))) * 1.08;
  return section("core",
    h("p", { class: "conclusion" }, concludeCosts({ all, apart })),
    h("p", { class: "shows" }, text("shows.core")),
    h("div", { class: "beside three" }, d3.groups(all, ({ workshop }) => workshop).map(([workshop, rows]) => figure(`core-${workshop.key.replace("/", "-")}`, {
      heading: workshop.title, label: text("shows.core"), paper: 400, draw: (size) => factors({ ...size, rows, reach, alike: all, ...looks(workshop) }),
    }))),
    details(table(text("core.title"), [text("table.figure"), text("lane"), text("kind.by-hand"), text("kind.workshop"), text("core.factor"), text("core.verdict")],
      all.map(({ metric, workshop, theirs, ours, factor, apart: differs, certain }) => {
        const unit = commonUnit([ours.median, theirs.median]);
        return [text(`name.${metric}`), workshop.title, withSpread(theirs, unit), withSpread(ours, unit), show(factor), text(differs ? "core.differs" : certain ? "core.within" : "core.unknown")];
      }))));
}

/** All sections of a page about one report, in the order in which they are read. */
function sections(r) {
  const lanes = lanesOf(r);
  return [glance, allFigures, lateness, drift, single("deadline", "deadline_lateness"), single("start", "start"), footprint, crowd, core, anatomy, stepThrough].map((part) => part(r, lanes));
}
