//! The reasons for which a file is put into quarantine, each with its word for the database and its sentence for people.

use crate::domain::lang::Lang;
use serde::{Deserialize, Serialize};

/// Why a file is not taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    pub why: QuarantineReason,
    /// Where and what: "line 3, column 14", "the key \"id\" stands there twice". May be empty.
    pub detail: String,
}

impl Quarantined {
    pub fn new(why: QuarantineReason, detail: impl Into<String>) -> Quarantined {
        Quarantined { why, detail: detail.into() }
    }
}

/// One table for both directions and both languages: a reason cannot be added without its sentence.
macro_rules! reasons {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $en:literal, $ar:literal;)+) => {
        /// The reasons for quarantine. The words are stored in `legacy_records.reason`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum QuarantineReason {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl QuarantineReason {
            pub const ALL: &[QuarantineReason] = &[$(QuarantineReason::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self { $(QuarantineReason::$variant => $word),+ }
            }

            /// What is wrong with the file, and what to do about it.
            pub fn sentence(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((QuarantineReason::$variant, Lang::En) => $en, (QuarantineReason::$variant, Lang::Ar) => $ar),+
                }
            }
        }
    };
}

reasons! {
    Empty = "empty",
        "The file is empty: the old app was stopped before it wrote anything. Restore it from a backup and retry, or set it aside.",
        "الملف فارغ: توقّف التطبيق القديم قبل أن يكتب فيه شيئًا. استعِده من نسخة احتياطية ثم أعد المحاولة، أو ضعه جانبًا.";
    /// It ends before its end: the old app was stopped while it wrote.
    Truncated = "truncated",
        "The file ends in the middle: the old app was stopped while it wrote. Restore it from a backup and retry, or set it aside.",
        "الملف مبتور: توقّف التطبيق القديم أثناء الكتابة. استعِده من نسخة احتياطية ثم أعد المحاولة، أو ضعه جانبًا.";
    NotUtf8 = "not_utf8",
        "The file holds bytes that are no text in UTF-8. Convert it to UTF-8 and retry, or restore it from a backup.",
        "يحتوي الملف على بايتات ليست نصًا بترميز UTF-8. حوّله إلى UTF-8 ثم أعد المحاولة، أو استعِده من نسخة احتياطية.";
    DuplicateKey = "duplicate_key",
        "The file answers the same key twice, and nothing says which of the two is meant. Correct the file and retry.",
        "يحتوي الملف على المفتاح نفسه مرتين ولا شيء يدل على المقصود منهما. صحّح الملف ثم أعد المحاولة.";
    Syntax = "syntax",
        "The file is not JSON at the place named. Correct the file and retry, or restore it from a backup.",
        "الملف ليس JSON صحيحًا في الموضع المذكور. صحّح الملف ثم أعد المحاولة، أو استعِده من نسخة احتياطية.";
    TrailingData = "trailing_data",
        "Something follows after the end of the record, as when two files were joined. Split or correct the file and retry.",
        "يوجد شيء بعد نهاية السجل، كما لو دُمج ملفان. افصل الملفين أو صحّح الملف ثم أعد المحاولة.";
    NotAnObject = "not_an_object",
        "The file is JSON, but a list or a single value, and no record. Look at it, then set it aside.",
        "الملف JSON لكنه قائمة أو قيمة واحدة وليس سجلًا. اطّلع عليه ثم ضعه جانبًا.";
    TooDeep = "too_deep",
        "The file is nested deeper than 64 levels, which the old app never wrote. Look at it, then set it aside.",
        "الملف متداخل أكثر من 64 مستوى، وهو ما لم يكتبه التطبيق القديم قط. اطّلع عليه ثم ضعه جانبًا.";
    TooLarge = "too_large",
        "The file is larger than a record can be. If it is a genuine record, take its pictures out into files of their own and retry.",
        "الملف أكبر مما يمكن أن يكون عليه سجل. إن كان سجلًا حقيقيًا فأخرج صوره إلى ملفات مستقلة ثم أعد المحاولة.";
    BadId = "bad_id",
        "The record has no id of the old app's kind (sub_ or job_ and 12 digits). Correct its id and retry, or set it aside.",
        "لا يحمل السجل معرّفًا من نوع معرّفات التطبيق القديم (sub_ أو job_ و12 خانة). صحّح المعرّف ثم أعد المحاولة، أو ضعه جانبًا.";
    /// The id inside is not that of the file's name.
    IdMismatch = "id_mismatch",
        "The id inside the record is not that of the file's name. Rename the file or correct the id, then retry.",
        "المعرّف داخل السجل ليس المعرّف في اسم الملف. أعد تسمية الملف أو صحّح المعرّف ثم أعد المحاولة.";
    /// Two files claim the same id with different content.
    DuplicateId = "duplicate_id",
        "Another file has the same id. Compare the two, then set this one aside or give it the right name and retry.",
        "يوجد ملف آخر بالمعرّف نفسه. قارن بين الملفين ثم ضع هذا جانبًا، أو أعطه الاسم الصحيح وأعد المحاولة.";
    /// It is JSON, and no shape that the old app ever wrote.
    Shape = "shape",
        "The file is JSON, but not in any shape that the old app wrote. Look at it; correct it and retry, or set it aside.",
        "الملف JSON لكنه ليس بأي شكل كتبه التطبيق القديم. اطّلع عليه، ثم صحّحه وأعد المحاولة أو ضعه جانبًا.";
    /// Neither the job nor the shape tells the module.
    UnknownModule = "unknown_module",
        "Nothing tells which form this record belongs to. Assign a module to it.",
        "لا شيء يدل على النموذج الذي ينتمي إليه هذا السجل. عيّن له وحدة.";
    /// A job among the submissions, or the other way round.
    WrongKind = "wrong_kind",
        "The file lies in the wrong folder: a job among the submissions, or the other way round. Move it and retry.",
        "الملف في المجلد الخطأ: مهمة بين النماذج المرسلة أو العكس. انقله ثم أعد المحاولة.";
    NotARegularFile = "not_a_regular_file",
        "This is a link, a folder or a device, and no file; it is never followed. Put the file itself in its place and retry.",
        "هذا رابط أو مجلد أو جهاز وليس ملفًا، ولا يُتبع أبدًا. ضع الملف نفسه مكانه ثم أعد المحاولة.";
    Unreadable = "unreadable",
        "The file could not be read. Look at its permissions and at the disk, then retry.",
        "تعذّرت قراءة الملف. تحقّق من أذوناته ومن القرص ثم أعد المحاولة.";
    /// A name that the old app does not give.
    UnknownFile = "unknown_file",
        "The old app gives no file this name. Look at it; rename it and retry, or set it aside.",
        "لا يعطي التطبيق القديم أي ملف هذا الاسم. اطّلع عليه، ثم أعد تسميته وأعد المحاولة أو ضعه جانبًا.";
}

impl QuarantineReason {
    pub fn parse(word: &str) -> Option<QuarantineReason> {
        QuarantineReason::ALL.iter().copied().find(|why| why.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quarantine_reason_round_trips_and_has_advice() {
        for why in QuarantineReason::ALL {
            assert_eq!(QuarantineReason::parse(why.as_str()), Some(*why));
            assert_eq!(serde_json::to_string(why).unwrap(), format!("{:?}", why.as_str()));
            for lang in Lang::ALL {
                assert!(why.sentence(lang).matches('.').count() >= 2, "{why:?} tells only half in {lang:?}");
            }
        }
        assert_eq!(QuarantineReason::parse("because"), None);
    }
}
