submission-reports = التقارير
submission-excel = تقرير Excel
submission-pdf = تقرير PDF
submission-photos = ملحق الصور (PDF)
submission-receipt = إيصال الاستلام
submission-received-at = وقت الاستلام
submission-form-version = إصدار النموذج
submission-content-hash = بصمة المحتوى (SHA-256)
submission-hash-hint = تُثبت أن الإجابات والملفات ما زالت كما أُرسلت تمامًا.
submission-history = السجل
submission-signed-at = وقت التوقيع
submission-no-items = لم تُدخل أي بنود.
submission-file-missing = هذا الملف مفقود.
submission-files-missing =
    { $count ->
        [zero] لا تنقص على الخادم أي صورة أو توقيع أو ملف من هذا النموذج.
        [one] صورة واحدة أو توقيع أو ملف من هذا النموذج مفقود على الخادم.
        [two] صورتان أو توقيعان أو ملفان من هذا النموذج مفقودان على الخادم.
        [few] { $count } صور أو توقيعات أو ملفات من هذا النموذج مفقودة على الخادم.
        [many] { $count } صورة أو توقيعًا أو ملفًا من هذا النموذج مفقودة على الخادم.
       *[other] { $count } صورة أو توقيع أو ملف من هذا النموذج مفقودة على الخادم.
    }
submission-reports-lack-files =
    { $count ->
        [zero] لا تنقص التقارير أي صورة أو توقيع أو ملف.
        [one] تنقص التقارير صورة واحدة أو توقيع أو ملف، لأنه كان مفقودًا على الخادم عند إعدادها.
        [two] تنقص التقارير صورتان أو توقيعان أو ملفان، لأنهما كانا مفقودين على الخادم عند إعدادها.
        [few] تنقص التقارير { $count } صور أو توقيعات أو ملفات، لأنها كانت مفقودة على الخادم عند إعدادها.
        [many] تنقص التقارير { $count } صورة أو توقيعًا أو ملفًا، لأنها كانت مفقودة على الخادم عند إعدادها.
       *[other] تنقص التقارير { $count } صورة أو توقيع أو ملف، لأنها كانت مفقودة على الخادم عند إعدادها.
    }
submission-reports-missing = ملفات التقارير مفقودة على الخادم.
submission-make-again = إعادة إعداد التقارير
submission-event-created = استُلم النموذج
submission-event-made = أُعدّت التقارير
submission-event-failed = تعذّر إعداد التقارير
submission-event-opened = فُتح التقرير
submission-event-retried = طُلب إعداد التقارير مجددًا
submission-event-requested = طُلب إعداد التقارير
submission-event-accepted = تم القبول: أُرسل دون حساب
submission-event-settled = سُوّي تعذّر إعداد التقارير، ويبقى بلا تقارير
submission-missing-letters =
    { $count ->
        [zero] لا يوجد في الإجابات حرف يتعذّر طبعه ({ $letters }).
        [one] لا يستطيع تقرير PDF طباعة حرف واحد من الإجابات لأنه لا يوجد في أي خط ({ $letters }). يظهر مكانه مربع فارغ، ويعرضه تقرير Excel وهذه الصفحة.
        [two] لا يستطيع تقرير PDF طباعة حرفين من الإجابات لأنهما لا يوجدان في أي خط ({ $letters }). تظهر مكانهما مربعات فارغة، ويعرضهما تقرير Excel وهذه الصفحة.
        [few] لا يستطيع تقرير PDF طباعة { $count } أحرف من الإجابات لأنها لا توجد في أي خط ({ $letters }). تظهر مكانها مربعات فارغة، ويعرضها تقرير Excel وهذه الصفحة.
        [many] لا يستطيع تقرير PDF طباعة { $count } حرفًا من الإجابات لأنها لا توجد في أي خط ({ $letters }). تظهر مكانها مربعات فارغة، ويعرضها تقرير Excel وهذه الصفحة.
       *[other] لا يستطيع تقرير PDF طباعة { $count } حرف من الإجابات لأنها لا توجد في أي خط ({ $letters }). تظهر مكانها مربعات فارغة، ويعرضها تقرير Excel وهذه الصفحة.
    }
submission-sent = تم الإرسال
submission-sent-next = يجري إعداد التقارير وستظهر في هذه الصفحة خلال دقيقة. لا يلزم أي شيء آخر، ويمكنك مغادرة الصفحة.
submission-sent-ready = التقارير جاهزة في هذه الصفحة. لا يلزم أي شيء آخر.
submission-sent-another = بدء نموذج آخر من هذا النوع
submission-reinspect = إعادة التفتيش
submission-copy = بدء تفتيش بهذه الإجابات
submission-reinspects = إعادة للتفتيش
submission-reinspected = أُعيد التفتيش في
submission-inspector = المفتش
submission-findings = الملاحظات والنتائج
submission-findings-more =
    { $count ->
        [zero] لا مزيد
        [one] ملاحظة أخرى
        [two] ملاحظتان أخريان
        [few] { $count } ملاحظات أخرى
        [many] { $count } ملاحظة أخرى
       *[other] { $count } ملاحظة أخرى
    }
submission-failed = غير مطابق
submission-unfold = عرض كل البنود
submission-unanswered = بلا إجابة: { $questions }
submission-photo-count =
    { $count ->
        [zero] بلا صور
        [one] صورة واحدة
        [two] صورتان
        [few] { $count } صور
        [many] { $count } صورة
       *[other] { $count } صورة
    }
submission-total = الإجمالي
submission-unpriced =
    { $count ->
        [zero] لكل البنود أسعار.
        [one] بند واحد بلا سعر ولا يدخل في الإجمالي.
        [two] بندان بلا سعر ولا يدخلان في الإجمالي.
        [few] { $count } بنود بلا سعر ولا تدخل في الإجمالي.
        [many] { $count } بندًا بلا سعر ولا تدخل في الإجمالي.
       *[other] { $count } بند بلا سعر ولا تدخل في الإجمالي.
    }
submission-no-actions = لا توجد إجراءات بعد.
