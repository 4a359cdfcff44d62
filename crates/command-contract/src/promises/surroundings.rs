//! What must not disturb a command: environment variables, and a wall clock that jumps.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use super::times;
use crate::Run;

/// `TZ`, `LANG` and `LC_ALL` may be missing or strange. The format and the encoding stay the same.
pub fn an_odd_environment_changes_nothing_but_the_hour(command: &str) {
    let odd = [
        None,
        Some(("TZ", "Nowhere/Odd".as_ref())),
        Some(("TZ", ":".as_ref())),
        Some(("TZ", "".as_ref())),
        Some(("TZ", "../../dev/null".as_ref())),
        Some(("TZ", OsStr::from_bytes(b"\xff"))),
        Some(("LC_ALL", "xx".as_ref())),
        Some(("LANG", "ko_KR.EUC-KR".as_ref())),
    ];
    for variable in odd {
        let mut prepared = Run::prepare(command, ["--every", "20ms", "--for", "50ms"]);
        let ended = Run::spawn(prepared.env_clear().envs(variable)).end();
        assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{variable:?}: {ended:?}");
        assert!(!times(&ended.stdout).is_empty(), "{variable:?}: {ended:?}");
    }
}

/// The wall clock may jump by an hour, back or forward. Then the printed times jump, and nothing else changes.
///
/// A test must not set the clock of the machine. The library libfaketime sets it for one process, and does not change
/// the monotonic clock.
///
/// # Panics
///
/// If libfaketime is not installed. A promise that was not checked does not count as kept.
#[cfg(target_os = "linux")]
pub fn the_wall_clock_may_jump_by_an_hour(command: &str) {
    use std::fs;
    use std::time::Duration;

    use super::{MESSAGE, each, time};

    let library = libfaketime();
    let limit = Duration::from_secs(1);
    each(["+3600s", "-3600s"], |step| {
        let folder = tempfile::tempdir().expect("there is room for a file");
        let clock = folder.path().join("clock");
        // The command must never read half a file. So write another file, and rename it.
        let set = |to: &str| {
            let new = folder.path().join("new");
            fs::write(&new, format!("{to}\n")).and_then(|()| fs::rename(new, &clock)).expect("the clock can be set");
        };
        set("+0s");
        let mut run = Run::spawn(
            Run::prepare(command, ["--every", "20ms", "--for", "1s"])
                .env("LD_PRELOAD", &library)
                .env("FAKETIME_TIMESTAMP_FILE", &clock)
                .env("FAKETIME_NO_CACHE", "1")
                .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .env("DONT_FAKE_MONOTONIC", "1"),
        );
        let mut times: Vec<_> = (0..3).map(|_| time(&run.line().expect("it prints"))).collect();
        set(step);
        let ended = loop {
            match run.line() {
                Some(line) if line == MESSAGE => break run.end(),
                Some(line) => times.push(time(&line)),
                None => panic!("{step}: the message is missing: {:?}", run.end()),
            }
        };
        assert_eq!((ended.status, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), "", ""), "{step}");
        assert!(ended.took >= limit, "{step}: the deadline came early: {ended:?}");
        assert!(ended.took < limit + Duration::from_secs(10), "{step}: the deadline came late: {ended:?}");

        let minutes = times.windows(2).map(|two| (two[1] - two[0]).abs().num_minutes());
        let jumps: Vec<_> = minutes.filter(|minutes| *minutes > 0).collect();
        assert!(matches!(jumps[..], [59..=61]), "{step}: jumps of {jumps:?} minutes: {times:?}");
        assert_eq!(times.last() > times.first(), step.starts_with('+'), "{step}: {times:?}");
    });
}

#[cfg(target_os = "linux")]
fn libfaketime() -> std::path::PathBuf {
    // Debian puts it into a folder for the architecture. Other systems do not.
    let lib = std::path::Path::new("/usr/lib");
    let folders = std::fs::read_dir(lib).into_iter().flatten().flatten().map(|folder| folder.path());
    folders
        .chain([lib.into(), "/usr/lib64".into()])
        .map(|folder| folder.join("faketime/libfaketime.so.1"))
        .find(|library| library.exists())
        .expect("this needs libfaketime: on Debian, apt-get install faketime")
}
