# What is wrong with an answer, and what to do about it.
#
# The name of the question stands first or in guillemets, so that no verb or adjective has to agree with its gender.

validation-in-item = { $item }: { $sentence }
validation-item-number = { $singular } { $number }
validation-typed-name = { $label } (الاسم المكتوب)
validation-latitude = { $label } (خط العرض)
validation-longitude = { $label } (خط الطول)
validation-accuracy = { $label } (الدقة)

# The question is not answered.
validation-answer-question = أجب عن السؤال «{ $label }».
validation-missing = أدخل { $label }.
validation-not-chosen = اختر { $label }.
validation-none-chosen = اختر إجابة واحدة على الأقل في «{ $label }».
validation-not-ticked = ضع علامة أمام «{ $label }» للمتابعة.
validation-no-photo = أضف صورة واحدة على الأقل إلى «{ $label }».
validation-not-signed = وقّع في خانة «{ $label }» أو اكتب الاسم أسفلها.
validation-no-file = أرفق ملف PDF في «{ $label }».

# Text.
validation-too-long =
    الحد الأقصى لطول «{ $label }» هو { $limit ->
        [zero] { $limit } حرف
        [one] حرف واحد
        [two] حرفان
        [few] { $limit } أحرف
        [many] { $limit } حرفًا
       *[other] { $limit } حرف
    }، وعددها الآن { $found }. اختصر النص.
validation-line-break = يجب كتابة «{ $label }» في سطر واحد. احذف فواصل الأسطر.
validation-control-character = يحتوي النص في «{ $label }» على رمز تحكم غير مرئي ({ $code-point }). احذف النص واكتبه من جديد.
validation-not-a-character = يحتوي النص في «{ $label }» على رمز غير صالح ({ $code-point }). احذف النص واكتبه من جديد.
validation-not-utf8 = لم يصل نص «{ $label }» بترميز UTF-8. اكتبه من جديد وأعد إرسال النموذج.

# Numbers.
validation-not-a-number = يجب أن تكون الإجابة في «{ $label }» رقمًا، مثل 12 أو 2.5.
validation-too-many-digits =
    لا يُقبل في «{ $label }» أكثر من { $limit ->
        [zero] { $limit } خانة
        [one] خانة واحدة
        [two] خانتين
        [few] { $limit } خانات
        [many] { $limit } خانة
       *[other] { $limit } خانة
    }. أدخل رقمًا أقصر.
validation-too-many-decimals =
    { $limit ->
        [zero] يجب أن تكون الإجابة في «{ $label }» رقمًا صحيحًا من دون فاصلة عشرية.
        [one] لا تُقبل في «{ $label }» أكثر من خانة عشرية واحدة.
        [two] لا تُقبل في «{ $label }» أكثر من خانتين عشريتين.
        [few] لا تُقبل في «{ $label }» أكثر من { $limit } خانات عشرية.
        [many] لا تُقبل في «{ $label }» أكثر من { $limit } خانة عشرية.
       *[other] لا تُقبل في «{ $label }» أكثر من { $limit } خانة عشرية.
    }
validation-below-minimum = أقل قيمة مقبولة في «{ $label }» هي { $minimum }.
validation-above-maximum = أكبر قيمة مقبولة في «{ $label }» هي { $maximum }.
validation-not-on-scale = يجب أن تكون الإجابة في «{ $label }» رقمًا من { $start } إلى { $end } بخطوات مقدارها { $step }.

# Times and positions.
validation-not-a-time = أدخل «{ $label }» بالساعات والدقائق بنظام 24 ساعة، مثل 14:30.
validation-too-early = أبكر وقت مقبول في «{ $label }» هو { $time }.
validation-too-late = آخر وقت مقبول في «{ $label }» هو { $time }.
validation-not-a-position = تتكوّن الإجابة في «{ $label }» من خط عرض وخط طول بالدرجات. أدخلهما معًا، مثل 25.204849 و55.270783.

# Dates.
validation-not-a-date = أدخل «{ $label }» بصيغة سنة-شهر-يوم، مثل 2026-03-14.
validation-no-such-day = اليوم المدخل في «{ $label }» غير موجود في التقويم. تحقق من اليوم والشهر.
validation-day-out-of-range = يجب أن تكون السنة في «{ $label }» بين { $first } و{ $last }.
validation-future-day = لا يُقبل تاريخ مستقبلي في «{ $label }». أدخل تاريخ اليوم أو تاريخًا سابقًا.
validation-past-day = لا يُقبل تاريخ ماضٍ في «{ $label }». أدخل تاريخ اليوم أو تاريخًا لاحقًا.
validation-before-beginning = التاريخ في «{ $label }» يسبق «{ $beginning }». بدّل بين التاريخين أو اترك أحدهما فارغًا.
validation-not-a-web-address = يجب أن يكون «{ $label }» عنوان ويب كاملًا مثل https://example.org/injaaz ومن دون كلمة مرور.
validation-not-https = يجب أن يبدأ «{ $label }» بـ https حتى لا يقرأ أحد في الطريق ما يُرسل.
validation-private-address = «{ $label }» عنوان خاص لا يُرسل إليه شيء. أدخل عنوانًا عامًا أو اسأل من يدير الخادم.
validation-too-many-webhooks = عدد خطافات الويب لكل مؤسسة لا يتجاوز { $limit }. احذف واحدًا قبل إضافة آخر ({ $label }).

# Choices.
validation-not-a-choice = اختر إحدى الإجابات المدرجة في «{ $label }».
validation-too-few-choices =
    يلزم في «{ $label }» ما لا يقل عن { $limit ->
        [zero] { $limit } إجابة
        [one] إجابة واحدة
        [two] إجابتين
        [few] { $limit } إجابات
        [many] { $limit } إجابة
       *[other] { $limit } إجابة
    }، وقد اخترت { $found }. اختر ما ينقص.
validation-too-many-choices =
    لا يُقبل في «{ $label }» أكثر من { $limit ->
        [zero] { $limit } إجابة
        [one] إجابة واحدة
        [two] إجابتين
        [few] { $limit } إجابات
        [many] { $limit } إجابة
       *[other] { $limit } إجابة
    }، وقد اخترت { $found }. قلّل اختياراتك.
validation-not-below = اختر «{ $before }» أولًا، ثم اختر «{ $label }» من القائمة التابعة له.
validation-constraint = الإجابة عن «{ $label }» غير مسموح بها هنا. تحقق منها.
validation-constraint-own = { $sentence }
validation-not-yes-or-no = الإجابة عن «{ $label }» هي نعم أو لا فقط.
validation-outside-token-scope = لا يسمح رمز API هذا بإرسال نماذج لهذا الموقع: «{ $label }».
validation-no-such-submission = يجب أن يكون «{ $label }» معرّف تقرير سابق من هذا النموذج يمكنك فتحه.

# Items and the form as a whole.
validation-too-few-items =
    يلزم في «{ $label }» ما لا يقل عن { $limit ->
        [zero] { $limit } إدخال
        [one] إدخال واحد
        [two] إدخالين
        [few] { $limit } إدخالات
        [many] { $limit } إدخالًا
       *[other] { $limit } إدخال
    }. أضف ما ينقص.
validation-too-many-items =
    لا يقبل النموذج الواحد في «{ $label }» أكثر من { $limit ->
        [zero] { $limit } إدخال
        [one] إدخال واحد
        [two] إدخالين
        [few] { $limit } إدخالات
        [many] { $limit } إدخالًا
       *[other] { $limit } إدخال
    }، وعددها الآن { $found }. أرسل الباقي في نموذج آخر.
validation-items-missing = عدد إدخالات «{ $label }» تحدده إجابة أخرى: المطلوب { $limit } والمعبأ { $found }. أكمل ما ينقص أو صحح تلك الإجابة.
validation-items-surplus = عدد إدخالات «{ $label }» تحدده إجابة أخرى: المطلوب { $limit } والمعبأ { $found }. أزل الزائد أو صحح تلك الإجابة.
validation-duplicate-field = وصلت الإجابة عن «{ $label }» مرتين. أعد تحميل الصفحة وأجب مرة واحدة.
validation-unknown-field = لا يوجد في هذا النموذج سؤال باسم «{ $label }». أعد تحميل الصفحة للحصول على النموذج الحالي.

# Files and signatures.
validation-text-expected = المطلوب في «{ $label }» نص وليس ملفًا.
validation-file-expected = المطلوب في «{ $label }» ملف وليس نصًا. أرفقه من جديد.
validation-other-upload = أحد ملفات «{ $label }» من نوع غير المطلوب في هذا السؤال. أزله ثم أرفقه هنا من جديد.
validation-second-file = يقبل «{ $label }» ملفًا واحدًا، وقد أُرفق أكثر من ملف. أزل ما لا يخصّه.
validation-too-many-photos =
    الحد الأقصى للصور في «{ $label }» هو { $limit }، وعدد المرفق منها { $found }. احذف { $excess ->
        [zero] { $excess } صورة
        [one] صورة واحدة
        [two] صورتين
        [few] { $excess } صور
        [many] { $excess } صورة
       *[other] { $excess } صورة
    }.
validation-same-file-twice = أُرفق أحد ملفات «{ $label }» مرتين في هذا النموذج. احذف إحدى النسختين.
validation-file-gone = أحد ملفات «{ $label }» لم يعد موجودًا على الخادم: انتهت مدة حفظه أو أُرسل مع نموذج آخر. أرفقه من جديد.
validation-file-not-received = لم يصل أحد ملفات «{ $label }» كاملًا. تحقق من الاتصال وأرفقه من جديد.
validation-bad-data-url = تعذّرت قراءة «{ $label }». امسح لوحة التوقيع ووقّع من جديد.
validation-file-empty = أحد ملفات «{ $label }» فارغ (0 بايت). اختر الملف من جديد.
validation-file-too-large = حجم أحد ملفات «{ $label }» أكبر من { $limit }، وهو الحد الأقصى للملف الواحد. اختر نسخة أصغر.
validation-file-heic = إحدى صور «{ $label }» بصيغة HEIC التي لا تعرضها المتصفحات ولا التقارير. على جهاز iPhone: الإعدادات > الكاميرا > التنسيقات > الأكثر توافقًا. ثم التقطها من جديد أو اختر صورة JPEG.
validation-file-other-format = إحدى صور «{ $label }» بصيغة { $format } التي لا تعرضها المتصفحات ولا التقارير. احفظها بصيغة JPEG وأرفقها من جديد، أو اختر صورة أخرى.
validation-file-rare-jpeg = إحدى صور «{ $label }» من نوع نادر من JPEG لا تعرضه المتصفحات ولا التقارير. احفظها بصيغة JPEG العادية ببرنامج آخر وأرفقها من جديد.
validation-file-not-a-picture = أحد ملفات «{ $label }» ليس صورة بصيغة JPEG أو PNG أو WebP. اختر صورة.
validation-file-not-a-pdf = الملف في «{ $label }» ليس ملف PDF مهما كان اسمه. احفظ المستند بصيغة PDF ثم أرفقه.
validation-file-cut-pdf = ملف PDF في «{ $label }» غير مكتمل: نهايته مفقودة. افتحه للتأكد من سلامته، ثم نزّله أو احفظه من جديد وأرفقه مرة أخرى.
validation-file-damaged = إحدى صور «{ $label }» تالفة أو غير مكتملة. التقطها من جديد أو اختر غيرها.
validation-file-undecodable = تعذّرت قراءة إحدى صور «{ $label }» ضمن حدود الوقت والذاكرة. التقطها من جديد، أو احفظها بصيغة JPEG ببرنامج آخر.
validation-file-busy = لم تُقرأ إحدى صور «{ $label }» لأن الخادم مشغول بصور أخرى. انتظر دقيقة ثم أرفقها من جديد.
validation-file-too-many-pixels =
    دقة إحدى صور «{ $label }» أعلى من { $limit ->
        [zero] { $limit } ميغابكسل
        [one] ميغابكسل واحد
        [two] ميغابكسلين
        [few] { $limit } ميغابكسل
        [many] { $limit } ميغابكسل
       *[other] { $limit } ميغابكسل
    }، وهو الحد الأقصى. اختر نسخة أصغر.
validation-signature-blank = لا يظهر أي رسم في «{ $label }». وقّع من جديد، أو امسح اللوحة واكتب الاسم أسفلها.

# Labels of controls that are not questions of a form.
validation-label-confirmation = التأكيد
validation-label-daily-limit = الحد الأقصى للنماذج المرسلة في اليوم
validation-label-form = النموذج
validation-label-form-version = إصدار النموذج
validation-label-last-day = آخر يوم
validation-label-name = الاسم
validation-label-permissions = الصلاحيات
validation-label-reason = السبب
validation-label-site = الموقع
validation-label-validity = مدة الصلاحية
