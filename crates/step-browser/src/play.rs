//! The game in a web page: you are the executor.

use std::collections::BTreeSet;
use std::fmt;

use anatomy::steps::time;
use game::{Game, Language, Level, Move, NotAGame, Verdict};
use serde::Serialize;
use step_page::Words;
use wasm_bindgen::prelude::wasm_bindgen;

/// A game of one level. The crate [`game`] has the rules.
///
/// Errors are a sentence in the languages of the page: [`Words`] as JSON.
///
/// # Examples
///
/// ```
/// use step_browser::Play;
///
/// let mut play = Play::start("one-coroutine")?;
/// play.make("p0")?;
/// assert!(play.view().contains("Main is polled for the first time."));
/// assert!(play.make("p7").unwrap_err().starts_with(r#"{"en":"p7 is not possible now; "#));
/// # Ok::<_, String>(())
/// ```
#[wasm_bindgen]
pub struct Play {
    game: Game,
}

#[wasm_bindgen]
impl Play {
    /// Returns all levels as JSON, the easiest first.
    pub fn levels() -> String {
        json(&Level::ALL.iter().copied().map(LevelShown::of).collect::<Vec<_>>())
    }

    /// Begins a level.
    ///
    /// # Errors
    ///
    /// There is no level of this name.
    pub fn start(level: &str) -> Result<Self, String> {
        let level = level.parse::<Level>().map_err(|error| refusal(|language| error.text(language)))?;
        Ok(Self { game: Game::new(level) })
    }

    /// Reads a saved game.
    ///
    /// # Errors
    ///
    /// The text is no game, or one of its moves is not possible.
    pub fn load(line: &str) -> Result<Self, String> {
        let game = line.trim().parse().map_err(|error: NotAGame| refusal(|language| error.text(language)))?;
        Ok(Self { game })
    }

    /// Makes a move: `p0`, `f1` or `t`.
    ///
    /// # Errors
    ///
    /// The text is no move, or the move is not possible now. Then nothing happens.
    pub fn make(&mut self, next: &str) -> Result<(), String> {
        let next = next.parse::<Move>().map_err(|error| refusal(|language| error.text(language)))?;
        self.game.play(next).map_err(|error| refusal(|language| error.text(language)))
    }

    /// Takes the last move back. Returns `false` if there is none.
    pub fn undo(&mut self) -> bool {
        self.game.undo()
    }

    /// Takes all moves back.
    pub fn restart(&mut self) {
        self.game.restart();
    }

    /// Returns what the player sees now, as JSON.
    pub fn view(&self) -> String {
        json(&Shown::of(&self.game))
    }
}

impl fmt::Debug for Play {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Play").field("game", &self.game.save()).finish_non_exhaustive()
    }
}

/// A level, before anybody plays it.
#[derive(Serialize)]
struct LevelShown {
    name: &'static str,
    title: Words,
    goal: Words,
    hint: Words,
    /// The name of the program's file.
    file: &'static str,
    /// Its text.
    code: &'static str,
    /// The moves of the ideal game.
    ideal: Vec<&'static str>,
}

impl LevelShown {
    fn of(level: Level) -> Self {
        Self {
            name: level.name(),
            title: Words::of(|language| level.title(language).into()),
            goal: Words::of(|language| level.goal_text(language).into()),
            hint: Words::of(|language| level.hint(language).into()),
            file: level.file(),
            code: level.source(),
            ideal: level.ideal().split(' ').collect(),
        }
    }
}

/// What the player sees after a move: a [`game::View`] in both languages.
#[derive(Serialize)]
struct Shown {
    /// The name of the level.
    level: &'static str,
    /// The time since the start: "0 s", "500 ms".
    clock: String,
    /// The number of moves so far.
    moves: usize,
    /// The game as a line, which [`Play::load`] reads.
    saved: String,
    /// What the last move did, and why.
    sentence: Words,
    /// The lines of the program that the last move was about.
    lines: BTreeSet<u32>,
    /// The line where the function of the polled task begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    function: Option<u32>,
    tasks: Vec<Item>,
    timers: Vec<Item>,
    /// What the program has printed.
    output: String,
    verdict: VerdictShown,
    /// The moves that are possible now.
    choices: Vec<ChoiceShown>,
}

/// A task or a timer.
#[derive(Serialize)]
struct Item {
    number: u64,
    /// The key that polls the task, or fires the timer. The referee calls a timer by its key.
    key: Option<char>,
    /// What the task is called. A timer has only its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Words>,
    /// How far the task is, or when the timer is due.
    is: Words,
    /// Whether it is time for it: the task is ready, or the timer is due.
    now: bool,
}

/// What the referee says.
#[derive(Serialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum VerdictShown {
    Open,
    Won { says: Words, moves: usize },
    Lost { says: Words },
}

/// A move that is possible.
#[derive(Serialize)]
struct ChoiceShown {
    #[serde(rename = "move")]
    next: String,
    /// The key that makes it.
    key: Option<char>,
    /// What it does.
    does: Words,
}

impl Shown {
    fn of(game: &Game) -> Self {
        let [en, ko] = [Language::English, Language::Korean].map(|language| game.view(language));
        let says = Words { en: en.verdict_text, ko: ko.verdict_text };
        let tasks = en.tasks.into_iter().zip(ko.tasks);
        let timers = en.timers.into_iter().zip(ko.timers);
        let choices = en.choices.into_iter().zip(ko.choices);
        Self {
            level: en.level.name(),
            clock: time(en.now),
            moves: en.moves.len(),
            saved: game.save(),
            sentence: Words { en: en.sentence, ko: ko.sentence },
            lines: en.lines,
            function: en.function,
            tasks: tasks
                .map(|(en, ko)| Item {
                    number: en.number,
                    key: Move::Poll(en.number).key(),
                    name: Some(Words { en: en.name, ko: ko.name }),
                    is: Words { en: en.status, ko: ko.status },
                    now: en.ready,
                })
                .collect(),
            timers: timers
                .map(|(en, ko)| Item {
                    number: en.number,
                    key: Move::Fire(en.number).key(),
                    name: None,
                    is: Words { en: en.text, ko: ko.text },
                    now: en.is_due,
                })
                .collect(),
            output: en.output,
            verdict: match en.verdict {
                Verdict::Open => VerdictShown::Open,
                Verdict::Won(score) => VerdictShown::Won { says, moves: score.moves },
                Verdict::Lost(_) => VerdictShown::Lost { says },
            },
            choices: choices
                .map(|(en, ko)| ChoiceShown {
                    next: en.next.to_string(),
                    key: en.next.key(),
                    does: Words { en: en.text, ko: ko.text },
                })
                .collect(),
        }
    }
}

/// An error, as the page reads it.
fn refusal(text: impl Fn(Language) -> String) -> String {
    json(&Words::of(text))
}

fn json(shown: &impl Serialize) -> String {
    serde_json::to_string(shown).expect("it holds nothing that JSON cannot say")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn parsed(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn the_ideal_game_of_each_level_wins_and_each_of_its_moves_has_a_key() {
        let levels = parsed(&Play::levels());
        assert_eq!(levels.as_array().unwrap().len(), Level::ALL.len());
        for level in levels.as_array().unwrap() {
            let mut play = Play::start(level["name"].as_str().unwrap()).unwrap();
            let ideal = level["ideal"].as_array().unwrap();
            for next in ideal {
                let view = parsed(&play.view());
                let choice = view["choices"].as_array().unwrap().iter().find(|choice| choice["move"] == *next).unwrap();
                assert_eq!(choice["key"].as_str().unwrap().len(), 1);
                assert!(choice["does"]["ko"].is_string(), "{choice}");
                play.make(next.as_str().unwrap()).unwrap();
            }
            let view = parsed(&play.view());
            assert_eq!((&view["verdict"]["is"], &view["verdict"]["moves"]), (&json!("won"), &json!(ideal.len())));
            assert_eq!(parsed(&Play::load(view["saved"].as_str().unwrap()).unwrap().view()), view);
        }
    }

    #[test]
    fn a_wrong_move_gets_its_verdict_and_can_be_taken_back() {
        let mut play = Play::start("1").unwrap();
        let begin = play.view();
        assert!(!play.undo());
        play.make("p0").unwrap();
        let polled = play.view();
        play.make("f1").unwrap();
        let verdict = &parsed(&play.view())["verdict"];
        assert_eq!(verdict["is"], "lost");
        assert!(verdict["says"]["en"].as_str().unwrap().contains("a_sleep_is_never_done_early"), "{verdict}");
        assert!(verdict["says"]["ko"].as_str().unwrap().starts_with("졌습니다."), "{verdict}");
        assert!(play.undo());
        assert_eq!(play.view(), polled);
        play.restart();
        assert_eq!(play.view(), begin);
    }

    #[test]
    fn nonsense_is_a_sentence_in_both_languages() {
        let mut play = Play::start("lost-wake").unwrap();
        let refusals = [
            Play::start("knitting").unwrap_err(),
            Play::load("lost-wake p0").unwrap_err(),
            Play::load("lost-wake: p0 t").unwrap_err(),
            play.make("x").unwrap_err(),
        ];
        for (refusal, part) in
            refusals.iter().zip(["no level 'knitting'", "is no game", "t is not possible", "is no move"])
        {
            let refusal = parsed(refusal);
            assert!(refusal["en"].as_str().unwrap().contains(part), "{refusal}");
            assert_ne!(refusal["ko"], refusal["en"]);
        }
    }
}
