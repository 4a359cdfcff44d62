// Words and numbers: the texts in two languages, how a figure is written, and elements made of them.
"use strict";

/** What a `<script type="application/json">` of this page holds. */
const embedded = (id) => JSON.parse(document.getElementById(id).textContent);

/** What `figure.rs` says about each figure, in the order of the table. */
const FIGURES = embedded("figures");

/** The words of the figures, as texts: `name.start`, `shows.start` and so on. */
const wordsOf = (language) => Object.fromEntries(FIGURES.flatMap(({ key, words }) =>
  Object.entries(words[language]).filter(([, word]) => word !== null).map(([kind, word]) => [`${kind}.${key}`, word])));

const TEXTS = { en: { ...embedded("texts-en"), ...wordsOf("en") }, ko: { ...embedded("texts-ko"), ...wordsOf("ko") } };

/** The language the page is in: a key of `TEXTS`. */
let language = "en";

/** Whether there is a text for this key. */
const known = (key) => Object.hasOwn(TEXTS[language], key);

/** The text for a key. A key without one is a mistake of this page. */
function text(key) {
  if (!known(key)) throw new Error(`no text for “${key}”`);
  return TEXTS[language][key].replace(/\)(?=[가-힣])/g, ")\u2060"); // a Korean particle stays with what it belongs to
}

/** The text for a key, with its {placeholders} replaced by strings. */
const say = (key, parts = {}) => text(key).replace(/\{(\w+)\}/g, (_, name) => plain(parts[name]));

/** The text for a key, with its {placeholders} replaced by strings or elements: what `h` takes as children. */
const write = (key, parts = {}) => text(key).split(/\{(\w+)\}/).map((piece, i) => (i % 2 ? parts[piece] : piece));

const plain = (part) => (part instanceof Node ? part.textContent : String(part));

/**
 * An element. Children are elements, strings, or lists of these; `null` and `false` are left out. A string always
 * becomes a text node, so names that people chose cannot become markup.
 */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

/** Units, from small to large: how many of the report's nanoseconds or bytes they are. */
const UNITS = {
  time: [["ns", 1], ["µs", 1e3], ["ms", 1e6], ["s", 1e9]],
  bytes: [["B", 1], ["KiB", 2 ** 10], ["MiB", 2 ** 20], ["GiB", 2 ** 30]],
  count: [["", 1]],
  number: [["", 1]],
  share: [["%", 0.01]],
  times: [["×", 1]],
};

/** The largest unit in which a value is at least one. */
function unitOf(quantity, value) {
  const fitting = UNITS[quantity].filter(([, size]) => Math.abs(value) >= size * 0.9995);
  return (fitting.at(-1) ?? UNITS[quantity][0])[0];
}

/** One unit for values that are to be compared: the one that suits the middle one. */
function commonUnit(figures) {
  const sorted = figures.filter((figure) => figure?.value).sort((a, b) => Math.abs(a.value) - Math.abs(b.value));
  return sorted.length ? unitOf(sorted[0].quantity, sorted[sorted.length >> 1].value) : undefined;
}

const sizeOf = (quantity, unit) => UNITS[quantity].find(([name]) => name === unit)[1];

/** A number as it is read aloud: three digits that count, or, of a count, all of them. */
function digits(quantity, number) {
  const exact = quantity === "count" && Number.isInteger(number);
  const options = exact ? { maximumFractionDigits: 0 } : { minimumSignificantDigits: 3, maximumSignificantDigits: 3 };
  if (number === 0 || (!exact && Math.abs(number) >= 1000)) return number.toLocaleString("en", { maximumFractionDigits: 0 });
  return number.toLocaleString("en", options);
}

/** The number alone, in a unit. */
const bare = (quantity, value, unit) => digits(quantity, value / sizeOf(quantity, unit)).replace("-", "−");

/** A value with its unit, as a string: what charts and texts say. */
function written(quantity, value, unit = unitOf(quantity, value)) {
  const number = bare(quantity, value, unit);
  if (unit === "×") return `×${number}`;
  return unit === "" ? number : `${number}\u202f${unit}`;
}

/** Without zeros that say nothing: on axes, and where somebody chose the value. */
const trimmed = (string) => string.replace(/(\.\d*?)0+(?=\D|$)/, "$1").replace(/\.(?=\D|$)/, "");

const onAxis = (quantity, value, unit) => trimmed(written(quantity, value, unit));

/**
 * A figure, for a reader and for a program: the element carries the exact value, its unit, and where the report has it
 * (`data-path`, a JSON pointer) or of what it was computed (`data-how`, `data-of`). `style` may be `trimmed`, or `bare`
 * where the unit stands beside it.
 */
function show(figure, unit, style) {
  if (figure == null) return h("span", { class: "none" }, h("span", { "aria-hidden": "true" }, "–"), h("span", { class: "unseen" }, text("none")));
  const shown = unit ?? unitOf(figure.quantity, figure.value);
  const exact = `${figure.value}${{ time: " ns", bytes: " B" }[figure.quantity] ?? ""}`;
  return h("data", {
    value: figure.value, title: exact, "data-unit": shown, "data-quantity": figure.quantity,
    "data-style": style, "data-path": figure.path, "data-how": figure.how, "data-of": figure.of?.join(" "),
  }, { trimmed: onAxis, bare }[style]?.(figure.quantity, figure.value, shown) ?? written(figure.quantity, figure.value, shown));
}
