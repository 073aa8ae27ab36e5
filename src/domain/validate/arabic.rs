//! The complaints in Arabic. The name of the question stands first or in guillemets, so that no verb or adjective
//! has to agree with its gender.

use super::Complaint;
use crate::domain::{
    lang::{Label, Lang},
    upload::Refusal,
};

/// A sentence about the question `label`, begun with the item in which it stands.
pub(super) fn sentence(complaint: &Complaint, label: &Label, item: Option<&str>) -> String {
    let said = said(complaint, label.get(Lang::Ar));
    match item {
        Some(item) => format!("{item}: {said}"),
        None => said,
    }
}

fn said(complaint: &Complaint, label: &str) -> String {
    let name = format!("«{label}»");
    let is_question = label.ends_with(['?', '؟']);
    match complaint {
        Complaint::Missing | Complaint::NotChosen if is_question => format!("أجب عن السؤال {name}."),
        Complaint::Missing => format!("أدخل {label}."),
        Complaint::NotChosen => format!("اختر {label}."),
        Complaint::NotTicked => format!("ضع علامة أمام {name} للمتابعة."),
        Complaint::NoPhoto => format!("أضف صورة واحدة على الأقل إلى {name}."),
        Complaint::NotSigned => format!("وقّع في خانة {name} أو اكتب الاسم أسفلها."),

        Complaint::TooLong { limit, found } => {
            format!("الحد الأقصى لعدد أحرف {name} هو {limit}، وعددها الآن {found}. اختصر النص.")
        }
        Complaint::LineBreak => format!("يجب كتابة {name} في سطر واحد. احذف فواصل الأسطر."),
        Complaint::ControlCharacter(c) => {
            format!("يحتوي النص في {name} على رمز تحكم غير مرئي (U+{:04X}). احذف النص واكتبه من جديد.", u32::from(*c))
        }
        Complaint::NotACharacter(c) => {
            format!("يحتوي النص في {name} على رمز غير صالح (U+{:04X}). احذف النص واكتبه من جديد.", u32::from(*c))
        }
        Complaint::NotUtf8 => format!("لم يصل نص {name} بترميز UTF-8. اكتبه من جديد وأعد إرسال النموذج."),

        Complaint::NotANumber => format!("المطلوب في {name} رقم، مثل 12 أو 2.5."),
        Complaint::TooManyDigits { limit } => format!("الحد الأقصى لعدد الخانات في {name} هو {limit}. أدخل رقمًا أقصر."),
        Complaint::TooManyDecimals { limit: 0 } => format!("المطلوب في {name} رقم صحيح من دون فاصلة عشرية."),
        Complaint::TooManyDecimals { limit } => format!("الحد الأقصى للخانات العشرية في {name} هو {limit}."),
        Complaint::BelowMinimum(min) => format!("أقل قيمة مقبولة في {name} هي {min}."),
        Complaint::AboveMaximum(max) => format!("أكبر قيمة مقبولة في {name} هي {max}."),

        Complaint::NotADate => format!("أدخل {name} بصيغة سنة-شهر-يوم، مثل 2026-03-14."),
        Complaint::NoSuchDay => format!("اليوم المدخل في {name} غير موجود في التقويم. تحقق من اليوم والشهر."),
        Complaint::DayOutOfRange { first, last } => format!("يجب أن تكون السنة في {name} بين {first} و{last}."),
        Complaint::FutureDay => format!("لا يُقبل تاريخ مستقبلي في {name}. أدخل تاريخ اليوم أو تاريخًا سابقًا."),
        Complaint::PastDay => format!("انقضى التاريخ المدخل في {name}. أدخل تاريخ اليوم أو تاريخًا لاحقًا."),
        Complaint::BeforeBeginning(beginning) => {
            format!("التاريخ في {name} يسبق «{}». بدّل بين التاريخين أو اترك أحدهما فارغًا.", beginning.ar)
        }

        Complaint::NotAChoice => format!("اختر إحدى الإجابات المدرجة في {name}."),
        Complaint::NotBelow(before) => format!("اختر «{}» أولًا، ثم اختر {name} من القائمة التابعة له.", before.ar),
        Complaint::NotYesOrNo => format!("الإجابة عن {name} هي نعم أو لا فقط."),

        Complaint::TooFewItems { limit } => format!("أقل عدد مطلوب من {name} هو {limit}. أضف ما ينقص."),
        Complaint::TooManyItems { limit, found } => {
            format!("الحد الأقصى من {name} في النموذج الواحد هو {limit}، وعددها الآن {found}. أرسل الباقي في نموذج آخر.")
        }
        Complaint::DuplicateField => format!("وصلت الإجابة عن {name} مرتين. أعد تحميل الصفحة وأجب مرة واحدة."),
        Complaint::UnknownField => {
            format!("لا يوجد في هذا النموذج سؤال باسم {name}. أعد تحميل الصفحة للحصول على النموذج الحالي.")
        }

        Complaint::TextExpected => format!("المطلوب في {name} نص وليس ملفًا."),
        Complaint::FileExpected => format!("المطلوب في {name} صورة وليس نصًا. أرفقها من جديد."),
        Complaint::TooManyPhotos { limit, found } => {
            format!("الحد الأقصى للصور في {name} هو {limit}، وعدد المرفق منها {found}. احذف الزائد منها.")
        }
        Complaint::SameFileTwice => format!("أُرفق أحد ملفات {name} مرتين في هذا النموذج. احذف إحدى النسختين."),
        Complaint::FileGone => {
            format!("أحد ملفات {name} لم يعد متوفرًا: انتهت مدة حفظه أو أُرسل مع نموذج آخر. أرفقه من جديد.")
        }
        Complaint::FileNotReceived => format!("لم يصل أحد ملفات {name} كاملًا. تحقق من الاتصال وأرفقه من جديد."),
        Complaint::BadDataUrl => format!("تعذّرت قراءة {name}. امسح لوحة التوقيع ووقّع من جديد."),
        Complaint::File(refusal) => file(refusal, &name),
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
