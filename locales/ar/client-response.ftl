# ما يقوله العملاء عن تقرير وصلهم عبر رابط.

client-response-title = رد العميل
client-response-lead = أخبر { $organisation } هل تقبل هذا التقرير. يصبح ردك جزءًا من سجل هذا التفتيش، مع اسمك والوقت.
client-response-kind = ردك
client-response-accept = أقبل التقرير
client-response-dispute = أعترض على التقرير
client-response-comment-only = لدي تعليق
client-response-name = اسمك
client-response-comment = تعليقك
client-response-comment-hint = مطلوب عند الاعتراض أو التعليق: اذكر ما هو غير صحيح، وأين.
client-response-signature = التوقيع
client-response-signature-hint = اختياري.
client-response-label-kind = الرد
client-response-label-comment = التعليق
client-response-to = الرد على هذا التقرير
client-response-send = إرسال الرد
client-response-not-sent = لم يُرسل ردك. صحّح ما هو محدد، ثم أرسله مرة أخرى.
client-response-saved = حُفظ ردك
client-response-saved-about = أُبلغت { $organisation }. أصبح ردك جزءًا من السجل، ويُعاد إنشاء التقارير معه.
client-response-back = العودة إلى التقرير
client-response-earlier = ما قلته من قبل

client-response-accepted = مقبول
client-response-disputed = معترض عليه
client-response-commented = تعليق
client-response-signature-of = العميل
client-response-signed = توقيع العميل
client-response-list = ردود العملاء

client-response-allow = يمكن للعميل الرد
client-response-allow-hint = تتيح صفحة التقرير للعميل قبوله أو الاعتراض عليه أو كتابة تعليق، مع الاسم والتوقيع.
client-response-allowed = الردود مسموحة
client-response-needs-page = يرد العميل على صفحة التقرير، وليس لرابط ملف Excel وحده صفحة. اختر PDF، أو PDF وExcel. لم يُنشأ رابط.
