//! Asks the operating system what processes have used.

use std::time::Duration;

/// Processor time and voluntary context switches (`getrusage(2)`).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Usage {
    /// The time in user mode and in the kernel.
    pub(crate) cpu: Duration,
    /// How often a thread gave up the processor to wait.
    pub(crate) switches: u64,
}

impl Usage {
    /// The usage of all children that have ended and were waited for, and of their children.
    pub(crate) fn of_children() -> Option<Self> {
        #[cfg(unix)]
        return Self::of(nix::sys::resource::UsageWho::RUSAGE_CHILDREN);
        #[cfg(not(unix))]
        None
    }

    /// The usage of this process.
    pub(crate) fn of_self() -> Option<Self> {
        #[cfg(unix)]
        return Self::of(nix::sys::resource::UsageWho::RUSAGE_SELF);
        #[cfg(not(unix))]
        None
    }

    #[cfg(unix)]
    fn of(who: nix::sys::resource::UsageWho) -> Option<Self> {
        let usage = nix::sys::resource::getrusage(who).ok()?;
        let time = |time: nix::sys::time::TimeVal| {
            let (seconds, micros) = (u64::try_from(time.tv_sec()).ok()?, u64::try_from(time.tv_usec()).ok()?);
            Some(Duration::from_secs(seconds) + Duration::from_micros(micros))
        };
        let cpu = time(usage.user_time())? + time(usage.system_time())?;
        Some(Self { cpu, switches: u64::try_from(usage.voluntary_context_switches()).ok()? })
    }

    /// The increase since `before`.
    pub(crate) fn since(self, before: Self) -> Self {
        let cpu = self.cpu.saturating_sub(before.cpu);
        Self { cpu, switches: self.switches.saturating_sub(before.switches) }
    }
}
