//! Lets a library use Python before it knows which: Python itself loads it, and knows. On macOS, the linker must be told.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "macos") {
        for flag in ["-undefined", "dynamic_lookup"] {
            println!("cargo::rustc-cdylib-link-arg={flag}");
            println!("cargo::rustc-link-arg-examples={flag}");
        }
    }
}
