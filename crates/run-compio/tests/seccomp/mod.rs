//! Forbids `io_uring` with seccomp. Many containers do the same.

use std::collections::BTreeMap;
use std::env::consts::ARCH;

use rustix::io::Errno;
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

/// The number of the system call `io_uring_setup`, on every architecture that `seccompiler` knows.
const IO_URING_SETUP: i64 = 425;

/// Forbids `io_uring` to this thread, and to all threads and processes that it starts later.
pub fn forbid_io_uring() {
    let refuse = SeccompAction::Errno(Errno::PERM.raw_os_error().unsigned_abs());
    let calls = BTreeMap::from([(IO_URING_SETUP, Vec::new())]);
    let arch = ARCH.try_into().expect("seccompiler knows this machine");
    let filter = SeccompFilter::new(calls, SeccompAction::Allow, refuse, arch).expect("the filter is valid");
    let program = BpfProgram::try_from(filter).expect("the filter is valid");
    apply_filter(&program).expect("a thread may give up a right");
}
