//! Describes this machine.

use std::env::consts;
use std::fs;

use lanes::{Interrupt, Stop, ask_python, ask_rustc};

use crate::report::Machine;

/// Asks the operating system (proc(5), and `/sys` for the governor), the compiler and Python.
///
/// # Errors
///
/// A signal asked this process to end.
pub(crate) fn machine(interrupt: &Interrupt) -> Result<Machine, Stop> {
    Ok(Machine {
        os: match consts::OS {
            "linux" => "Linux".into(),
            "macos" => "macOS".into(),
            "windows" => "Windows".into(),
            other => other.into(),
        },
        kernel: line("/proc/sys/kernel/osrelease"),
        arch: consts::ARCH.into(),
        cpu: fs::read_to_string("/proc/cpuinfo").ok().and_then(|info| field(&info, "model name")),
        cores: cores(),
        memory_bytes: fs::read_to_string("/proc/meminfo").ok().and_then(|info| kibibytes(&field(&info, "MemTotal")?)),
        governor: line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        timer_slack_ns: line("/proc/self/timerslack_ns").and_then(|slack| slack.parse().ok()),
        rustc: ask_rustc(interrupt)?,
        python: ask_python("sys.version.split()[0]", interrupt)?,
    })
}

/// How many threads can run at once.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The name of the machine. A report without `--name` has this name.
pub(crate) fn host_name() -> String {
    #[cfg(unix)]
    let name = Some(rustix::system::uname().nodename().to_string_lossy().into_owned());
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").ok();
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "this machine".into())
}

/// The value of the first line `name: value`.
fn field(text: &str, name: &str) -> Option<String> {
    let of =
        |line: &str| line.split_once(':').filter(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().into());
    text.lines().find_map(of)
}

fn kibibytes(text: &str) -> Option<u64> {
    text.strip_suffix(" kB")?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

fn line(path: &str) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_tells_is_read() {
        let cpu = "processor\t: 0\nmodel name\t: A CPU @ 2 GHz\nmodel name\t: Another\n";
        assert_eq!(field(cpu, "model name").as_deref(), Some("A CPU @ 2 GHz"));
        assert_eq!(field(cpu, "model"), None);
        assert_eq!(kibibytes("16 kB"), Some(16_384));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_machine_is_known() {
        let machine = machine(&Interrupt::default()).unwrap();
        assert_eq!(machine.os, "Linux");
        assert!(machine.memory_bytes.unwrap() > 1 << 20 && machine.cores > 0, "{machine:?}");
        assert!(machine.kernel.is_some() && machine.rustc.unwrap().starts_with("rustc 1."));
    }
}
