"use strict";
// The tab "Play": you are the executor. The WebAssembly has the game (`steps.Play`); this shows it, and makes the moves.

const Player = (() => {
  const { element } = Stepper;

  /** The letters of a Korean keyboard, and those on the same keys of an English one. */
  const KOREAN = "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ";
  const ENGLISH = "qwertyuiopasdfghjklzxcvbnm";

  /** The commands and their keys, as in `just play`. */
  const COMMANDS = { u: "undo", r: "restart", h: "hint", s: "save", n: "next" };

  class Player {
    #levels = [];
    #play = null;
    #view = null;
    /** How many moves a level was won with, by its name. */
    #won = new Map();
    #hint = false;
    /** The key and the values of the text about the last key. */
    #note = null;
    /** What is wrong with the line to load, in both languages. */
    #problem = null;

    constructor() {
      $("panel-play").addEventListener("keydown", (event) => this.#key(event));
      $("play-saved").querySelector("button").addEventListener("click", () => this.#copy());
      $("play-load").addEventListener("submit", (event) => {
        event.preventDefault();
        this.#load($("play-load").querySelector("input").value);
      });
    }

    /** Begins the first level, unless there is a game already. The WebAssembly is loaded. */
    open() {
      if (this.#play !== null) return;
      this.#levels = JSON.parse(steps.Play.levels());
      this.#begin(steps.Play.start(this.#levels[0].name));
    }

    /** Shows the game in the reader's language. */
    draw() {
      if (this.#play === null) return;
      const [view, level, focused] = [this.#view, this.#level(), document.activeElement];
      const ideal = level.ideal.length;
      $("play-levels").replaceChildren(...this.#levels.map((level, at) => this.#levelButton(level, at + 1)));
      $("play-title").textContent = text("play.title", { number: this.#number() + 1, levels: this.#levels.length, title: level.title[language] });
      $("play-goal").textContent = level.goal[language];
      $("play-hint").hidden = !this.#hint;
      $("play-hint").querySelector("span").textContent = level.hint[language];
      $("play-where").textContent = text("play.where", { clock: view.clock, moves: view.moves, ideal });
      $("play-sentence").textContent = view.sentence[language];
      $("play-verdict").textContent = view.verdict.says?.[language] ?? "";
      $("play-verdict").dataset.is = view.verdict.is;
      $("play-note").textContent = this.#note === null ? "" : text(...this.#note);
      $("play-problem").textContent = this.#problem === null ? "" : this.#problem[language];
      this.#drawMoves();
      this.#drawCode(level);
      this.#drawList("play-tasks", view.tasks, ({ name }) => name[language], "play.ready", "tasks.none");
      this.#drawList("play-timers", view.timers, ({ number, key }) => text("play.timer", { key: key ?? number }), "play.due", "timers.none");
      $("play-output").textContent = view.output || STEP_TEXTS[language]["output.none"];
      $("play-output").classList.toggle("stepper-none", view.output === "");
      $("play-output").scrollTop = $("play-output").scrollHeight;
      if (!focused.isConnected) this.#focus(focused.dataset.key);
    }

    /** Moves the focus to the new button that is as the one that had it. If there is none, to the moves. */
    #focus(key) {
      ($("panel-play").querySelector(`[data-key="${key}"]`) ?? $("play-moves")).focus();
    }

    #number() {
      return this.#levels.findIndex(({ name }) => name === this.#view.level);
    }

    #level() {
      return this.#levels[this.#number()];
    }

    #levelButton({ name, title, ideal }, number) {
      const won = this.#won.get(name);
      const about = won === undefined ? text("play.ideal", { ideal: ideal.length }) : `✓ ${text("play.won", { moves: won, ideal: ideal.length })}`;
      const isThis = name === this.#view.level;
      const begin = () => {
        this.#begin(steps.Play.start(name));
        $("play-moves").focus();
      };
      return element("li", {}, element("button", { type: "button", "data-key": name, "aria-current": isThis ? "true" : null, onclick: begin },
        element("span", {}, `${number}. ${title[language]}`), element("small", {}, about)));
    }

    /** A button for each move and each command. */
    #drawMoves() {
      const button = (key, does, attributes) => element("button", { type: "button", ...attributes }, key === null ? null : element("kbd", {}, key), does);
      const choices = this.#view.choices.map(({ move, key, does }) => button(key, does[language], { "data-key": move, onclick: () => this.#make(move) }));
      const none = element("p", {}, text("play.moves.none"));
      const isWon = this.#view.verdict.is === "won";
      $("play-moves").replaceChildren(...choices.length === 0 ? [none] : choices);
      $("play-commands").replaceChildren(...Object.entries(COMMANDS).map(([key, name]) => button(key, text(`play.${name}`), {
        "data-key": key, class: key === "n" && isWon ? "stepper-marked" : null, onclick: () => this.#command(key),
        "aria-pressed": key === "h" ? String(this.#hint) : null,
      })));
    }

    /** The program. The lines that the last move was about are marked. */
    #drawCode({ file, code }) {
      const pane = $("play-code");
      const [{ lines, function: polled }, all] = [this.#view, code.trimEnd().split("\n")];
      $("play-code-title").textContent = text("play.code", { file });
      pane.replaceChildren(...all.map((line, index) => element("span", {
        class: lines.includes(index + 1) ? "stepper-line stepper-marked" : "stepper-line", "aria-current": lines.includes(index + 1) ? "step" : null,
      }, element("span", { class: "stepper-number", "aria-hidden": "true" }, String(index + 1)), `${line}\n`)));
      // Above the program are its description and its imports.
      const begin = all.findIndex((line) => line !== "" && !/^(\/\/|use )/.test(line));
      const marked = [...lines];
      const first = polled !== undefined ? polled - 1 : marked.length > 0 ? Math.max(begin, marked[0] - 4) : begin;
      pane.scrollTop = pane.children[first].offsetTop - pane.children[0].offsetTop;
      // A long function may be polled at its end.
      const last = pane.children[marked.at(-1) - 1];
      if (last !== undefined) pane.scrollTop = Math.max(pane.scrollTop, last.offsetTop + last.offsetHeight - pane.clientHeight);
    }

    #drawList(id, items, name, isNow, none) {
      const item = (item) => element("li", { "data-fired": item.now },
        element("b", {}, `${name(item)}:`), ` ${item.is[language]}`, item.now ? ` · ${text(isNow)}` : null);
      const empty = element("li", { class: "stepper-none" }, STEP_TEXTS[language][none]);
      $(id).replaceChildren(...items.length === 0 ? [empty] : items.map(item));
    }

    /** Begins a game, or goes on with one that was saved. */
    #begin(play) {
      this.#play?.free();
      [this.#play, this.#hint] = [play, false];
      $("play-saved").hidden = true;
      this.#show();
    }

    /** Shows what has become of the game. */
    #show(note = null) {
      [this.#view, this.#note, this.#problem] = [JSON.parse(this.#play.view()), note, null];
      const { verdict, level } = this.#view;
      if (verdict.is === "won") this.#won.set(level, Math.min(verdict.moves, this.#won.get(level) ?? Infinity));
      this.draw();
    }

    #make(move) {
      this.#play.make(move);
      this.#show();
    }

    #command(key) {
      if (key === "u") this.#show(this.#play.undo() ? null : ["play.no.undo"]);
      if (key === "r") {
        this.#play.restart();
        this.#show();
      }
      if (key === "h") {
        this.#hint = !this.#hint;
        this.#show();
      }
      if (key === "s") this.#save();
      if (key === "n") {
        const next = this.#levels[this.#number() + 1];
        if (next === undefined) this.#show(["play.last.level"]);
        else this.#begin(steps.Play.start(next.name));
      }
    }

    /** Shows the game as a line. */
    #save() {
      $("play-saved").hidden = false;
      $("play-saved").querySelector("input").value = this.#view.saved;
      this.#show(["play.saved.now", { line: this.#view.saved }]);
    }

    async #copy() {
      const field = $("play-saved").querySelector("input");
      try {
        await navigator.clipboard.writeText(field.value);
        this.#show(["play.copied"]);
      } catch {
        // Not every page may copy.
        field.select();
        this.#show(["play.not.copied"]);
      }
    }

    #load(line) {
      try {
        this.#begin(steps.Play.load(line));
        $("play-moves").focus();
      } catch (refusal) {
        this.#problem = JSON.parse(refusal);
        this.draw();
      }
    }

    /** The keys work while the focus is in this tab, but not in a field. */
    #key(event) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input") || this.#play === null) return;
      const key = ENGLISH[KOREAN.indexOf(event.key)] ?? event.key;
      const choice = this.#view.choices.find((choice) => choice.key === key);
      if (choice !== undefined) this.#make(choice.move);
      else if (key in COMMANDS) this.#command(key);
      else if (/^[a-z0-9]$/.test(key)) this.#show(["play.no.move"]);
      else return;
      event.preventDefault();
    }
  }
  return Player;
})();
