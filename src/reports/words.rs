//! The fixed words of both reports, in both languages.

use crate::domain::lang::Lang;

pub struct Words {
    /// Name of the first sheet.
    pub report: &'static str,
    pub site: &'static str,
    pub visit_date: &'static str,
    pub reference: &'static str,
    pub submitted: &'static str,
    pub photo: &'static str,
    pub photos: &'static str,
    pub photo_missing: &'static str,
    pub signatures: &'static str,
    pub signed_by: &'static str,
    pub not_signed: &'static str,
    pub signature_missing: &'static str,
    pub no_items: &'static str,
    /// Heading of what an old record answered and the form does not ask.
    pub further: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    /// Before the address at which a reader can ask.
    pub genuine: &'static str,
    /// Below the QR code that leads there.
    pub scan: &'static str,
    /// "Page 2 of 5".
    pub page: &'static str,
    pub of: &'static str,
    /// Stands where a text was too long for a cell, before the number of characters left out.
    pub cut: &'static str,
    pub comma: &'static str,
    pub months: [&'static str; 12],
}

static ENGLISH: Words = Words {
    report: "Report",
    site: "Site",
    visit_date: "Visit date",
    reference: "Reference",
    submitted: "Submitted",
    photo: "Photo",
    photos: "Photos",
    photo_missing: "This photo is missing",
    signatures: "Signatures",
    signed_by: "Signed by",
    not_signed: "Not signed",
    signature_missing: "This signature is missing",
    no_items: "None were recorded.",
    further: "Further answers of the old record",
    yes: "Yes",
    no: "No",
    genuine: "Is this report genuine? Check it at",
    scan: "Scan to check",
    page: "Page",
    of: "of",
    cut: "… cut here; characters left out:",
    comma: ", ",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

static ARABIC: Words = Words {
    report: "التقرير",
    site: "الموقع",
    visit_date: "تاريخ الزيارة",
    reference: "الرقم المرجعي",
    submitted: "وقت الإرسال",
    photo: "صورة",
    photos: "الصور",
    photo_missing: "هذه الصورة غير متوفرة",
    signatures: "التوقيعات",
    signed_by: "اسم الموقِّع",
    not_signed: "لم يُوقَّع",
    signature_missing: "هذا التوقيع غير متوفر",
    no_items: "لم يُسجَّل أي بند.",
    further: "إجابات أخرى من السجل القديم",
    yes: "نعم",
    no: "لا",
    genuine: "للتحقق من صحة هذا التقرير",
    scan: "امسح للتحقق",
    page: "صفحة",
    of: "من",
    cut: "… قُطع النص هنا؛ عدد الأحرف المحذوفة:",
    comma: "، ",
    months: [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
};

pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &ENGLISH,
        Lang::Ar => &ARABIC,
    }
}
