//! Entries 27 to 48: the contents of text fields.

use super::{Case, all_refused, speaks_for_itself};
use crate::support::app::{Multipart, TestApp, hvac};

const KEY: &str = "corpus-text";

fn site(name: &str) -> Multipart {
    hvac(KEY).without("site_name").text("site_name", name)
}

fn comments(text: &str) -> Multipart {
    hvac(KEY).text("items.0.comments", text)
}

pub fn cases() -> Vec<Case> {
    let missing = "Enter the site name";
    let mut cases = vec![
        Case::form(27, hvac(KEY).without("site_name"), missing),
        Case::form(27, site(""), missing),
        Case::form(29, site(&"x".repeat(201)), "200"),
        Case::form(29, site(&"👷".repeat(201)), "200"),
        Case::form(30, comments(&"n".repeat(1 << 20)), "2,000"),
        Case::form(44, site("a\u{fffe}"), "character"),
        Case::form(44, comments("a\u{ffff}b"), "character"),
        Case::form(46, site("x\r\n2026-01-01 ERROR forged"), "line"),
        Case::form(46, site("\u{1b}[2Jx"), "character"),
        Case::form(40, site("\r=1"), "character"),
    ];
    let blank = [" ", "\u{a0}\u{2003}", "\u{200b}", "\u{3164}", "\u{feff}\u{2060}", "\t"];
    cases.extend(blank.map(|blank| Case::form(28, site(blank), missing)));
    cases
}

/// Texts that are stored exactly, whatever they mean to other programs.
pub const KEPT: &[(u16, &str)] = &[
    (31, "Café"),
    (31, "Cafe\u{301}"),
    (33, "abc\u{202e}gpj.exe"),
    (34, "👨‍👩‍👧‍👦🇦🇪 z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}\u{308}\u{309}"),
    (35, "برج المارينا ภาษาไทย 你好 देवनागरी"),
    (36, "<script>alert(1)</script>"),
    (36, "\"><img src=x onerror=alert(1)>"),
    (36, "</title></textarea><svg onload=alert(1)>"),
    (37, "{{7*7}} {% include \"x\" %} ${7*7} {{ form.key }}"),
    (38, "#read(\"/etc/passwd\") #import $ x $ *bold* @label <label> \\"),
    (39, "&amp;&lt;script&gt; \\LaTeX{} &#x41;"),
    (40, "=1+1"),
    (40, "=cmd|' /C calc'!A0"),
    (40, "＝HYPERLINK(\"http://evil\")"),
    (40, "@SUM(A1)"),
    (40, "-1+1"),
    (42, "00123"),
    (42, "1E5"),
    (42, "3-4"),
    (43, "_x0041_"),
    (45, "'; DROP TABLE submissions; --"),
    (45, "100%_\\"),
    (48, "javascript:alert(1)"),
    (48, "data:text/html,<script>alert(1)</script>"),
    (48, "//evil.example/x"),
    (19, "tab\there"),
    (
        29,
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ),
];

#[rocket::async_test]
async fn invalid_text_is_rejected_at_its_field() {
    all_refused(&TestApp::new().await, &cases()).await;
}

/// They are stored exactly, shown as text on every page, and do not break a report.
#[rocket::async_test]
async fn text_is_stored_exactly() {
    let test = TestApp::new().await;
    for (number, (entry, text)) in KEPT.iter().enumerate() {
        let form = hvac(&format!("kept-{number:04}")).without("site_name").text("site_name", text);
        let id = test.submit("hvac_mep", &form.text("items.0.comments", text)).await;
        let address = format!("/submissions/{id}");
        let (_, submission) = test.get_json(&address).await;
        assert_eq!(submission["site_name"], *text, "entry {entry}");
        assert_eq!(submission["form_data"]["items"][0]["comments"], *text, "entry {entry}");
        let page = test.get(&address).await.into_string().await.expect("a page");
        speaks_for_itself(&page, text);
        for markup in ["<script>alert", "<img src=x", "<svg onload", "href=\"javascript:", "href=\"//evil", "49 "] {
            assert!(!page.contains(markup), "entry {entry}: {markup}");
        }
    }
    let list = test.get("/submissions").await.into_string().await.expect("a page");
    assert!(list.contains("&lt;script&gt;alert(1)") || list.contains("&#60;script&#62;alert(1)"), "{list}");
    assert!(!list.contains("<script>alert") && !list.contains("<img src=x"), "{list}");
    assert!(list.contains("<bdi"), "a name cannot change the text direction of another");
    test.run_jobs().await;
    assert_eq!(test.count("submissions WHERE status <> 'completed'").await, 0);
}
