# The forms of an organisation, for its administrators.

manage-forms-title = النماذج
manage-forms-lead = النماذج التي يمكن ملؤها هنا. يمكنك إضافة نماذج خاصة بمؤسستك: أنشئ نموذجًا هنا، أو انسخ نموذجًا، أو ارفع جدول بيانات وفق معيار XLSForm المستخدم في Kobo وODK.
manage-forms-origin = المصدر
manage-forms-built-in = مدمج
manage-forms-operator = من مشغّل الخادم
manage-forms-own = مؤسستك
manage-forms-version = الإصدار
manage-forms-download = تنزيل
manage-forms-xlsform = XLSForm
manage-forms-toml = TOML
manage-forms-state-draft = مسودة
manage-forms-state-published = منشور
manage-forms-state-retired = موقوف
manage-forms-state-broken = تتعذر قراءته
manage-forms-with-draft = له مسودة

manage-forms-upload = رفع نموذج
manage-forms-upload-button = رفع
manage-forms-file = جدول بيانات (‎.xlsx) أو ملف نموذج (‎.toml)
manage-forms-file-hint = يُفحص الملف أولًا ثم يصبح مسودة لا يراها أحد قبل أن تنشرها. إذا وُجد خطأ تُعرض جميع الأخطاء ولا يُحفظ شيء.
manage-forms-no-file = اختر ملفًا.
manage-forms-file-too-large = حجم الملف أكبر من { $megabytes } ميغابايت. احذف منه ما ليس من النموذج، كالصور.
manage-forms-no-text = الملف ليس نصًا بترميز UTF-8. احفظه بترميز UTF-8 ثم ارفعه من جديد.
manage-forms-file-wrong =
    { $count ->
        [zero] لا يمكن استخدام الملف. صحّحه ثم ارفعه من جديد.
        [one] لا يمكن استخدام الملف: فيه خطأ واحد. صحّحه في الملف ثم ارفعه من جديد.
        [two] لا يمكن استخدام الملف: فيه خطآن. صحّحهما في الملف ثم ارفعه من جديد.
        [few] لا يمكن استخدام الملف: فيه { $count } أخطاء. صحّحها في الملف ثم ارفعه من جديد.
        [many] لا يمكن استخدام الملف: فيه { $count } خطأً. صحّحها في الملف ثم ارفعه من جديد.
       *[other] لا يمكن استخدام الملف: فيه { $count } خطأ. صحّحها في الملف ثم ارفعه من جديد.
    }
manage-forms-mistakes = الأخطاء في الملف
manage-forms-notices = ما يختلف هنا أو لم يؤخذ
manage-forms-place-sheet = الورقة { $sheet }
manage-forms-place-row = الصف { $row }
manage-forms-place-column = العمود { $column }
manage-forms-place-line = السطر { $line }
manage-forms-name-taken = «{ $name }» اسم نموذج من نماذج هذا الخادم. اختر اسمًا آخر: form_id في الورقة «settings»، أو module في ملف النموذج.
manage-forms-name-used = لدى مؤسستك نموذج بالاسم «{ $name }». افتحه لرفع مسودة جديدة له، أو اختر اسمًا آخر.
manage-forms-other-name = الملف للنموذج «{ $name }». ارفع ملفًا لهذا النموذج، أو صحّح form_id في الورقة «settings».
manage-forms-too-many = لدى مؤسستك { $limit } نموذج، وهو الحد الأقصى. احذف مسودة لا حاجة إليها.

manage-forms-name = الاسم المختصر للنموذج الجديد
manage-forms-name-hint = يظهر في العنوان ولا يتغير أبدًا: من 2 إلى 40 حرفًا لاتينيًا صغيرًا أو رقمًا أو شرطة سفلية، ويبدأ بحرف.
manage-forms-title-en = العنوان بالإنجليزية
manage-forms-title-ar = العنوان بالعربية
manage-forms-no-original = اختر نموذجًا فارغًا أو النموذج المراد نسخه.
manage-forms-bad-name = أدخل اسمًا مختصرًا من 2 إلى 40 حرفًا لاتينيًا صغيرًا أو رقمًا أو شرطة سفلية، ويبدأ بحرف.
manage-forms-bad-title = أدخل عنوانًا لا يزيد على { $limit } حرف.

manage-forms-draft = المسودة
manage-forms-drafted = حُفظت المسودة. راجع المعاينة ثم انشرها.
manage-forms-no-draft = لا توجد مسودة.
manage-forms-questions =
    { $count ->
        [zero] لا أسئلة
        [one] سؤال واحد
        [two] سؤالان
        [few] { $count } أسئلة
        [many] { $count } سؤالًا
       *[other] { $count } سؤال
    }
manage-forms-draft-broken = لا يستطيع هذا الإصدار من البرنامج قراءة المسودة. نزّلها وصحّحها ثم ارفعها من جديد.
manage-forms-publish = نشر بالإصدار { $version }
manage-forms-publish-hint = الإصدار المنشور لا يتغير أبدًا. تحتفظ الفحوص المرسلة بإصدارها، وما بدأ ملؤه بإصدار سابق يمكن إرساله.
manage-forms-published = نُشر الإصدار { $version } ويمكن ملؤه الآن.
manage-forms-discard = حذف المسودة
manage-forms-discard-all = حذف هذا النموذج
manage-forms-discarded = حُذفت المسودة.
manage-forms-new-draft = رفع مسودة الإصدار التالي
manage-forms-replace-draft = استبدال المسودة

manage-forms-versions = الإصدارات المنشورة
manage-forms-published-at = تاريخ النشر
manage-forms-open = ملء النموذج
manage-forms-retire = إيقاف النموذج
manage-forms-retire-hint = لن يستطيع أحد ملأه. تبقى فحوصه ويمكن إعادته.
manage-forms-retired = أُوقف النموذج. تبقى فحوصه.
manage-forms-retired-since = موقوف منذ
manage-forms-bring-back = إعادة النموذج
manage-forms-bring-back-hint = يمكن ملؤه من جديد بأحدث إصداراته.
manage-forms-brought-back = يمكن ملء النموذج من جديد.
manage-forms-broken = ما لا يستطيع هذا الإصدار من البرنامج قراءته
manage-forms-broken-hint = لا يمكن ملء النموذج حتى تُنشر مسودة بلا هذه الأخطاء. وتبقى فحوصه مقروءة.
manage-forms-name-installed = لدى الخادم نموذج بهذا الاسم أيضًا. يحتفظ نموذج مؤسستك المنشور من قبل باسمه، أما المسودة التي لم تُنشر فلا يمكن نشرها. انسخها باسم آخر.

manage-forms-preview = معاينة
manage-forms-preview-lead = النموذج كما يظهر على الهاتف. لا يمكن إرسال شيء من هنا.
manage-forms-preview-alone = فتح المعاينة بلا إطار
