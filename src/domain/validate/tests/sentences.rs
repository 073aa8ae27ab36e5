//! The words of each complaint.

use super::*;
use crate::domain::{lang::Lang, upload::Refusal};

fn all() -> Vec<Complaint> {
    let number = || "0.5".parse().unwrap();
    vec![
        Complaint::Missing,
        Complaint::NotChosen,
        Complaint::NotTicked,
        Complaint::NoPhoto,
        Complaint::NotSigned,
        Complaint::TooLong { limit: 200, found: 214 },
        Complaint::LineBreak,
        Complaint::ControlCharacter('\u{1b}'),
        Complaint::NotACharacter('\u{fffe}'),
        Complaint::NotUtf8,
        Complaint::NotANumber,
        Complaint::TooManyDigits { limit: 15 },
        Complaint::TooManyDecimals { limit: 0 },
        Complaint::TooManyDecimals { limit: 1 },
        Complaint::TooManyDecimals { limit: 2 },
        Complaint::BelowMinimum(number()),
        Complaint::AboveMaximum(number()),
        Complaint::NotADate,
        Complaint::NoSuchDay,
        Complaint::DayOutOfRange { first: 1900, last: 2100 },
        Complaint::FutureDay,
        Complaint::PastDay,
        Complaint::BeforeBeginning(Label::new("First visit date", "أول تاريخ زيارة")),
        Complaint::NotAChoice,
        Complaint::NotBelow(Label::new("Asset", "فئة الأصول")),
        Complaint::NotYesOrNo,
        Complaint::TooFewItems { limit: 1 },
        Complaint::TooFewItems { limit: 2 },
        Complaint::TooManyItems { limit: 200, found: 201 },
        Complaint::DuplicateField,
        Complaint::UnknownField,
        Complaint::TextExpected,
        Complaint::FileExpected,
        Complaint::TooManyPhotos { limit: 100, found: 103 },
        Complaint::SameFileTwice,
        Complaint::FileGone,
        Complaint::FileNotReceived,
        Complaint::BadDataUrl,
        Complaint::File(Refusal::Empty),
        Complaint::File(Refusal::TooLarge { limit: 15 * 1024 * 1024 }),
        Complaint::File(Refusal::Heic),
        Complaint::File(Refusal::NotAPicture),
        Complaint::File(Refusal::Damaged),
        Complaint::File(Refusal::TooManyPixels { limit_megapixels: 50 }),
        Complaint::File(Refusal::BlankSignature),
    ]
}

fn about(label: Label, complaint: Complaint) -> FieldError {
    FieldError { name: "x".into(), label, item: None, complaint }
}

#[test]
fn every_complaint_is_a_sentence_that_names_the_question() {
    for complaint in all() {
        let mut error = about(Label::new("Site name", "اسم الموقع"), complaint);
        let (en, ar) = (error.message(Lang::En), error.message(Lang::Ar));
        assert!(en.to_lowercase().contains("site name") && en.ends_with('.'), "{en}");
        assert!(en.starts_with(|c: char| c.is_uppercase() || c == '“'), "{en}");
        assert!(ar.contains("اسم الموقع") && ar.ends_with('.'), "{ar}");
        error.item = Some(Label::new("Item 2", "البند 2"));
        assert!(error.message(Lang::En).starts_with("Item 2: "));
        assert!(error.message(Lang::Ar).starts_with("البند 2: "));
    }
}

#[test]
fn sentences_read_well() {
    let site = |complaint| about(Label::new("Site name", "اسم الموقع"), complaint);
    for (error, en, ar) in [
        (site(Complaint::Missing), "Enter the site name.", "أدخل اسم الموقع."),
        (
            site(Complaint::TooLong { limit: 200, found: 214 }),
            "Site name may have at most 200 characters; yours has 214. Shorten the text.",
            "الحد الأقصى لعدد أحرف «اسم الموقع» هو 200، وعددها الآن 214. اختصر النص.",
        ),
        (about(Label::new("BMS panel", "لوحة BMS"), Complaint::NotChosen), "Choose the BMS panel.", "اختر لوحة BMS."),
        (
            about(Label::new("Is it safe?", "هل هو آمن؟"), Complaint::NotChosen),
            "Answer “Is it safe?”.",
            "أجب عن السؤال «هل هو آمن؟».",
        ),
        (
            about(Label::new("Photos", "الصور"), Complaint::File(Refusal::TooLarge { limit: 15 * 1024 * 1024 })),
            "A file of “Photos” is larger than 15 MB, the limit for one file. Choose a smaller version.",
            "حجم أحد ملفات «الصور» أكبر من 15 ميغابايت، وهو الحد الأقصى للملف الواحد. اختر نسخة أصغر.",
        ),
    ] {
        assert_eq!(error.message(Lang::En), en);
        assert_eq!(error.message(Lang::Ar), ar);
    }
}
