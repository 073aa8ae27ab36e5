//! Refuses retired names: `docs/glossary.md` has one term for each concept, and the replaced ones must not return.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Replaced identifiers, each with the term to use.
const RETIRED_IDENTIFIERS: &[(&str, &str)] = &[
    ("Wall", "TenantScope"),
    ("walled", "tenant_connection"),
    ("unwalled", "cross_tenant_connection"),
    ("Asked", "RequestContext"),
    ("TheApp", "AppState"),
    ("NotLetIn", "AccessDenied"),
    ("let_in", "authorize"),
    ("Need", "Access"),
    ("May", "Permission"),
    ("Reach", "SubmissionScope"),
    ("TurnedAway", "RequestRejection"),
    ("Crowd", "ConcurrencyLimiter"),
    ("Rooms", "LimiterState"),
    ("Counters", "RequestRateLimiter"),
    ("Guesses", "FailedTokenLimiter"),
    ("Patience", "BodyTimeouts"),
    ("Ration", "MemoryBudget"),
    ("Rationed", "BudgetedStream"),
    ("Gathering", "FormCollector"),
    ("Workshop", "BlockingPool"),
    ("Letter", "Email"),
    ("Caller", "Actor"),
    ("Strength", "AuthMethod"),
    ("Wish", "NewTokenRequest"),
    ("refuse_forgetful_database", "require_durable_settings"),
    ("keep_so_long", "retention_periods"),
    ("days_kept", "retention_days"),
    ("give_up_try", "record_failure"),
    ("make_again", "regenerate_report"),
    ("Judge", "Validator"),
    ("NotShown", "MediaUnavailable"),
    ("OldWord", "LegacyJobStatus"),
    ("Eyes", "RecordReader"),
    ("Books", "Ledger"),
    ("Ear", "ControlChannel"),
    ("Holder", "Principal"),
    ("waiting_submissions", "pending_submissions"),
    ("confirmed_lately", "recently_reauthenticated"),
    ("Road", "MigrationFixture"),
    ("Bed", "BenchEnv"),
    ("Chore", "PeriodicJob"),
    ("Chores", "SCHEDULE"),
    ("due_work", "jobs"),
    ("Desk", "ReviewQueue"),
    ("workshop", "pool"),
    ("mend", "fix"),
    ("must_reach", "require_in_scope"),
    ("for_whom", "recipient"),
    ("let_through", "count_bytes"),
    ("lay_on_white", "flatten_onto_white"),
    ("take_stock", "update_statistics"),
    ("stand_apart", "derive_ids"),
    ("no_longer_behind", "mark_complete"),
    ("went_well", "record_success"),
    ("came_by", "record_link"),
    ("OldSent", "LegacySubmission"),
    ("NoStep", "NoLevelAnswer"),
    ("Filler", "AnswerMapper"),
    ("Oddities", "Irregularities"),
    ("Growing", "TreeBuilder"),
    ("Judged", "ReportDecision"),
    ("Pictured", "AnswerPicture"),
    ("Polled", "LegacyJob"),
    ("Unfit", "InvalidShareSetting"),
    ("Stands", "ExistingFile"),
    ("Belongings", "RelatedRows"),
];

/// Names that do not say what a type is.
const EMPTY_NAMES: &[&str] = &[
    "Typed",
    "Shown",
    "Posted",
    "Made",
    "Place",
    "Wanted",
    "Said",
    "What",
    "How",
    "Way",
    "Stands",
    "Without",
    "Standing",
    "Whole",
    "Belonging",
    "Wrong",
    "Ahead",
    "Looked",
    "Via",
    "Keeps",
    "Kept",
    "Yes",
    "Given",
    "Weak",
    "Party",
    "Look",
    "Turn",
    "Odd",
    "Meaning",
    "Noted",
    "Marked",
    "Points",
    "Again",
    "Taken",
    "Held",
    "Waiting",
    "Now",
    "Uses",
    "Watch",
    "Named",
    "Fit",
    "Known",
    "Bad",
    "Described",
    "Drawn",
    "Filed",
    "Filled",
    "Listed",
    "Then",
    "Told",
];

/// The retired names in code, with their line numbers.
fn retired_in(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let words: Vec<&str> = line.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        if !line.trim_start().starts_with("//") {
            for (retired, instead) in RETIRED_IDENTIFIERS {
                if words.contains(retired) {
                    found.push((number + 1, format!("`{retired}` is called {instead}")));
                }
            }
        }
        for pair in words.windows(2) {
            if matches!(pair[0], "struct" | "enum" | "type" | "trait") && EMPTY_NAMES.contains(&pair[1]) {
                found.push((number + 1, format!("`{}` does not say what the type is", pair[1])));
            }
        }
    }
    found
}

/// The code with the contents of string literals removed.
fn without_strings(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut inside = false;
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if inside => drop(chars.next()),
            '"' => inside = !inside,
            '\'' if !inside => {
                // A character literal can be a quotation mark.
                let rest: String = chars.clone().take(3).collect();
                if rest.starts_with("\"'") || rest.starts_with("\\\"'") {
                    for _ in 0..rest.find('\'').map_or(0, |end| end + 1) {
                        chars.next();
                    }
                }
            }
            '\n' => out.push('\n'),
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

fn files(root: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|end| end == ending) => found.push(path),
                false => {}
            }
        }
    }
    found
}

#[test]
fn retired_names_are_not_used_again() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for path in files(&root.join(folder), "rs") {
            if path.ends_with("vocabulary.rs") {
                continue;
            }
            let code = without_strings(&fs::read_to_string(&path).expect("readable"));
            for (line, message) in retired_in(&code) {
                wrong.push(format!("{}:{line}: {message}", path.strip_prefix(root).expect("below").display()));
            }
        }
    }
    assert!(wrong.is_empty(), "docs/glossary.md has the terms to use:\n{}", wrong.join("\n"));
}

#[test]
fn a_retired_name_and_an_empty_one_are_found() {
    assert_eq!(retired_in("let a = 1;\nfn x(scope: Wall) {}").len(), 1);
    assert_eq!(retired_in("pub struct Typed<'r> {").len(), 1);
    assert_eq!(retired_in("enum Posted {\n    Wanted,\n}").len(), 1);
    assert!(retired_in("// A Wall of text.\nstruct SignInForm;\nfn typed() {}").is_empty());
    assert_eq!(without_strings("a(\"Wall \\\" Desk\", '\"', x)"), "a(, , x)");
}
