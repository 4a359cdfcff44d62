//! Tells the linker where the microcontroller's memory is.

use std::path::PathBuf;
use std::{env, fs, io};

/// The LM3S6965, which QEMU plays: 256 KiB of flash, 64 KiB of RAM.
const MEMORY: &str = "\
MEMORY
{
  FLASH : ORIGIN = 0x00000000, LENGTH = 256K
  RAM   : ORIGIN = 0x20000000, LENGTH = 64K
}
";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("none") {
        return Ok(());
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for a build script"));
    fs::write(folder.join("memory.x"), MEMORY)?;
    println!("cargo::rustc-link-search={}", folder.display());
    // The linker script of `cortex-m-rt`: it reads memory.x.
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    Ok(())
}
