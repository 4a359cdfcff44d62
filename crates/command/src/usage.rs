//! The processor time and the memory that this process has used so far.

use lessons::Usage;

/// Asks the operating system for both.
pub(crate) fn so_far() -> Usage {
    Usage { cpu: cpu(), memory: memory_stats::memory_stats().map(|stats| stats.physical_mem) }
}

#[cfg(unix)]
fn cpu() -> Option<std::time::Duration> {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    used.try_into().ok()
}

/// Unknown: outside Unix there is no way to ask without `unsafe`.
#[cfg(not(unix))]
fn cpu() -> Option<std::time::Duration> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::so_far;

    #[test]
    fn both_are_known_here() {
        let usage = so_far();
        assert!(usage.cpu.is_some() && usage.memory > Some(0), "{usage:?}");
    }
}
