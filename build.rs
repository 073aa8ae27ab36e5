//! Tells cargo which folders are built into the program, so that a file that is new in one of them is noticed too.

fn main() {
    for folder in ["locales", "migrations", "src/forms", "static", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
