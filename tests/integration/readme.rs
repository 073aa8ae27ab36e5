//! README lists what there is: the commands of the program, and the targets of the Makefile.

use std::{fs, process::Command};

fn text(name: &str) -> String {
    fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The part of README from this heading to the next one.
fn section(heading: &str) -> String {
    let readme = text("README.md");
    let (_, rest) = readme.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

/// The subcommands in the help of a command.
fn subcommands(words: &[&str]) -> Vec<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_injaaz")).args(words).arg("--help").output().unwrap().stdout;
    let help = String::from_utf8(help).unwrap();
    let Some((_, list)) = help.split_once("Commands:\n") else { return Vec::new() };
    let names = list.lines().take_while(|line| line.starts_with("  "));
    let names = names.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_command_is_listed_with_its_subcommands() {
    let commands = section("Commands");
    let mut listed: Vec<&str> =
        commands.lines().filter_map(|line| line.strip_prefix("    injaaz ")?.split_whitespace().next()).collect();
    listed.sort_unstable();
    let mut there = subcommands(&[]);
    there.sort_unstable();
    assert_eq!(listed, there);
    for command in &there {
        let line = commands.lines().find(|line| line.starts_with(&format!("    injaaz {command} "))).unwrap();
        for name in subcommands(&[command]) {
            assert!(line.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| word == name), "{name}: {line}");
        }
    }
}

#[test]
fn every_target_of_make_is_listed() {
    let makefile = text("Makefile");
    let targets = makefile.lines().filter(|line| line.contains(": ") && line.contains(" ## "));
    let targets: Vec<&str> = targets.filter_map(|line| line.split(':').next()).filter(|name| *name != "help").collect();
    let commands = section("Commands");
    let (_, list) = commands.split_once("lists its targets:").unwrap();
    let list = list.split("\n\n").next().unwrap_or_default();
    let listed: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
    assert_eq!(listed, targets);
}
