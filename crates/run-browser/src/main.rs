//! Makes the page, and serves it: `just run-browser`.
//!
//! The page is one file, with the WebAssembly in it. So it also opens from a folder, offline, and under any address.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::{env, fs};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tiny_http::{Header, Response, Server};
use wasm_bindgen_cli_support::Bindgen;
use zopfli::Format;

const TARGET: &str = "wasm32-unknown-unknown";

/// Where the page is served. Port 0 is any that is free.
const ADDRESS: &str = "127.0.0.1:0";

fn main() -> ExitCode {
    let arguments = env::args().skip(1).collect::<Vec<_>>();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => make().and_then(|page| serve(&page)),
        ["--page", file] => make().and_then(|page| Ok(fs::write(file, page)?)),
        _ => {
            eprintln!("run-browser: accepted is nothing, to serve the page, or --page FILE, to write it to a file");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Makes the page: one file.
fn make() -> Result<String, Box<dyn Error>> {
    let lessons = Module::of("run-browser", "wasm_bindgen")?;
    let steps = Module::of("step-browser", "steps")?;
    Ok(include_str!("page/page.html")
        .replace("/* STYLE */", include_str!("page/style.css"))
        .replace("/* TEXTS */", include_str!("page/texts.json"))
        .replace("/* SCRIPT */", include_str!("page/page.js"))
        .replace("/* PLAY_STYLE */", include_str!("page/play.css"))
        .replace("/* PLAY_SCRIPT */", include_str!("page/play.js"))
        .replace("/* GLUE */", &lessons.glue)
        .replace("/* WASM */", &lessons.wasm)
        .replace("/* STEP_STYLE */", step_page::STYLE)
        .replace("/* STEP_TEXTS */", step_page::TEXTS)
        .replace("/* STEP_SCRIPT */", step_page::SCRIPT)
        .replace("/* STEP_GLUE */", &steps.glue)
        .replace("/* STEP_WASM */", &steps.wasm))
}

/// A WebAssembly, as the page has it.
struct Module {
    /// The JavaScript that loads it and calls it.
    glue: String,
    /// The WebAssembly itself: compressed, in base64.
    wasm: String,
}

impl Module {
    /// Makes the WebAssembly of a package. In JavaScript it has the name `global`.
    fn of(package: &str, global: &str) -> Result<Self, Box<dyn Error>> {
        let mut glued = Bindgen::new()
            .input_path(build(package)?)
            .no_modules(true)?
            .no_modules_global(global)?
            .typescript(false)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate_output()?;
        // zopfli needs some seconds, but saves a twentieth of what every visitor loads.
        let mut compressed = Vec::new();
        zopfli::compress(zopfli::Options::default(), Format::Gzip, &*glued.wasm_mut().emit_wasm(), &mut compressed)?;
        Ok(Self { glue: glued.js().into(), wasm: BASE64_STANDARD.encode(compressed) })
    }
}

/// Builds the WebAssembly of a package with cargo. Returns where it is.
fn build(package: &str) -> Result<PathBuf, Box<dyn Error>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Beside this program, in a folder of its own: so it is known where cargo puts it.
    let folder = env::current_exe()?.with_file_name("page");
    let built = Command::new(cargo)
        .args(["build", "--package", package, "--lib", "--target", TARGET, "--profile", "page", "--target-dir"])
        .arg(&folder)
        .status()?;
    if !built.success() {
        return Err(format!("the WebAssembly cannot be built; it needs `rustup target add {TARGET}`").into());
    }
    Ok(folder.join(TARGET).join("page").join(package.replace('-', "_")).with_extension("wasm"))
}

/// Serves the page to the browsers of this computer, until Ctrl-C.
fn serve(page: &str) -> Result<(), Box<dyn Error>> {
    let server = Server::http(ADDRESS).map_err(|error| format!("the page cannot be served: {error}"))?;
    println!("http://{}/   (Ctrl-C ends it)", server.server_addr());
    let html: Header = "Content-Type: text/html; charset=utf-8".parse().expect("it is a header");
    for request in server.incoming_requests() {
        // A browser that goes away before it has the page is no matter.
        request.respond(Response::from_string(page).with_header(html.clone())).ok();
    }
    Ok(())
}
