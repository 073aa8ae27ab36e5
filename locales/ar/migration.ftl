migration-title = ترحيل البيانات
migration-lead = من ملفات التطبيق القديم إلى قاعدة البيانات، نموذجًا بعد نموذج، مع التحقق ومع إمكانية الرجوع في كل خطوة.
migration-looked-at = الحالة في
migration-sections = أقسام هذه الصفحة
migration-phase-title = النماذج ومراحلها
migration-phase-track = مراحل الترحيل
migration-phase-step-over = تمت
migration-phase-step-now = الآن
migration-phase-since = في هذه المرحلة منذ
migration-phase-files-name = الملفات
migration-phase-files-about = المرجع هو المخزن القديم. لا يُقبل النموذج المرسل إلا بعد كتابة ملفه هناك، ويُحفظ في قاعدة البيانات أيضًا.
migration-phase-files-forward = بعد ذلك لا يُقبل النموذج المرسل إلا إذا أمكنت كتابة ملفه في المخزن القديم أيضًا.
migration-phase-files-back = يعود المخزن القديم مرجعًا. يُكتب فيه أولًا كل ما ينقصه، ثم لا يُقبل أي نموذج إلا إذا أمكنت كتابة ملفه.
migration-phase-dual-name = كلاهما
migration-phase-dual-about = يُحفظ كل نموذج مرسل في المخزنين. وحيث يختلفان تعرض الصفحة ما في الملف.
migration-phase-dual-forward = بعد ذلك تقرر قاعدة البيانات قبول النموذج المرسل، ثم يُكتب ملفه خلال ثوانٍ وتُعاد المحاولة حتى يُكتب.
migration-phase-dual-back = تعود الصفحات إلى عرض ما في الملفات حيث يختلف المخزنان. ويُحفظ كل نموذج مرسل فيهما كما كان.
migration-phase-database-with-fallback-name = قاعدة البيانات أولًا
migration-phase-database-with-fallback-about = تعرض الصفحات ما في قاعدة البيانات. وما لا يوجد فيها يُبحث عنه في المخزن القديم الذي لا يزال يُكتب فيه كل نموذج مرسل.
migration-phase-database-with-fallback-forward = بعد ذلك تعرض الصفحات ما في قاعدة البيانات. وما لا يوجد فيها يُبحث عنه في المخزن القديم الذي لا يزال يُكتب فيه كل نموذج مرسل.
migration-phase-database-with-fallback-back = يُكتب في المخزن القديم كل نموذج أُرسل في هذه الأثناء، فيجدها التطبيق القديم كلها، ثم يُكتب فيه كل نموذج جديد كما كان.
migration-phase-database-name = قاعدة البيانات
migration-phase-database-about = قاعدة البيانات وحدها. لا يُكتب شيء في المخزن القديم ولا يُحذف منه شيء.
migration-phase-database-forward = بعد ذلك لا يُكتب شيء في المخزن القديم ولا يُقرأ منه شيء. وتبقى ملفاته في مكانها.
migration-phase-database-back = لا يعود النموذج مؤرشفًا. والملفات التي حُذفت تبقى في أرشيفها إلى أن تستعيدها منه.
migration-phase-archived-name = مؤرشف
migration-phase-archived-about = قاعدة البيانات وحدها، والملفات القديمة محفوظة في أرشيف قُرئ مجددًا وجرى التحقق منه.
migration-phase-archived-forward = تصبح الملفات القديمة مؤرشفة. ولا تُحذف إلا إذا طلبت ذلك في قسم الأرشيف.
migration-phase-not-migrated = لم يكن لهذا النموذج مخزن قديم: كل ما أُرسل منه موجود في قاعدة البيانات، ولا شيء يحتاج إلى الترحيل.
migration-phase-imported =
    { $count ->
        [zero] لم يُستورد شيء من هذا النموذج.
        [one] استُورد من المخزن القديم نموذج مرسل واحد.
        [two] استُورد من المخزن القديم نموذجان مرسلان.
        [few] استُوردت من المخزن القديم { $count } نماذج مرسلة.
        [many] استُورد من المخزن القديم { $count } نموذجًا مرسلًا.
       *[other] استُورد من المخزن القديم { $count } نموذج مرسل.
    }
migration-phase-all-imported = لم يبقَ في المخزن القديم ملف يحتاج إلى الاستيراد. لا تبدأ المراحل إلا إذا وجب أن يتمكن التطبيق القديم من العودة إلى العمل.
migration-phase-unread =
    { $count ->
        [zero] لا ملفات في المخزن القديم تحتاج إلى الاستيراد.
        [one] في المخزن القديم ملف واحد لم يُستورد بعد. ولا يُعرف نموذجه إلا عند قراءته.
        [two] في المخزن القديم ملفان لم يُستوردا بعد. ولا يُعرف نموذج كل منهما إلا عند قراءته.
        [few] في المخزن القديم { $count } ملفات لم تُستورد بعد. ولا يُعرف نموذج كل منها إلا عند قراءته.
        [many] في المخزن القديم { $count } ملفًا لم تُستورد بعد. ولا يُعرف نموذج كل منها إلا عند قراءته.
       *[other] في المخزن القديم { $count } ملف لم تُستورد بعد. ولا يُعرف نموذج كل منها إلا عند قراءته.
    }
migration-phase-enter = له ملفات قديمة: ابدأ من مرحلة «الملفات»
migration-phase-enter-about = فقط إذا كان التطبيق القديم لا يزال يعمل أو ترك ملفات لهذا النموذج. وبعد ذلك لا يُقبل أي نموذج مرسل إلا إذا أمكنت كتابة ملفه في المخزن القديم أيضًا.
migration-phase-numbers = أرقام هذه المرحلة
migration-phase-outbox = لم تُكتب بعد في المخزن القديم
migration-phase-outbox-failing = منها متعثرة
migration-phase-outbox-error = فشلت المحاولة الأخيرة
migration-phase-shadow-reads = قراءات جرت مقارنتها
migration-phase-differences = اختلافات
migration-phase-fallbacks = وُجدت في الملفات فقط
migration-phase-next = المرحلة التالية: { $phase }
migration-phase-gates-open = كل البوابات مفتوحة.
migration-phase-gates-closed = تتاح المرحلة التالية عندما تكون كل البوابات أعلاه مفتوحة.
migration-phase-override-open = المتابعة مع بوابات مغلقة…
migration-phase-override-about = لا تكون الشروط التي تتحقق منها البوابات مضمونة عندئذ. يُحفظ السبب وحالة البوابات في السجل وفي سجل التدقيق.
migration-phase-override-reason = السبب (10 أحرف على الأقل)
migration-phase-override-go = المتابعة مع بوابات مغلقة
migration-phase-override-request = المتابعة مع بوابات مغلقة: طلبها
migration-phase-override-confirm-about = يجب أن يؤكد ذلك مسؤول آخر خلال 24 ساعة.
migration-phase-override-confirm = تأكيد: المتابعة مع بوابات مغلقة
migration-phase-back = الرجوع إلى { $phase }…
migration-phase-back-title = الرجوع مرحلة واحدة
migration-phase-back-safe = لا يُفقد أي نموذج مرسل، ولا يلزم إيقاف الخدمة.
migration-phase-back-plan = ما الذي ستكتبه هذه الخطوة؟ (تجربة)
migration-phase-back-writes-nothing = لن يُكتب شيء: لا ينقص المخزن القديم أي نموذج مرسل.
migration-phase-back-writes =
    { $count ->
        [zero] لن يُكتب أي نموذج مرسل في المخزن القديم ({ $size }).
        [one] سيُكتب نموذج مرسل واحد في المخزن القديم ({ $size }).
        [two] سيُكتب نموذجان مرسلان في المخزن القديم ({ $size }).
        [few] ستُكتب { $count } نماذج مرسلة في المخزن القديم ({ $size }).
        [many] سيُكتب { $count } نموذجًا مرسلًا في المخزن القديم ({ $size }).
       *[other] سيُكتب { $count } نموذج مرسل في المخزن القديم ({ $size }).
    }
migration-space-free = المساحة الحرة { $free }.
migration-space-missing = المساحة الحرة { $free } فقط: وفّر مساحة أولًا.
migration-phase-back-reason = السبب، ليُحفظ في السجل (اختياري)
migration-phase-back-go = الرجوع إلى { $phase }
migration-gate-title = بوابات المرحلة التالية
migration-gate-open = مفتوحة
migration-gate-closed = مغلقة
migration-gate-found = الموجود
migration-gate-needed = المطلوب
migration-gate-old-store-name = يمكن القراءة من المخزن القديم والكتابة فيه
migration-gate-old-store-advice = تحقق من المجلد الذي يحدده الإعداد INJAAZ_OLD_STORE ومن صلاحيات الكتابة فيه.
migration-gate-outbox-name = نماذج مرسلة تنقص المخزن القديم
migration-gate-outbox-advice = تُكتب في الخلفية. إذا فشلت المحاولة الأخيرة فأصلح السبب المذكور في رسالتها.
migration-gate-pending-name = ملفات قديمة لم تُستورد بعد
migration-gate-pending-advice = شغّل استيرادًا.
migration-gate-divergences-name = سجلات متعارضة دون قرار
migration-gate-divergences-advice = اتخذ قرارًا بشأنها في قائمة المراجعة.
migration-gate-quarantine-name = سجلات معزولة دون قرار
migration-gate-quarantine-advice = اتخذ قرارًا بشأنها في قائمة المراجعة.
migration-gate-verify-name = أحدث تحقق وعدد السجلات التالفة فيه
migration-gate-verify-advice = شغّل التحقق وأصلح السجلات التي يذكرها.
migration-gate-shadow-reads-name = قراءات قارنت المخزنين، والاختلافات المفتوحة
migration-gate-shadow-reads-advice = يُقارن كل نموذج مرسل عند فتحه. وتُحسم الاختلافات في قائمة المراجعة.
migration-gate-fallbacks-name = نماذج مرسلة وُجدت في الملفات فقط خلال هذه المرحلة
migration-gate-fallbacks-advice = استُوردت عند العثور عليها. أعد الاستيراد والتحقق؛ والرجوع مرحلة ثم التقدم يبدأ العدّ من جديد.
migration-gate-age-name = الأيام في هذه المرحلة
migration-gate-age-advice = انتظر: عدد الأيام يحدده الإعداد INJAAZ_PHASE_DAYS.
migration-gate-archive-name = أرشيف قُرئ مجددًا
migration-gate-archive-advice = احزم الملفات القديمة لهذا النموذج في أرشيف.
migration-import-title = الاستيراد
migration-import-start-title = بدء استيراد
migration-import-place = مجلد أو ملف على الخادم
migration-import-place-hint = اتركه فارغًا لاستيراد المخزن القديم:
migration-import-place-needed = لم يُحدَّد مخزن قديم (INJAAZ_OLD_STORE)، لذا أدخل مسار المجلد.
migration-import-dry-run = تجربة فقط
migration-import-dry-run-hint = تبيّن بدقة ما سيفعله الاستيراد، دون أي تغيير.
migration-import-fetch-media = جلب الصور من خوادم أخرى
migration-import-fetch-media-hint = من الخوادم المسموح بها فقط. وتُسجَّل الصور الأخرى بأنها «على خادم آخر ولم يُتحقق منها».
migration-import-rate = الحد الأقصى للملفات في الثانية
migration-import-rate-hint = اتركه فارغًا لأقصى سرعة لا تبطئ المستخدمين الآخرين.
migration-import-other-source = نوع آخر من المصادر
migration-import-kind = نوع المصدر
migration-import-mapping = ملف الربط
migration-import-mapping-hint = لتصدير من MongoDB أو لملف SQLite: مسار ملف الربط على الخادم.
migration-import-start = بدء الاستيراد
migration-import-none = لم يُشغَّل أي استيراد بعد. ابدأ بتجربة، فهي لا تغيّر شيئًا.
migration-import-runs = عمليات الاستيراد السابقة
migration-import-run = الاستيراد
migration-import-dry = تجربة
migration-import-by = بواسطة
migration-import-started = بدأ
migration-import-finished = انتهى
migration-import-pause = إيقاف مؤقت
migration-import-resume = متابعة
migration-import-stop = إيقاف
migration-import-stop-hint = ما جرى استيراده يبقى، ويكمل استيراد لاحق من حيث توقف.
migration-import-throttle = ضبط السرعة
migration-import-throttle-hint = عدد الملفات في الثانية؛ اتركه فارغًا لعدم وضع حد
migration-import-per-second = { $rate } ملف في الثانية
migration-import-at-most = بحد أقصى { $limit }
migration-import-time-left = الوقت المتبقي: { $time }
migration-import-seen = المقروءة
migration-import-imported = المستوردة
migration-import-would-be-imported = ستُستورد
migration-import-already-there = الموجودة من قبل
migration-import-divergent = المتعارضة
migration-import-quarantined = المعزولة
migration-import-pending = المنتظرة
migration-import-by-kind = حسب نوع الملف
migration-import-kind-of-file = النوع
migration-import-closes = المقروءة = المستوردة + الموجودة من قبل + المتعارضة + المعزولة + المنتظرة
migration-import-unfinished =
    { $count ->
        [zero] لم يكن التطبيق القديم يكتب أي ملف.
        [one] كان التطبيق القديم لا يزال يكتب ملفًا واحدًا. ابدأ استيرادًا آخر بعد { $time } لقراءته.
        [two] كان التطبيق القديم لا يزال يكتب ملفين. ابدأ استيرادًا آخر بعد { $time } لقراءتهما.
        [few] كان التطبيق القديم لا يزال يكتب { $count } ملفات. ابدأ استيرادًا آخر بعد { $time } لقراءتها.
        [many] كان التطبيق القديم لا يزال يكتب { $count } ملفًا. ابدأ استيرادًا آخر بعد { $time } لقراءتها.
       *[other] كان التطبيق القديم لا يزال يكتب { $count } ملف. ابدأ استيرادًا آخر بعد { $time } لقراءتها.
    }
migration-import-kind-submission = النماذج المرسلة
migration-import-kind-job = المهام
migration-import-kind-draft = المسودات
migration-import-kind-upload = الصور والتواقيع
migration-import-kind-report = التقارير
migration-import-kind-other = ملفات أخرى
migration-import-source-folder = مجلد التطبيق القديم
migration-import-source-mongo = تصدير MongoDB (أسطر JSON)
migration-import-source-sqlite = ملف SQLite
migration-import-state-running = جارٍ
migration-import-state-paused = متوقف مؤقتًا
migration-import-state-done = تم
migration-import-state-failed = فشل
migration-import-state-stopped = أُوقف
migration-import-stage-counting = عدّ الملفات
migration-import-stage-jobs = قراءة المهام
migration-import-stage-submissions = قراءة النماذج المرسلة
migration-import-stage-uploads = فحص الصور والتواقيع
migration-import-stage-reports = تبنّي التقارير القديمة
migration-import-stage-drafts = حفظ المسودات
migration-import-stage-media = جلب الصور من خوادم أخرى
migration-import-stage-finished = انتهت كل الخطوات
migration-work-title = قيد التنفيذ
migration-work-nothing = لا شيء قيد التنفيذ.
migration-work-verify = التحقق
migration-work-enter = البدء من مرحلة «الملفات»
migration-work-back = الرجوع مرحلة واحدة
migration-work-decide = اتخاذ قرار في سجلات كثيرة
migration-work-pack = حزم الملفات القديمة
migration-work-remove = حذف الملفات المحزومة
migration-work-restore = استعادة الملفات القديمة
migration-work-running = جارٍ
migration-work-done = تم
migration-work-failed = فشل
migration-work-restart = إذا أُعيد تشغيل الخادم في هذه الأثناء فسيستمر هذا العمل تلقائيًا.
migration-work-unchanged = تُركت كما هي لأنها تختلف عن الملفات المحزومة:
migration-proof-title = التحقق
migration-proof-about = يقرأ كل ملف قديم وكل صف مرة أخرى ويقارن بينهما بايتًا بايتًا.
migration-proof-never = لم يُجرَ أي تحقق بعد.
migration-proof-all-good = لا توجد اختلافات.
migration-proof-bad = توجد اختلافات.
migration-proof-checked = المفحوص
migration-proof-bad-count = التالف
migration-proof-root = جذر ميركل
migration-proof-manifest = البيان الموقّع
migration-proof-finished = جرى التحقق
migration-proof-more =
    { $count ->
        [zero] لا سجلات أخرى في البيان.
        [one] يذكر البيان سجلًا واحدًا آخر.
        [two] يذكر البيان سجلين آخرين.
        [few] يذكر البيان { $count } سجلات أخرى.
        [many] يذكر البيان { $count } سجلًا آخر.
       *[other] يذكر البيان { $count } سجل آخر.
    }
migration-proof-start = تحقق الآن
migration-proof-scope = ما الذي يُتحقق منه
migration-proof-everything = كل شيء
migration-archive-title = الأرشيف
migration-archive-about = تُحزم الملفات القديمة ثم يُقرأ الأرشيف مجددًا ويُقارن، وبعد ذلك فقط يمكن حذف الملفات.
migration-archive-none = لم يُحزم شيء بعد.
migration-archive-pack = حزم الملفات القديمة لنموذج
migration-archive-rest = ملفات لا تخص أي نموذج (المسودات والصور غير المذكورة)
migration-archive-pack-go = حزم
migration-archive-plan = ما الذي سيُحزم؟ (تجربة):
migration-archive-packs-nothing = لا ملفات قديمة للحزم.
migration-archive-packs =
    { $count ->
        [zero] لن يُحزم أي ملف ({ $size }).
        [one] سيُحزم ملف واحد ({ $size }).
        [two] سيُحزم ملفان ({ $size }).
        [few] ستُحزم { $count } ملفات ({ $size }).
        [many] سيُحزم { $count } ملفًا ({ $size }).
       *[other] سيُحزم { $count } ملف ({ $size }).
    }
migration-archive-files =
    { $count ->
        [zero] لا ملفات
        [one] ملف واحد
        [two] ملفان
        [few] { $count } ملفات
        [many] { $count } ملفًا
       *[other] { $count } ملف
    }
migration-archive-remove = حذف الملفات المحزومة …
migration-archive-remove-about = يُقارن كل ملف قديم مرة أخرى بما حُزم، ولا يُحذف إلا إذا كان مطابقًا. ويبقى الأرشيف.
migration-archive-remove-go = حذف الملفات
migration-archive-restore = استعادة الملفات …
migration-archive-restore-about = يعود كل ملف إلى مكانه. وتُترك الملفات الموجودة والمختلفة كما هي وتُذكر أسماؤها.
migration-archive-restore-go = استعادة الملفات
migration-archive-state-verified = حُزم وجرى التحقق منه
migration-archive-state-removed = حُذفت الملفات
migration-archive-state-restored = استُعيدت الملفات
migration-history-title = السجل
migration-history-none = لم تتغير أي مرحلة بعد.
migration-history-reason = السبب
migration-history-overridden = مع بوابات مغلقة
migration-history-asked-by = بطلب من
migration-history-evidence = حالة البوابات
migration-done-forward = أصبح النموذج في مرحلته التالية.
migration-done-override-asked = حُفظ الطلب. يجب أن يؤكده مسؤول آخر خلال 24 ساعة.
migration-done-started = بدأ العمل. ويظهر التقدم تحت «قيد التنفيذ».
migration-done-import-begun = بدأ الاستيراد. ويظهر التقدم تحت «قيد التنفيذ».
migration-done-paused = أُوقف الاستيراد مؤقتًا.
migration-done-resumed = استُؤنف الاستيراد.
migration-done-stopped = أُوقف الاستيراد. ما جرى استيراده يبقى.
migration-done-throttled = ضُبطت السرعة.
migration-done-imported = جرى استيراد السجل.
migration-done-still-quarantined = لا يزال استيراد السجل غير ممكن: انظر السبب أدناه.
migration-done-now-divergent = في قاعدة البيانات محتوى مختلف تحت الرقم نفسه: قرر أدناه.
migration-done-set-aside = استُبعد السجل.
migration-done-settled = حُفظ القرار.
migration-refused-title = توجد مشكلة
migration-refused-reason-short = اكتب سببًا من 10 أحرف على الأقل.
migration-refused-no-folder = لا يوجد هذا المجلد أو الملف على الخادم. تحقق من المسار، وهو يبدأ بشرطة مائلة.
migration-refused-no-place = أدخل مسار مجلد أو ملف على الخادم؛ يبدأ المسار بشرطة مائلة.
migration-refused-rate = اكتب عددًا صحيحًا من الملفات في الثانية، من 1 إلى 100000، أو اتركه فارغًا.
migration-refused-no-mapping = يحتاج تصدير MongoDB أو ملف SQLite إلى مسار ملف الربط على الخادم.
migration-refused-no-module = اختر نموذجًا من القائمة.
migration-archive-number = الأرشيف { $number }
migration-addresses-title = العناوين القديمة
migration-addresses-about = يستجيب Injaaz أيضًا عند عناوين التطبيق القديم. وهي تتطلب حسابًا أو رمز وصول. وطوال مدة الترحيل يمكن أن يحصل كل برنامج لا يستطيع استخدام أيٍّ منهما على مفتاح خاص به، أو أن تُفتح عناوين نموذج للجميع.
migration-addresses-open = مفتوحة للجميع
migration-addresses-open-until = حتى
migration-addresses-closed = بحساب أو رمز أو مفتاح فقط
migration-addresses-risk = خطر: يستطيع أي شخص على الشبكة، دون حساب، أن يرسل نماذج وأن يتابع حالة المهام وأن يفتح كل تقرير يعرف رابطه القديم أو يخمّنه. والإرسال محدود لكل عنوان شبكة. والأكثر أمانًا مفتاح لكل برنامج.
migration-addresses-close = أغلقها الآن
migration-addresses-open-form = فتحها للجميع…
migration-addresses-days = مدة الفتح
migration-addresses-open-go = افتحها للجميع
migration-key-form = مفتاح جديد لبرنامج…
migration-key-name = اسم البرنامج أو الجهة
migration-key-name-hint = مثلًا البرنامج النصي أو الشركة التي تستخدم المفتاح.
migration-key-make = أنشئ المفتاح
migration-key-created = أُنشئ في
migration-key-used = آخر استخدام
migration-key-unused = لم يُستخدم بعد
migration-key-revoke = إلغاء
migration-key-made = أُنشئ مفتاح العناوين القديمة
migration-key-made-lead = انسخه الآن واحفظه حيث يحفظ البرنامج إعداداته. يظهر مرة واحدة فقط.
migration-key-value = مفتاح العناوين القديمة
migration-key-header = يرسله البرنامج في ترويسة الطلب:
migration-key-query = وإن لم يستطع إرسال الترويسات فيضيف المفتاح إلى كل عنوان. وتظهر هذه العناوين في سجلات الخوادم الوسيطة:
migration-key-to-list = إلى قائمة المفاتيح
migration-done-addresses-opened = أصبحت العناوين القديمة لهذا النموذج مفتوحة للجميع.
migration-done-addresses-closed = أُغلقت العناوين القديمة لهذا النموذج.
migration-done-key-revoked = أُلغي المفتاح ولم يعد يفتح شيئًا.
migration-refused-key-name = أدخل اسم البرنامج أو الجهة بما لا يزيد على 100 حرف.
