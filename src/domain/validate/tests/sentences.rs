//! The words of each complaint.

use super::*;
use crate::domain::{lang::Lang, upload::Refusal};

fn all() -> Vec<ValidationCode> {
    let number = || "0.5".parse().unwrap();
    vec![
        ValidationCode::Missing,
        ValidationCode::NotChosen,
        ValidationCode::NotTicked,
        ValidationCode::NoPhoto,
        ValidationCode::NotSigned,
        ValidationCode::TooLong { limit: 200, found: 214 },
        ValidationCode::LineBreak,
        ValidationCode::ControlCharacter('\u{1b}'),
        ValidationCode::NotACharacter('\u{fffe}'),
        ValidationCode::NotUtf8,
        ValidationCode::NotANumber,
        ValidationCode::TooManyDigits { limit: 15 },
        ValidationCode::TooManyDecimals { limit: 0 },
        ValidationCode::TooManyDecimals { limit: 1 },
        ValidationCode::TooManyDecimals { limit: 2 },
        ValidationCode::BelowMinimum(number()),
        ValidationCode::AboveMaximum(number()),
        ValidationCode::NotADate,
        ValidationCode::NoSuchDay,
        ValidationCode::DayOutOfRange { first: 1900, last: 2100 },
        ValidationCode::FutureDay,
        ValidationCode::PastDay,
        ValidationCode::BeforeBeginning(Label::new("First visit date", "أول تاريخ زيارة")),
        ValidationCode::NotAChoice,
        ValidationCode::NotBelow(Label::new("Asset", "فئة الأصول")),
        ValidationCode::NotYesOrNo,
        ValidationCode::TooFewItems { limit: 1 },
        ValidationCode::TooFewItems { limit: 2 },
        ValidationCode::TooManyItems { limit: 200, found: 201 },
        ValidationCode::DuplicateField,
        ValidationCode::UnknownField,
        ValidationCode::TextExpected,
        ValidationCode::FileExpected,
        ValidationCode::TooManyPhotos { limit: 100, found: 103 },
        ValidationCode::SameFileTwice,
        ValidationCode::FileGone,
        ValidationCode::FileNotReceived,
        ValidationCode::BadDataUrl,
        ValidationCode::File(Refusal::Empty),
        ValidationCode::File(Refusal::TooLarge { limit: 15 * 1024 * 1024 }),
        ValidationCode::File(Refusal::Heic),
        ValidationCode::File(Refusal::NotAPicture),
        ValidationCode::File(Refusal::Damaged),
        ValidationCode::File(Refusal::TooManyPixels { limit_megapixels: 50 }),
        ValidationCode::File(Refusal::BlankSignature),
    ]
}

fn about(label: Label, complaint: ValidationCode) -> FieldError {
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
        (site(ValidationCode::Missing), "Enter the site name.", "أدخل اسم الموقع."),
        (
            site(ValidationCode::TooLong { limit: 200, found: 214 }),
            "Site name may have at most 200 characters; yours has 214. Shorten the text.",
            "الحد الأقصى لعدد أحرف «اسم الموقع» هو 200، وعددها الآن 214. اختصر النص.",
        ),
        (
            about(Label::new("BMS panel", "لوحة BMS"), ValidationCode::NotChosen),
            "Choose the BMS panel.",
            "اختر لوحة BMS.",
        ),
        (
            about(Label::new("Is it safe?", "هل هو آمن؟"), ValidationCode::NotChosen),
            "Answer “Is it safe?”.",
            "أجب عن السؤال «هل هو آمن؟».",
        ),
        (
            about(Label::new("Photos", "الصور"), ValidationCode::File(Refusal::TooLarge { limit: 15 * 1024 * 1024 })),
            "A file of “Photos” is larger than 15 MB, the limit for one file. Choose a smaller version.",
            "حجم أحد ملفات «الصور» أكبر من 15 ميغابايت، وهو الحد الأقصى للملف الواحد. اختر نسخة أصغر.",
        ),
    ] {
        assert_eq!(error.message(Lang::En), en);
        assert_eq!(error.message(Lang::Ar), ar);
    }
}
