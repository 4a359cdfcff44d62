// A class: several reports on one page. One dot for each participant, and whose page to look at.
"use strict";

/** The lanes of all reports by their title, each with the figure that every participant has of it. */
function room(read) {
  const byId = d3.groups(REPORTS.flatMap((_, r) => lanesOf(r)), ({ id }) => id);
  return byId.map(([id, lanes]) => {
    const people = lanes.map((lane) => ({ figure: read(lane), who: REPORTS[lane.report].name, place: placeOf(lane.report) })).filter((person) => person.figure);
    if (!people.length) return null;
    const [lane] = lanes;
    return { ...named(lane), ...looks(lane), people, spread: { median: middle(people.map((person) => person.figure)) } };
  }).filter(Boolean);
}

/** A participant's height in every row, from -1 to 1. */
const placeOf = (r) => (REPORTS.length > 1 ? (2 * r) / (REPORTS.length - 1) - 1 : 0);

function classFigure(id, heading, read) {
  const rows = room(read);
  if (!rows.length) return null;
  const unit = commonUnit(rows.map(({ spread }) => spread.median));
  const sorted = byMedian(rows.filter(({ lane }) => lane.kind !== "floor"));
  const [least, most] = [sorted[0], sorted.at(-1)];
  return figure(id, {
    heading, shows: text("shows.class"),
    conclusion: sorted.length > 1 && write("class.from", {
      least: show(least.spread.median), least_lane: least.name, most: show(most.spread.median), most_lane: most.name, agree: agreement(least, most),
    }),
    draw: (size) => crowdOfDots({ ...size, rows, unit }),
    numbers: table(heading, [text("participant"), ...rows.map(({ name }) => name)], [
      [text("median"), ...rows.map(({ spread }) => show(spread.median, unit))],
      ...REPORTS.map((report, r) => [report.name, ...rows.map(({ people }) => show(people.find(({ place }) => place === placeOf(r))?.figure, unit))]),
    ]),
  });
}

/** On how many machines the one was below the other, of those that have both. */
function votes(least, most) {
  const both = least.people.map((a) => [a, most.people.find((b) => b.place === a.place)]).filter(([, b]) => b);
  const compared = both.flat().map(({ figure }) => figure);
  const yes = both.filter(([a, b]) => a.figure.value < b.figure.value).length;
  return { yes: computed("below", compared, yes, "count"), all: computed("pairs", compared, both.length, "count") };
}

function agreement(least, most) {
  const { yes, all } = votes(least, most);
  return write("class.agree", { yes: show(yes), all: show(all) });
}

/** Where every machine in the room agrees about which runtime takes less, and where they do not. */
function classGlance() {
  const agreed = [];
  const open = [];
  for (const metric of PRICED) {
    const rows = byMedian(room((lane) => (lane.kind === "workshop" ? metricOf(lane, metric)?.median : null)));
    if (rows.length < 2) continue;
    const [least, most] = [rows[0], rows.at(-1)];
    const { yes, all } = votes(least, most);
    const unanimous = yes.value === all.value && all.value > 0;
    (unanimous ? agreed : open).push([
      h("span", { class: "factor" }, show(yes), "/", show(all)),
      h("span", {}, write("glance.from", {
        what: h("strong", {}, text(`name.${metric}`)), least: show(least.spread.median), least_lane: least.name, most: show(most.spread.median), most_lane: most.name,
      })),
    ]);
  }
  const list = (verdicts, none) => verdicts.length ? h("ul", {}, verdicts.map((verdict) => h("li", {}, verdict))) : h("p", {}, text(none));
  return section("glance",
    h("div", { class: "verdicts" },
      h("div", { class: "verdict changes" }, h("h3", {}, text("class.agreed")), list(agreed, "glance.changes.nothing")),
      h("div", { class: "verdict changes" }, h("h3", {}, text("class.open")), list(open, "class.open.nothing"))),
    h("p", { class: "rule" }, text("class.rule")));
}

function classSections() {
  const varying = metrics(({ less, rounds, group }) => less && rounds && group !== "crowd");
  const largest = (lane) => crowdsOf(lane).at(-1);
  return [
    classGlance(),
    section("class", varying.map((metric) => classFigure(`class-${metric}`, text(`name.${metric}`), (lane) => metricOf(lane, metric)?.median))),
    section("crowd", CROWD_METRICS.map((metric) => classFigure(`class-${metric}`, text(`name.${metric}`), (lane) => largest(lane)?.[metric]?.median))),
    participants(),
  ];
}

/** Who took part, on which machine, and how quiet it was. */
function participants() {
  const head = ["participant", "machine.cpu", "machine.cores", "machine.memory", "machine.os", "settings.rounds", "noise"].map(text);
  return section("participants", table(text("participants.title"), head, REPORTS.map((report, r) => [
    report.name, report.machine.cpu ?? show(null), show(figureAt(`/${r}/machine/cores`, "count")), show(figureAt(`/${r}/machine/memory_bytes`, "bytes")),
    report.machine.os, show(figureAt(`/${r}/settings/rounds`, "count")),
    report.noise.reasons.length ? [h("strong", {}, `▲ ${text("noise.short")}`), disturbances(r)] : text("noise.none"),
  ]), { class: "words" }));
}
