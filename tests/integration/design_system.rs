//! The style sheets keep to the tokens of `docs/design-system.md`, and the tokens keep their contrasts.

use std::{collections::BTreeMap, fs, path::PathBuf};

/// Each text on each ground that it is used on.
const TEXTS: &[(&str, &str)] = &[
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "sunken"),
    ("ink", "brand-soft"),
    ("muted", "paper"),
    ("muted", "sheet"),
    ("muted", "sunken"),
    ("link", "paper"),
    ("link", "sheet"),
    ("link", "brand-soft"),
    ("brand", "sheet"),
    ("brand", "brand-soft"),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("bad", "paper"),
    ("bad", "sheet"),
    ("bad", "bad-soft"),
    ("warn", "warn-soft"),
    ("calm", "calm-soft"),
    ("on-plate", "plate"),
];

/// Borders of controls, parts of charts, and the ring of the focus.
const SHAPES: &[(&str, &str)] = &[
    ("edge", "sheet"),
    ("edge", "paper"),
    ("focus", "sheet"),
    ("focus", "paper"),
    ("series-1", "sheet"),
    ("series-2", "sheet"),
    ("series-3", "sheet"),
];

fn style_sheets() -> Vec<(PathBuf, String)> {
    let mut sheets = Vec::new();
    for folder in ["static/css", "static/css/components"] {
        for entry in fs::read_dir(folder).expect("a folder of style sheets").flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "css") {
                let text = fs::read_to_string(entry.path()).expect("a style sheet");
                sheets.push((entry.path(), text));
            }
        }
    }
    sheets
}

/// The declarations of the block that begins with this selector.
fn block<'a>(sheet: &'a str, selector: &str) -> BTreeMap<&'a str, &'a str> {
    let (_, rest) = sheet.split_once(&format!("{selector} {{")).unwrap_or_else(|| panic!("no {selector}"));
    let (inside, _) = rest.split_once('}').expect("its end");
    let pairs = inside.split(';').filter_map(|line| line.rsplit_once("--")?.1.split_once(": "));
    pairs.map(|(name, value)| (name, value.trim())).collect()
}

fn tokens() -> String {
    fs::read_to_string("static/css/tokens.css").expect("the tokens")
}

/// `light` with what `dark` replaces.
fn colours<'a>(light: &BTreeMap<&'a str, &'a str>, dark: &BTreeMap<&'a str, &'a str>) -> BTreeMap<&'a str, &'a str> {
    let mut all = light.clone();
    all.extend(dark);
    all
}

/// WCAG's relative luminance of `#rrggbb`.
fn luminance(colour: &str) -> f64 {
    let channel = |from: usize| {
        let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).expect("a colour")) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn texts_and_shapes_have_enough_contrast_in_both_schemes() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
    let sheet = tokens();
    let (light, dark) = (block(&sheet, ":root"), block(&sheet, ":root[data-scheme=\"dark\"]"));
    let mut low = Vec::new();
    for (name, colours) in [("light", light.clone()), ("dark", colours(&light, &dark))] {
        for (pairs, least) in [(TEXTS, 4.5), (SHAPES, 3.0)] {
            for (one, other) in pairs {
                let found = contrast(colours[one], colours[other]);
                if found < least {
                    low.push(format!("{name}: {one} on {other} {found:.2}"));
                }
            }
        }
    }
    assert!(low.is_empty(), "{low:?}");
}

#[test]
fn chosen_and_automatic_dark_are_the_same() {
    let sheet = tokens();
    let chosen = block(&sheet, ":root[data-scheme=\"dark\"]");
    assert!(chosen.len() > 20, "{chosen:?}");
    assert_eq!(block(&sheet, ":root:not([data-scheme=\"light\"])"), chosen);
}

#[test]
fn style_sheets_use_tokens() {
    let mut wrong = Vec::new();
    let sheets = style_sheets();
    assert!(sheets.len() > 20, "{}", sheets.len());
    for (path, text) in &sheets {
        let is_tokens = path.ends_with("tokens.css");
        // Paper has its own colours.
        let is_print = path.ends_with("print.css");
        for (number, line) in text.lines().enumerate() {
            wrong.extend(
                faults(line, is_tokens || is_print).map(|fault| format!("{}:{}: {fault}", path.display(), number + 1)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a line says without a token.
fn faults(line: &str, colours_allowed: bool) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    for property in ["font-size", "font-weight"] {
        for value in line.split(&format!("{property}: ")).skip(1) {
            let value = value.split([';', '}']).next().unwrap_or_default().trim();
            // Relative to the text around it; nothing at all, for text that only programs read.
            if !(value.starts_with("var(--") || value.ends_with("em") && !value.ends_with("rem") || value == "0") {
                found.push(format!("{property}: {value}"));
            }
        }
    }
    let hex = line.split('#').skip(1).any(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        let ends = rest.chars().nth(digits).is_none_or(|next| !next.is_alphanumeric() && !matches!(next, '-' | '_'));
        matches!(digits, 3 | 4 | 6 | 8) && ends && !rest.contains('{')
    });
    if !colours_allowed && (hex || line.contains("rgb(")) {
        found.push(line.trim().to_owned());
    }
    if line.contains("-left:") || line.contains("-right:") || line.contains("text-align: right") {
        found.push(line.trim().to_owned());
    }
    found.into_iter()
}

#[test]
fn a_planted_fault_is_found() {
    for (line, count) in [
        ("  a { color: #fff; }", 1),
        ("  a { font-size: 15px; font-weight: 550; }", 2),
        ("  a { margin-left: 1px; }", 1),
        ("  a { color: var(--ink); font-size: 0.9em; font-weight: var(--weight-strong); }", 0),
        ("  #add { color: var(--ink); }", 0),
    ] {
        assert_eq!(faults(line, false).count(), count, "{line}");
    }
}
