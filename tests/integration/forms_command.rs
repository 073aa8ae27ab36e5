//! `injaaz forms`: a form goes out as a spreadsheet and comes back, mistakes are told with their cells, nothing is
//! overwritten.

use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn forms(folder: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_injaaz"));
    // No command of forms needs a database.
    command.env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none").env("INJAAZ_GENERATED", folder);
    command.current_dir(folder).arg("forms").args(words).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A workbook of one sheet.
fn survey(file: &Path, rows: &[&[&str]]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("survey").unwrap();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    book.save(file).unwrap();
}

#[test]
fn a_form_goes_out_as_a_spreadsheet_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| forms(folder.path(), words);
    for module in ["civil", "hvac_mep", "cleaning"] {
        let [xlsx, back, toml] = ["xlsx", "back.toml", "toml"].map(|end| format!("{module}.{end}"));
        let written = run(&["export", module, "--xlsx", &xlsx]);
        assert!(written.status.success() && out(&written).contains("has the form"), "{}", err(&written));
        assert!(run(&["export", module, "--toml", &toml]).status.success());
        let converted = run(&["convert", &xlsx, "--out", &back]);
        assert!(converted.status.success(), "{}", err(&converted));
        assert!(out(&converted).contains("Put it into the folder that INJAAZ_FORMS names"), "{}", out(&converted));
        let checked = run(&["check", &xlsx, &back, &toml]);
        assert!(checked.status.success(), "{}", out(&checked));
        assert_eq!(out(&checked).matches(&format!("the form {module} version")).count(), 3, "{}", out(&checked));
        // Printed, it is the same file.
        assert_eq!(out(&run(&["convert", &xlsx])), fs::read_to_string(folder.path().join(&back)).unwrap());
    }
    let again = run(&["export", "civil", "--xlsx", "civil.xlsx"]);
    assert!(!again.status.success() && err(&again).contains("civil.xlsx exists already"), "{}", err(&again));
    let unknown = run(&["export", "garden", "--toml", "garden.toml"]);
    assert!(
        err(&unknown).contains("There is no form \"garden\"; there are hvac_mep, civil, cleaning."),
        "{}",
        err(&unknown)
    );
    let nothing = run(&["export", "civil"]);
    assert_eq!(nothing.status.code(), Some(2), "{}", err(&nothing));
}

#[test]
fn mistakes_are_told_with_their_cells_and_lines() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| forms(folder.path(), words);
    survey(
        &folder.path().join("bad.xlsx"),
        &[&["type", "name", "label"], &["geotrace", "way", "Way"], &["text", "a b", "A"]],
    );
    fs::write(folder.path().join("bad.toml"), "module = 3\n").unwrap();
    let checked = run(&["check", "bad.xlsx", "bad.toml"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(err(&checked).contains("2 of 2 files cannot be used."), "{}", err(&checked));
    for line in [
        "bad.xlsx: survey, row 2, column A (type): the type geotrace is not supported; write geopoint for one position\n",
        "bad.xlsx: survey, row 3, column B (name): the name \"a b\" must be at most 60 letters",
        "bad.toml: 1: module must be a text in quotes, not a number\n",
    ] {
        assert!(out(&checked).contains(line), "{line} in {}", out(&checked));
    }
    let found: Value = serde_json::from_slice(&run(&["check", "bad.xlsx", "--json"]).stdout).unwrap();
    assert_eq!((&found[0]["ok"], &found[0]["file"]), (&Value::Bool(false), &Value::from("bad.xlsx")));
    assert!(found[0]["mistakes"].as_array().is_some_and(|mistakes| mistakes.len() > 2), "{found}");
    let refused = run(&["convert", "bad.xlsx", "--out", "bad2.toml"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("bad.xlsx was not converted"), "{}", err(&refused));
    assert!(!folder.path().join("bad2.toml").exists());
    let missing = run(&["check", "no.xlsx"]);
    assert!(err(&missing).contains("no.xlsx cannot be read"), "{}", err(&missing));
}
