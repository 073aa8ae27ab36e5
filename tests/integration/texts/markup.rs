//! Rules for the markup of templates that no single page shows.

use super::sources::sources;

/// Forms with a one-line text whose button may be pressed with Enter: signing in, passwords, and settings that the same
/// page can change back. Each is named by its file and the end of its address.
const ENTER_PRESSES: &[(&str, &str)] = &[
    ("templates/account/form.html", "{{ action }}"),
    ("templates/admin/now.html", "/throttle"),
    ("templates/factors/second.html", "/sign-in/second-factor"),
    ("templates/factors/show.html", ""),
    ("templates/factors/totp.html", "/account/factors/totp/confirm"),
    ("templates/join/show.html", "{{ action }}"),
    ("templates/organisation/show.html", "/organisation"),
    ("templates/organisation/branding.html", "/organisation/branding"),
    ("templates/organisation/approval.html", "/organisation/approval/{{ module }}"),
    ("templates/parts/absences.html", "{{ view.address }}"),
    ("templates/password_reset/request.html", "/password-reset"),
    ("templates/password_reset/show.html", "{{ action }}"),
    ("templates/reports/cover.html", "{{ file.url }}{% endif %}"),
    ("templates/submissions/links.html", "/expiry"),
];

#[test]
fn enter_presses_no_button_with_a_final_effect() {
    let mut wrong = Vec::new();
    for template in sources("templates", "html") {
        for form in template.code.split("<form").skip(1) {
            let form = &form[..form.find("</form>").unwrap_or(form.len())];
            // The inspection form has its own first button; a search has no effect.
            if form.contains("method=\"get\"") || form.contains("id=\"inspection\"") || !has_one_line_text(form) {
                continue;
            }
            let address =
                form.split_once("action=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap_or_default());
            let is_exempt = ENTER_PRESSES.iter().any(|(path, end)| *path == template.path && address.ends_with(end));
            let blocks = form.contains("data-final") && form.contains("parts/final_form.html");
            if blocks == is_exempt {
                wrong.push(format!("{}: {address}", template.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn has_one_line_text(form: &str) -> bool {
    form.split("<input").skip(1).any(|input| {
        let input = &input[..input.find('>').unwrap_or(input.len())];
        !["hidden", "checkbox", "radio", "file"].iter().any(|kind| input.contains(&format!("type=\"{kind}\"")))
    })
}

/// A browser that translates a page replaces the text of an option, which is its value if it has no other.
#[test]
fn every_option_has_a_value() {
    for template in sources("templates", "html") {
        for option in template.code.split("<option").skip(1) {
            assert!(
                option.trim_start().starts_with("value=\""),
                "{}: <option{}",
                template.path,
                &option[..option.len().min(60)]
            );
        }
    }
}

/// Names, ids, addresses, code and hashes must stay as they are when a browser translates a page.
#[test]
fn names_and_ids_are_not_translated() {
    let mut wrong = Vec::new();
    for template in sources("templates", "html") {
        for tag in ["<bdi", "<code", "<pre"] {
            for rest in template.code.split(tag).skip(1) {
                let attributes = rest.split('>').next().unwrap_or_default();
                let is_tag = attributes.is_empty() || attributes.starts_with(' ');
                if is_tag && !attributes.contains("translate=\"no\"") {
                    wrong.push(format!("{}: {tag}{attributes}>", template.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
