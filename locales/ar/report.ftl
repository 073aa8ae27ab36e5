# The fixed texts of both reports, Excel and PDF.

# Name of the first sheet of the workbook.
report-sheet = التقرير
report-site = الموقع
report-visit-date = تاريخ الزيارة
report-reference = الرقم المرجعي
report-submitted = وقت الإرسال
report-photo = صورة
report-photo-number = { $photo } { $number }
report-photos = الصور
report-photo-count = الصور: { $count }
# The second file of a PDF report, which then has no photos itself.
report-photo-appendix = ملحق الصور
report-photos-apart =
    { $count ->
        [zero] لا توجد صور.
        [one] صورة واحدة: انظر ملحق الصور، وهو الملف الثاني من هذا التقرير.
        [two] صورتان: انظر ملحق الصور، وهو الملف الثاني من هذا التقرير.
        [few] { $count } صور: انظر ملحق الصور، وهو الملف الثاني من هذا التقرير.
        [many] { $count } صورة: انظر ملحق الصور، وهو الملف الثاني من هذا التقرير.
       *[other] { $count } صورة: انظر ملحق الصور، وهو الملف الثاني من هذا التقرير.
    }
report-photo-missing = هذه الصورة غير متوفرة
report-attached-file = ملف
report-file = { $name } ({ $size })
report-file-missing = { $name }: هذا الملف مفقود
report-signatures = التوقيعات
report-signed-by = اسم الموقِّع
report-not-signed = لم يُوقَّع
report-signature-missing = هذا التوقيع غير متوفر
report-no-items = لم يُسجَّل أي بند.
# Heading of what an old record answered and the form does not ask.
report-extra-answers = إجابات أخرى من السجل القديم
report-yes = نعم
report-no = لا
# Before the address at which a reader can verify the report.
report-verify = للتحقق من صحة هذا التقرير
report-verify-at = للتحقق من صحة هذا التقرير: { $url }
# Below the QR code with that address.
report-scan = امسح للتحقق
report-page = صفحة { $page } من { $pages }
# In the footer of the workbook, where numbers between words of a right-to-left language may change places.
report-footer = { $page } / { $pages }
# Stands where a text was too long for a cell of the workbook.
report-cut =
    … قُطع النص هنا؛ { $count ->
        [zero] لم يُحذف شيء
        [one] حُذف حرف واحد
        [two] حُذف حرفان
        [few] حُذفت { $count } أحرف
        [many] حُذف { $count } حرفًا
       *[other] حُذف { $count } حرف
    }
# A note at the end of the PDF. The boxes are printed in place of letters.
report-missing-letters =
    { $count ->
        [zero] لا يوجد في هذا التقرير حرف يتعذّر طبعه ({ $letters }، { $reference }).
        [one] في هذا التقرير مربع فارغ مكان حرف واحد لا يوجد في أي خط ({ $letters }). يمكن قراءته في تقرير Excel وفي صفحة الإرسال { $reference }.
        [two] في هذا التقرير مربعات فارغة مكان حرفين لا يوجدان في أي خط ({ $letters }). يمكن قراءتهما في تقرير Excel وفي صفحة الإرسال { $reference }.
        [few] في هذا التقرير مربعات فارغة مكان { $count } أحرف لا توجد في أي خط ({ $letters }). يمكن قراءتها في تقرير Excel وفي صفحة الإرسال { $reference }.
        [many] في هذا التقرير مربعات فارغة مكان { $count } حرفًا لا توجد في أي خط ({ $letters }). يمكن قراءتها في تقرير Excel وفي صفحة الإرسال { $reference }.
       *[other] في هذا التقرير مربعات فارغة مكان { $count } حرف لا توجد في أي خط ({ $letters }). يمكن قراءتها في تقرير Excel وفي صفحة الإرسال { $reference }.
    }
# The table of items and what they cost.
report-item-number = الرقم
report-total = الإجمالي
report-column-with-currency = { $column } ({ $currency })
report-priced-whole = بنود بسعر إجمالي
report-grand-total = المجموع الكلي
report-unpriced =
    { $count ->
        [zero] لكل البنود أسعار.
        [one] بند واحد بلا سعر، وهو غير محسوب في المجموع.
        [two] بندان بلا سعر، وهما غير محسوبين في المجموع.
        [few] { $count } بنود بلا سعر، وهي غير محسوبة في المجموع.
        [many] { $count } بندًا بلا سعر، وهي غير محسوبة في المجموع.
       *[other] { $count } بند بلا سعر، وهي غير محسوبة في المجموع.
    }
# What the inspector wrote about items, listed first.
report-remarks = الملاحظات
report-score = الدرجة
report-score-of = الدرجة: { $section }
report-score-value = { $percent }٪ ({ $earned } من { $of })
report-result = النتيجة
report-passed = ناجح
report-failed = غير ناجح
report-failed-critical = غير ناجح: لم يُستوفَ بند حرج
report-failed-checks = بنود غير مطابقة
report-failed-checks-critical = { $count }، منها { $critical } حرجة
report-open-actions = إجراءات مفتوحة
report-items-with-remarks = بنود عليها ملاحظات
report-more-remarks =
    { $count ->
        [zero] لا توجد ملاحظات أخرى.
        [one] توجد ملاحظة أخرى مع بندها.
        [two] توجد ملاحظتان أخريان مع بنديهما.
        [few] توجد { $count } ملاحظات أخرى مع بنودها.
        [many] توجد { $count } ملاحظة أخرى مع بنودها.
       *[other] توجد { $count } ملاحظة أخرى مع بنودها.
    }
report-not-answered = لم تتم الإجابة عن: { $questions }
report-contents = المحتويات
report-page-of = صفحة { $page }
report-prepared-by = إعداد
report-photo-caption = { $number } · { $caption }
# A table of all photos at the end of the PDF.
report-photo-list = قائمة الصور
report-photo-received = وقت الاستلام
report-photo-open = فتح الصورة: { $caption }
report-file-list = قائمة الملفات
report-file-name = الملف
report-file-question = السؤال
report-file-size = الحجم
report-file-gone = مفقود
report-file-open = فتح الملف: { $name }
report-logo = شعار { $organisation }
report-signature-of = التوقيع: { $label }
report-revision = المراجعة
report-reinspects = إعادة للتفتيش
report-approval = الموافقة
report-approved = تمت الموافقة
report-rejected = مرفوض
report-closed = مغلق
report-administrator = المسؤول
# The table of actions, which says what has to be done about findings.
report-actions = الإجراءات
report-action = إجراء
report-actions-open = { $open } من { $all } مفتوحة
report-action-status = الحالة
report-before = قبل
report-after = بعد
