report-cover-title = تقرير لك
report-cover-from = من
report-cover-asks-password = هذا التقرير محمي بكلمة مرور. اكتب كلمة المرور التي استلمتها مع الرابط.
report-cover-openings-left = عدد مرات الفتح المتبقية لهذا الرابط
report-cover-download = تنزيل
report-cover-refused-password = كلمة المرور غير صحيحة. حاول مرة أخرى أو اسأل من أرسل الرابط إليك.
report-cover-refused-often = أُدخلت كلمات مرور خاطئة كثيرة. انتظر 15 دقيقة ثم حاول مجددًا، أو اسأل من أرسل الرابط إليك.
