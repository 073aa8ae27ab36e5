# الصفحة الرئيسية.

home-title = ابدأ فحصًا جديدًا
home-lead = اختر نموذجًا واملأه في الموقع، وسنُعدّ لك تقريري Excel وPDF.
home-forms = النماذج
home-review = بانتظار المراجعة
home-review-about = أُرسلت عبر نموذج عام، وتُعدّ تقاريرها بعد قبولها.
home-failed = تقارير تعذّر إعدادها
home-failed-about = الإجابات محفوظة. افتح القائمة لإعادة إعداد التقارير.
home-recent = أحدث الفحوص
home-recent-own = المرسلة مؤخرًا
home-none-yet = لا توجد فحوص بعد.
home-see-all = جميع الفحوص
home-scope-notice = بعض المطّلعين لا يرون شيئًا الآن، لأنه لم يُحدَّد لهم أي نموذج أو موقع.
home-scope-notice-show = عرض القائمة
home-sees-nothing = لا يمكنك رؤية أي تقارير بعد. اطلب من مسؤول مؤسستك أن يحدّد النماذج أو المواقع التي يحق لك رؤيتها.
home-setup = أكمل إعداد مؤسستك
home-setup-progress = أُنجز { $done } من { $all }
home-setup-done = تم
home-setup-open = لم يتم بعد
home-setup-dismiss = إخفاء
home-setup-people = ادعُ فريقك
home-setup-people-about = لكل شخص دور: مسؤول أو مدير أو مراجع أو مفتش أو مطّلع.
home-setup-factor = احمِ حسابك
home-setup-factor-about = مفتاح المرور أو تطبيق المصادقة يمنع الآخرين من الدخول حتى لو عرفوا كلمة مرورك.
home-setup-time-zone = اختر منطقتك الزمنية
home-setup-time-zone-about = حتى ذلك الحين تظهر جميع الأوقات بتوقيت UTC.
home-setup-address = اجعل البرنامج متاحًا للهواتف
home-setup-address-about = تحتاج الهواتف إلى عنوان يبدأ بـ https. يشرح ملف README الإعداد INJAAZ_PUBLIC_URL. العنوان الآن:
home-setup-address-local = يعمل هذا العنوان على هذا الجهاز فقط.
home-setup-mail = فعّل البريد الإلكتروني
home-setup-mail-about = عندها يمكن إرسال الدعوات وروابط كلمات المرور. يشرح ملف README الإعداد INJAAZ_SMTP_URL.
home-setup-inspection = أرسل أول فحص
home-setup-inspection-about = يصل تقريرا Excel وPDF خلال ثوانٍ، ويمكنك محو الفحص بعد ذلك.
home-setup-legacy = استورد بيانات التطبيق القديم
home-setup-legacy-about = تنتقل نماذجه وصوره وتقاريره إلى هنا خطوة بخطوة.
home-setup-backup = رتّب النسخ الاحتياطي
home-setup-backup-about = شغّل كل يوم الأمر `injaaz backup` مع مجلد على قرص آخر؛ ويشرح الملف docs/backup.md كيفية جدولته كل ليلة. وإن كنت تحفظ النسخ بطريقة أخرى، فأخفِ هذا البند.
home-setup-demo = جرّب النسخة التجريبية
home-setup-demo-about = مؤسسة ببيانات نموذجية إلى جانب مؤسستك: INJAAZ_GENERATED=demo ROCKET_PORT=8001 injaaz serve --demo
home-overview = نظرة عامة
home-overview-total = { $count ->
    [zero] لا فحوص خلال آخر { $days } يومًا
    [one] فحص واحد خلال آخر { $days } يومًا
    [two] فحصان خلال آخر { $days } يومًا
    [few] { $count } فحوص خلال آخر { $days } يومًا
    [many] { $count } فحصًا خلال آخر { $days } يومًا
   *[other] { $count } فحص خلال آخر { $days } يومًا
}
home-overview-capped = لا يُحتسب سوى أحدث { $count }.
home-chart-days = الفحوص حسب اليوم والنموذج
home-chart-day = اليوم
home-chart-table = عرض الأرقام
home-chart-wait = من الزيارة إلى التقرير
home-chart-wait-about = المدة بين الزيارة وإرسال الفحص.
home-wait-same-day = في اليوم نفسه
home-wait-next-day = في اليوم التالي
home-wait-range = من { $from } إلى { $to } أيام
home-wait-longer = أكثر من { $days } أيام
home-chart-people = الأكثر فحوصًا حسب الشخص
home-chart-sites = الأكثر فحوصًا حسب الموقع
