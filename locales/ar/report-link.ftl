report-link-title = روابط التقارير
report-link-lead = كل من لديه الرابط يستطيع فتح التقارير دون حساب، وتُحصى كل مرة فتح.
report-link-none = لا توجد روابط تقارير بعد.
report-link-new = إنشاء رابط
report-link-files = التقارير
report-link-excel = Excel
report-link-pdf = PDF
report-link-both = PDF وExcel
report-link-name = المستلم
report-link-name-hint = لا يراه إلا أعضاء مؤسستك، مثل: «للسيدة رحمن، مديرة المرافق». يمكن تركه فارغًا.
report-link-days = مدة الصلاحية بالأيام
report-link-openings = الحد الأقصى لمرات الفتح
report-link-openings-hint = اتركه فارغًا لعدم وضع حد.
report-link-password = كلمة المرور
report-link-password-hint = 8 أحرف على الأقل، أو اتركها فارغة. أبلغ بها هاتفيًا لا في الرسالة التي تحمل الرابط؛ فلن تُعرض مرة أخرى.
report-link-make = إنشاء الرابط
report-link-address = عنوان الرابط
report-link-copy = نسخ
report-link-copied = تم النسخ
report-link-qr = رمز QR
report-link-works = نشط
report-link-expired = انتهت صلاحيته
report-link-revoked = مُلغى
report-link-used-up = بلغ الحد الأقصى
report-link-until = صالح حتى
report-link-revoked-at = أُلغي في
report-link-opened = عدد مرات الفتح: { $count }
report-link-last-opened = آخر فتح
report-link-has-password = محمي بكلمة مرور
report-link-created-by = أنشأه
report-link-change = تغيير مدة الصلاحية
report-link-new-days = عدد الأيام من الآن
report-link-revoke = إلغاء
report-link-revoke-hint = يتوقف الرابط فورًا ونهائيًا. ولا يؤثر ذلك في الملفات التي نُزّلت من قبل.
report-link-revoke-now = إلغاء الآن
report-link-wrong-files = اختر التقارير: PDF أو Excel أو كليهما.
report-link-wrong-days = اكتب عددًا صحيحًا من الأيام من 1 إلى 3650. لم يتغير شيء.
report-link-wrong-openings = اكتب عددًا صحيحًا بين 1 و10000 أو اتركه فارغًا. لم يُنشأ أي رابط.
report-link-wrong-password = اكتب كلمة مرور من 8 إلى 200 حرف أو اتركها فارغة. لم يُنشأ أي رابط.
report-link-wrong-name = اكتب 200 حرف على الأكثر في سطر واحد. لم يُنشأ أي رابط.
report-link-no-reports = التقرير المحدد غير موجود بعد. أعدّ التقارير أولًا ثم أنشئ الرابط.
report-link-event-made = أُنشئ رابط تقرير
report-link-event-changed = غُيّرت مدة صلاحية رابط تقرير
report-link-event-revoked = أُلغي رابط تقرير
report-link-event-refused = كلمة مرور خاطئة لرابط تقرير
report-link-opened-of = عدد مرات الفتح: { $count } من { $most }
report-link-responses = الروابط المعطاة للبرامج
report-link-responses-about =
    { $days ->
        [zero] تتلقى البرامج التي تقرأ هذا النموذج المرسل روابط تفتح التقارير دون حساب حتى نهاية اليوم.
        [one] تتلقى البرامج التي تقرأ هذا النموذج المرسل روابط تفتح التقارير دون حساب ليوم واحد.
        [two] تتلقى البرامج التي تقرأ هذا النموذج المرسل روابط تفتح التقارير دون حساب ليومين.
        [few] تتلقى البرامج التي تقرأ هذا النموذج المرسل روابط تفتح التقارير دون حساب لمدة { $days } أيام.
        [many] تتلقى البرامج التي تقرأ هذا النموذج المرسل روابط تفتح التقارير دون حساب لمدة { $days } يومًا.
       *[other] تتلقى البرامج التي تقرأ هذا النموذج المرسل روابط تفتح التقارير دون حساب لمدة { $days } يوم.
    }
report-link-responses-revoke = إلغاء هذه الروابط
report-link-responses-revoke-hint = يتوقف فورًا كل رابط تلقّاه أي برنامج حتى الآن. وتتلقى البرامج روابط جديدة حين تقرأ النموذج المرسل من جديد.
