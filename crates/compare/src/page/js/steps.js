// The steps of the recorded runs, poll by poll. Rust has made the frames; the page unpacks them when it opens.
"use strict";

const STEP_TEXTS = embedded("step-texts");

/** The stepper, which stays the same while the page is drawn again; and which run of which report it shows. */
const STEPPER = { face: new Stepper(h("div", {})), report: null, shown: null };

/** What `steps.rs` has made: the runs of each report, and the code of each lesson. */
const STEPS = (async () => {
  const packed = Uint8Array.from(atob(document.getElementById("steps-data").textContent), (character) => character.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
})();

const lessonOf = ({ run }) => run.lesson ?? "–";

function stepThrough(r, lanes) {
  const made = section("steps");
  STEPS.then(({ reports, code }) => {
    const runs = reports[r];
    if (!runs.length) return made.append(nothing("steps.nothing"));
    const titleOf = (id) => lanes.find((lane) => lane.id === id)?.title ?? id;
    const lesson = h("select", { id: "steps-lesson" }, [...new Set(runs.map(lessonOf))].map((name) => h("option", { value: name }, name)));
    const lane = h("select", { id: "steps-lane" }, [...new Set(runs.map(({ id }) => id))].map((id) => h("option", { value: id }, titleOf(id))));
    const showRun = (shown) => {
      Object.assign(STEPPER, { report: r, shown });
      STEPPER.face.show(shown.run, (step) => shown.frames[step], code[shown.run.lesson]);
    };
    // Perhaps not every lane has every lesson. Then what was chosen last counts.
    const choose = (chosen) => () => {
      showRun(runs.find((shown) => lessonOf(shown) === lesson.value && shown.id === lane.value) ?? runs.find(chosen));
      STEPPER.tell();
    };
    lesson.addEventListener("change", choose((shown) => lessonOf(shown) === lesson.value));
    lane.addEventListener("change", choose(({ id }) => id === lane.value));
    STEPPER.showRun = showRun;
    STEPPER.tell = () => { [lesson.value, lane.value] = [lessonOf(STEPPER.shown), STEPPER.shown.id]; };
    made.append(
      h("p", { class: "shows" }, text("steps.shows")),
      h("p", { class: "chooser" },
        h("label", { for: "steps-lesson" }, text("steps.lesson")), " ", lesson, "\u2003", h("label", { for: "steps-lane" }, text("steps.lane")), " ", lane),
      STEPPER.face.root);
    STEPPER.face.speak(language);
    if (STEPPER.report !== r) showRun(runs[0]);
    STEPPER.tell();
  });
  return made;
}

/** The run of this lane that is drawn as the anatomy, if it has steps. Those of a report come first. */
const stepsOf = ({ reports }, r, id) => reports[r].find((shown) => shown.id === id);

/** Goes to the steps of the anatomy of a lane, at this time in nanoseconds. */
async function stepFrom(r, id, time) {
  STEPPER.showRun(stepsOf(await STEPS, r, id));
  STEPPER.tell();
  STEPPER.face.goTo(Math.round(time));
  document.getElementById("steps").scrollIntoView();
  STEPPER.face.focus();
}
