// error[E0277]: `()` doesn't implement `std::fmt::Display`
// ANCHOR: code
fn print_now() {
    println!("2026-11-22 06:48:50");
}

fn main() {
    println!("{}", print_now());
}
// ANCHOR_END: code
