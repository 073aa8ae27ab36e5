//! The texts of a page that people see or hear: text nodes and a few attributes.

/// A text of a page.
#[derive(Debug, PartialEq, Eq)]
pub struct VisibleText {
    /// `text of <h1>` or `aria-label of <nav>`.
    pub place: String,
    pub text: String,
}

/// Attributes that are shown or read to people.
const ATTRIBUTES: &[&str] = &["title", "aria-label", "placeholder", "alt", "data-label"];

/// Elements whose content is user input, generated, or not text.
const SKIPPED: &[&str] = &["bdi", "code", "pre", "script", "style", "textarea", "svg", "del", "ins"];

/// Elements without an end tag.
const VOID: &[&str] = &["meta", "link", "input", "img", "br", "hr", "col", "source", "wbr"];

/// All texts of `page`, in order. Content in `dir="auto"` is user input.
pub fn shown(page: &str) -> Vec<VisibleText> {
    let mut all = Vec::new();
    // The open elements, and whether their content is skipped.
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        add_text(&open, text, &mut all);
        let raw =
            open.last().filter(|(name, _)| matches!(name.as_str(), "script" | "style")).map(|(name, _)| name.clone());
        if let Some(name) = raw
            && !tag.starts_with(&format!("</{name}"))
        {
            rest = &tag[1..];
            continue;
        }
        let end = end_of_tag(tag);
        let inside = &tag[1..end];
        rest = &tag[end + 1..];
        if inside.starts_with('!') {
            continue;
        }
        if let Some(name) = inside.strip_prefix('/') {
            while let Some((last, _)) = open.pop() {
                if last == name.trim() {
                    break;
                }
            }
            continue;
        }
        let name = inside.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default().to_lowercase();
        let attributes = attributes(&inside[name.len()..]);
        let hidden = open.last().is_some_and(|(_, skipped)| *skipped);
        for (attribute, value) in &attributes {
            if ATTRIBUTES.contains(&attribute.as_str())
                && !(hidden || name == "img" && attribute == "alt" && is_user_picture(&attributes))
            {
                all.push(VisibleText { place: format!("{attribute} of <{name}>"), text: decoded(value) });
            }
        }
        if VOID.contains(&name.as_str()) || inside.ends_with('/') {
            continue;
        }
        let user = attributes.iter().any(|(attribute, value)| attribute == "dir" && (value == "auto"));
        let user = user && !matches!(name.as_str(), "input" | "html");
        open.push((name.clone(), hidden || user || SKIPPED.contains(&name.as_str())));
    }
    all.retain(|shown| shown.text.chars().any(char::is_alphabetic));
    all
}

/// A picture that a user attached: its file name is the text.
fn is_user_picture(attributes: &[(String, String)]) -> bool {
    attributes.iter().any(|(name, value)| name == "src" && value.contains("/uploads/"))
}

fn add_text(open: &[(String, bool)], text: &str, all: &mut Vec<VisibleText>) {
    if open.last().is_none_or(|(_, skipped)| *skipped) {
        return;
    }
    let text = decoded(text).trim().to_owned();
    if !text.is_empty() {
        let name = open.last().map(|(name, _)| name.as_str()).unwrap_or_default();
        all.push(VisibleText { place: format!("text of <{name}>"), text });
    }
}

/// The end of the tag; a `>` in an attribute does not end it.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            _ => {}
        }
    }
    tag.len() - 1
}

fn attributes(inside: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut rest = inside.trim_start();
    while !rest.is_empty() {
        let name_end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..name_end].to_owned();
        rest = rest[name_end..].trim_start();
        let mut value = String::new();
        if let Some(behind) = rest.strip_prefix("=\"") {
            let (found, after) = behind.split_once('"').unwrap_or((behind, ""));
            value = found.to_owned();
            rest = after;
        } else if let Some(behind) = rest.strip_prefix('=') {
            rest = behind;
        }
        if !name.is_empty() {
            all.push((name, value));
        }
        rest = rest.trim_start();
    }
    all
}

fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let entity = &rest[at + 1..];
        let Some((name, behind)) = entity.split_once(';').filter(|(name, _)| name.len() < 8) else {
            out.push('&');
            rest = entity;
            continue;
        };
        let known = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "nbsp" => Some('\u{a0}'),
            _ => name.strip_prefix('#').and_then(|number| char::from_u32(number.parse().ok()?)),
        };
        match known {
            Some(c) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = entity;
            }
        }
    }
    out + rest
}

#[test]
fn texts_and_attributes_are_found_and_what_users_entered_is_not() {
    let page = "<!doctype html><p title=\"Tip &#38; more\">Hello <b>you</b> <bdi>Sara <i>x</i></bdi> there</p>\
        <span dir=\"auto\">typed <b>in</b></span><input placeholder=\"a > b\" value=\"typed\"><script>let x = \"<b>no</b>\";</script>12 %<br>";
    let found: Vec<(String, String)> = shown(page).into_iter().map(|shown| (shown.place, shown.text)).collect();
    let expected = [
        ("title of <p>", "Tip & more"),
        ("text of <p>", "Hello"),
        ("text of <b>", "you"),
        ("text of <p>", "there"),
        ("placeholder of <input>", "a > b"),
    ];
    assert_eq!(found, expected.map(|(place, text)| (place.to_owned(), text.to_owned())));
}
