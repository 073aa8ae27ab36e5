# الإشعارات: ما تخبر به، وقائمتها، وما يُرسل منها بالبريد.

notification-title = الإشعارات
notification-lead = ما يخصك، الأحدث أولًا. ما تفتحه يُحسب مقروءًا.
notification-unread = غير مقروءة
notification-new = جديد
notification-empty = لا إشعارات لديك
notification-empty-advice = تجد هنا ما ينتظر قرارك، وما تقرر بشأن عمليات التفتيش التي أرسلتها، والتعليقات التي تذكرك، وإجراءاتك.
notification-older = إشعارات أقدم
notification-first-page = أحدث الإشعارات
notification-read-all = تحديد الكل كمقروء
notification-settings = إعدادات البريد

notification-decision-wanted = بانتظار قرارك
notification-decision-overdue = قرارك متأخر
notification-returned = أُعيد إليك للتصحيح
notification-approved = تمت الموافقة على تفتيشك
notification-rejected = رُفض تفتيشك
notification-mentioned = تعليق يذكرك
notification-client-responded = ردّ عميل على تقرير
notification-action-assigned = أُسند إليك إجراء
notification-action-due = إجراء يستحق غدًا
notification-action-overdue = إجراء متأخر
notification-webhook-off = أُوقف خطاف ويب
notification-webhook-gone = أجاب المستقبِل بأنه لا يريد مزيدًا من الأحداث (410).
notification-webhook-failing = فشلت جميع المحاولات خلال أسبوع.
notification-due = الاستحقاق: { $day }
notification-by = من: { $name }

notification-settings-title = الإشعارات بالبريد الإلكتروني
notification-settings-about = أي الإشعارات تصلك بالبريد ومتى
notification-settings-lead = تجد كل إشعار في التطبيق. اختر ما تريد أن يصلك منها بالبريد الإلكتروني أيضًا.
notification-no-email = لم يُضبط خادم بريد، فلا يُرسل شيء بالبريد الإلكتروني. تُحفظ اختياراتك إلى أن يتوفر.
notification-delivery-at-once = فورًا
notification-delivery-daily = مرة في اليوم، معًا
notification-delivery-off = بلا بريد
notification-hour = وقت الرسالة اليومية
notification-hour-hint = بمنطقتك الزمنية: { $zone }
notification-language-hint = تُكتب الرسائل بلغة هذه الصفحة.
notification-save = حفظ
notification-saved = حُفظت اختياراتك.
notification-not-a-choice = اختر قيمة من القائمة.
