//! Wins every level. It needs no operating system, so it also runs as WebAssembly.

use game::{Language, Level, NotAGame, replay};

fn main() -> Result<(), NotAGame> {
    for level in Level::ALL {
        let mut game = replay(*level, level.ideal())?;
        let view = game.view(Language::English);
        println!("== {}\n{}\n{}\n{}", game.save(), view.output, view.sentence, view.verdict_text);
        assert!(game.verdict().is_won(), "{level}");
        assert!(game.undo() && !game.verdict().is_won(), "{level}");
    }
    Ok(())
}
