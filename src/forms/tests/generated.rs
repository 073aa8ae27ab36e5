//! Forms that are made at random, for tests of what must hold for all of them.

use proptest::{collection::vec, option, prelude::*};

/// The kinds with some of their keys; `@` stands for the number of the question.
const KINDS: [&str; 21] = [
    "kind = \"text\"",
    "kind = \"text\"\nmax = 7\ninput = \"tel\"",
    "kind = \"long_text\"\ndefault = \"a (b)\"",
    "kind = \"integer\"\nmin = -3\nmax = 12",
    "kind = \"number\"\ndecimals = 3\nunit = { en = \"m\", ar = \"م\" }",
    "kind = \"range\"\nstart = 0\nend = 8\nstep = 2",
    "kind = \"date\"",
    "kind = \"date\"\nfuture = true\nconstraint = \". > date('2020-02-29')\"",
    "kind = \"time\"\nmax = \"23:59\"",
    "kind = \"choice\"\ndefault = \"b c\"\nchoices = [{ value = \"a\", ar = \"أ\" }, { value = \"b c\", en = \"B\", ar = \"ب\" }]",
    "kind = \"choice\"\nchoice_filter = \"zone@ = ${site} or name = 'a'\"\nchoices = [{ value = \"a\", ar = \"أ\", zone@ = \"x\" }, { value = \"b\", ar = \"ب\" }]",
    "kind = \"select_multiple\"\nmax = 1\nchoices = [{ value = \"a\", ar = \"أ\" }, { value = \"b\", ar = \"ب\" }]",
    "kind = \"check\"\nweight = 4\ncritical = true\nafter_photo = true\non_fail = { photo = true, comment = true }",
    "kind = \"checkbox\"\ndefault = true",
    "kind = \"acknowledge\"",
    "kind = \"photos\"\nmax = 9",
    "kind = \"signature\"",
    "kind = \"file\"",
    "kind = \"geopoint\"",
    "kind = \"barcode\"\nmax = 30\nconstraint = \"regex(., '[A-Z]+')\"\nconstraint_message = { en = \"Letters.\", ar = \"حروف.\" }",
    "kind = \"text\"\nrelevant = \"${site} != ''\"",
];

fn text() -> impl Strategy<Value = String> {
    // No control characters; a spreadsheet has no spaces around its texts.
    "\\PC{1,24}"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("a text", |text| !text.is_empty() && !text.contains("${"))
}

fn label(en: &str, ar: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    format!("{{ en = {}, ar = {} }}", quoted(en), quoted(ar))
}

type Questions = Vec<(usize, String, String, Option<String>, bool)>;

/// The text of a correct form.
pub fn form_text() -> impl Strategy<Value = String> {
    let questions = vec((0..KINDS.len(), text(), text(), option::of(text()), any::<bool>()), 1..6);
    let sections = vec((any::<bool>(), text(), questions), 0..4);
    ((text(), text()), 1..i32::MAX, sections).prop_map(|(title, version, sections)| written(&title, version, &sections))
}

fn written(title: &(String, String), version: i32, sections: &[(bool, String, Questions)]) -> String {
    let mut source = format!(
        "module = \"generated\"\nversion = {version}\ntitle = {title}\nshort = {title}\nabout = {title}\nsite_field = \"site\"\n\
         date_field = \"day\"\n[[sections]]\nid = \"first\"\ntitle = {title}\n\
         [[sections.fields]]\nname = \"site\"\nkind = \"text\"\nrequired = true\nlabel = {title}\n\
         [[sections.fields]]\nname = \"day\"\nkind = \"date\"\nlabel = {title}\n",
        title = label(&title.0, &title.1),
    );
    for (number, (is_repeated, heading, fields)) in sections.iter().enumerate() {
        let heading = label(heading, heading);
        source.push_str(&format!("[[sections]]\nid = \"s{number}\"\ntitle = {heading}\n"));
        if *is_repeated {
            source.push_str(&format!(
                "items = {{ name = \"r{number}\", singular = {heading}, min = 0, max = {} }}\n",
                number + 1
            ));
        }
        for (at, (kind, en, ar, hint, is_required)) in fields.iter().enumerate() {
            let name = format!("q{number}_{at}");
            let keys = KINDS.get(*kind).copied().unwrap_or_default().replace('@', &name);
            source.push_str(&format!("[[sections.fields]]\nname = \"{name}\"\n{keys}\nlabel = {}\n", label(en, ar)));
            if let Some(hint) = hint {
                source.push_str(&format!("hint = {}\n", label(hint, hint)));
            }
            if *is_required && !keys.contains("acknowledge") {
                source.push_str("required = true\n");
            }
        }
    }
    source
}
