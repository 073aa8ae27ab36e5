action-add = إضافة إجراء
action-new = إجراء جديد
action-new-lead = اذكر ما يجب عمله. يبلّغ المسؤول عنه عند إنجازه، ثم يتحقق منه شخص آخر.
action-make = إضافة الإجراء
action-made = أُضيف الإجراء.
action-saved = تم الحفظ.
action-moved = تغيّرت الحالة.
action-label-title = ما يجب عمله
action-title-hint = في سطر واحد: استبدال سير مروحة الإمداد.
action-label-details = التفاصيل
action-label-severity = درجة الخطورة
action-label-owner = المسؤول
action-label-due = تاريخ الاستحقاق
action-label-note = ملاحظة
action-label-after-photo = صورة العمل المنجز
action-after-photo-hint = يطلب النموذج صورة واحدة على الأقل لهذا البند.
action-due-hint = إذا تُرك فارغًا: بعد يوم واحد للحرجة، و3 أيام للعالية، و14 يومًا للمتوسطة، و30 يومًا للمنخفضة.
action-no-owner = لا أحد بعد
action-overdue = متأخر
action-recurring = متكرر
action-recurring-about = كان للسؤال نفسه عن الأصل نفسه إجراء خلال الأيام التسعين السابقة.
action-about = عن هذا الإجراء
action-created = أُضيف في
action-status-open = مفتوح
action-status-in-progress = قيد التنفيذ
action-status-done = بانتظار التحقق
action-status-verified = تم التحقق
action-status-wont-fix = لن يُنفَّذ
action-severity-low = منخفضة
action-severity-medium = متوسطة
action-severity-high = عالية
action-severity-critical = حرجة
action-work = التنفيذ
action-decision = القرار
action-step-start = بدء التنفيذ
action-step-start-hint = يُظهر للآخرين أن هناك من يعمل عليه.
action-step-finish = تم التنفيذ
action-step-finish-hint = ما الذي نُفّذ
action-step-verify = تأكيد التحقق
action-step-verify-hint = رأيت بنفسك أنه نُفّذ. يُغلق هذا الإجراء.
action-step-reject = إعادة للتنفيذ
action-step-reject-hint = ما الذي ما زال ناقصًا
action-step-reopen = إعادة الفتح
action-step-reopen-hint = لماذا يجب تنفيذه من جديد
action-step-decline = إغلاق دون تنفيذ
action-step-decline-hint = لماذا لن يُنفَّذ
action-waits-for-another = أنت من نفّذ هذا الإجراء، لذلك يتحقق منه شخص آخر.
action-entries = ما حدث
action-comment = تعليق
action-comment-add = إضافة تعليق
action-photos = الصور
action-photos-held = { $count ->
    [zero] لا توجد صور مرفقة.
    [one] أُرفقت صورة واحدة من قبل.
    [two] أُرفقت صورتان من قبل.
    [few] أُرفقت { $count } صور من قبل.
    [many] أُرفقت { $count } صورة من قبل.
   *[other] أُرفقت { $count } صورة من قبل.
}
action-older = عرض الإدخالات الأقدم
action-change = تعديل
action-save = حفظ
action-entry-created = أُضيف
action-entry-changed = عُدّل
action-entry-commented = تعليق
action-entry-started = بدأ التنفيذ
action-entry-finished = نُفّذ
action-entry-verified = تم التحقق
action-entry-reopened = أُعيد فتحه
action-entry-declined = أُغلق دون تنفيذ
action-changed-title = أُعيدت تسميته إلى «{ $title }»
action-changed-details = عُدّلت التفاصيل
action-changed-severity = درجة الخطورة: { $severity }
action-changed-due = تاريخ الاستحقاق: { $day }
action-changed-owner = المسؤول: { $name }
action-changed-no-owner = بلا مسؤول
