//! Every entry of the corpus is either sent here, covered by another test, or postponed with a reason.

use super::{files, multipart, text, values};
use std::collections::BTreeSet;

/// Entries that another test covers, or that belong to a later part of the app.
const ELSEWHERE: &[(&[u16], &str)] = &[
    (&[5], "web/posting.rs cuts a form at every twelfth of its length"),
    (&[6], "web/body_timeouts.rs: a silent sender is given up"),
    (&[7, 20, 21, 23, 24], "the HTTP library answers before any code of ours; HTTP/2 is not built in"),
    (&[22, 26], "corpus/addresses.rs"),
    (&[25], "web/posting.rs, with the other refusals by headers alone"),
    (&[32, 47], "there are neither sign-ins nor mails yet"),
    (&[41], "reports/excel.rs; no form takes so long a text"),
    (&[50, 51], "domain/validate/tests/fields.rs, both spellings; corpus/values.rs"),
    (&[57, 58, 59], "no form asks for a time of day"),
    (&[71, 72, 73, 74, 75], "reports/pictures.rs looks at the pixels"),
    (&[78], "web/posting.rs: 300 MB by the header; domain/validate/tests/files.rs: photos of one item"),
    (&[83], "web/uploads.rs: a lie about the type counts for nothing"),
    (&[138], "web/submissions/filters.rs and paging.rs"),
    (&[139], "web/uploads.rs and web/reports.rs"),
    (&[140], "nothing can be edited yet"),
    (&[137, 141], "corpus/addresses.rs"),
];

#[test]
fn every_entry_of_the_corpus_is_tested_or_listed() {
    let sent = [multipart::cases(), text::cases(), values::cases(), files::cases()];
    let sent = sent.iter().flatten().map(|case| case.entry);
    let kept = text::KEPT.iter().map(|(entry, _)| *entry).chain(values::KEPT.iter().map(|kept| kept.0));
    let kept = kept.chain(files::KEPT.iter().copied());
    let elsewhere = ELSEWHERE.iter().flat_map(|(entries, _)| entries.iter().copied());
    let placed: BTreeSet<u16> = sent.chain(kept).chain(elsewhere).collect();
    let wanted: BTreeSet<u16> = (1..=88).chain(137..=141).collect();
    assert_eq!(placed, wanted, "missing: {:?}", wanted.difference(&placed).collect::<Vec<_>>());
}
