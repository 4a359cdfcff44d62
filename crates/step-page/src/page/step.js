"use strict";
// Steps through a run, forward and back. The page gives the run, a function that returns its frames, and the lesson's
// file. `run.rs` and `frame.rs` say what these hold. The page defines STEP_TEXTS: `texts.json`.

const Stepper = (() => {
  /** The speeds of playing, in steps a second. */
  const SPEEDS = [1, 2, 5, 10, 30];

  /** The most output to show, in characters: the end of it. A browser is slow with very long texts. */
  const SHOWN = 20_000;

  /** An element. Children are elements or strings; what is null is left out. */
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value != null) made.setAttribute(key, value);
    }
    made.append(...children.flat().filter((child) => child != null));
    return made;
  }

  /** Reads a time such as 500ms, 1.5s or "1s 500ms". Returns nanoseconds, or NaN. */
  function nanoseconds(typed) {
    const units = { us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9 };
    const parts = [...typed.matchAll(/\s*(\d+(?:\.\d+)?)\s*(us|µs|ms|s|m)\s*/gy)];
    const read = parts.reduce((length, [part]) => length + part.length, 0);
    if (parts.length === 0 || read !== typed.length) return NaN;
    return parts.reduce((sum, [, number, unit]) => sum + number * units[unit], 0);
  }

  class Stepper {
    /** Makes an element. A page may use it for its own parts, too. */
    static element = element;

    #language = "en";
    #run = null;
    #frame = null;
    #code = "";
    #step = 0;
    #playing = null;
    #note = null;
    #parts = {};

    /** An empty stepper in this element of the page. */
    constructor(root) {
      this.root = root;
      root.classList.add("stepper");
      root.setAttribute("role", "group");
      root.addEventListener("keydown", (event) => this.#key(event));
      root.hidden = true;
      this.#build();
    }

    /** Shows the first step of a run. `frame(step)` returns a frame, and `code` is the text of the lesson's file. */
    show(run, frame, code) {
      this.pause();
      [this.#run, this.#frame, this.#code, this.#step, this.#note] = [run, frame, code ?? "", 0, null];
      this.root.hidden = false;
      this.#parts.slider.max = run.at.length - 1;
      this.#number();
      this.#draw();
    }

    /** Sets the language: "en" or "ko". */
    speak(language) {
      this.#language = language;
      const { typed } = this.#parts;
      const written = typed.value;
      this.#build();
      this.#parts.typed.value = written;
      if (this.#run === null) return;
      this.#parts.slider.max = this.#run.at.length - 1;
      this.#number();
      this.#draw();
    }

    /** Shows nothing, until there is another run. */
    hide() {
      this.pause();
      this.#run = null;
      this.root.hidden = true;
    }

    /** Goes to the first step at this time or later. It counts in nanoseconds from the start of the record. */
    goTo(time) {
      const found = this.#run.at.findIndex((at) => at >= time);
      this.#move(found === -1 ? Infinity : found);
    }

    /** Moves the focus here, so that the keys work. */
    focus() {
      this.#parts.slider.focus();
    }

    /** Stops playing. */
    pause() {
      clearTimeout(this.#playing);
      this.#playing = null;
    }

    #text(key, values = {}) {
      return STEP_TEXTS[this.#language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
    }

    /** The text of a frame in the reader's language. */
    #words(words) {
      return words[this.#language];
    }

    #name(task) {
      return task === 0 ? this.#text("main") : this.#text("task", { number: task });
    }

    /** Makes the elements, with their texts. */
    #build() {
      const parts = {};
      const button = (key, sign, act) => element("button", { type: "button", "aria-label": this.#text(key), title: this.#text(key), onclick: act, "data-do": key }, sign);
      const pane = (name, content, focusable) => {
        const id = `stepper-${name}`;
        parts[`${name}.title`] = element("h3", { id }, this.#text(name, { file: "" }));
        parts[name] = element(content, focusable ? { tabindex: 0, role: "region", "aria-labelledby": id } : {});
        return element("div", { class: `stepper-pane stepper-${name}` }, parts[`${name}.title`], parts[name]);
      };
      parts.where = element("p", { class: "stepper-where" });
      parts.sentence = element("p", { class: "stepper-sentence", "aria-live": "polite", "aria-atomic": "true" });
      parts.broken = element("p", { class: "stepper-broken", "aria-live": "polite", "aria-atomic": "true" });
      parts.slider = element("input", { type: "range", min: 0, max: 0, step: 1, value: 0, "aria-label": this.#text("steps"), oninput: () => this.#move(Number(parts.slider.value)) });
      parts.play = element("button", { type: "button", onclick: () => this.#playOrPause(), "data-do": "play" }, this.#text("play"));
      parts.speed = element("select", {}, SPEEDS.map((count) => element("option", { value: count, selected: count === 2 }, this.#text("speed.of", { count }))));
      if (this.#parts.speed) parts.speed.value = this.#parts.speed.value;
      parts.typed = element("input", { size: 7, placeholder: "500ms", autocomplete: "off", spellcheck: "false", "aria-describedby": "stepper-note" });
      parts.note = element("p", { class: "stepper-note", id: "stepper-note", role: "status" });
      const keys = [["← →", "arrows"], ["PageUp PageDown", "pages"], ["Home End", "ends"], ["b", "b"], ["p", "p"], ["+ −", "speed"], ["/", "time"]];
      this.root.setAttribute("aria-label", this.#text("steps"));
      this.root.replaceChildren(
        parts.where,
        parts.sentence,
        parts.broken,
        element("div", { class: "stepper-slider" }, parts.slider),
        element("div", { class: "stepper-buttons" },
          button("first", "|◀", () => this.#move(0)),
          button("line.before", "◀◀", () => this.#lineBefore()),
          button("back", "◀", () => this.#by(-1)),
          button("next", "▶", () => this.#by(1)),
          button("line.next", "▶▶", () => this.#lineNext()),
          button("last", "▶|", () => this.#move(Infinity)),
          element("button", { type: "button", onclick: () => this.#wakeNext(), "data-do": "wake.next" }, this.#text("wake.next")),
          parts.play,
          element("label", {}, element("span", {}, this.#text("speed")), parts.speed),
          element("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); this.#jump(); } },
            element("label", {}, element("span", {}, this.#text("time")), parts.typed),
            element("button", { type: "submit" }, this.#text("go")))),
        parts.note,
        element("div", { class: "stepper-panes" },
          pane("code", "pre", true),
          element("div", { class: "stepper-side" },
            pane("tasks", "div", true), pane("queue", "p"), pane("timers", "div", true), pane("output", "pre", true))),
        element("details", { class: "stepper-more" }, element("summary", {}, this.#text("counters")), parts.counters = element("dl", {})),
        element("details", { class: "stepper-more" }, element("summary", {}, this.#text("keys")),
          element("dl", {}, keys.map(([names, does]) => element("div", {}, element("dt", {}, names.split(" ").flatMap((name) => [element("kbd", {}, name), " "])), element("dd", {}, this.#text(`keys.${does}`)))))));
      this.#parts = parts;
    }

    /** Puts the lesson's file into its pane, with line numbers. */
    #number() {
      const { code } = this.#parts;
      const title = this.#run.file ? this.#text("code", { file: this.#run.file }) : this.#text("code.none");
      this.#parts["code.title"].textContent = title;
      code.parentElement.hidden = this.#code === "";
      const lines = this.#code.replace(/\n$/, "").split("\n");
      code.replaceChildren(...lines.map((line, index) => element("span", { class: "stepper-line" },
        element("span", { class: "stepper-number", "aria-hidden": "true" }, String(index + 1)), `${line}\n`)));
      code.scrollTop = 0;
    }

    #draw() {
      const [run, step, parts] = [this.#run, this.#step, this.#parts];
      const frame = this.#frame(step);
      const position = { step: step + 1, steps: run.at.length };
      const where = [this.#text("where", { ...position, clock: frame.clock })];
      if (run.threads > 1) where.push(this.#text("thread", { thread: frame.thread }));
      if (run.missing > 0) where.push(this.#text("missing", { count: run.missing }));
      parts.where.textContent = where.join(" · ");
      // While it plays, a screen reader would never come to the end.
      for (const said of [parts.sentence, parts.broken]) said.setAttribute("aria-live", this.#playing === null ? "polite" : "off");
      parts.sentence.textContent = this.#words(frame.sentence);
      parts.broken.textContent = frame.broken === undefined ? "" : this.#words(frame.broken);
      parts.slider.value = step;
      parts.slider.setAttribute("aria-valuetext", this.#text("position", position));
      parts.play.textContent = this.#text(this.#playing === null ? "play" : "pause");
      parts.note.textContent = this.#note === null ? "" : this.#text(...this.#note);
      this.#mark(frame.lines);
      parts.tasks.replaceChildren(...this.#tasks(frame));
      parts.queue.textContent = frame.woken.map((task) => this.#name(task)).join(", ") || this.#text("queue.none");
      parts.queue.classList.toggle("stepper-none", frame.woken.length === 0);
      parts.timers.replaceChildren(...this.#timers(frame));
      parts.output.textContent = frame.printed === 0 ? this.#text("output.none") : this.#output(frame.printed);
      parts.output.classList.toggle("stepper-none", frame.printed === 0);
      parts.output.scrollTop = parts.output.scrollHeight;
      parts.counters.replaceChildren(...Object.entries(frame.counters).map(([name, count]) =>
        element("div", {}, element("dt", {}, this.#text(`counter.${name}`)), element("dd", {}, count.toLocaleString("en")))));
    }

    /** The output so far. Of a long one, the last lines. */
    #output(printed) {
      const output = this.#run.output.slice(Math.max(0, printed - SHOWN), printed);
      return printed <= SHOWN ? output : `…${output.slice(output.indexOf("\n"))}`;
    }

    /** Marks the lines of the step. A step without a line leaves the code where it was. */
    #mark(numbers) {
      const { code } = this.#parts;
      [...code.children].forEach((line, index) => {
        const marked = numbers.includes(index + 1);
        line.classList.toggle("stepper-marked", marked);
        if (marked) line.setAttribute("aria-current", "step");
        else line.removeAttribute("aria-current");
      });
      const marked = code.querySelectorAll(".stepper-marked");
      if (marked.length === 0) return;
      const [first, last] = [marked[0], marked[marked.length - 1]];
      const middle = (first.offsetTop + last.offsetTop + last.offsetHeight) / 2;
      code.scrollTop = middle - code.clientHeight / 2;
    }

    #tasks({ tasks, more_tasks: more }) {
      const item = ({ number, status, is, changed }) => element("li", { "data-status": status, "aria-current": changed ? "step" : null },
        element("b", {}, this.#name(number)), ` ${this.#words(is)}`);
      return this.#list(tasks.map(item), more, "tasks.none");
    }

    #timers({ timers, more_timers: more }) {
      return this.#list(timers.map(({ is, fired }) => element("li", { "data-fired": fired }, this.#words(is))), more, "timers.none");
    }

    #list(items, more, none) {
      if (items.length === 0) return [element("p", { class: "stepper-none" }, this.#text(none))];
      return [element("ol", {}, items), more ? element("p", {}, this.#text("more", { count: more })) : ""];
    }

    /** Goes to a step. */
    #move(step) {
      this.pause();
      this.#note = null;
      this.#step = Math.max(0, Math.min(this.#run.at.length - 1, step));
      this.#draw();
    }

    /** Stays, and says why. */
    #refuse(key, values = {}) {
      this.pause();
      this.#note = [key, values];
      this.#draw();
    }

    #by(steps) {
      const step = this.#step + steps;
      if (step < 0) this.#refuse("is.first");
      else if (step >= this.#run.at.length) this.#refuse("is.last");
      else this.#move(step);
    }

    /** Goes to a step that was looked for. If there is none, it says so. */
    #found(step, otherwise) {
      if (step === undefined) this.#refuse(otherwise);
      else this.#move(step);
    }

    #lineNext() {
      this.#found(this.#run.prints.find((step) => step > this.#step), "no.line.next");
    }

    #lineBefore() {
      this.#found(this.#run.prints.findLast((step) => step < this.#step), "no.line.before");
    }

    /** Goes to the next step that wakes a task, or in which a promise is broken. */
    #wakeNext() {
      const { wakes, broken } = this.#run;
      const [next] = [...wakes, ...broken].filter((step) => step > this.#step).sort((one, other) => one - other);
      this.#found(next, "no.wake.next");
    }

    /** Goes to the first step at the time that was typed, or later. */
    #jump() {
      const typed = this.#parts.typed.value.trim();
      const time = nanoseconds(typed);
      if (Number.isNaN(time)) this.#refuse("no.time", { typed });
      else this.goTo(time);
    }

    #playOrPause() {
      this.#note = null;
      if (this.#playing === null) this.#playOn();
      else this.pause();
      this.#draw();
    }

    /** Shows a step for its time, and then the next one, until the last. */
    #playOn() {
      this.#playing = setTimeout(() => {
        this.#step = Math.min(this.#step + 1, this.#run.at.length - 1);
        if (this.#step === this.#run.at.length - 1) this.pause();
        else this.#playOn();
        this.#draw();
      }, 1000 / Number(this.#parts.speed.value));
    }

    #faster(by) {
      const { speed } = this.#parts;
      speed.selectedIndex = Math.max(0, Math.min(SPEEDS.length - 1, speed.selectedIndex + by));
    }

    /**
     * The keys work while the focus is on the slider or on a button. A field of text, a list of choices, and a pane that
     * scrolls keep their own keys.
     */
    #key(event) {
      const onSlider = event.target === this.#parts.slider;
      if (event.ctrlKey || event.altKey || event.metaKey || this.#run === null) return;
      if (!onSlider && event.target.closest("input, select, [tabindex]")) return;
      const act = {
        ArrowRight: () => this.#by(1),
        ArrowLeft: () => this.#by(-1),
        PageDown: () => this.#lineNext(),
        PageUp: () => this.#lineBefore(),
        Home: () => this.#move(0),
        End: () => this.#move(Infinity),
        p: () => this.#playOrPause(),
        b: () => this.#wakeNext(),
        "+": () => this.#faster(1),
        "=": () => this.#faster(1),
        "-": () => this.#faster(-1),
        "/": () => this.#parts.typed.focus(),
      }[{ ㅔ: "p", ㅠ: "b" }[event.key] ?? event.key]; // the same keys on a Korean keyboard
      if (act === undefined) return;
      event.preventDefault();
      act();
    }
  }
  return Stepper;
})();
