# What the scripts of the form page and of the job page say after the page has loaded. $count selects the plural form.
# Names of files stand between isolation marks (U+2068, U+2069), because they can be in any script.

script-draft-saved = حُفظ الساعة { $time } على هذا الجهاز، ولم يُرسل بعد
script-draft-not-saved = لا توجد مساحة كافية في هذا الجهاز لحفظ النموذج. أرسله قبل مغادرة هذه الصفحة.
script-draft-offer = هل تريد متابعة نموذجك غير المرسل ({ $time })؟
script-draft-form-changed = تغيّر النموذج منذ ذلك الحين، فراجع كل إجابة.
script-draft-continue = متابعة
script-draft-start-new = بدء نموذج جديد
script-draft-continued = استُعيدت إجاباتك.
script-draft-started-new = بدأت نموذجًا جديدًا.
script-item-removed = تمت إزالة { $name }.
script-item-copied = نُسخت إجابات { $from } إلى { $to }. لا تُنسخ الصور.
script-items-too-few = الحد الأدنى هنا: { $min }.
script-items-too-many = الحد الأقصى هنا: { $max }.
script-choose-above = اختر من القائمة السابقة أولًا
script-photo-preparing = جارٍ التحضير
script-photo-waiting = في الانتظار
script-photo-sending = جارٍ الإرسال { $percent }٪
script-photo-retrying = انقطع الاتصال. تجري إعادة المحاولة
script-photo-attached = أُرفقت
script-photo-broken = لم تُرسل: انقطع الاتصال. الصورة محفوظة على هذا الجهاز.
script-photo-too-large = الصورة كبيرة جدًا: { $size } ميغابايت. الحد الأقصى 15 ميغابايت.
script-photo-expired = لم تعد هذه الصورة محفوظة على الخادم. أزلها والتقطها مرة أخرى.
script-photo-not-saved = لا توجد مساحة كافية في هذا الجهاز لحفظ الصورة. أبقِ هذه الصفحة مفتوحة حتى تُرفق.
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
        [one] بانتظار صورة واحدة…
        [two] بانتظار صورتين…
        [few] بانتظار { $count } صور…
        [many] بانتظار { $count } صورة…
       *[other] بانتظار { $count } صورة…
    }
script-send-sending = جارٍ الإرسال…
script-send-sent = تم الحفظ. جارٍ فتح النموذج…
script-send-photos-missing =
    { $count ->
        [zero] لم يُرسل النموذج. أعد المحاولة، ثم اضغط «إرسال».
        [one] لم يُرسل النموذج: تعذّر إرفاق صورة واحدة. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
        [two] لم يُرسل النموذج: تعذّر إرفاق صورتين. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
        [few] لم يُرسل النموذج: تعذّر إرفاق { $count } صور. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
        [many] لم يُرسل النموذج: تعذّر إرفاق { $count } صورة. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
       *[other] لم يُرسل النموذج: تعذّر إرفاق { $count } صورة. أعد المحاولة أو أزل ما عليه علامة، ثم اضغط «إرسال».
    }
script-send-kept = نموذجك محفوظ على هذا الجهاز.
script-send-not-kept = أبقِ هذه الصفحة مفتوحة.
script-send-unconfirmed = لم يصل تأكيد: انقطع الاتصال. { $kept } اضغط «إرسال» مرة أخرى، ولن يُحفظ مرتين.
script-send-receipt-differs = لم يكتمل التأكيد: لم يذكر الخادم كل الملفات المرسلة. { $kept } اضغط «إرسال» مرة أخرى، ولن يُحفظ مرتين.
script-send-refused = { $sentence } (الرقم المرجعي { $id })
script-send-as-new = إرسال كنموذج جديد
script-undo-label = تراجع: { $sentence }
script-offline = لا يوجد اتصال. يمكنك المتابعة، فكل شيء محفوظ على هذا الجهاز.
script-online = عاد الاتصال.
script-job-started = التقرير في قائمة الانتظار.
script-job-running = جارٍ إعداد التقرير: { $percent }٪
script-job-done = التقرير جاهز.
script-job-failed = تعذّر إعداد التقرير.
script-job-silent = لا يمكن عرض التقدم الآن، لكن العمل مستمر. أعد تحميل الصفحة للاطلاع عليه.
