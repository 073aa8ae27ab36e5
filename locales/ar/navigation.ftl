# التنقل في كل صفحة، وقائمة الحساب، وصفحة «المزيد».

navigation-home = الرئيسية
navigation-inspections = الفحوص
navigation-new = جديد
navigation-review = المراجعة
navigation-more = المزيد
navigation-search = بحث
navigation-search-all = البحث في جميع الفحوص
navigation-account = قائمة الحساب
navigation-language = اللغة
navigation-scheme = الألوان
navigation-scheme-automatic = تلقائي
navigation-scheme-light = فاتح
navigation-scheme-dark = داكن
navigation-manage = الإدارة
navigation-own = أنت
navigation-people-about = الأعضاء والأدوار والدعوات
navigation-organisation-about = المنطقة الزمنية والروابط وتسجيل الدخول ومدة الحفظ
navigation-public-about = روابط ورموز QR لمن ليس لديهم حساب
navigation-audit-about = من فعل ماذا ومتى
navigation-migration-about = بيانات التطبيق القديم
navigation-jobs-about = التقارير وعمليات الاستيراد ورسائل البريد الجارية
navigation-account-about = الاسم والمنطقة الزمنية وكلمة المرور والجلسات النشطة
navigation-factors-about = مفاتيح المرور وتطبيق المصادقة ورموز الاسترداد
navigation-tokens-about = وصول البرامج
navigation-api-about = كيف ترسل البرامج الفحوص وتقرؤها
navigation-privacy-about = بياناتك: التصدير والمحو
