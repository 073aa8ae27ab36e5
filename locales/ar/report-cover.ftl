report-cover-title = تقرير لك
report-cover-from = من
report-cover-asks-password = هذا التقرير محمي. اكتب كلمة المرور التي أُعطيت لك مع الرابط.
report-cover-openings-left = عدد مرات الفتح المتبقية لهذا الرابط
report-cover-download = تنزيل
report-cover-refused-password = ليست هذه كلمة مرور هذا الرابط. اكتبها مرة أخرى أو اسأل من أرسل الرابط إليك.
report-cover-refused-often = جُرّبت كلمات مرور كثيرة. انتظر 15 دقيقة ثم حاول مجددًا، أو اسأل من أرسل الرابط إليك.
