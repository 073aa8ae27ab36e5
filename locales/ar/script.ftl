# What the scripts of the start page, the form page and the job page say after the page has loaded. $count selects the plural form.
# Names of files stand between isolation marks (U+2068, U+2069), because they can be in any script.

script-draft-saved = حُفظ الساعة { $time } على هذا الجهاز، ولم يُرسل بعد
script-draft-not-saved = لا توجد مساحة كافية في هذا الجهاز لحفظ النموذج. أرسله قبل مغادرة هذه الصفحة.
script-draft-save-failed = تعذّر حفظ النموذج على هذا الجهاز. أرسله قبل مغادرة هذه الصفحة.
script-draft-restored = استُعيد نموذجك غير المرسل { "\u2068" }{ $name }{ "\u2069" } ({ $time }).
script-draft-other-tab = نموذجك غير المرسل { "\u2068" }{ $name }{ "\u2069" } ({ $time }) مفتوح في علامة تبويب أخرى.
script-draft-taken = هذا النموذج مفتوح الآن في علامة تبويب أخرى، ولا يمكن تعديله هنا.
script-draft-gone = أُرسل هذا النموذج أو حُذف في علامة تبويب أخرى.
script-draft-forked = عُدّل هذا النموذج في علامة تبويب أخرى أيضًا. حُفظت إجاباتك هنا نموذجًا مستقلًا.
script-draft-form-changed = تغيّر النموذج منذ ذلك الحين، فراجع كل إجابة.
script-draft-left-over = لم يعد في النموذج سؤال لهذه الإجابات:
script-draft-continue = متابعة
script-draft-continue-here = المتابعة هنا
script-draft-open-here = مفتوح هنا
script-draft-start-new = بدء نموذج جديد
script-draft-keep-as-new = الاحتفاظ بهذه الإجابات نموذجًا جديدًا
script-draft-continued = استُعيدت إجاباتك.
script-draft-started-new = بدأت نموذجًا جديدًا. يبقى { "\u2068" }{ $name }{ "\u2069" } في قائمة النماذج غير المرسلة.
script-draft-no-name = نموذج بلا موقع
script-draft-unreadable = نموذج غير مرسل تعذّرت قراءته
script-draft-storage-unreadable = تتعذّر الآن قراءة النماذج غير المرسلة على هذا الجهاز. لم يُحذف شيء. أغلق علامات التبويب الأخرى لهذا الموقع ثم أعد تحميل الصفحة.
script-draft-delete = حذف
script-draft-delete-named = حذف { "\u2068" }{ $name }{ "\u2069" }
script-draft-delete-question = هل تريد حذف { "\u2068" }{ $name }{ "\u2069" } مع صوره؟ لم يُرسل هذا النموذج، ولا يمكن التراجع عن الحذف.
script-draft-keep = الاحتفاظ به
script-draft-photos =
    { $count ->
        [zero] بلا صور
        [one] صورة واحدة
        [two] صورتان
        [few] { $count } صور
        [many] { $count } صورة
       *[other] { $count } صورة
    }
script-drafts-title =
    { $count ->
        [zero] لا توجد نماذج غير مرسلة على هذا الجهاز
        [one] نموذج واحد غير مرسل على هذا الجهاز
        [two] نموذجان غير مرسلين على هذا الجهاز
        [few] { $count } نماذج غير مرسلة على هذا الجهاز
        [many] { $count } نموذجًا غير مرسل على هذا الجهاز
       *[other] { $count } نموذج غير مرسل على هذا الجهاز
    }
script-item-removed = تمت إزالة { $name }.
script-item-copied = نُسخت إجابات { $from } إلى { $to }. لا تُنسخ الصور.
script-items-fitted = عدد الإدخالات الآن { $count } كما يطلب النموذج.
script-items-too-few = الحد الأدنى هنا: { $min }.
script-items-too-many = الحد الأقصى هنا: { $max }.
script-choose-above = اختر أولًا: { "\u2068" }{ $question }{ "\u2069" }
script-photo-another = التقاط صورة أخرى
script-photo-preparing = جارٍ التحضير
script-photo-waiting = في الانتظار
script-photo-sending = جارٍ الإرسال { $percent }٪
script-photo-retrying = انقطع الاتصال. تجري إعادة المحاولة
script-photo-attached = تم الإرفاق
script-file-attached = أُرفق الملف.
script-photo-broken = تعذّر الإرسال: انقطع الاتصال. النسخة محفوظة على هذا الجهاز.
script-photo-broken-not-kept = تعذّر الإرسال: انقطع الاتصال. أبقِ هذه الصفحة مفتوحة.
script-photo-unreadable = لم يعد بالإمكان قراءة هذا الملف. أزله ثم اختره مرة أخرى.
script-photo-too-large = الملف كبير جدًا: { $size } ميغابايت. الحد الأقصى { $limit } ميغابايت.
script-photo-expired = لم يعد الملف محفوظًا على الخادم. أزله وأرفقه مرة أخرى.
script-photo-not-saved = لا توجد مساحة كافية في هذا الجهاز لحفظ الملف. أبقِ هذه الصفحة مفتوحة حتى يُرفق.
script-photo-retry = إعادة المحاولة
script-photo-remove = إزالة { $name }
script-photo-removed = تمت إزالة { "\u2068" }{ $name }{ "\u2069" }.
script-photos-attached =
    { $count ->
        [zero] لم تُرفق أي صورة
        [one] أُرفقت صورة واحدة
        [two] أُرفقت صورتان
        [few] أُرفقت { $count } صور
        [many] أُرفقت { $count } صورة
       *[other] أُرفقت { $count } صورة
    }
script-photos-attached-of =
    { $count ->
        [zero] لم تُرفق أي صورة ({ $done })
        [one] أُرفق { $done } من صورة واحدة
        [two] أُرفق { $done } من صورتين
        [few] أُرفق { $done } من { $count } صور
        [many] أُرفق { $done } من { $count } صورة
       *[other] أُرفق { $done } من { $count } صورة
    }
script-photos-left-out =
    { $count ->
        [zero] الحد الأقصى لعدد الصور هنا { $max }، وقد أُضيفت كلها.
        [one] الحد الأقصى لعدد الصور هنا { $max }، ولذلك لم تُضف صورة واحدة.
        [two] الحد الأقصى لعدد الصور هنا { $max }، ولذلك لم تُضف صورتان.
        [few] الحد الأقصى لعدد الصور هنا { $max }، ولذلك لم تُضف { $count } صور.
        [many] الحد الأقصى لعدد الصور هنا { $max }، ولذلك لم تُضف { $count } صورة.
       *[other] الحد الأقصى لعدد الصور هنا { $max }، ولذلك لم تُضف { $count } صورة.
    }
script-send-waiting =
    { $count ->
        [zero] جارٍ الإرسال…
        [one] بانتظار ملف واحد…
        [two] بانتظار ملفين…
        [few] بانتظار { $count } ملفات…
        [many] بانتظار { $count } ملفًا…
       *[other] بانتظار { $count } ملف…
    }
script-send-sending = جارٍ الإرسال…
script-send-sent = تم الحفظ. جارٍ فتح النموذج…
script-send-photos-missing =
    { $count ->
        [zero] لم يُرسل النموذج. أعد المحاولة، ثم اضغط «إرسال».
        [one] لم يُرسل النموذج: تعذّر إرفاق ملف واحد. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
        [two] لم يُرسل النموذج: تعذّر إرفاق ملفين. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
        [few] لم يُرسل النموذج: تعذّر إرفاق { $count } ملفات. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
        [many] لم يُرسل النموذج: تعذّر إرفاق { $count } ملفًا. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
       *[other] لم يُرسل النموذج: تعذّر إرفاق { $count } ملف. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
    }
script-send-kept = نموذجك محفوظ على هذا الجهاز.
script-send-not-kept = أبقِ هذه الصفحة مفتوحة.
script-send-no-connection = لم يُرسل النموذج: انقطع الاتصال. { $kept } اضغط «إرسال النموذج» مرة أخرى عند عودة الاتصال.
script-send-slow = لم يصل رد بعد. { $kept }
script-send-unconfirmed = لم يصل تأكيد: انقطع الاتصال. { $kept } اضغط «إرسال النموذج» مرة أخرى، ولن يُحفظ مرتين.
script-send-receipt-differs = لم يكتمل التأكيد: لم يذكر الخادم كل الملفات المرسلة. { $kept } اضغط «إرسال النموذج» مرة أخرى، ولن يُحفظ مرتين.
script-send-refused = { $sentence } (الرقم المرجعي { $id })
script-send-as-new = إرسال كنموذج جديد
script-signature-unreadable = يغيّر هذا المتصفح ما يُرسم في الصفحات بسبب إعداد للخصوصية. لن يُرسل الرسم، فاكتب الاسم أدناه.
script-undo-label = تراجع: { $sentence }
script-offline = لا يوجد اتصال. كل شيء محفوظ على هذا الجهاز.
script-online = عاد الاتصال.
script-job-started = التقرير في قائمة الانتظار.
script-job-running = جارٍ إعداد التقرير: { $percent }٪
script-job-done = التقرير جاهز.
script-job-failed = تعذّر إعداد التقرير.
script-job-silent = لا يمكن عرض التقدم الآن، لكن العمل مستمر. أعد تحميل الصفحة للاطلاع عليه.
script-item-moved = نُقل: { $name } من { $count }.
script-step = القسم { $number } من { $count }
script-section-done = مكتمل
script-section-answered = { $done } من { $count }
script-section-items =
    { $count ->
        [zero] لا بنود
        [one] بند واحد
        [two] بندان
        [few] { $count } بنود
        [many] { $count } بندًا
       *[other] { $count } بند
    }
script-section-problems =
    { $count ->
        [zero] لا مشكلات
        [one] مشكلة واحدة
        [two] مشكلتان
        [few] { $count } مشكلات
        [many] { $count } مشكلة
       *[other] { $count } مشكلة
    }
script-check-missing =
    { $count ->
        [zero] لا أسئلة تحتاج إلى انتباهك
        [one] سؤال واحد يحتاج إلى انتباهك
        [two] سؤالان يحتاجان إلى انتباهك
        [few] { $count } أسئلة تحتاج إلى انتباهك
        [many] { $count } سؤالًا يحتاج إلى انتباهك
       *[other] { $count } سؤال يحتاج إلى انتباهك
    }
script-check-change = تغيير
script-check-change-of = تغيير { "\u2068" }{ $name }{ "\u2069" }
script-check-empty = بلا إجابة: { $questions }
script-check-unavailable = لا يمكن عرض قائمة إجاباتك دون اتصال. يمكنك إرسال النموذج مع ذلك.

script-correction-title = صحّح شخص آخر هذا التفتيش في هذه الأثناء
script-correction-about = لم يُرسل شيء بعد. إجاباتك أدناه وتبقى على هذا الجهاز. لهذه الأسئلة إجابة أخرى في أحدث مراجعة:
script-correction-same = لم يُرسل شيء بعد. إجاباتك أدناه وتبقى على هذا الجهاز، وهي نفسها في أحدث مراجعة.
script-correction-newest = أحدث مراجعة: { $answer }
script-correction-yours = تصحيحك: { $answer }
script-correction-take = أخذ الإجابة الأحدث
script-correction-take-named = أخذ الإجابة الأحدث: { $label }
script-correction-add = إضافة أحدث الصور إلى صوري
script-correction-add-named = إضافة أحدث الصور إلى صوري: { $label }
script-correction-added = أُضيفت أحدث الصور إلى صورك: { $label }
script-correction-taken = أُخذت الإجابة الأحدث: { $label }
script-correction-mine = إبقاء ما في النموذج
script-correction-open = فتح أحدث مراجعة
script-correction-chosen = اضغط «إرسال» لتحل إجاباتك محل أحدث مراجعة. وتُحفظ تلك المراجعة أيضًا.
