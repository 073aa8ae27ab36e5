token-title = رموز الوصول (API)
token-lead = يستخدم البرنامج رمز وصول بدلًا من كلمة المرور. له الصلاحيات التي تمنحها هنا، ولا تتجاوز صلاحياتك أبدًا.
token-to-api = وثائق واجهة البرمجة
token-make = إنشاء رمز وصول
token-name = الاسم
token-name-hint = الغرض منه، لتعرف لاحقًا أي رمز تلغي: «تصدير ليلي إلى مستودع البيانات».
token-permissions = الصلاحيات
token-permissions-hint = امنح ما يحتاج إليه البرنامج فقط.
token-validity = مدة الصلاحية
token-make-button = إنشاء الرمز
token-confirm-first = يعمل رمز الوصول بصلاحياتك. أكّد هويتك قبل إنشائه.
token-confirm-button = تأكيد الهوية
token-problem = لم يُنشأ الرمز
token-made = أُنشئ رمز الوصول
token-made-lead = انسخه الآن واحفظه حيث يحفظ البرنامج أسراره. يظهر مرة واحدة فقط.
token-value = رمز الوصول
token-copy = نسخ
token-copied = تم النسخ
token-to-list = العودة إلى القائمة
token-list = رموز الوصول
token-none = لا توجد رموز وصول بعد.
token-created-by = أنشأه
token-begins-with = يبدأ بـ
token-until = صالح حتى
token-last-used = آخر استخدام
token-never = لم يُستخدم
token-revoke = إلغاء
token-expired = انتهت صلاحيته
token-revoked = مُلغى
token-permission-submit = تعبئة النماذج وإرسالها مع الصور
token-permission-read-submissions = قراءة الإجابات والصور والمهام
token-permission-read-reports = عرض قائمة النماذج المرسلة وقراءة التقارير
token-permission-make-reports = طلب إعداد التقارير من جديد
token-permission-share-reports = إنشاء روابط التقارير وإلغاؤها
token-permission-export = تصدير النماذج المرسلة
token-permission-moderate = قبول النماذج التي بانتظار القبول أو رفضها
token-permission-read-audit = قراءة سجل التدقيق
token-permission-manage-people = إدارة الأشخاص
token-permission-manage-organisation = تغيير إعدادات المؤسسة
token-permission-migrate = ترحيل البيانات القديمة
token-permission-manage-jobs = إدارة المهام في الخلفية
token-permission-use-tokens = إنشاء رموز الوصول
token-days =
    { $days ->
        [zero] أقل من يوم
        [one] يوم واحد
        [two] يومان
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }
token-scopes-about = إذا لم يُملأ أي سطر يرى البرنامج كل ما تراه. وإن مُلئ فلا يرى ولا يرسل إلا هذه النماذج والمواقع.
token-only = فقط:
