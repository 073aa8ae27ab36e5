//! Tells cargo which folders are built into this crate, so that a file that is new in one of them is noticed too.

fn main() {
    for folder in ["locales", "migrations", "src/forms"] {
        println!("cargo::rerun-if-changed=../../{folder}");
    }
}
