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
report-photo-missing = هذه الصورة غير متوفرة
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
