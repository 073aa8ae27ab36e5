//! What stands in the way of something that makes sense otherwise.

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

impl Conflict {
    pub(super) fn sentence(self) -> (&'static str, &'static str) {
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
                "This person belongs to another organisation too, which relies on the same second factor. Only the person who runs the server can remove it, with the command `injaaz user remove-factors`.",
                "ينتمي هذا الشخص إلى مؤسسة أخرى أيضًا تعتمد على العامل الثاني نفسه. لا يمكن إزالته إلا لمن يدير الخادم، بالأمر injaaz user remove-factors.",
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
