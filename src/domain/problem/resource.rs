//! What was looked for and is not there, or not for whoever asks.

/// What was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    Page,
    Module,
    Submission,
    Job,
    Upload,
    /// A report link that expired, was revoked or never was.
    Link,
    /// A report whose code was asked for.
    Report,
    /// The link of the first start.
    SetupLink,
    /// A folder or file that history is to be read from.
    Source,
    /// A run of the importer.
    Run,
    /// A record of an old store.
    Record,
    /// A token of a program.
    Token,
    /// A report that is not made yet, or in no such format.
    ReportFile,
    /// Old files that were packed.
    Archive,
    /// A difference between the two stores that is still open.
    Difference,
    /// Somebody of the organisation.
    Person,
    /// An invitation that waits for its answer.
    Invitation,
    /// A link that works once: used, expired, changed on its way, or never was.
    OneTimeLink,
    /// The address of a public form that is closed or never was.
    PublicLink,
    /// A wish about what is known of a person, or the file that came of it.
    PrivacyRequest,
    /// A passkey or an app for codes.
    Factor,
}

impl Resource {
    pub(super) fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Resource::Page => (
                "There is no page at this address. Check it, or go back to the start page.",
                "لا توجد صفحة بهذا العنوان. تحقق منه أو عد إلى الصفحة الرئيسية.",
            ),
            Resource::Module => (
                "There is no form with this name. Choose one on the start page.",
                "لا يوجد نموذج بهذا الاسم. اختر نموذجًا من الصفحة الرئيسية.",
            ),
            Resource::Submission => (
                "There is no submission with this number. Look for it in the list of submissions.",
                "لا يوجد تقرير مُرسل بهذا الرقم. ابحث عنه في قائمة النماذج المرسلة.",
            ),
            Resource::Job => (
                "There is no job with this number. The report stands on the page of its submission.",
                "لا توجد مهمة بهذا الرقم. التقرير موجود في صفحة النموذج المرسل.",
            ),
            Resource::Upload => (
                "There is no file with this number. It may have expired before its form was sent: attach it again.",
                "لا يوجد ملف بهذا الرقم. ربما انتهت صلاحيته قبل إرسال النموذج، فأرفقه مرة أخرى.",
            ),
            Resource::Token => (
                "There is no token with this number. The list of tokens shows those that there are.",
                "لا يوجد رمز وصول بهذا الرقم. تعرض قائمة رموز الوصول الرموز الموجودة.",
            ),
            Resource::ReportFile => (
                "This report is not there. Ask how far it is, or have it made, with a POST to the reports of the submission.",
                "هذا التقرير غير موجود. استعلم عن حالته أو اطلب إعداده بطلب POST إلى تقارير النموذج المرسل.",
            ),
            Resource::Archive => (
                "There is no archive with this number. `injaaz migrate archive --list` shows them all.",
                "لا يوجد أرشيف بهذا الرقم. يعرض `injaaz migrate archive --list` جميع الأرشيفات.",
            ),
            Resource::Link => (
                "This link does not work any more. Ask the person who sent it for a new one.",
                "هذا الرابط لم يعد صالحًا. اطلب رابطًا جديدًا ممن أرسله إليك.",
            ),
            Resource::Report => (
                "We never made a report with this code. If you typed the address, compare it with the one that is printed on the report; if you scanned it, the report is not ours.",
                "لم نُصدر أي تقرير بهذا الرمز. إذا كتبت العنوان فقارنه بالعنوان المطبوع على التقرير، وإذا مسحت الرمز ضوئيًا فالتقرير ليس صادرًا عنا.",
            ),
            Resource::SetupLink => (
                "This link does not work any more: it is valid for one hour and once, and only as long as nobody has an account. If nobody has, start Injaaz again to have a new one printed.",
                "لم يعد هذا الرابط صالحًا: فهو يعمل لمدة ساعة ولمرة واحدة، وما دام لا أحد يملك حسابًا. إن لم يكن هناك أي حساب، فأعد تشغيل Injaaz ليطبع رابطًا جديدًا.",
            ),
            Resource::Source => (
                "There is nothing to import at this place. Give the path of the old app's folder, as the server sees it: the one that holds `submissions` and `jobs`.",
                "لا يوجد في هذا المكان ما يمكن استيراده. اكتب مسار مجلد التطبيق القديم كما يراه الخادم، أي المجلد الذي يحتوي على `submissions` و`jobs`.",
            ),
            Resource::Run => (
                "There is no import with this number. Choose one on the migration page.",
                "لا توجد عملية استيراد بهذا الرقم. اختر واحدة من صفحة الترحيل.",
            ),
            Resource::Factor => (
                "This is not set up any more. Reload the page to see what is.",
                "لم يعد هذا مُعدًّا في حسابك. أعد تحميل الصفحة لرؤية ما هو مُعدّ.",
            ),
            Resource::Difference => (
                "This difference does not wait for a decision any more. Reload the page to see how it stands.",
                "لم يعد هذا الاختلاف بانتظار قرار. أعد تحميل الصفحة لرؤية حالته.",
            ),
            Resource::PublicLink => (
                "This form is closed. Ask whoever gave you the link or the code for a new one.",
                "هذا النموذج مغلق. اطلب رابطًا أو رمزًا جديدًا ممن أعطاك إياه.",
            ),
            Resource::Person => (
                "There is nobody with this number in your organisation. Choose somebody on the page of people.",
                "لا يوجد شخص بهذا الرقم في مؤسستك. اختر شخصًا من صفحة الأشخاص.",
            ),
            Resource::Invitation => (
                "This invitation does not wait any more: it was accepted, revoked, or has expired. Reload the page of people.",
                "لم تعد هذه الدعوة قائمة: إما قُبلت أو أُلغيت أو انتهت صلاحيتها. أعد تحميل صفحة الأشخاص.",
            ),
            Resource::OneTimeLink => (
                "This link does not work. It may have been used already, it may have expired, or a part of it is missing. Open it exactly as you got it, or ask whoever gave it to you for a new one.",
                "هذا الرابط لا يعمل. ربما استُخدم من قبل أو انتهت صلاحيته أو نقص جزء منه. افتحه كما وصلك تمامًا، أو اطلب رابطًا جديدًا ممن أعطاك إياه.",
            ),
            Resource::PrivacyRequest => (
                "This file does not exist any more: an export is kept for seven days. Ask for it again on the privacy page.",
                "لم يعد هذا الملف موجودًا، فالنسخة تُحفظ سبعة أيام. اطلبها مرة أخرى من صفحة الخصوصية.",
            ),
            Resource::Record => (
                "There is no old record with this number. Choose one on the migration page.",
                "لا يوجد سجل قديم بهذا الرقم. اختر واحدًا من صفحة الترحيل.",
            ),
        }
    }
}
