# Webhooks: other programs that are told of what happens, and the log of what was sent.

webhook-title = خطافات الويب
webhook-lead = تُبلَّغ برامج أخرى بما يحدث هنا: يرسل Injaaz كل حدث إلى العناوين أدناه، موقّعًا وفق مواصفة Standard Webhooks.
webhook-none = لا يوجد خطاف ويب بعد
webhook-add = إضافة خطاف ويب
webhook-one-title = خطاف ويب
webhook-url = العنوان
webhook-url-hint = حيث يستقبل البرنامج الآخر الأحداث، مثل https://example.org/injaaz.
webhook-description = الوصف
webhook-description-hint = أي برنامج هو ومن المسؤول عنه. يمكن تركه فارغًا.
webhook-kinds = الأحداث
webhook-change = العنوان والوصف والأحداث
webhook-on = مُشغَّل
webhook-off = مُوقَف
webhook-failing = يفشل
webhook-deleted = حُذف خطاف الويب مع سجله.

webhook-off-by-administrator = أوقف أحد المسؤولين خطاف الويب هذا في { $at }. لا يُرسل شيء.
webhook-off-gone = أُوقف خطاف الويب هذا في { $at } لأن المستقبِل أجاب بأنه لا يريد مزيدًا من الأحداث (410). صحّح العنوان أو اسأل المسؤول عن المستقبِل، ثم شغّله من جديد.
webhook-off-failing = أُوقف خطاف الويب هذا في { $at } لأن جميع المحاولات خلال أسبوع فشلت. راجع السجل أدناه وأصلح المستقبِل ثم شغّله من جديد.
webhook-failing-since = فشلت كل محاولة منذ { $at }. بعد أسبوع من الفشل وحده يُوقف خطاف الويب.

webhook-secret-title = سر خطاف الويب
webhook-secret-lead = يتحقق البرنامج الآخر من توقيع كل حدث بهذا السر. انسخه الآن، فلن يُعرض مرة أخرى.
webhook-secret = السر
webhook-secret-both = لمدة 24 ساعة تُوقَّع الأحداث بالسر السابق أيضًا، ليمكنك استبداله في البرنامج الآخر دون انقطاع.
webhook-to-page = إلى خطاف الويب

webhook-log = السجل
webhook-log-empty = لم يُرسل شيء بعد
webhook-test = إرسال حدث تجريبي
webhook-test-added = يُرسل الحدث التجريبي الآن. أعد تحميل السجل لرؤية الرد.
webhook-reload = إعادة تحميل السجل
webhook-event = الحدث
webhook-event-at = الوقت
webhook-attempts = المحاولات
webhook-answer = الرد
webhook-next-attempt = المحاولة التالية:
webhook-send-again = إرسال مجددًا
webhook-replayed =
    { $count ->
        [zero] لا أحداث لإرسالها مجددًا.
        [one] يُرسل حدث واحد مجددًا.
        [two] يُرسل حدثان مجددًا.
        [few] تُرسل { $count } أحداث مجددًا.
        [many] يُرسل { $count } حدثًا مجددًا.
       *[other] يُرسل { $count } حدث مجددًا.
    }
webhook-replay = إرسال كل شيء مجددًا
webhook-since = منذ
webhook-since-hint = يُرسل مجددًا كل حدث في السجل منذ هذا الوقت، بحسب منطقتك الزمنية، بالمعرّف نفسه. يمتد السجل 30 يومًا إلى الوراء.
webhook-since-wrong = أدخل يومًا ووقتًا، مثل 2026-03-14T09:30.
webhook-replay-button = إرسال مجددًا

webhook-steps = الإدارة
webhook-switch-off = إيقاف
webhook-switch-off-hint = لا يُرسل شيء ما دام موقفًا. وما يحدث في هذه الأثناء لا يُرسل لاحقًا.
webhook-switch-on = تشغيل
webhook-switch-on-hint = يُرسل الآن ما كان ينتظر، ثم كل حدث جديد.
webhook-switched-on = خطاف الويب مُشغَّل.
webhook-switched-off = خطاف الويب مُوقَف.
webhook-new-secret = سر جديد
webhook-new-secret-hint = يُعرض السر الجديد مرة واحدة. وتُوقَّع الأحداث بالسرّين معًا لمدة 24 ساعة.
webhook-both-until = تُوقَّع الأحداث بسرّين حتى
webhook-delete = حذف خطاف الويب
webhook-delete-hint = يُحذف سجله أيضًا، ولا يُرسل ما كان ينتظر.

webhook-event-submission-created = أُرسل تفتيش
webhook-event-submission-corrected = صُحِّح تفتيش
webhook-event-report-ready = التقارير جاهزة
webhook-event-approval-step = قرار مراجع
webhook-event-submission-approved = اعتُمد تفتيش
webhook-event-submission-rejected = رُفض تفتيش
webhook-event-action-created = أُضيف إجراء
webhook-event-action-changed = تغيّر إجراء
webhook-event-comment-created = أُضيف تعليق
webhook-event-client-responded = رد من عميل
webhook-event-test = تجربة

webhook-state-waiting = بالانتظار
webhook-state-delivered = سُلِّم
webhook-state-failed = فشل

webhook-failure-status = رفضه المستقبِل.
webhook-failure-gone = لا يريد المستقبِل مزيدًا من الأحداث.
webhook-failure-redirect = يحيل المستقبِل إلى عنوان آخر. لا تُتَّبع الإحالات: أدخل العنوان النهائي.
webhook-failure-private-address = للمضيف عنوان خاص لا يُرسل إليه شيء.
webhook-failure-not-reached = تعذّر الوصول إلى المستقبِل.
webhook-failure-timed-out = لم يجب المستقبِل في الوقت المحدد.
webhook-failure-bad-address = العنوان غير مسموح به: يجب أن يبدأ بـ https.
webhook-failure-bad-secret = لا يمكن قراءة السر بمفاتيح الخادم. أنشئ سرًا جديدًا.
webhook-password-hint = يرسل خطاف الويب البيانات إلى برنامج آخر، لذلك أدخل كلمة مرورك مرة أخرى. ولن تُطلب مرة أخرى لمدة 15 دقيقة.
webhook-password-missing = أدخل كلمة مرورك.
