// The page itself: its head, its switches, and when it is drawn again.
"use strict";

const THEMES = ["auto", "light", "dark"];
let theme = "auto";

/** Whose report is shown: an index, or `null` for the whole class. */
let whose = REPORTS.length === 1 ? 0 : null;

function draw() {
  forgetCharts();
  wideBoxes.disconnect();
  document.documentElement.lang = language;
  document.documentElement.dataset.theme = theme;
  const title = text(whose === null ? "title.class" : "title");
  document.title = title;
  const parts = REPORTS.length === 0 ? [nothing()] : whose === null ? classSections() : sections(whose);
  const main = h("main", { id: "main" }, parts);
  document.getElementById("page").replaceChildren(
    h("a", { class: "skip", href: "#main" }, text("skip")),
    h("header", {},
      h("div", { class: "bar" }, h("p", { class: "name" }, "keep-printing · compare"), switches()),
      h("h1", {}, title),
      h("p", { class: "lead" }, text(whose === null ? "lead.class" : "lead")),
      REPORTS.length > 0 && terms(),
      whose !== null && REPORTS[whose] && h("p", { class: "whose" }, h("strong", {}, REPORTS[whose].name), ` · ${REPORTS[whose].created.slice(0, 10)}`),
      REPORTS.length > 1 && chooser(),
      contents(main)),
    main,
    h("footer", {}, h("p", {}, text("footer"))));
  redrawAll();
  document.querySelectorAll("details").forEach((part) => { part.open = printing; });
}

/** What the words mean that the page does not explain elsewhere: a line for each. */
const terms = () => h("dl", { class: "terms" }, ["lane", "floor", "by-hand", "asyncio"].map((word) => h("div", {},
  h("dt", {}, text(`words.${word}`)), h("dd", {}, text(`words.${word}.is`)))));

/** The buttons for language and theme. */
function switches() {
  const other = language === "en" ? "ko" : "en";
  return h("div", { class: "switches" },
    h("button", { type: "button", id: "language", lang: other, onclick: () => { history.replaceState(null, "", `#${other}`); speak(other); } }, TEXTS[other].language),
    h("div", { class: "themes", role: "group", "aria-label": text("theme") }, THEMES.map((name) => h("button", {
      type: "button", "data-theme-name": name, "aria-pressed": String(name === theme), onclick: () => paint(name),
    }, text(`theme.${name}`)))));
}

/** Sets the theme. The charts follow by themselves: their colours are those of the style sheet. */
function paint(name) {
  theme = name;
  document.documentElement.dataset.theme = name;
  document.querySelectorAll("[data-theme-name]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.themeName === name)));
}

function speak(name) {
  language = name;
  keepingPlace(draw);
  document.getElementById("language").focus({ preventScroll: true });
}

/** Draws without the reader losing the place: the section that was at the top stays there. */
function keepingPlace(act) {
  const at = [...document.querySelectorAll("section")].findLast((part) => part.getBoundingClientRect().top <= 8);
  const offset = at?.getBoundingClientRect().top;
  act();
  if (at) window.scrollBy(0, document.getElementById(at.id).getBoundingClientRect().top - offset);
}

/** Whose page to look at. */
function chooser() {
  const select = h("select", { id: "whose", onchange: () => { whose = select.value === "" ? null : Number(select.value); draw(); document.getElementById("whose").focus(); } },
    h("option", { value: "", selected: whose === null }, text("class.all")),
    REPORTS.map((report, r) => h("option", { value: r, selected: whose === r }, report.name)));
  return h("p", { class: "chooser" }, h("label", { for: "whose" }, text("class.whose")), " ", select);
}

const contents = (main) => h("nav", { "aria-label": text("contents") }, h("ol", {}, [...main.querySelectorAll("section")].map(({ id }) =>
  h("li", {}, h("a", { href: `#${id}` }, text(`nav.${id}`))))));

/** On paper: every table open, and the charts as wide as the paper. */
function print(now) {
  if (printing === now) return;
  printing = now;
  document.querySelectorAll("details").forEach((part) => { part.open = now; });
  redrawAll();
}

const asked = () => location.hash.slice(1);
if (asked() in TEXTS) language = asked();
else if (navigator.language.startsWith("ko")) language = "ko";

window.addEventListener("hashchange", () => { if (asked() in TEXTS && asked() !== language) speak(asked()); });
window.addEventListener("beforeprint", () => print(true));
window.addEventListener("afterprint", () => print(false));
matchMedia("print").addEventListener("change", ({ matches }) => print(matches));
draw();
