//! The complaints in Arabic. The name of the question stands first or in guillemets, so that no verb or adjective
//! has to agree with its gender.

use super::ValidationCode;
use crate::domain::{
    lang::{Label, Lang},
    upload::Refusal,
};

/// A sentence about the question `label`, begun with the item in which it stands.
pub(super) fn sentence(complaint: &ValidationCode, label: &Label, item: Option<&str>) -> String {
    let said = said(complaint, label.get(Lang::Ar));
    match item {
        Some(item) => format!("{item}: {said}"),
        None => said,
    }
}

fn said(complaint: &ValidationCode, label: &str) -> String {
    let name = format!("«{label}»");
    let is_question = label.ends_with(['?', '؟']);
    match complaint {
        ValidationCode::Missing | ValidationCode::NotChosen if is_question => format!("أجب عن السؤال {name}."),
        ValidationCode::Missing => format!("أدخل {label}."),
        ValidationCode::NotChosen => format!("اختر {label}."),
        ValidationCode::NotTicked => format!("ضع علامة أمام {name} للمتابعة."),
        ValidationCode::NoPhoto => format!("أضف صورة واحدة على الأقل إلى {name}."),
        ValidationCode::NotSigned => format!("وقّع في خانة {name} أو اكتب الاسم أسفلها."),

        ValidationCode::TooLong { limit, found } => {
            format!("الحد الأقصى لعدد أحرف {name} هو {limit}، وعددها الآن {found}. اختصر النص.")
        }
        ValidationCode::LineBreak => format!("يجب كتابة {name} في سطر واحد. احذف فواصل الأسطر."),
        ValidationCode::ControlCharacter(c) => {
            format!("يحتوي النص في {name} على رمز تحكم غير مرئي (U+{:04X}). احذف النص واكتبه من جديد.", u32::from(*c))
        }
        ValidationCode::NotACharacter(c) => {
            format!("يحتوي النص في {name} على رمز غير صالح (U+{:04X}). احذف النص واكتبه من جديد.", u32::from(*c))
        }
        ValidationCode::NotUtf8 => format!("لم يصل نص {name} بترميز UTF-8. اكتبه من جديد وأعد إرسال النموذج."),

        ValidationCode::NotANumber => format!("المطلوب في {name} رقم، مثل 12 أو 2.5."),
        ValidationCode::TooManyDigits { limit } => {
            format!("الحد الأقصى لعدد الخانات في {name} هو {limit}. أدخل رقمًا أقصر.")
        }
        ValidationCode::TooManyDecimals { limit: 0 } => format!("المطلوب في {name} رقم صحيح من دون فاصلة عشرية."),
        ValidationCode::TooManyDecimals { limit } => format!("الحد الأقصى للخانات العشرية في {name} هو {limit}."),
        ValidationCode::BelowMinimum(min) => format!("أقل قيمة مقبولة في {name} هي {min}."),
        ValidationCode::AboveMaximum(max) => format!("أكبر قيمة مقبولة في {name} هي {max}."),

        ValidationCode::NotADate => format!("أدخل {name} بصيغة سنة-شهر-يوم، مثل 2026-03-14."),
        ValidationCode::NoSuchDay => format!("اليوم المدخل في {name} غير موجود في التقويم. تحقق من اليوم والشهر."),
        ValidationCode::DayOutOfRange { first, last } => format!("يجب أن تكون السنة في {name} بين {first} و{last}."),
        ValidationCode::FutureDay => format!("لا يُقبل تاريخ مستقبلي في {name}. أدخل تاريخ اليوم أو تاريخًا سابقًا."),
        ValidationCode::PastDay => format!("انقضى التاريخ المدخل في {name}. أدخل تاريخ اليوم أو تاريخًا لاحقًا."),
        ValidationCode::BeforeBeginning(beginning) => {
            format!("التاريخ في {name} يسبق «{}». بدّل بين التاريخين أو اترك أحدهما فارغًا.", beginning.ar)
        }

        ValidationCode::NotAChoice => format!("اختر إحدى الإجابات المدرجة في {name}."),
        ValidationCode::NotBelow(before) => format!("اختر «{}» أولًا، ثم اختر {name} من القائمة التابعة له.", before.ar),
        ValidationCode::NotYesOrNo => format!("الإجابة عن {name} هي نعم أو لا فقط."),

        ValidationCode::TooFewItems { limit } => format!("أقل عدد مطلوب من {name} هو {limit}. أضف ما ينقص."),
        ValidationCode::TooManyItems { limit, found } => {
            format!("الحد الأقصى من {name} في النموذج الواحد هو {limit}، وعددها الآن {found}. أرسل الباقي في نموذج آخر.")
        }
        ValidationCode::DuplicateField => format!("وصلت الإجابة عن {name} مرتين. أعد تحميل الصفحة وأجب مرة واحدة."),
        ValidationCode::UnknownField => {
            format!("لا يوجد في هذا النموذج سؤال باسم {name}. أعد تحميل الصفحة للحصول على النموذج الحالي.")
        }

        ValidationCode::TextExpected => format!("المطلوب في {name} نص وليس ملفًا."),
        ValidationCode::FileExpected => format!("المطلوب في {name} صورة وليس نصًا. أرفقها من جديد."),
        ValidationCode::TooManyPhotos { limit, found } => {
            format!("الحد الأقصى للصور في {name} هو {limit}، وعدد المرفق منها {found}. احذف الزائد منها.")
        }
        ValidationCode::SameFileTwice => format!("أُرفق أحد ملفات {name} مرتين في هذا النموذج. احذف إحدى النسختين."),
        ValidationCode::FileGone => {
            format!("أحد ملفات {name} لم يعد متوفرًا: انتهت مدة حفظه أو أُرسل مع نموذج آخر. أرفقه من جديد.")
        }
        ValidationCode::FileNotReceived => format!("لم يصل أحد ملفات {name} كاملًا. تحقق من الاتصال وأرفقه من جديد."),
        ValidationCode::BadDataUrl => format!("تعذّرت قراءة {name}. امسح لوحة التوقيع ووقّع من جديد."),
        ValidationCode::File(refusal) => file(refusal, &name),
    }
}

fn file(refusal: &Refusal, name: &str) -> String {
    match refusal {
        Refusal::Empty => format!("أحد ملفات {name} فارغ (0 بايت). اختر الصورة من جديد."),
        Refusal::TooLarge { limit } => format!(
            "حجم أحد ملفات {name} أكبر من {} ميغابايت، وهو الحد الأقصى للملف الواحد. اختر نسخة أصغر.",
            limit / 1_000_000
        ),
        Refusal::Heic => format!(
            "إحدى صور {name} بصيغة HEIC التي لا تعرضها المتصفحات ولا التقارير. على جهاز iPhone: الإعدادات > الكاميرا > \
             التنسيقات > الأكثر توافقًا. ثم التقطها من جديد أو اختر صورة JPEG."
        ),
        Refusal::NotAPicture => format!("أحد ملفات {name} ليس صورة بصيغة JPEG أو PNG أو WebP. اختر صورة."),
        Refusal::Damaged => format!("إحدى صور {name} تالفة أو غير مكتملة. التقطها من جديد أو اختر غيرها."),
        Refusal::TooManyPixels { limit_megapixels } => {
            format!("دقة إحدى صور {name} أعلى من {limit_megapixels} ميغابكسل، وهو الحد الأقصى. اختر نسخة أصغر.")
        }
        Refusal::BlankSignature => format!("لا يظهر أي رسم في {name}. وقّع من جديد، أو امسح اللوحة واكتب الاسم أسفلها."),
    }
}
