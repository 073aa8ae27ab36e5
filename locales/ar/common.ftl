common-brand = إنجاز
common-skip = انتقل إلى المحتوى
common-navigation = القائمة الرئيسية
common-submissions = الفحوص
common-error-title = خطأ: { $title }
common-page-title = { $title } – { common-brand }
common-sign-in = تسجيل الدخول
common-sign-out = تسجيل الخروج
common-account = حسابك
common-demo = مؤسسة تجريبية. لا تُدخل بيانات حقيقية.
common-site = الموقع
common-module = النموذج
common-status = الحالة
common-visit-date = تاريخ الزيارة
common-submitted-at = تاريخ الإرسال
common-reference = الرقم المرجعي
common-items = البنود
common-photos = الصور
common-photos-held = { $count ->
    [zero] لا توجد صور مرفقة.
    [one] أُرفقت صورة واحدة من قبل.
    [two] أُرفقت صورتان من قبل.
    [few] أُرفقت { $count } صور من قبل.
    [many] أُرفقت { $count } صورة من قبل.
   *[other] أُرفقت { $count } صورة من قبل.
}
common-file = ملف
common-yes = نعم
common-no = لا
common-not-answered = بدون إجابة
common-status-pending = التقارير في قائمة الانتظار
common-status-processing = جارٍ إعداد التقارير
common-status-completed = التقارير جاهزة
common-status-failed = تعذّر إعداد التقارير
common-status-no-reports = بلا تقارير
common-no-site = بلا موقع
