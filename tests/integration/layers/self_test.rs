//! Tests of the reader and of the cycle search, on small crates with known errors.

use super::cycles::{cycles, edges};

/// The cycles of a crate, given file by file.
fn found(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    cycles(&edges(files.iter().copied()))
}

/// Asserts that these two files depend on each other and that there is no other cycle.
fn is_cycle(files: &[(&str, &str)], expected: &[&str]) {
    assert_eq!(found(files), [expected.iter().map(|file| (*file).to_owned()).collect::<Vec<_>>()], "{files:?}");
}

fn is_clean(files: &[(&str, &str)]) {
    assert_eq!(found(files), Vec::<Vec<String>>::new(), "{files:?}");
}

#[test]
fn a_planted_cycle_is_found_however_it_is_written() {
    let back = ("b.rs", "pub struct B; pub fn f(a: crate::a::A) {}");
    for text in [
        "pub struct A; use crate::b::B;",
        "pub struct A; use crate::{b::{B, f}};",
        "pub struct A; use super::b::B as Other;",
        "pub struct A; use crate::b; fn g() { b::f(A) }",
        "pub struct A; use crate::b as other; fn g() { other::f(A) }",
        "pub struct A; fn g() { crate::b::f(A) }",
        "pub struct A; fn g() -> Vec<super::b::B> { Vec::new() }",
        "pub struct A; mod inner { fn g() { super::super::b::f(super::A) } }",
        "pub struct A; macro_rules! m { () => { $crate::b::f(1) } } use crate::b::*;",
        "pub struct A; #[derive(Clone)] pub struct C(crate::b::B);",
    ] {
        is_cycle(&[("lib.rs", "mod a; mod b;"), ("a.rs", text), back], &["a.rs", "b.rs"]);
    }
}

#[test]
fn a_longer_cycle_is_one_group_and_another_is_another() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c; mod d; mod e; mod f;"),
        ("a.rs", "use crate::b::B; pub struct A;"),
        ("b.rs", "use crate::c::C; pub struct B;"),
        ("c.rs", "use crate::a::A; pub struct C;"),
        ("d.rs", "use crate::{a::A, e::E}; pub struct D;"),
        ("e.rs", "use crate::d::D; pub struct E;"),
        ("f.rs", "use crate::d::D; pub struct F;"),
    ];
    assert_eq!(found(&files), [vec!["a.rs", "b.rs", "c.rs"], vec!["d.rs", "e.rs"]]);
}

#[test]
fn names_in_comments_and_strings_are_ignored() {
    let back = ("b.rs", "pub struct B; use crate::a::A;");
    for text in [
        "pub struct A; // use crate::b::B;",
        "pub struct A; /* /* crate::b::B */ crate::b::B */",
        "pub struct A; const T: &str = \"crate::b::B\";",
        "pub struct A; const T: &str = r#\"\" crate::b::B\"#;",
        "pub struct A; const C: char = '\"'; const D: char = '\\''; // \" crate::b::B",
        "pub struct A<'b>(&'b str); fn g<'crate_b>() {}",
        "pub struct A; #[cfg(test)] mod tests { use crate::b::B; }",
        "pub struct A; #[cfg(test)] use crate::b::B;",
        "pub struct A; use other::b::B; fn g(b: Vec<u8>) { b.len(); Vec::<u8>::new(); }",
        "pub struct A; use crate::b;",
    ] {
        is_clean(&[("lib.rs", "mod a; mod b;"), ("a.rs", text), back]);
    }
}

#[test]
fn declarations_and_re_exports_of_a_parent_are_no_edges() {
    is_clean(&[
        ("lib.rs", "pub mod a; pub mod b;"),
        ("a/mod.rs", "mod leaf; mod user; pub use leaf::Leaf; pub use user::User;"),
        ("a/leaf.rs", "pub struct Leaf;"),
        ("a/user.rs", "use super::Leaf; pub struct User(Leaf);"),
        ("b.rs", "use crate::a::{Leaf, User};"),
    ]);
}

#[test]
fn a_parent_with_items_of_its_own_that_names_a_child_which_names_them_is_a_cycle() {
    let child = ("a/child.rs", "use super::Shared; pub struct Child(Shared);");
    for text in [
        "mod child; pub struct Shared; pub use child::Child;",
        "mod child; pub struct Shared; use child::Child;",
        "mod child; pub struct Shared; fn g() { child::g() }",
        "mod child; pub struct Shared; fn g() { self::child::g() }",
    ] {
        is_cycle(&[("lib.rs", "mod a;"), ("a/mod.rs", text), child], &["a/child.rs", "a/mod.rs"]);
    }
    is_clean(&[("lib.rs", "mod a;"), ("a/mod.rs", "mod child; pub struct Shared;"), child]);
}

#[test]
fn names_are_followed_through_re_exports_imports_and_globs_to_their_definition() {
    for middle in [
        "mod inner; pub use inner::Inner;",
        "mod inner; pub use inner::*;",
        "mod inner; pub use self::inner::Inner as Renamed; pub use Renamed as Inner;",
    ] {
        is_cycle(
            &[
                ("lib.rs", "mod a; mod outer;"),
                ("a.rs", "use crate::outer::Inner; pub struct A;"),
                ("outer/mod.rs", middle),
                ("outer/inner.rs", "pub struct Inner(crate::a::A);"),
            ],
            &["a.rs", "outer/inner.rs"],
        );
    }
    // If a child names something that its parent only imports, the edge leads to the definition, not to the parent.
    is_clean(&[
        ("lib.rs", "mod a; mod leaf;"),
        ("a.rs", "mod child; use crate::leaf::Leaf; pub fn f(leaf: Leaf) { child::g() }"),
        ("a/child.rs", "use super::Leaf; pub fn g() {}"),
        ("leaf.rs", "pub struct Leaf;"),
    ]);
}
