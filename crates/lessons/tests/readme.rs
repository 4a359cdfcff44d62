//! The README shows the program itself.

const README: &str = include_str!("../../../README.md");

#[test]
fn the_readme_shows_the_lesson_async_main() {
    let (_, program) = include_str!("../src/async_main.rs").split_once("pub async fn").unwrap();
    assert!(README.contains(program.trim_end()), "the README shows another program than async_main.rs");
}

#[test]
fn the_readme_fits_three_screens() {
    // A screen has some fifty lines.
    assert!(README.lines().count() <= 150, "{} lines", README.lines().count());
}
