// The steps of the recorded runs, poll by poll. Rust has made the frames; the page unpacks them when it opens.
"use strict";

const STEP_TEXTS = embedded("step-texts");

/** The stepper, which stays the same while the page is drawn again, and which run it shows. */
const STEPPER = { face: new Stepper(h("div", {})), report: null, run: null };

/** What `steps.rs` has made: `reports` and `code`. */
const STEPS = (async () => {
  const packed = Uint8Array.from(atob(document.getElementById("steps-data").textContent), (character) => character.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
})();

/** The runs of a report that have steps. */
const stepsOf = ({ reports }, r) => reports[r].flatMap((shown, index) => (shown ? [{ ...shown, index, id: REPORTS[r].anatomy.runs[index].id }] : []));

function stepThrough(r, lanes) {
  const made = section("steps");
  STEPS.then((steps) => {
    const runs = stepsOf(steps, r);
    if (!runs.length) return made.append(nothing("steps.nothing"));
    const select = h("select", { id: "steps-run", onchange: () => showRun(steps, r, Number(select.value)) },
      runs.map(({ id, index }) => h("option", { value: index }, lanes.find((lane) => lane.id === id)?.title ?? id)));
    made.append(
      h("p", { class: "shows" }, text("steps.shows")),
      h("p", { class: "chooser" }, h("label", { for: "steps-run" }, text("steps.run")), " ", select),
      STEPPER.face.root);
    STEPPER.face.speak(language);
    if (STEPPER.report !== r) showRun(steps, r, runs[0].index);
    select.value = STEPPER.run;
  });
  return made;
}

function showRun(steps, r, index) {
  const { run, frames } = steps.reports[r][index];
  Object.assign(STEPPER, { report: r, run: index });
  STEPPER.face.show(run, (step) => frames[step], steps.code[run.lesson]);
}

/** Goes to the steps of a run, at this time of it in nanoseconds. */
async function stepFrom(r, index, time) {
  const steps = await STEPS;
  if (!steps.reports[r][index]) return;
  showRun(steps, r, index);
  document.getElementById("steps-run").value = index;
  STEPPER.face.goTo(Math.round(time));
  document.getElementById("steps").scrollIntoView();
  STEPPER.face.focus();
}
