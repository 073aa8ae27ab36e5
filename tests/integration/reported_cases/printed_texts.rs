//! Texts that are sent with a form and read back from its PDF.

use super::assert_all_right;
use crate::{
    reports::pdf::run_tool,
    support::app::{Multipart, TestApp},
};
use std::fmt::Write;

const COMMENTS: &str = include_str!("../../fixtures/cases/b06/comments.txt");
const WORDS: &str = include_str!("../../fixtures/cases/b10/words.txt");

/// A line of a comment, and the words that must be painted beside each other, from left to right.
const NUMBERS: &[(&str, &[&str])] = &[
    ("هاتف +971 50 123 4567 مكتب", &["+971", "50", "123", "4567"]),
    ("اتصل على (04) 123 4567 صباحا", &["04", "123", "4567"]),
    ("رقم 00971-4-1234567 للطوارئ", &["00971-4-1234567"]),
    ("خط مجاني 800 4567 فقط", &["800", "4567"]),
    ("المضخة (2026-11-28) تعمل", &["2026-11-28"]),
    ("القطعة [B-12/3] هنا", &["B-12/3"]),
    ("الدوام 08:00-17:30 يوميا", &["08:00-17:30"]),
    ("الضغط 3.5-4.5 bar طبيعي", &["3.5-4.5", "bar"]),
    ("من 22-11-2026 – 25-11-2026 إجازة", &["22-11-2026"]),
    ("من 20-11-2026 – 26-11-2026 عطلة", &["26-11-2026"]),
    ("الحرارة -5.5°C خارجا", &["-5.5°C"]),
    ("السماحية ±0.5 مم", &["±0.5"]),
    ("العنوان 192.168.1.20 للشبكة", &["192.168.1.20"]),
    ("السعر $1,250.50 للوحدة", &["$1,250.50"]),
    ("النسبة 95% تقريبا", &["95%"]),
    ("الأبعاد 120 × 60 × 75 سم", &["120", "×", "60", "×", "75"]),
    ("التسجيل 2026-11-21T06:07:08+04:00 محفوظ", &["2026-11-21T06:07:08+04:00"]),
    ("أنبوب DN50-PN16 جديد", &["DN50-PN16"]),
    ("تاریخ ۲۰۲۶-۱۱-۲۳ شروع", &["۲۰۲۶-۱۱-۲۳"]),
    ("بدأ 22/11/2026 07:45:10 مساء", &["22/11/2026"]),
    ("انتهى 23/11/2026 07:45:11 مساء", &["07:45:11"]),
    ("תאריך 2026-11-24 10:15 סיום", &["2026-11-24"]),
];

/// Further scripts and signs that few fonts have, a name and words as in the report.
const FURTHER: &str = "\
Thaana: ޕަންޕް ހަލާކު
Syriac: ܡܫܐܒܬܐ ܬܒܝܪܬܐ
Tibetan: འཁོར་ལོ་ཆག
Traditional: 龍龜鑿鬱
N'Ko: ߒߞߏ ߞߊ߲
Tifinagh: ⵜⴰⵎⴰⵣⵉⵖⵜ
Javanese: ꦥꦩ꧀ꦥ
Cherokee: ᏣᎳᎩ
Mongolian: ᠮᠣᠩᠭᠣᠯ
Riyal: 120 \u{20c1}
Signs: ⌀ ℃ № ㎏ ½ ∅ ≥ ⚠
Mathematical: 𝐀𝟏𝛑
Rare: 𠮷𠀋
";

/// Words on one line, each with its left edge, from left to right.
type PaintedLine = Vec<(f32, String)>;

async fn pdf_of(test: &TestApp, comment: &str, key: &str) -> (String, Vec<u8>) {
    let form = [
        ("submission_key", key),
        ("do", "submit"),
        ("client_name", "عميل"),
        ("project_name", "برج 2026-11-19 23:59"),
        ("date_of_visit", "2026-03-14"),
        ("current_team_desc", comment),
    ];
    let form = form.iter().fold(Multipart::new(), |form, (name, value)| form.text(name, value));
    let id = test.submit("cleaning", &form).await;
    test.run_jobs().await;
    let page = format!("/submissions/{id}");
    let (_, submission) = test.get_json(&page).await;
    let url = submission["reports"]["pdf_url"].as_str().expect("a report").to_owned();
    let pdf = test.get(&url).await.into_bytes().await.expect("a report");
    (test.get(&page).await.into_string().await.expect("a page"), pdf)
}

fn painted_lines(pdf: &[u8]) -> Vec<PaintedLine> {
    let number = |word: &str, name: &str| -> f32 {
        let value = word.split_once(name).expect("an attribute").1;
        value.trim_start_matches("=\"").split('"').next().expect("a value").parse().expect("a number")
    };
    let boxes = run_tool("pdftotext", &["-bbox"], pdf);
    let (mut page, mut lines): (usize, Vec<(usize, f32, PaintedLine)>) = (0, Vec::new());
    for line in boxes.lines() {
        page += usize::from(line.contains("<page"));
        let Some((_, word)) = line.split_once("<word") else { continue };
        let (left, bottom) = (number(word, "xMin"), number(word, "yMax"));
        let text = word.split('>').nth(1).and_then(|text| text.split('<').next()).expect("a text");
        let text: String = text.chars().filter(|c| !injaaz::domain::bidi::is_control(*c)).collect();
        match lines.iter_mut().find(|(on, other, _)| *on == page && (other - bottom).abs() < 2.0) {
            Some((.., words)) => words.push((left, text)),
            None => lines.push((page, bottom, vec![(left, text)])),
        }
    }
    let mut lines: Vec<PaintedLine> = lines.into_iter().map(|(.., words)| words).collect();
    lines.iter_mut().for_each(|words| words.sort_by(|one, other| one.0.total_cmp(&other.0)));
    lines
}

fn has_sequence(lines: &[PaintedLine], words: &[&str]) -> bool {
    let bare = |word: &str| word.trim_matches(['.', ',', ':', '\u{60c}', '(', ')', '[', ']']).to_owned();
    lines.iter().any(|line| {
        line.windows(words.len()).any(|found| found.iter().zip(words).all(|((_, found), word)| bare(found) == *word))
    })
}

#[rocket::async_test]
async fn numbers_in_arabic_text_are_printed_whole() {
    let test = TestApp::new().await;
    let mut comment = COMMENTS.trim().to_owned();
    for (line, _) in NUMBERS {
        write!(comment, "\n{line}").expect("memory");
    }
    let (_, pdf) = pdf_of(&test, &comment, "reported-b06").await;
    let lines = painted_lines(&pdf);
    let mut wrong = Vec::new();
    let is_number = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    // In the lines of the report, and in the title, each word with a digit is whole.
    for word in COMMENTS.split_whitespace().chain(["2026-11-19", "23:59"]).filter(is_number) {
        if !has_sequence(&lines, &[word]) {
            wrong.push(format!("b06: {word}"));
        }
    }
    for (line, words) in NUMBERS {
        if !has_sequence(&lines, words) {
            let first = words.first().and_then(|word| word.get(..2)).unwrap_or_default();
            let near = |line: &&PaintedLine| line.iter().any(|(_, found)| found.contains(first));
            let found: Vec<_> = lines.iter().filter(near).collect();
            wrong.push(format!("b06: {line}: {words:?} in {found:?}"));
        }
    }
    assert_all_right(&wrong);
}

#[rocket::async_test]
async fn every_script_is_printed_or_named_as_missing() {
    let mut wrong = Vec::new();
    // With the fonts of the system and without.
    for fonts in [&[][..], &[("INJAAZ_FONTS", "off")]] {
        let test = TestApp::with(fonts).await;
        let comment = format!("{WORDS}{FURTHER}");
        let (page, pdf) = pdf_of(&test, comment.trim(), "reported-b10").await;
        let found = run_tool("pdftotext", &["-layout"], &pdf);
        let is_named = found.contains("no font has") && page.contains("The PDF report cannot print");
        for line in WORDS.lines().chain(FURTHER.lines()) {
            let (script, words) = line.split_once(": ").expect("a name");
            let letters: Vec<char> = words.chars().filter(|c| u32::from(*c) > 0x500).collect();
            let printed = letters.iter().filter(|c| found.contains(**c)).count();
            // The scripts of the report are printed; some letters are joined to others, and poppler gives only one.
            let may_be_named = is_named && !WORDS.contains(line);
            if printed * 10 < letters.len() * 6 && !may_be_named {
                wrong.push(format!("b10, {fonts:?}: {script}: {printed} of {}", letters.len()));
            }
        }
    }
    assert_all_right(&wrong);
}
