// Charts: what all of them share, and the shapes they come in. Each returns an SVG element, drawn by Observable Plot.
"use strict";

/** Charts are drawn for the width they get, and again when that changes. On paper each has a width of its own. */
const DRAWN = new Map();
const observer = new ResizeObserver((entries) => requestAnimationFrame(() => entries.forEach(({ target }) => redraw(target))));
let printing = false;

/**
 * A box for a chart. `draw` is given the width and the font size, both in pixels, and returns the SVG element, perhaps
 * with more to stand below it. `paper` is the width in print.
 */
function chart(id, label, draw, paper = 1000) {
  const box = h("div", { class: "chart", id: `chart-${id}` });
  DRAWN.set(box, { draw, label, paper, width: 0 });
  observer.observe(box);
  return box;
}

function redraw(box) {
  const drawn = DRAWN.get(box);
  const width = printing ? drawn?.paper : Math.floor(box.clientWidth);
  if (!drawn || !width || drawn.width === width) return;
  drawn.width = width;
  const em = printing ? 17 : parseFloat(getComputedStyle(box).fontSize);
  const [svg, ...beside] = [drawn.draw({ width, em })].flat();
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", drawn.label);
  for (const part of svg.querySelectorAll("[aria-label]")) { // a picture has one name; those of its parts would be lost
    part.dataset.mark = part.getAttribute("aria-label");
    part.removeAttribute("aria-label");
  }
  box.replaceChildren(svg, ...beside);
  box.svg = svg; // for whoever reads a chart back: Plot keeps its scales there
}

function redrawAll() {
  for (const [box, drawn] of DRAWN) {
    drawn.width = 0;
    redraw(box);
  }
}

function forgetCharts() {
  observer.disconnect();
  DRAWN.clear();
}

const pen = document.createElement("canvas").getContext("2d");

/** How wide a text will be. */
function widthOf(string, em, weight = 400) {
  pen.font = `${weight} ${em}px ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(string).width;
}

/** As much of a text as there is room for. */
function fit(string, room, em, weight) {
  let length = string.length;
  while (length > 1 && widthOf(string.slice(0, length), em, weight) > room) length -= 1;
  return length < string.length ? `${string.slice(0, length - 1).trimEnd()}…` : string;
}

const widest = (strings, em, weight) => Math.max(0, ...strings.map((string) => widthOf(string, em, weight)));

/** Options for a mark: each element it draws is named, and says which figure it stands for. */
const standsFor = (name, data, figure) => ({
  render(index, scales, values, dimensions, context, next) {
    const group = next(index, scales, values, dimensions, context);
    for (const element of group?.querySelectorAll(":not(title)") ?? []) {
      const datum = data[element.__data__]; // Plot binds an element to the index of its datum
      if (!datum) continue;
      element.setAttribute("class", `mark ${name}`);
      const { value, path, how, of } = figure?.(datum) ?? {};
      if (value !== undefined) element.setAttribute("data-value", value);
      if (path) element.setAttribute("data-path", path);
      if (how) element.setAttribute("data-how", how), element.setAttribute("data-of", of.join(" "));
      if (datum.lane) element.setAttribute("data-lane", datum.lane.key);
    }
    return group;
  },
});

const plotStyle = (em) => ({ fontFamily: "inherit", fontSize: `${em}px`, color: "var(--ink)", background: "none", overflow: "visible" });

/**
 * A scale for several values: linear from zero while they are of one magnitude, logarithmic when they are not.
 * `room` is how many labels fit.
 */
function scaleFor(figures, { room, linear = false, log = false, quantity = figures[0]?.quantity }) {
  const values = figures.filter(Boolean).map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (log || (!linear && low > 0 && high / low > 8)) {
    const positive = Math.min(...values.filter((value) => value > 0));
    const ends = widen(positive / 1.3, high * 1.3, 4);
    return { type: "log", domain: ends, ticks: logTicks(ends, room, quantity), tickFormat: (value) => onAxis(quantity, value) };
  }
  const scale = d3.scaleLinear([Math.min(0, low), Math.max(high, low + 1e-9, Number.EPSILON) * 1.04], [0, 1]);
  const unit = unitOf(quantity, Math.max(Math.abs(low), Math.abs(high)));
  const size = sizeOf(quantity, unit);
  const inUnits = d3.scaleLinear(scale.domain().map((end) => end / size), [0, 1]);
  const ticks = inUnits.ticks(Math.max(2, room)).filter((tick) => quantity !== "count" || Number.isInteger(tick));
  return { type: "linear", domain: scale.domain(), ticks: ticks.map((tick) => tick * size), tickFormat: (value) => onAxis(quantity, value, unit) };
}

/** Ends of a logarithmic scale that are at least a factor apart. */
function widen(low, high, factor) {
  const missing = Math.sqrt(Math.max(1, (factor * low) / high));
  return [low / missing, high * missing];
}

/** Round values on a logarithmic scale, as many as fit: 1, 2, 5, 10 …, or, of bytes, powers of two. */
function logTicks([low, high], room, quantity) {
  if (quantity === "bytes") {
    const powers = d3.range(Math.ceil(Math.log2(low)), Math.floor(Math.log2(high)) + 1);
    const every = [1, 2, 5, 10].find((step) => powers.filter((power) => power % step === 0).length <= room) ?? 20;
    return powers.filter((power) => power % every === 0).map((power) => 2 ** power);
  }
  const decades = d3.range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)) + 1);
  const among = (steps) => decades.flatMap((decade) => steps.map((step) => step * 10 ** decade)).filter((tick) => tick >= low && tick <= high);
  const choices = [[1, 1.5, 2, 3, 4, 5, 7], [1, 2, 5], [1, 3], [1]].map(among);
  const fitting = choices.find((ticks) => ticks.length <= room);
  if (fitting) return fitting;
  const every = Math.ceil(choices.at(-1).length / room);
  return choices.at(-1).filter((_, i) => i % every === 0);
}

/**
 * One row for each of `rows` (`{ key, name }`), under each other on one axis: its name, whatever `marks` draws, and a
 * text at the right end. Where there is little room, the name stands above its row. `alike` are the rows of all charts
 * whose axes must be of one width.
 */
function rowChart({ width, em, rows, x, right, marks, label, height = 2.6, y, alike = rows }) {
  const ends = right ? widest(alike.map(right), em, 600) + 1.1 * em : em;
  const most = 17 * em;
  const beside = Math.min(most, widest(alike.map(({ name }) => name), em, 600)) + em;
  const above = width < beside + ends + 14 * em;
  const names = above ? width : beside;
  const scale = x(Math.max(2, Math.floor((width - (above ? 0 : names) - ends) / (5.2 * em))));
  const rowHeight = Math.round(em * (above ? Math.max(3.2, height + 0.9) : height));
  const top = above ? 1.6 * em : 0;
  const dy = above ? 0.75 * em : 0;
  const margins = { marginTop: 2, marginBottom: Math.round(em * (label ? 3.1 : 1.8)), marginLeft: above ? em * 0.6 : names, marginRight: ends };
  return Plot.plot({
    width, height: rowHeight * rows.length + margins.marginBottom, ...margins, style: plotStyle(em),
    x: { ...scale, label: null }, y: { axis: null, ...y }, fy: { domain: rows.map(({ key }) => key), axis: null, padding: 0 },
    insetTop: top || 0.2 * em, insetBottom: 2,
    marks: [
      Plot.gridX(scale.ticks, { stroke: "var(--line)", strokeOpacity: 1, insetTop: top }),
      Plot.axisX(scale.ticks, { text: scale.tickFormat, tickSize: 0, tickPadding: 0.5 * em, label: null, anchor: "bottom", fill: "var(--soft)" }),
      label && Plot.text([label], { frameAnchor: "bottom", dy: 2.9 * em, fill: "var(--soft)", facet: "super", lineAnchor: "bottom" }),
      Plot.frame({ anchor: "bottom", stroke: "var(--line)", insetLeft: above ? -0.6 * em : -names, insetRight: -ends, insetBottom: 0 }),
      ...marks({ dy, top, rowHeight }),
      Plot.text(rows, {
        fy: "key", text: ({ name }) => fit(name, above ? width : most, em, 600), title: "name", fontWeight: 600, textAnchor: "start", fill: "var(--ink)",
        ...(above ? { frameAnchor: "top-left", dx: -0.6 * em, dy: 0.45 * em } : { frameAnchor: "left", dx: -names }),
        ...standsFor("name", rows),
      }),
      right && Plot.text(rows, {
        fy: "key", text: right, fontWeight: 600, frameAnchor: "right", textAnchor: "end", dx: ends, dy, fill: "var(--ink)",
        ...standsFor("end", rows, ({ spread }) => spread?.median),
      }),
    ],
  });
}

const named = (lane) => ({ key: lane.key, name: lane.title, lane });

/** A figure of every lane: each round a stroke, from the lowest to the highest a band, the median a symbol. */
function spreadRows({ width, em, found, unit, label }) {
  const rows = found.map(({ lane, spread }) => ({ ...named(lane), spread, ...looks(lane) }));
  const rounds = rows.flatMap((row) => (row.spread.once ? [] : row.spread.values.map((figure) => ({ ...row, figure }))));
  const floor = rows.find(({ lane }) => lane.kind === "floor");
  return rowChart({
    width, em, rows, label, right: ({ spread }) => written(spread.median.quantity, spread.median.value, unit),
    x: (room) => scaleFor(rows.flatMap(({ spread }) => [spread.low, spread.high]), { room }),
    marks: ({ dy, top }) => [
      floor && Plot.ruleX(rows, { fy: "key", insetTop: top, x: () => floor.spread.median.value, stroke: "var(--floor)", strokeDasharray: "2 5", strokeWidth: 2 }),
      Plot.ruleY(rows, {
        fy: "key", y: null, x1: ({ spread }) => spread.low.value, x2: ({ spread }) => spread.high.value, dy,
        stroke: "colour", strokeWidth: em * 0.42, strokeOpacity: 0.3, strokeLinecap: "round",
        ...standsFor("band", rows, ({ spread }) => spread.high),
      }),
      Plot.dot(rounds, {
        fy: "key", x: ({ figure }) => figure.value, dy, symbol: "times", r: em * 0.16, stroke: "colour", strokeWidth: 1.5, strokeOpacity: 0.9,
        ...standsFor("round", rounds, ({ figure }) => figure),
      }),
      Plot.dot(rows, {
        fy: "key", x: ({ spread }) => spread.median.value, dy, symbol: "symbol", r: em * 0.36, fill: "fill", stroke: "colour", strokeWidth: 2.5,
        title: ({ name, spread }) => `${name}: ${written(spread.median.quantity, spread.median.value)}`,
        ...standsFor("median", rows, ({ spread }) => spread.median),
      }),
    ],
  });
}

/** A figure of every lane as a bar from zero. */
function bars({ width, em, found, unit }) {
  const rows = found.map(({ lane, spread }) => ({ ...named(lane), spread, ...looks(lane) }));
  const spreads = rows.filter(({ spread }) => !spread.once);
  return rowChart({
    width, em, rows, height: 1.9, right: ({ spread }) => written(spread.median.quantity, spread.median.value, unit),
    x: (room) => scaleFor(rows.flatMap(({ spread }) => [spread.high]), { room, linear: true }),
    marks: ({ dy, top }) => [
      Plot.barX(rows, {
        fy: "key", x1: 0, x2: ({ spread }) => spread.median.value, insetTop: top || em * 0.25, insetBottom: em * 0.35,
        fill: "fill", stroke: "colour", strokeWidth: 2, rx: 2,
        title: ({ name, spread }) => `${name}: ${written(spread.median.quantity, spread.median.value)}`,
        ...standsFor("bar", rows, ({ spread }) => spread.median),
      }),
      Plot.ruleY(spreads, {
        fy: "key", y: null, x1: ({ spread }) => spread.low.value, x2: ({ spread }) => spread.high.value, stroke: "var(--ink)", strokeWidth: 2.5, dy,
        ...standsFor("band", spreads, ({ spread }) => spread.high),
      }),
      Plot.ruleX(rows, { fy: "key", x: 0, insetTop: top, stroke: "var(--soft)" }),
    ],
  });
}

/** How a figure is distributed, lane by lane: a hill, its height the share of the ticks; the median, the 99th percentile and the last. */
function hills({ width, em, lanes, label }) {
  const rows = lanes.map((lane) => {
    const path = `${lane.path}/outcome/figures/lateness`;
    const once = (metric) => metricOf(lane, metric)?.median;
    return {
      ...named(lane), ...looks(lane), p50: figureAt(`${path}/p50_ns`, "time"), p99: once("tick_lateness_p99"), max: once("tick_lateness_max"),
      count: figureAt(`${path}/count`, "count"), histogram: lane.outcome.figures.lateness.histogram,
    };
  }).filter(({ histogram, p99, max }) => histogram.length && p99 && max);
  const smallest = Math.max(1000, d3.min(rows, ({ histogram }) => d3.min(histogram, ([value]) => (value > 0 ? value : undefined))) ?? 1000);
  const largest = Math.max(smallest * 2, d3.max(rows, ({ histogram }) => histogram.at(-1)[0]));
  const [left, end] = widen(smallest / 1.15, largest * 1.15, 10);
  const bins = Math.min(90, Math.max(24, Math.round(width / (em * 0.75))));
  const edge = (i) => left * (end / left) ** (i / bins);
  const binOf = (value) => Math.max(0, Math.min(bins - 1, Math.floor((bins * Math.log(Math.max(value, left) / left)) / Math.log(end / left))));
  const hill = rows.flatMap((row) => {
    const counts = d3.rollup(row.histogram, (values) => d3.sum(values, ([, count]) => count), ([value]) => binOf(value));
    return [...counts].map(([bin, count]) => ({ ...row, x1: edge(bin), x2: edge(bin + 1), share: count / row.count.value, of: count }));
  });
  const floor = rows.find(({ lane }) => lane.kind === "floor");
  const points = (name, options, among = rows) => Plot.dot(among, {
    fy: "key", y: 0, x: (row) => Math.max(left, row[name].value), dy: -0.1 * em, ...options,
    title: (row) => `${row.name}: ${written("time", row[name].value)}`, ...standsFor(name, among, (row) => row[name]),
  });
  return rowChart({
    width, em, rows, label, height: 2.7, right: ({ p50 }) => written("time", p50.value, commonUnit(rows.map((row) => row.p50))),
    x: (room) => ({ type: "log", domain: [left, end], ticks: logTicks([left, end], room), tickFormat: (value) => onAxis("time", value) }),
    y: { domain: [0, d3.max(hill, ({ share }) => share)] },
    marks: ({ top }) => [
      floor && Plot.ruleX(rows, { fy: "key", insetTop: top, x: Math.max(left, floor.p50.value), stroke: "var(--floor)", strokeDasharray: "2 5", strokeWidth: 2 }),
      Plot.rect(hill, {
        fy: "key", x1: "x1", x2: "x2", y1: 0, y2: "share", fill: "colour", fillOpacity: 0.45, insetLeft: 0.5, insetRight: 0.5,
        ...standsFor("bin", hill, ({ of }) => ({ value: of })),
      }),
      points("max", { symbol: "times", r: em * 0.28, stroke: "colour", strokeWidth: 2.5 }),
      points("p99", { symbol: BAR, r: em * 0.5, stroke: "colour", strokeWidth: 3 }, rows.filter(({ p99, max }) => p99.value < max.value)),
      points("p50", { symbol: "symbol", r: em * 0.36, fill: "fill", stroke: "colour", strokeWidth: 2.5 }),
    ],
  });
}

/** A symbol that Plot does not have: an upright bar. */
const BAR = { draw: (path, size) => { const r = Math.sqrt(size / Math.PI); path.moveTo(0, -r); path.lineTo(0, r); } };

/** Two ends of every lane, joined: `[a, b]` are figures. */
function pairs({ width, em, found, label, names }) {
  const rows = found.map(({ lane, ends }) => ({ ...named(lane), ...looks(lane), ends }));
  const unit = commonUnit(rows.flatMap(({ ends }) => ends));
  return rowChart({
    width, em, rows, label, right: ({ ends }) => ends.map(({ quantity, value }) => written(quantity, value, unit)).join(" → "),
    x: (room) => scaleFor(rows.flatMap(({ ends }) => ends), { room }),
    marks: ({ dy }) => [
      Plot.ruleY(rows, { fy: "key", y: null, x1: ({ ends }) => ends[0].value, x2: ({ ends }) => ends[1].value, dy, stroke: "colour", strokeWidth: 3 }),
      ...[0, 1].map((i) => Plot.dot(rows, {
        fy: "key", x: ({ ends }) => ends[i].value, dy, symbol: i ? "circle" : "square", r: em * 0.36,
        fill: i ? "var(--paper)" : "colour", stroke: "colour", strokeWidth: 2.5, title: ({ name }) => `${name}: ${names[i]}`,
        ...standsFor(["from", "to"][i], rows, ({ ends }) => ends[i]),
      })),
    ],
  });
}

/** Lines, each named at its right end. A series is `{ lane, points: [{ x, figure, low, high }] }`. */
function lines({ width, em, series, x, y, labels, ends, every = 1 }) {
  const names = series.map(({ lane, points }) => `${fit(lane.title, 11 * em, em, 600)}  ${ends(points.at(-1).figure)}`);
  const right = widest(names, em, 600) + 2.2 * em;
  const beside = right < width * 0.34;
  const marginRight = beside ? right : 1.2 * em;
  const all = series.flatMap(({ lane, points }) => points.map((point) => ({ ...point, lane, ...looks(lane) })));
  const height = Math.round(Math.max(Math.min(width * 0.5, 25 * em), 16 * em, (beside ? series.length * 1.5 + 4 : 0) * em));
  const [xScale, yScale] = [x(Math.floor((width - marginRight) / (5.6 * em))), y(Math.floor(height / (3.2 * em)))];
  const marginLeft = widest(yScale.ticks.map(yScale.tickFormat), em) + 0.9 * em;
  const marked = all.filter((point) => point.i % every === 0 || point.last);
  const svg = Plot.plot({
    width, height, marginLeft, marginRight, marginTop: 1.9 * em, marginBottom: 3 * em, style: plotStyle(em),
    x: { ...xScale, label: null, insetLeft: 0.8 * em }, y: { ...yScale, label: null },
    marks: [
      Plot.gridY(yScale.ticks, { stroke: "var(--line)", strokeOpacity: 1 }),
      Plot.axisX(xScale.ticks, { text: xScale.tickFormat, tickSize: 0, tickPadding: 0.6 * em, label: null, fill: "var(--soft)" }),
      Plot.axisY(yScale.ticks, { text: yScale.tickFormat, tickSize: 0, tickPadding: 0.5 * em, label: null, fill: "var(--soft)" }),
      Plot.text([labels.x], { frameAnchor: "bottom", dy: 2.8 * em, lineAnchor: "bottom", fill: "var(--soft)" }),
      Plot.text([labels.y], { frameAnchor: "top-left", dx: -marginLeft, dy: -1.7 * em, textAnchor: "start", fill: "var(--soft)" }),
      Plot.ruleX(all.filter(({ low }) => low), { x: "x", y1: ({ low }) => low.value, y2: ({ high }) => high.value, stroke: "colour", strokeWidth: em * 0.3, strokeOpacity: 0.3, strokeLinecap: "round" }),
      ...series.map(({ lane, points }) => Plot.line(points, {
        x: "x", y: ({ figure }) => figure.value, stroke: looks(lane).colour, strokeWidth: em * 0.13, strokeDasharray: looks(lane).dash,
      })),
      Plot.dot(marked, {
        x: "x", y: ({ figure }) => figure.value, symbol: "symbol", r: em * 0.28, fill: "fill", stroke: "colour", strokeWidth: 2,
        title: ({ lane, figure }) => `${lane.title}: ${written(figure.quantity, figure.value)}`,
        ...standsFor("point", marked, ({ figure }) => figure),
      }),
    ],
  });
  if (!beside) return [svg, legend(series, ends)];
  nameEnds(svg, { em, series, names, right: width - marginRight, top: em, bottom: height - 3 * em });
  return svg;
}

/** Writes each line's name beside its end; names that would overlap are moved apart and joined to their ends. */
function nameEnds(svg, { em, series, names, right, top, bottom }) {
  const [x, y] = [svg.scale("x"), svg.scale("y")];
  const labels = series.map(({ lane, points }, i) => ({ lane, name: names[i], x: x.apply(points.at(-1).x), y: y.apply(points.at(-1).figure.value) }));
  const places = apart(labels.map((label) => label.y), 1.3 * em, top, bottom);
  const group = d3.select(svg).append("g").attr("class", "names").attr("text-anchor", "start");
  labels.forEach((label, i) => {
    group.append("path").attr("d", `M${label.x + 0.5 * em},${label.y}H${right + 0.5 * em}L${right + 1.3 * em},${places[i]}h${0.4 * em}`)
      .attr("fill", "none").attr("stroke", looks(label.lane).colour).attr("stroke-width", 1.5);
    group.append("text").attr("x", right + 1.9 * em).attr("y", places[i]).attr("dy", "0.35em").attr("font-weight", 600)
      .attr("class", "mark name").attr("data-lane", label.lane.key).attr("fill", "var(--ink)").text(label.name);
  });
}

/** Moves places apart until any two are at least `gap` from each other, within the bounds if there is room. */
function apart(places, gap, top, bottom) {
  const order = d3.sort(d3.range(places.length), (i) => places[i]);
  const moved = [...places];
  order.forEach((i, rank) => { moved[i] = Math.max(moved[i], rank ? moved[order[rank - 1]] + gap : top); });
  order.reverse().forEach((i, rank) => { moved[i] = Math.min(moved[i], rank ? moved[order[rank - 1]] - gap : bottom); });
  return moved;
}

/** The lanes of a chart of lines whose names do not fit beside the ends: symbol, dashes, name. */
function legend(series, ends) {
  return h("ul", { class: "legend" }, series.map(({ lane, points }) => {
    const { colour, symbol, dash, fill } = looks(lane);
    const svg = d3.create("svg").attr("viewBox", "0 0 40 16").attr("aria-hidden", "true").attr("class", "sample");
    svg.append("path").attr("d", "M1,8H39").attr("stroke", colour).attr("stroke-width", 2).attr("stroke-dasharray", dash);
    svg.append("path").attr("transform", "translate(20,8)").attr("d", d3.symbol(SHAPES[symbol], 80)()).attr("fill", symbol === "plus" ? "none" : fill).attr("stroke", colour).attr("stroke-width", 2);
    return h("li", {}, svg.node(), `${lane.title} `, ends(points.at(-1).figure));
  }));
}

const SHAPES = {
  circle: d3.symbolCircle, square: d3.symbolSquare, triangle: d3.symbolTriangle, diamond: d3.symbolDiamond,
  star: d3.symbolStar, wye: d3.symbolWye, cross: d3.symbolCross, plus: d3.symbolPlus,
};

/** Round factors for an axis from 1/reach to reach, from fine to coarse. */
const FACTORS = [
  [0.8, 0.9, 1, 1.1, 1.25], [0.5, 0.7, 1, 1.4, 2], [0.1, 0.2, 0.5, 1, 2, 5, 10], [0.25, 0.5, 1, 2, 4], [0.8, 1, 1.25], [0.5, 1, 2], [0.25, 1, 4], [0.2, 1, 5], [0.1, 1, 10],
];

/** As many round factors as fit between 1/reach and reach, if there is room for so many labels beside each other. */
function factorTicks(reach, room) {
  const place = (factor) => (room * (1 + Math.log(factor) / Math.log(reach))) / 2; // in labels, from the left end
  const inside = FACTORS.map((ticks) => ticks.filter((tick) => place(tick) > 0.2 && place(tick) < room - 0.2));
  const fitting = inside.filter((ticks) => d3.pairs(ticks).every(([a, b]) => place(b) - place(a) > 0.6));
  return d3.greatest(fitting, (ticks) => ticks.length);
}

/**
 * Workshop over by hand: the factor between the medians, with the range that the rounds allow; filled where that excludes
 * 1. A factor beyond the axis is written at its end, with an arrow.
 */
function factors({ width, em, rows, colour, symbol, reach, alike }) {
  const inside = rows.filter(({ factor }) => factor.value >= 1 / reach && factor.value <= reach);
  const bands = rows.filter(({ low, high }) => low < reach && high > 1 / reach);
  const clamped = (value) => Math.min(reach, Math.max(1 / reach, value));
  const beyond = (side, is, label, dy) => {
    const those = rows.filter(({ factor }) => is(factor.value));
    return Plot.text(those, {
      fy: "key", text: ({ factor }) => label(onAxis("times", Number(factor.value.toPrecision(1)))), frameAnchor: side, textAnchor: side === "left" ? "start" : "end", dy,
      fontWeight: 600, fill: colour, stroke: "var(--paper)", strokeWidth: em * 0.3, ...standsFor("beyond", those, ({ factor }) => factor),
    });
  };
  return rowChart({
    width, em, rows, alike, height: 2.3, right: ({ factor }) => written("times", factor.value),
    x: (room) => ({ type: "log", domain: [1 / reach, reach], tickFormat: (value) => onAxis("times", value), ticks: factorTicks(reach, room) }),
    marks: ({ dy, top }) => [
      Plot.ruleX(rows, { fy: "key", insetTop: top, x: 1, stroke: "var(--ink)", strokeWidth: 2 }),
      Plot.ruleY(bands, {
        fy: "key", y: null, x1: ({ low }) => clamped(low), x2: ({ high }) => clamped(high), dy,
        stroke: colour, strokeWidth: em * 0.42, strokeOpacity: 0.3, strokeLinecap: "round",
      }),
      Plot.dot(inside, {
        fy: "key", x: ({ factor }) => factor.value, dy, symbol, r: em * 0.36, fill: ({ apart }) => (apart ? colour : "var(--paper)"), stroke: colour, strokeWidth: 2.5,
        ...standsFor("factor", inside, ({ factor }) => factor),
      }),
      beyond("left", (value) => value < 1 / reach, (factor) => `◀ ${factor}`, dy),
      beyond("right", (value) => value > reach, (factor) => `${factor} ▶`, dy),
    ],
  });
}

/** A figure of every lane in a class: one dot for each participant, at the same height in every row; the room's median a bar. */
function crowdOfDots({ width, em, rows, label, unit }) {
  const dots = rows.flatMap((row) => row.people.map((person) => ({ ...row, ...person })));
  return rowChart({
    width, em, rows, label, height: 3, right: ({ spread }) => written(spread.median.quantity, spread.median.value, unit),
    x: (room) => scaleFor(dots.map(({ figure }) => figure), { room }),
    marks: ({ dy, top, rowHeight }) => [
      Plot.dot(rows, {
        fy: "key", x: ({ spread }) => spread.median.value, dy, symbol: BAR, r: (rowHeight - top) * 0.42, stroke: "var(--ink)", strokeWidth: 3,
        ...standsFor("median", rows, ({ spread }) => spread.median),
      }),
      ...d3.groups(dots, ({ place }) => place).map(([place, at]) => Plot.dot(at, {
        fy: "key", x: ({ figure }) => figure.value, dy: dy + place * (rowHeight - top) * 0.33, symbol: "symbol", r: em * 0.22, fill: "fill", stroke: "colour", strokeWidth: 1.8,
        title: ({ who, figure }) => `${who}: ${written(figure.quantity, figure.value)}`,
        ...standsFor("person", at, ({ figure }) => figure),
      })),
    ],
  });
}
