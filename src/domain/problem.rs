//! What can go wrong, told twice: a sentence for the person, and the cause for the log.
//!
//! There is no HTTP in here; `web::error` turns each variant into a status, and is the only place that does. There
//! is no `Display` either, so that an internal cause cannot end up on a page by accident. A variant is added only if
//! some caller must tell it apart.

use super::{lang::Lang, validate::FieldError};

#[derive(Debug)]
pub enum Problem {
    /// No such thing, or not for you: the two are never told apart.
    NotFound(Thing),
    /// Answers that the form does not allow.
    Invalid(Vec<FieldError>),
    /// The request itself makes no sense.
    Malformed(Malformed),
    /// More than we take: the sentence names the limit.
    TooLarge(String),
    /// A type of content that we do not take.
    Unsupported(String),
    /// Same key, other content; or somebody else was faster.
    Conflict(Conflict),
    /// A public form has taken as much today as its organisation allows.
    DayFull,
    /// It took too long to arrive.
    TimedOut,
    /// The disk is full: nothing was saved.
    StorageFull(anyhow::Error),
    /// The database or the disk does not answer just now: nothing was saved, try again.
    Unavailable(anyhow::Error),
    /// The connection broke around the commit, and whether it arrived could not be looked up: it may be saved.
    Unconfirmed(anyhow::Error),
    /// A defect of ours.
    Internal(anyhow::Error),
}

/// Why a request makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It ends before its end: never "too large".
    Incomplete,
    /// It cannot be taken apart.
    Unreadable,
}

/// What was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
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

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// The submission key was used for other content.
    KeyUsed,
    /// A file of the form was already sent with another submission, or has expired.
    UploadGone,
    /// The job is not in a state in which this makes sense.
    JobState,
    /// The same work was started before and has not ended.
    AlreadyRuns,
    /// Old files are being packed, removed or restored, or everything is being read: never both.
    FilesMove,
    /// An old file is missing or not what was read, so it cannot be packed.
    OldFileChanged,
    /// There is no old file that could be packed.
    NothingToPack,
    /// The module's phase still reads the old files.
    StillInUse,
    /// An archive is not what was packed, so nothing is done with it.
    ArchiveBroken,
    /// The import has ended, so it can be neither paused, resumed nor stopped.
    RunOver,
    /// The record does not wait for this decision: somebody else was faster, or it is in another state.
    Decided,
    /// The record cannot be read from its source now, so nothing can be decided about it.
    RecordGone,
    /// A gate of the next phase is closed, and no reason was given to open it all the same.
    GatesClosed,
    /// The module is not in the phase from which this step leads, or somebody else has just changed it.
    PhaseChanged,
    /// Some submissions could not be written to the old store.
    OldStoreLacks,
    /// Nobody would be left who may run the organisation.
    LastAdministrator,
    /// The person belongs to the organisation already.
    AlreadyMember,
    /// The person works for other organisations too, so nobody of one of them may open their account.
    BelongsElsewhere,
    /// The person cannot sign in now, whatever their password is.
    CannotSignIn,
    /// Somebody belongs to another organisation too, which relies on their second factor.
    FactorElsewhere,
    /// There is an app for codes already.
    FactorThere,
    /// More passkeys than anybody uses.
    TooManyPasskeys,
}

impl Problem {
    /// The sentence for the person: what is wrong, and what to do.
    pub fn sentence(&self, lang: Lang) -> String {
        let (en, ar) = match self {
            Problem::NotFound(thing) => thing.sentence(),
            Problem::Invalid(errors) => match errors.first() {
                Some(error) if errors.len() == 1 => return error.message(lang),
                _ => (
                    "Some answers need your attention. Each is marked below, and everything you entered is still here.",
                    "بعض الإجابات تحتاج إلى مراجعة. كل منها معلَّم أدناه، وكل ما أدخلته لا يزال محفوظًا هنا.",
                ),
            },
            Problem::Malformed(what) => what.sentence(),
            Problem::TooLarge(what) | Problem::Unsupported(what) => return what.clone(),
            Problem::Conflict(conflict) => conflict.sentence(),
            Problem::DayFull => (
                "This form has taken as much today as its owner allows, so this was not saved. Keep this page open and send it again tomorrow, or tell the organisation.",
                "استقبل هذا النموذج اليوم أقصى ما تسمح به الجهة المالكة له، فلم يُحفظ ما أرسلته. أبقِ هذه الصفحة مفتوحة وأعد الإرسال غدًا، أو أخبر الجهة.",
            ),
            Problem::TimedOut => (
                "The upload took too long and was stopped. Nothing was saved. Send the form again when the signal is better: it cannot be saved twice.",
                "استغرق الرفع وقتًا طويلًا فتم إيقافه ولم يُحفظ شيء. أعد إرسال النموذج عندما تتحسن الإشارة، ولن يُحفظ مرتين.",
            ),
            Problem::StorageFull(_) => (
                "The server has no room left, so nothing was saved. Keep this page open and tell the person who runs the server, then send the form again.",
                "لا توجد مساحة كافية على الخادم، ولم يُحفظ شيء. أبقِ هذه الصفحة مفتوحة وأخبر المسؤول عن الخادم، ثم أعد إرسال النموذج.",
            ),
            Problem::Unavailable(_) => (
                "The server cannot reach its database or disk just now, so nothing was saved. Wait a minute and try again: sending the same form twice is safe.",
                "لا يستطيع الخادم الوصول إلى قاعدة البيانات أو القرص الآن، ولم يُحفظ شيء. انتظر دقيقة ثم حاول مرة أخرى، فإعادة إرسال النموذج نفسه آمنة.",
            ),
            Problem::Unconfirmed(_) => (
                "The server lost its database while it saved your form, and cannot tell whether it was saved. Keep this page open. Send the form again in a minute: it cannot be saved twice.",
                "فقد الخادم الاتصال بقاعدة البيانات أثناء حفظ النموذج، ولا يعرف هل حُفظ أم لا. أبقِ هذه الصفحة مفتوحة وأعد إرسال النموذج بعد دقيقة، ولن يُحفظ مرتين.",
            ),
            Problem::Internal(_) => (
                "Something went wrong on the server. Try again; if it happens again, give the number below to the person who runs the server.",
                "حدث خطأ في الخادم. حاول مرة أخرى، وإن تكرر الخطأ فأعطِ الرقم أدناه للمسؤول عن الخادم.",
            ),
        };
        match lang {
            Lang::En => en.to_owned(),
            Lang::Ar => ar.to_owned(),
        }
    }

    /// The cause, for the log only.
    pub fn cause(&self) -> Option<&anyhow::Error> {
        match self {
            Problem::StorageFull(cause)
            | Problem::Unavailable(cause)
            | Problem::Unconfirmed(cause)
            | Problem::Internal(cause) => Some(cause),
            _ => None,
        }
    }
}

impl Malformed {
    fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Malformed::Incomplete => (
                "The upload broke off before it was complete, so nothing was saved. Send it again: the same form cannot be saved twice.",
                "انقطع الرفع قبل أن يكتمل، ولم يُحفظ شيء. أعد الإرسال، فلا يمكن حفظ النموذج نفسه مرتين.",
            ),
            Malformed::Unreadable => (
                "The upload could not be read, so nothing was saved. Reload the page and send the form again.",
                "تعذّرت قراءة المُرسَل، ولم يُحفظ شيء. أعد تحميل الصفحة ثم أرسل النموذج مرة أخرى.",
            ),
        }
    }
}

impl Thing {
    fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Thing::Page => (
                "There is no page at this address. Check it, or go back to the start page.",
                "لا توجد صفحة بهذا العنوان. تحقق منه أو عد إلى الصفحة الرئيسية.",
            ),
            Thing::Module => (
                "There is no form with this name. Choose one on the start page.",
                "لا يوجد نموذج بهذا الاسم. اختر نموذجًا من الصفحة الرئيسية.",
            ),
            Thing::Submission => (
                "There is no submission with this number. Look for it in the list of submissions.",
                "لا يوجد تقرير مُرسل بهذا الرقم. ابحث عنه في قائمة النماذج المرسلة.",
            ),
            Thing::Job => (
                "There is no job with this number. The report stands on the page of its submission.",
                "لا توجد مهمة بهذا الرقم. التقرير موجود في صفحة النموذج المرسل.",
            ),
            Thing::Upload => (
                "There is no file with this number. It may have expired before its form was sent: attach it again.",
                "لا يوجد ملف بهذا الرقم. ربما انتهت صلاحيته قبل إرسال النموذج، فأرفقه مرة أخرى.",
            ),
            Thing::Token => (
                "There is no token with this number. The list of tokens shows those that there are.",
                "لا يوجد رمز وصول بهذا الرقم. تعرض قائمة رموز الوصول الرموز الموجودة.",
            ),
            Thing::ReportFile => (
                "This report is not there. Ask how far it is, or have it made, with a POST to the reports of the submission.",
                "هذا التقرير غير موجود. استعلم عن حالته أو اطلب إعداده بطلب POST إلى تقارير النموذج المرسل.",
            ),
            Thing::Archive => (
                "There is no archive with this number. `injaaz migrate archive --list` shows them all.",
                "لا يوجد أرشيف بهذا الرقم. يعرض `injaaz migrate archive --list` جميع الأرشيفات.",
            ),
            Thing::Link => (
                "This link does not work any more. Ask the person who sent it for a new one.",
                "هذا الرابط لم يعد صالحًا. اطلب رابطًا جديدًا ممن أرسله إليك.",
            ),
            Thing::Report => (
                "We never made a report with this code. If you typed the address, compare it with the one that is printed on the report; if you scanned it, the report is not ours.",
                "لم نُصدر أي تقرير بهذا الرمز. إذا كتبت العنوان فقارنه بالعنوان المطبوع على التقرير، وإذا مسحت الرمز ضوئيًا فالتقرير ليس صادرًا عنا.",
            ),
            Thing::SetupLink => (
                "This link does not work any more: it is valid for one hour and once, and only as long as nobody has an account. If nobody has, start Injaaz again to have a new one printed.",
                "لم يعد هذا الرابط صالحًا: فهو يعمل لمدة ساعة ولمرة واحدة، وما دام لا أحد يملك حسابًا. إن لم يكن هناك أي حساب، فأعد تشغيل Injaaz ليطبع رابطًا جديدًا.",
            ),
            Thing::Source => (
                "There is nothing to import at this place. Give the path of the old app's folder, as the server sees it: the one that holds `submissions` and `jobs`.",
                "لا يوجد في هذا المكان ما يمكن استيراده. اكتب مسار مجلد التطبيق القديم كما يراه الخادم، أي المجلد الذي يحتوي على `submissions` و`jobs`.",
            ),
            Thing::Run => (
                "There is no import with this number. Choose one on the migration page.",
                "لا توجد عملية استيراد بهذا الرقم. اختر واحدة من صفحة الترحيل.",
            ),
            Thing::Factor => (
                "This is not set up any more. Reload the page to see what is.",
                "لم يعد هذا مُعدًّا في حسابك. أعد تحميل الصفحة لرؤية ما هو مُعدّ.",
            ),
            Thing::Difference => (
                "This difference does not wait for a decision any more. Reload the page to see how it stands.",
                "لم يعد هذا الاختلاف بانتظار قرار. أعد تحميل الصفحة لرؤية حالته.",
            ),
            Thing::PublicLink => (
                "This form is closed. Ask whoever gave you the link or the code for a new one.",
                "هذا النموذج مغلق. اطلب رابطًا أو رمزًا جديدًا ممن أعطاك إياه.",
            ),
            Thing::Person => (
                "There is nobody with this number in your organisation. Choose somebody on the page of people.",
                "لا يوجد شخص بهذا الرقم في مؤسستك. اختر شخصًا من صفحة الأشخاص.",
            ),
            Thing::Invitation => (
                "This invitation does not wait any more: it was accepted, revoked, or has expired. Reload the page of people.",
                "لم تعد هذه الدعوة قائمة: إما قُبلت أو أُلغيت أو انتهت صلاحيتها. أعد تحميل صفحة الأشخاص.",
            ),
            Thing::OneTimeLink => (
                "This link does not work. It may have been used already, it may have expired, or a part of it is missing. Open it exactly as you got it, or ask whoever gave it to you for a new one.",
                "هذا الرابط لا يعمل. ربما استُخدم من قبل أو انتهت صلاحيته أو نقص جزء منه. افتحه كما وصلك تمامًا، أو اطلب رابطًا جديدًا ممن أعطاك إياه.",
            ),
            Thing::PrivacyRequest => (
                "This file does not exist any more: an export is kept for seven days. Ask for it again on the privacy page.",
                "لم يعد هذا الملف موجودًا، فالنسخة تُحفظ سبعة أيام. اطلبها مرة أخرى من صفحة الخصوصية.",
            ),
            Thing::Record => (
                "There is no old record with this number. Choose one on the migration page.",
                "لا يوجد سجل قديم بهذا الرقم. اختر واحدًا من صفحة الترحيل.",
            ),
        }
    }
}

impl Conflict {
    fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Conflict::KeyUsed => (
                "This form was already sent with other answers, and those are kept unchanged. To send these answers as well, start a new form.",
                "سبق إرسال هذا النموذج بإجابات أخرى، وقد حُفظت كما هي. لإرسال هذه الإجابات أيضًا ابدأ نموذجًا جديدًا.",
            ),
            Conflict::UploadGone => (
                "A photo or signature of this form is no longer waiting on the server: it expired, or was sent with another form. Attach it again.",
                "إحدى الصور أو التواقيع لم تعد محفوظة على الخادم: انتهت صلاحيتها أو أُرسلت مع نموذج آخر. أرفقها مرة أخرى.",
            ),
            Conflict::FilesMove => (
                "Old files are just being verified, packed, removed or restored. Nothing was changed. Try again when that has ended.",
                "تجري الآن عملية تحقق من الملفات القديمة أو ضغطها أو إزالتها أو استعادتها، ولم يتغير شيء. حاول مرة أخرى بعد انتهائها.",
            ),
            Conflict::OldFileChanged => (
                "An old file is missing or is not what was read, so nothing was packed. Run `injaaz migrate verify`: it names the file.",
                "أحد الملفات القديمة مفقود أو ليس كما قُرئ، فلم يُضغط شيء. شغّل `injaaz migrate verify` لمعرفة اسم الملف.",
            ),
            Conflict::NothingToPack => (
                "There is no old file of this module that could be packed. Import its files first, and decide about those that wait for a decision.",
                "لا يوجد ملف قديم لهذه الوحدة يمكن ضغطه. استورد ملفاتها أولًا واتخذ القرار بشأن ما ينتظر منها.",
            ),
            Conflict::StillInUse => (
                "The old files of this module are still in use, so none was removed. Take the module to the phase `archived` first.",
                "لا تزال الملفات القديمة لهذه الوحدة مستخدمة، فلم يُحذف أي منها. انقل الوحدة إلى مرحلة `archived` أولًا.",
            ),
            Conflict::ArchiveBroken => (
                "The archive is not what was packed, so nothing was removed or restored. Bring its file back from a backup; `injaaz migrate verify` says what is wrong with it.",
                "الأرشيف ليس كما ضُغط، فلم يُحذف شيء ولم يُستعد شيء. استعد ملفه من نسخة احتياطية، ويوضح `injaaz migrate verify` ما الخطأ فيه.",
            ),
            Conflict::JobState => {
                ("This report is already being made, or is already there.", "هذا التقرير قيد الإعداد أو جاهز بالفعل.")
            }
            Conflict::AlreadyRuns => (
                "This was started before and still runs. Wait until it has ended, then start it again if you still want to.",
                "بدأ هذا العمل من قبل ولا يزال جاريًا. انتظر حتى ينتهي، ثم ابدأه مجددًا إذا كنت لا تزال تريد ذلك.",
            ),
            Conflict::RunOver => (
                "This import has already ended. Start a new one: what is there is not imported twice.",
                "انتهت عملية الاستيراد هذه بالفعل. ابدأ عملية جديدة، فلن يُستورد الموجود مرتين.",
            ),
            Conflict::Decided => (
                "This record does not wait for that decision any more. Reload the page to see how it stands.",
                "لم يعد هذا السجل بانتظار هذا القرار. أعد تحميل الصفحة لرؤية حالته.",
            ),
            Conflict::RecordGone => (
                "The file of this record cannot be read now, so nothing was changed. Put it back or make it readable, then try again.",
                "لا يمكن قراءة ملف هذا السجل الآن، ولم يتغير شيء. أعد الملف إلى مكانه أو اجعله قابلًا للقراءة ثم حاول مرة أخرى.",
            ),
            Conflict::GatesClosed => (
                "This module cannot go on yet: at least one condition of the next phase does not hold. Mend what is marked, or give a reason of at least ten characters to go on all the same.",
                "لا يمكن لهذه الوحدة الانتقال بعد: شرط واحد على الأقل من شروط المرحلة التالية غير متحقق. أصلح ما هو معلَّم، أو اكتب سببًا من عشرة أحرف على الأقل للمتابعة رغم ذلك.",
            ),
            Conflict::PhaseChanged => (
                "This step does not lead on from the phase that the module is in: somebody else may have changed it. Look at its phase, then choose the step again.",
                "هذه الخطوة لا تبدأ من المرحلة الحالية للوحدة، وربما غيّرها شخص آخر. تحقق من مرحلتها ثم اختر الخطوة من جديد.",
            ),
            Conflict::LastAdministrator => (
                "This is the only administrator who can sign in, so nothing was changed. Make somebody else an administrator first.",
                "هذا هو المسؤول الوحيد القادر على تسجيل الدخول، فلم يتغير شيء. عيّن مسؤولًا آخر أولًا.",
            ),
            Conflict::AlreadyMember => (
                "This person belongs to your organisation already. Change what they may do on their page.",
                "هذا الشخص عضو في مؤسستك بالفعل. غيّر صلاحياته من صفحته.",
            ),
            Conflict::BelongsElsewhere => (
                "This person works for another organisation as well, so only they themselves can have a new password: ask them to choose \"Forgotten password\" on the sign-in page, or the person who runs the server to help.",
                "يعمل هذا الشخص لدى مؤسسة أخرى أيضًا، فلا يمكن لغيره طلب كلمة مرور جديدة له: اطلب منه اختيار «نسيت كلمة المرور» في صفحة الدخول، أو استعن بالمسؤول عن الخادم.",
            ),
            Conflict::CannotSignIn => (
                "This person is suspended, so a new password would not let them in. Take them back first.",
                "هذا الشخص موقوف، ولن تفيده كلمة مرور جديدة. أعده أولًا.",
            ),
            Conflict::FactorElsewhere => (
                "This person belongs to another organisation too, which relies on the same second factor. Only whoever runs the server can remove it.",
                "ينتمي هذا الشخص إلى مؤسسة أخرى أيضًا تعتمد على العامل الثاني نفسه. لا يمكن إزالته إلا لمن يدير الخادم.",
            ),
            Conflict::FactorThere => (
                "An app for codes is set up already. Remove it first to set up another one.",
                "يوجد تطبيق للرموز مُعدّ من قبل. أزله أولًا لإعداد تطبيق آخر.",
            ),
            Conflict::TooManyPasskeys => (
                "There are as many passkeys as one account can have. Remove one that is not used any more.",
                "بلغت مفاتيح المرور أقصى عدد للحساب الواحد. أزل مفتاحًا لم يعد مستخدمًا.",
            ),
            Conflict::OldStoreLacks => (
                "Some submissions could not be written to the old store, so this step is not complete. None is lost: they wait and are tried again by themselves. The migration page says what is in the way.",
                "تعذّرت كتابة بعض النماذج المرسلة إلى المخزن القديم، فلم تكتمل هذه الخطوة. لم يُفقد أي منها، فهي بالانتظار وتُعاد المحاولة تلقائيًا. صفحة الترحيل تذكر ما يعيق ذلك.",
            ),
        }
    }
}
