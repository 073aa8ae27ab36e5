# صفحة المهام في الخلفية، للمسؤولين.

background-jobs-title = المهام في الخلفية
background-jobs-lead = أعمال تجري تلقائيًا: التقارير والبريد والاستيراد والمهام الدورية. وتستمر بعد إعادة التشغيل.
background-jobs-pending = الجارية والمستحقة
background-jobs-pending-none = لا توجد مهام جارية أو مستحقة.
background-jobs-ended = الفاشلة والمنتهية
background-jobs-ended-none = لا توجد مهام فاشلة أو منتهية.
background-jobs-periodic = المهام الدورية
background-jobs-kind = المهمة
background-jobs-state = الحالة
background-jobs-when = الوقت
background-jobs-attempts = المحاولة
background-jobs-attempt-of = { $attempt } من { $of }
background-jobs-by = بدأها
background-jobs-program = النظام
background-jobs-actions = الإجراءات
background-jobs-retry = إعادة المحاولة
background-jobs-cancel = إلغاء
background-jobs-run-now = تشغيل الآن
background-jobs-older = مهام أقدم
background-jobs-newest = أحدث المهام
background-jobs-next-run = التشغيل التالي
background-jobs-last-run = آخر تشغيل
background-jobs-never = لم تعمل بعد
background-jobs-outcome = النتيجة
background-jobs-handled =
    { $count ->
        [zero] تمت
        [one] تمت: عنصر واحد ({ $count })
        [two] تمت: عنصران ({ $count })
        [few] تمت: { $count } عناصر
        [many] تمت: { $count } عنصرًا
       *[other] تمت: { $count } عنصر
    }
background-jobs-reason = السبب
background-jobs-progress = { $done } من { $all }
background-jobs-said-retried = أصبحت المهمة مستحقة من جديد.
background-jobs-said-cancelled = أُلغيت المهمة.
background-jobs-said-run-now = ستعمل المهمة الدورية الآن.

background-jobs-state-waiting = مستحقة
background-jobs-state-running = جارية
background-jobs-state-paused = متوقفة مؤقتًا
background-jobs-state-done = انتهت
background-jobs-state-failed = فشلت

background-jobs-failure-crashed = أوقفت البرنامج في كل مرة، فلن تُعاد المحاولة تلقائيًا.
background-jobs-failure-error = فشلت في كل محاولة.
background-jobs-failure-storage-full = القرص ممتلئ.
background-jobs-failure-timed-out = استغرقت وقتًا طويلًا في كل مرة.
background-jobs-failure-refused = لا يمكن تنفيذها في الوضع الحالي.
background-jobs-failure-cancelled = أُلغيت.
background-jobs-failure-expired = لم تعد مطلوبة: انتهت صلاحية الرابط أو الطلب الذي تخصه.

background-jobs-make-report = إعداد التقارير
background-jobs-notify-reviewers = إشعار المراجعين
background-jobs-export-person = تصدير بيانات شخص
background-jobs-erase-person = محو بيانات شخص
background-jobs-send-email = إرسال رسالة بريد
background-jobs-request-password-reset = معالجة طلب إعادة تعيين كلمة المرور
background-jobs-import = استيراد السجلات القديمة

background-jobs-absences-past = حذف حالات الغياب التي انتهت منذ زمن
background-jobs-audit-partitions = تجهيز سجل التدقيق للأشهر القادمة
background-jobs-audit-seals = ختم سجل التدقيق
background-jobs-drafts-old = إزالة المسودات القديمة
background-jobs-job-files-old = إزالة ملفات المهام القديمة
background-jobs-jobs-ended = إزالة المهام المنتهية من هذه القائمة
background-jobs-legacy-store-write = الكتابة إلى المخزن القديم
background-jobs-notifications-at-once = إرسال الإشعارات الجديدة بالبريد
background-jobs-notifications-digest = إرسال الرسائل اليومية
background-jobs-notifications-due = إشعار أصحاب الإجراءات المستحقة أو المتأخرة
background-jobs-notifications-old = حذف الإشعارات القديمة
background-jobs-notifications-stages = الإشعار بالقرارات المتأخرة وبحالات الغياب وبالمراحل التي ليس لها مراجعون
background-jobs-one-time-links-ended = إزالة الدعوات والروابط المنتهية
background-jobs-orphans-recent = إزالة الملفات الجديدة التي بلا سجل
background-jobs-pending-submissions-refused = محو النماذج المرفوضة
background-jobs-privacy-exports-expired = إزالة نسخ البيانات الشخصية المنتهية
background-jobs-reports-orphaned = إزالة ملفات التقارير التي بلا سجل
background-jobs-sessions-expired = إزالة الجلسات المنتهية
background-jobs-sign-in-throttles-old = إزالة محاولات الدخول الفاشلة القديمة
background-jobs-submissions-retention = محو النماذج بعد مدة الاحتفاظ بها
background-jobs-uploads-expired = إزالة الملفات المرفوعة التي لم تُرسل
background-jobs-uploads-orphaned = إزالة الملفات المرفوعة التي بلا سجل
background-jobs-webhooks-deliver = إرسال الأحداث إلى خطافات الويب
background-jobs-webhooks-old = حذف الأحداث القديمة لخطافات الويب
