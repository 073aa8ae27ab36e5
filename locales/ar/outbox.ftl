# The outbox of the device: forms that wait to be sent. The scripts say most of it. $count selects the plural form.
# What a person entered stands between isolation marks (U+2068, U+2069), because it can be in any script.

outbox-title = صندوق الصادر
outbox-lead = النماذج التي أرسلتها دون اتصال. تُرسل تلقائيًا عند توفر الاتصال.
outbox-needs-scripts = يحتاج صندوق الصادر إلى JavaScript. من دونه يُرسل النموذج فورًا أو لا يُرسل.
outbox-open = فتح صندوق الصادر
outbox-not-sent-title = لم تُرسل بعد
outbox-send-now = إرسال الآن
outbox-sent-title = أُرسلت من هذا الجهاز
outbox-device-title = هذا الجهاز

outbox-online = متصل
outbox-offline = غير متصل
outbox-not-sent =
    { $count ->
        [zero] أُرسلت كل النماذج
        [one] نموذج واحد لم يُرسل
        [two] نموذجان لم يُرسلا
        [few] { $count } نماذج لم تُرسل
        [many] { $count } نموذجًا لم يُرسل
       *[other] { $count } نموذج لم يُرسل
    }
outbox-oldest = أقدمها: { $age }

outbox-added = نموذجك في صندوق الصادر
outbox-added-about = لا يوجد اتصال بالخادم. حُفظ النموذج بصوره وتوقيعاته على هذا الجهاز، ويُرسل تلقائيًا عند توفر الاتصال. يمكنك إغلاق هذه الصفحة.
outbox-added-sign-in = حُفظ النموذج بصوره وتوقيعاته على هذا الجهاز. سجّل الدخول لإرساله.
outbox-added-refused = لم يقبل الخادم النموذج. افتح صندوق الصادر لمعرفة السبب وتصحيحه.
outbox-incomplete = لم يُرسل النموذج: بعض الأسئلة بلا إجابة.
outbox-required = أجب عن هذا السؤال: { $label }

outbox-all-sent = أُرسل كل شيء.
outbox-count =
    { $count ->
        [zero] أُرسلت كل النماذج.
        [one] نموذج واحد بانتظار الإرسال.
        [two] نموذجان بانتظار الإرسال.
        [few] { $count } نماذج بانتظار الإرسال.
        [many] { $count } نموذجًا بانتظار الإرسال.
       *[other] { $count } نموذج بانتظار الإرسال.
    }
outbox-count-offline =
    { $count ->
        [zero] لا يوجد اتصال. أُرسلت كل النماذج.
        [one] لا يوجد اتصال. نموذج واحد بانتظار الإرسال.
        [two] لا يوجد اتصال. نموذجان بانتظار الإرسال.
        [few] لا يوجد اتصال. { $count } نماذج بانتظار الإرسال.
        [many] لا يوجد اتصال. { $count } نموذجًا بانتظار الإرسال.
       *[other] لا يوجد اتصال. { $count } نموذج بانتظار الإرسال.
    }
outbox-others =
    { $count ->
        [zero] لا توجد نماذج لأشخاص آخرين على هذا الجهاز.
        [one] على هذا الجهاز نموذج واحد لشخص آخر بانتظار الإرسال، ويُرسل بعد أن يسجّل ذلك الشخص الدخول.
        [two] على هذا الجهاز نموذجان لأشخاص آخرين بانتظار الإرسال، ويُرسلان بعد أن يسجّلوا الدخول.
        [few] على هذا الجهاز { $count } نماذج لأشخاص آخرين بانتظار الإرسال، وتُرسل بعد أن يسجّلوا الدخول.
        [many] على هذا الجهاز { $count } نموذجًا لأشخاص آخرين بانتظار الإرسال، وتُرسل بعد أن يسجّلوا الدخول.
       *[other] على هذا الجهاز { $count } نموذج لأشخاص آخرين بانتظار الإرسال، وتُرسل بعد أن يسجّلوا الدخول.
    }
outbox-deleted = حُذف { "\u2068" }{ $name }{ "\u2069" } ولم يُرسل.
outbox-state-waiting = بانتظار الإرسال
outbox-state-sending = جارٍ الإرسال
outbox-state-offline = بانتظار الاتصال
outbox-state-again = تعذّر الإرسال حتى الآن. المحاولة التالية: { $time }
outbox-state-sign-in = سجّل الدخول للإرسال
outbox-state-refused = لم يُقبل: { $sentence }
outbox-problem-version = تغيّر النموذج منذ أن ملأته. افتحه وراجع إجاباتك ثم أرسله مرة أخرى.
outbox-problem-gone = لم يُقبل: حُذف هذا التفتيش أو لم يعد يحق لك تصحيحه. يبقى ما أدخلته هنا إلى أن تحذفه.
outbox-problem-photo = صورة أو ملف مفقود من هذا الجهاز. افتح النموذج وأرفقه مرة أخرى ثم أرسله.
outbox-photos =
    { $count ->
        [zero] بلا صور أو ملفات ({ $sent })
        [one] أُرسل { $sent } من ملف واحد
        [two] أُرسل { $sent } من ملفين
        [few] أُرسل { $sent } من { $count } صور وملفات
        [many] أُرسل { $sent } من { $count } صورة وملفًا
       *[other] أُرسل { $sent } من { $count } صورة وملف
    }
outbox-photo-sent = أُرسلت
outbox-photo-sending = جارٍ إرسالها
outbox-photo-waiting = في الانتظار
outbox-sign-in = تسجيل الدخول
outbox-correct = تصحيح
outbox-correct-named = تصحيح { "\u2068" }{ $name }{ "\u2069" }
outbox-compare = المقارنة والاختيار
outbox-compare-named = المقارنة والاختيار: { "\u2068" }{ $name }{ "\u2069" }
outbox-current = فتح الموجود الآن
outbox-current-named = فتح الموجود الآن: { "\u2068" }{ $name }{ "\u2069" }
outbox-entered = ما أدخلته
outbox-retry = المحاولة الآن
outbox-retry-named = محاولة إرسال { "\u2068" }{ $name }{ "\u2069" } الآن
outbox-edit = تعديل
outbox-edit-named = تعديل { "\u2068" }{ $name }{ "\u2069" }
outbox-draft-old = بدأت هذا النموذج قبل أكثر من 30 يومًا. يبقى محفوظًا حتى ترسله أو تحذفه.

outbox-kept = يحتفظ المتصفح بما حُفظ هنا حتى تحذفه.
outbox-not-kept = قد يحذف المتصفح ما حُفظ هنا إذا امتلأ الجهاز. أرسل نماذجك قريبًا أو احفظها في ملف.
outbox-space = المساحة المتبقية للنماذج والصور: { $left }. المستخدم منها: { $used }.
outbox-file-title = العمل غير المرسل في ملف
outbox-file-about = يضم الملف كل نماذجك غير المرسلة بصورها وتوقيعاتها. يمكنك تحميله على هذا الجهاز أو جهاز آخر بعد تسجيل الدخول. كل من لديه الملف يستطيع قراءته.
outbox-file-save = حفظ العمل غير المرسل في ملف
outbox-file-load = تحميل ملف
outbox-file-saved =
    { $count ->
        [zero] لا يوجد عمل غير مرسل.
        [one] حُفظ نموذج واحد في ملف، وهو باقٍ هنا أيضًا.
        [two] حُفظ نموذجان في ملف، وهما باقيان هنا أيضًا.
        [few] حُفظت { $count } نماذج في ملف، وهي باقية هنا أيضًا.
        [many] حُفظ { $count } نموذجًا في ملف، وهي باقية هنا أيضًا.
       *[other] حُفظ { $count } نموذج في ملف، وهي باقية هنا أيضًا.
    }
outbox-file-nothing-new = لا جديد: نماذج هذا الملف موجودة على هذا الجهاز.
outbox-file-loaded =
    { $count ->
        [zero] لا جديد: نماذج هذا الملف موجودة على هذا الجهاز.
        [one] حُمّل نموذج واحد من الملف.
        [two] حُمّل نموذجان من الملف.
        [few] حُمّلت { $count } نماذج من الملف.
        [many] حُمّل { $count } نموذجًا من الملف.
       *[other] حُمّل { $count } نموذج من الملف.
    }
outbox-file-unreadable = هذا ليس ملف عمل غير مرسل، أو أنه تالف. لم يتغير شيء.
outbox-file-other = هذا الملف لشخص آخر أو مؤسسة أخرى. لم يتغير شيء.

outbox-sign-out-title =
    { $count ->
        [zero] أُرسلت كل النماذج على هذا الجهاز
        [one] نموذج واحد على هذا الجهاز لم يُرسل
        [two] نموذجان على هذا الجهاز لم يُرسلا
        [few] { $count } نماذج على هذا الجهاز لم تُرسل
        [many] { $count } نموذجًا على هذا الجهاز لم يُرسل
       *[other] { $count } نموذج على هذا الجهاز لم يُرسل
    }
outbox-sign-out-about = يبقى محفوظًا على هذا الجهاز ولا يراه أحد حتى تسجّل الدخول هنا مرة أخرى، ولا يُرسل قبل ذلك.
outbox-sign-out-stay = البقاء مسجّلًا
outbox-sign-out-go = تسجيل الخروج
outbox-sign-out-file = حفظ في ملف
