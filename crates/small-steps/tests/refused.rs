//! What must not compile does not, for the reason that the book names.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

#[test]
fn every_refused_program_is_refused_with_its_error() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("refused");
    let mut number = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        let expected = text.lines().next().and_then(|line| line.strip_prefix("// ")).unwrap();

        let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut command = Command::new(compiler);
        command.args(["--edition", "2024", "--emit", "metadata", "--out-dir", env!("CARGO_TARGET_TMPDIR")]).arg(&file);
        let done = command.output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(!done.status.success() && said.contains(expected), "{}:\n{said}", file.display());
        number += 1;
    }
    assert!(number > 0, "there are no refused programs");
}
