//! Builds the firmware, says how large it is, and starts it in QEMU, which plays the microcontroller.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use object::{Object, ObjectSection, ObjectSymbol, SectionKind};

const TARGET: &str = "thumbv7m-none-eabi";

/// Where the microcontroller's RAM begins. The flash is below.
const RAM: u64 = 0x2000_0000;

/// What `--check` demands: the firmware stays smaller than this, in bytes.
const MOST_FLASH: u64 = 16 * 1024;
const MOST_RAM: u64 = 1024;

/// How long a firmware may take that runs in simulated time. One whose deadline never comes is ended then.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the command line asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    /// As fast as the real microcontroller, for ten seconds.
    Watch,
    /// At once, and compared with what it should print.
    Check,
}

pub(crate) fn main() -> ExitCode {
    let run = match env::args().nth(1).as_deref() {
        None => Run::Watch,
        Some("--check") => Run::Check,
        Some(other) => {
            eprintln!("run-embassy: '{other}' is not accepted; accepted is nothing, or --check");
            return ExitCode::from(2);
        }
    };
    match boot(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn boot(run: Run) -> Result<(), Box<dyn Error>> {
    let firmware = build()?;
    let size = Size::of(&firmware)?;
    eprintln!("flash {} bytes, RAM {} bytes, and no heap", size.flash, size.ram);
    let mut qemu = qemu(&firmware, run);
    match run {
        Run::Watch => {
            let status = qemu.status().map_err(|error| no_qemu(&error))?;
            if status.success() { Ok(()) } else { Err(format!("the firmware failed: {status}").into()) }
        }
        Run::Check => check(&size, &printed(&mut qemu)?),
    }
}

/// Runs the firmware to its end. Returns what it has printed.
fn printed(qemu: &mut Command) -> Result<String, Box<dyn Error>> {
    let mut qemu = qemu.stdout(Stdio::piped()).spawn().map_err(|error| no_qemu(&error))?;
    let stdout = qemu.stdout.take().expect("it is piped");
    let reading = thread::spawn(|| io::read_to_string(stdout));
    let started = Instant::now();
    let status = loop {
        match qemu.try_wait()? {
            Some(status) => break status,
            None if started.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(10)),
            None => {
                qemu.kill()?;
                break qemu.wait()?;
            }
        }
    };
    let printed = reading.join().expect("reading does not panic")?;
    print!("{printed}");
    if status.success() { Ok(printed) } else { Err(format!("the firmware failed, or took too long: {status}").into()) }
}

/// Builds the firmware with cargo. Returns where it is.
fn build() -> Result<PathBuf, Box<dyn Error>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Beside this program, in a folder of its own: so it is known where cargo puts it.
    let folder = env::current_exe()?.with_file_name("firmware");
    let built = Command::new(cargo)
        .args(["build", "--package", "run-embassy", "--target", TARGET, "--profile", "firmware", "--target-dir"])
        .arg(&folder)
        .status()?;
    if !built.success() {
        return Err(format!("the firmware cannot be built; it needs `rustup target add {TARGET}`").into());
    }
    Ok(folder.join(TARGET).join("firmware/run-embassy"))
}

/// How much memory the firmware takes, in bytes.
struct Size {
    flash: u64,
    /// For what exists from the start. The stack comes on top.
    ram: u64,
}

impl Size {
    /// Measures a firmware, after making sure that it has no heap.
    fn of(firmware: &Path) -> Result<Self, Box<dyn Error>> {
        let bytes = fs::read(firmware)?;
        let file = object::File::parse(&*bytes)?;
        let named = file.symbols().filter_map(|symbol| symbol.name().ok()).collect::<Vec<_>>();
        if named.is_empty() {
            return Err("the firmware has no names of functions, so nobody can see whether it has a heap".into());
        }
        if let Some(heap) = named.iter().find(|name| name.contains("rust_alloc")) {
            return Err(format!("the firmware has a heap: {heap}").into());
        }
        let mut size = Self { flash: 0, ram: 0 };
        for section in file.sections().filter(|section| is_loaded(section.kind())) {
            if section.address() >= RAM {
                size.ram += section.size();
            }
            // Variables that begin with a value take RAM, and flash for the value.
            if !matches!(section.kind(), SectionKind::UninitializedData) {
                size.flash += section.size();
            }
        }
        Ok(size)
    }
}

fn is_loaded(kind: SectionKind) -> bool {
    use SectionKind::{Data, ReadOnlyData, ReadOnlyString, Text, UninitializedData};
    matches!(kind, Text | Data | ReadOnlyData | ReadOnlyString | UninitializedData)
}

/// The command that starts the firmware.
fn qemu(firmware: &Path, run: Run) -> Command {
    // Count 256 ns for each instruction. To watch, wait where that is faster than real time; to check, never wait.
    let pace = if run == Run::Watch { "shift=8,align=on" } else { "shift=8,sleep=off" };
    let mut qemu = Command::new("qemu-system-arm");
    qemu.args(["-M", "lm3s6965evb", "-display", "none", "-monitor", "none", "-serial", "null", "-icount", pace])
        .args(["-semihosting-config", "enable=on,target=native", "-kernel"])
        .arg(firmware);
    qemu
}

fn no_qemu(error: &io::Error) -> Box<dyn Error> {
    if error.kind() == io::ErrorKind::NotFound {
        "there is no `qemu-system-arm`: install QEMU (on Debian: apt-get install qemu-system-arm)".into()
    } else {
        format!("QEMU does not start: {error}").into()
    }
}

/// Compares a run with what was promised.
fn check(size: &Size, printed: &str) -> Result<(), Box<dyn Error>> {
    let ticks = (0..20).map(|tick| format!("{:>3}.{}00 s since boot\n", tick / 2, tick % 2 * 5));
    let expected = ticks.chain(["시간 종료\n".into()]).collect::<String>();
    if printed != expected {
        return Err(format!("it should have printed\n{expected}").into());
    }
    if size.flash >= MOST_FLASH || size.ram >= MOST_RAM {
        return Err(format!("it should take less than {MOST_FLASH} bytes of flash and {MOST_RAM} of RAM").into());
    }
    eprintln!("20 ticks, none late; the deadline at 10 s; small enough.");
    Ok(())
}
