//! Tests: the sentence of each validation error.

use super::*;
use crate::{
    domain::lang::{Label, Lang},
    i18n::{assert_complete, languages},
};
use proptest::{option, prelude::*, sample::select};

const EN: Lang = Lang::EN;
const AR: Lang = Lang::AR;

fn all() -> Vec<ValidationCode> {
    let number = || "0.5".parse().unwrap();
    vec![
        ValidationCode::Missing,
        ValidationCode::NotChosen,
        ValidationCode::NoneChosen,
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
        ValidationCode::NotOnScale { start: number(), end: number(), step: number() },
        ValidationCode::NotATime,
        ValidationCode::TooEarly("07:00".parse().unwrap()),
        ValidationCode::TooLate("19:30".parse().unwrap()),
        ValidationCode::NotAPosition,
        ValidationCode::NotADate,
        ValidationCode::NoSuchDay,
        ValidationCode::DayOutOfRange { first: 1900, last: 2100 },
        ValidationCode::FutureDay,
        ValidationCode::PastDay,
        ValidationCode::NotAWebAddress,
        ValidationCode::NotHttps,
        ValidationCode::PrivateAddress,
        ValidationCode::TooManyWebhooks { limit: 20 },
        ValidationCode::BeforeBeginning(Label::new("First visit date", "أول تاريخ زيارة").into()),
        ValidationCode::NotAChoice,
        ValidationCode::NotBelow(Label::new("Asset", "فئة الأصول").into()),
        ValidationCode::TooFewChoices { limit: 2, found: 1 },
        ValidationCode::TooManyChoices { limit: 1, found: 2 },
        ValidationCode::TooManyChoices { limit: 3, found: 4 },
        ValidationCode::NotYesOrNo,
        ValidationCode::OutsideTokenScope,
        ValidationCode::NoSuchSubmission,
        ValidationCode::TooFewItems { limit: 1 },
        ValidationCode::TooFewItems { limit: 2 },
        ValidationCode::TooManyItems { limit: 200, found: 201 },
        ValidationCode::ItemCount { wanted: 3, found: 2 },
        ValidationCode::ItemCount { wanted: 0, found: 1 },
        ValidationCode::DuplicateField,
        ValidationCode::UnknownField,
        ValidationCode::TextExpected,
        ValidationCode::FileExpected,
        ValidationCode::TooManyPhotos { limit: 100, found: 103 },
        ValidationCode::SameFileTwice,
        ValidationCode::FileGone,
        ValidationCode::FileNotReceived,
        ValidationCode::BadDataUrl,
        ValidationCode::File(FileRefusal::Empty),
        ValidationCode::File(FileRefusal::TooLarge { limit: 15 * 1024 * 1024 }),
        ValidationCode::File(FileRefusal::Heic),
        ValidationCode::File(FileRefusal::OtherFormat(OtherFormat::Avif)),
        ValidationCode::File(FileRefusal::OtherFormat(OtherFormat::RareJpeg)),
        ValidationCode::File(FileRefusal::NotAPicture),
        ValidationCode::File(FileRefusal::Undecodable),
        ValidationCode::File(FileRefusal::Busy),
        ValidationCode::File(FileRefusal::Damaged),
        ValidationCode::File(FileRefusal::TooManyPixels { limit_megapixels: 50 }),
        ValidationCode::File(FileRefusal::BlankSignature),
    ]
}

fn about(label: Label, complaint: ValidationCode) -> FieldError {
    FieldError::of("x", label, complaint)
}

fn item(number: usize) -> Option<ItemNumber> {
    Some(ItemNumber { singular: Label::new("Item", "البند"), number })
}

#[test]
fn every_complaint_is_a_sentence_that_names_the_question() {
    for complaint in all() {
        for texts in languages() {
            assert_complete(&texts.complaint(&complaint, "Site name"));
            assert_complete(&texts.complaint(&complaint, "Is it safe?"));
        }
        let mut error = about(Label::new("Site name", "اسم الموقع"), complaint);
        let (en, ar) = (Texts::of(EN).field_error(&error), Texts::of(AR).field_error(&error));
        assert!(en.to_lowercase().contains("site name") && en.ends_with('.'), "{en}");
        assert!(en.starts_with(|c: char| c.is_uppercase() || c == '“'), "{en}");
        assert!(ar.contains("اسم الموقع") && ar.ends_with('.'), "{ar}");
        error.item = item(2);
        assert!(Texts::of(EN).field_error(&error).starts_with("Item 2: "));
        assert!(Texts::of(AR).field_error(&error).starts_with("البند 2: "));
    }
}

#[test]
fn sentences_read_well() {
    let site = |complaint| about(Label::new("Site name", "اسم الموقع"), complaint);
    let quantity = about(Label::new("Quantity", "الكمية"), ValidationCode::BelowMinimum("0".parse().unwrap()));
    let system = about(Label::new("System", "النظام"), ValidationCode::NotChosen);
    let photos = || Label::new("Photos", "الصور");
    for (error, en, ar) in [
        (site(ValidationCode::Missing), "Enter the site name.", "أدخل اسم الموقع."),
        (
            site(ValidationCode::TooLong { limit: 200, found: 214 }),
            "Site name may have at most 200 characters; yours has 214. Shorten the text.",
            "الحد الأقصى لطول «اسم الموقع» هو 200 حرف، وعددها الآن 214. اختصر النص.",
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
            about(photos(), ValidationCode::File(FileRefusal::TooLarge { limit: 15 * 1024 * 1024 })),
            "A file of “Photos” is larger than 15 MB, the limit for one file. Choose a smaller version.",
            "حجم أحد ملفات «الصور» أكبر من 15 ميغابايت، وهو الحد الأقصى للملف الواحد. اختر نسخة أصغر.",
        ),
        (
            FieldError { item: item(2), ..quantity },
            "Item 2: Quantity must be 0 or more.",
            "البند 2: أقل قيمة مقبولة في «الكمية» هي 0.",
        ),
        (FieldError { item: item(2), ..system }, "Item 2: Choose the system.", "البند 2: اختر النظام."),
        (
            about(photos(), ValidationCode::TooManyPhotos { limit: 1, found: 3 }),
            "“Photos” accepts at most 1 photo; you attached 3. Remove 2.",
            "الحد الأقصى للصور في «الصور» هو 1، وعدد المرفق منها 3. احذف صورتين.",
        ),
        (
            about(Label::new("Price", "السعر"), ValidationCode::TooManyDigits { limit: 15 }),
            "Price may have at most 15 digits. Enter a shorter number.",
            "لا يُقبل في «السعر» أكثر من 15 خانة. أدخل رقمًا أقصر.",
        ),
    ] {
        assert_eq!(Texts::of(EN).field_error(&error), en);
        assert_eq!(Texts::of(AR).field_error(&error), ar);
    }
    let heic = FieldError { item: item(1), ..about(photos(), ValidationCode::File(FileRefusal::Heic)) };
    assert!(Texts::of(EN).field_error(&heic).starts_with("Item 1: A photo of “Photos” is in HEIC format"));
}

#[test]
fn controls_and_typed_names_have_a_text_in_every_language() {
    let name = Subject::TypedName(Label::new("Technician signature", "توقيع الفني"));
    assert_eq!(Texts::of(EN).subject(&name), "Technician signature (typed name)");
    assert_eq!(Texts::of(AR).subject(&name), "توقيع الفني (الاسم المكتوب)");
    assert_eq!(Texts::of(AR).subject(&Subject::Control("validation-label-reason")), "السبب");
    assert_eq!(Texts::of(AR).subject(&Subject::Name("poster".to_owned())), "poster");
}

proptest! {
    /// Holds for arbitrary labels of questions and items.
    #[test]
    fn every_complaint_about_any_label_has_a_message(
        complaint in select(all()),
        label in any::<String>(),
        singular in any::<String>(),
        number in option::of(any::<usize>()),
    ) {
        let item = number.map(|number| ItemNumber { singular: Label::new(&singular, &singular), number });
        let error = FieldError { item, ..about(Label::new(&label, &label), complaint) };
        for texts in languages() {
            let sentence = texts.field_error(&error);
            // A label may contain what looks like a variable.
            let unresolved = sentence.contains("{$") && !label.contains("{$") && !singular.contains("{$");
            prop_assert!(!sentence.is_empty() && !unresolved, "{sentence}");
        }
    }
}
