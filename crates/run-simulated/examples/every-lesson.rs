//! Runs every lesson that ends, on a simulated clock. It needs no operating system, so it also runs as WebAssembly.

use std::io;
use std::time::SystemTime;

use any_runtime::BlockOn;
use lessons::{Lesson, Options};
use run_simulated::{Simulated, WriteFaults};

fn main() -> io::Result<()> {
    for lesson in Lesson::ALL.iter().filter(|lesson| **lesson != Lesson::Forever) {
        let mut rt = Simulated::new().start(SystemTime::UNIX_EPOCH);
        let recording = rt.record(WriteFaults::None);
        let ended = rt.block_on(lesson.run(&rt, &Options { tasks: 100, ..Options::default() }))?;
        println!("== {lesson}\n{}", recording.text());

        let last = recording.text().lines().last().map(str::to_owned).unwrap_or_default();
        match lesson {
            Lesson::AsyncMain => assert_eq!((recording.text().lines().count(), last.as_str()), (21, "시간 종료")),
            Lesson::Unhandled => assert!(ended.is_err() && recording.text().lines().count() == 20),
            _ => assert!(ended.is_ok() && !last.is_empty(), "{lesson}: {ended:?}"),
        }
    }
    Ok(())
}
