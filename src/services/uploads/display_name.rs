//! Names of files for display.

/// The name of a picture that is safe to display: the last segment of a path of any system, without control characters,
/// line breaks and marks that change the text direction, at most 150 characters. Never used as a path.
pub(crate) fn display_name(sent: &str) -> String {
    cleaned(sent).unwrap_or_else(|| "photo".to_owned())
}

/// The same for a PDF. It is saved under its name, so the name ends as that of a PDF.
pub(crate) fn pdf_name(sent: &str) -> String {
    match cleaned(sent) {
        None => "file.pdf".to_owned(),
        Some(name) if name.to_ascii_lowercase().ends_with(".pdf") => name,
        Some(name) => format!("{name}.pdf"),
    }
}

fn cleaned(sent: &str) -> Option<String> {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = last.chars().filter(shown).take(150).collect();
    let name = name.trim();
    (!name.chars().all(|c| c == '.')).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{display_name, pdf_name};

    #[test]
    fn file_names_are_made_safe_to_display() {
        let long = "x".repeat(5_000);
        for (sent, shown) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\photos\\pump.jpg", "pump.jpg"),
            ("a\u{202e}gpj.exe", "agpj.exe"),
            ("line\nbreak\0.jpg", "linebreak.jpg"),
            ("line\u{2028}break\u{61c}.jpg", "linebreak.jpg"),
            ("", "photo"),
            ("..", "photo"),
            ("صورة.jpg", "صورة.jpg"),
            (long.as_str(), &long[..150]),
        ] {
            assert_eq!(display_name(sent), shown);
        }
    }

    #[test]
    fn a_pdf_has_the_name_of_a_pdf() {
        for (sent, shown) in [
            ("../Contract 2026.PDF", "Contract 2026.PDF"),
            ("contract", "contract.pdf"),
            ("contract.pdf.exe", "contract.pdf.exe.pdf"),
            ("contract\u{202e}fdp.exe", "contractfdp.exe.pdf"),
            ("..", "file.pdf"),
            ("", "file.pdf"),
            ("عقد الصيانة.pdf", "عقد الصيانة.pdf"),
        ] {
            assert_eq!(pdf_name(sent), shown);
        }
    }
}
