//! Proves the exercises. Of each it builds the given file, the solution and some wrong answers, and runs their tests:
//!
//! - The given file fails, with the message in `wrong/expected.toml`.
//! - The solution passes, without a warning from the compiler or Clippy.
//! - Each wrong answer fails, with its own message.
//!
//! A wrong answer is what a participant types: the file above `fn main()`. The tests of the exercise are appended to it.
//!
//! All files are the programs of one package in the target folder, so the libraries are built once.

mod answers;
mod build;
mod set;

use std::path::Path;
use std::process::ExitCode;
use std::thread;

use crate::answers::Must;
use crate::set::Set;

/// How many tests run at the same time. Most of their time, a few of them wait for a watchdog.
const AT_ONCE: usize = 2;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().expect("the workshop is where it was when this was built");
    match check(&root) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(faults) => {
            for fault in &faults {
                eprintln!("- {fault}\n");
            }
            eprintln!("The exercises have {} faults.", faults.len());
            ExitCode::FAILURE
        }
    }
}

/// Checks the whole set, and returns a sentence about it.
fn check(root: &Path) -> Result<String, Vec<String>> {
    let folder = root.join("crates/exercises");
    let set = Set::read(&folder).map_err(|fault| vec![fault])?;
    let mut faults = set.faults(root);

    let answers = set.answers().map_err(|fault| vec![fault])?;
    let package = build::Package::write(root, &folder, &answers).map_err(|fault| vec![fault])?;
    faults.extend(package.formatting_faults(&answers));
    eprintln!("Building {} answers.", answers.len());
    let built = package.build_tests().map_err(|fault| vec![fault])?;

    eprintln!("Running their tests.");
    thread::scope(|scope| {
        // Neighbours go to different threads: those of one exercise tend to take the same time.
        let workers: Vec<_> = (0..AT_ONCE)
            .map(|worker| {
                let mine = answers.iter().skip(worker).step_by(AT_ONCE);
                let built = &built;
                scope.spawn(move || mine.filter_map(|answer| answer.fault(built)).collect::<Vec<_>>())
            })
            .collect();
        for worker in workers {
            faults.extend(worker.join().expect("a worker does not panic"));
        }
    });
    eprintln!("Running Clippy on the solutions.");
    faults.extend(package.clippy_faults(&answers));

    if !faults.is_empty() {
        return Err(faults);
    }
    let solutions = answers.iter().filter(|answer| answer.must == Must::Pass).count();
    Ok(format!(
        "{solutions} exercises: every solution passes. {} given files and wrong answers fail as they should.",
        answers.len() - solutions
    ))
}
