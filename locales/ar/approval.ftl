# الموافقة على النماذج: ما ينتظر، والقرارات، والخطوات، والمراجعات، ومسارات المؤسسة.

approval-waiting-title = بانتظار موافقتك
approval-waiting-lead = عمليات التفتيش التي تنتظر قرارك، الأقدم أولًا.
approval-everybody-lead = عمليات التفتيش التي تنتظر قرار أي شخص، الأقدم أولًا.
approval-everybody = عرض كل ما ينتظر الموافقة
approval-mine = عرض ما ينتظر قرارك فقط
approval-nothing-waits = لا شيء ينتظر قرارك.
approval-first-page = العودة إلى بداية القائمة
approval-pending-about = نماذج أُرسلت بدون حساب ويجب قبولها أولًا
approval-not-approved = لم تتم الموافقة على ما يلي
approval-approved-count =
    { $count ->
        [zero] لم يتم اختيار شيء.
        [one] تمت الموافقة على عملية تفتيش واحدة.
        [two] تمت الموافقة على عمليتي تفتيش.
        [few] تمت الموافقة على { $count } عمليات تفتيش.
        [many] تمت الموافقة على { $count } عملية تفتيش.
       *[other] تمت الموافقة على { $count } عملية تفتيش.
    }
approval-choose = اختيار
approval-several = الموافقة على عدة نماذج معًا
approval-keys = مفاتيح القائمة: ↑ و↓ للتنقل بين عمليات التفتيش، و⁦X⁩ لاختيار إحداها، و⁦Enter⁩ لفتحها.
approval-several-hint = افتح كل عملية تفتيش أولًا. ما ليس له مربع يحتاج إلى توقيع: وافق عليه في صفحته.
approval-several-signed-hint = افتح كل تفتيش أولًا. ما يحتاج منها إلى توقيع يُوقَّع بتوقيعك المحفوظ.
approval-approve-chosen = الموافقة على المختار
approval-stage = المرحلة { $stage } من { $stages }
approval-since = منذ
approval-due = الاستحقاق:
approval-overdue = متأخر
approval-revision = المراجعة { $revision }
approval-approval = الموافقة
approval-state-in-review = قيد المراجعة
approval-state-returned = مُعاد للتصحيح
approval-state-approved = تمت الموافقة
approval-state-rejected = مرفوض
approval-state-closed = مغلق
approval-own = أنت من أرسل هذا التفتيش، لذلك يقرر الآخرون بشأنه.
approval-in-place = لست من هؤلاء المراجعين. بصفتك مسؤولًا تقرر نيابةً عنهم، ويُسجَّل ذلك.
approval-as-delegate = لست من هؤلاء المراجعين. أنت تقرر نيابةً عن عضو غائب، ويُذكر اسماكما في السجل.
approval-for-absent = نيابةً عن { $name }
approval-by-delegate = { $delegate }، نيابةً عن { $absent }
approval-in-place-tag = نيابةً عن المراجعين
approval-decide-as = القرار بصفة
approval-comment = تعليق
approval-remember = اقتراح هذا التعليق لي من الآن
approval-signature = التوقيع
approval-saved-signature = توقيعك المحفوظ
approval-use-saved = التوقيع بتوقيعي المحفوظ
approval-sign-anew = أو وقّع هنا من جديد، فيحل ذلك محله في هذه الموافقة:
approval-remember-signature = حفظ هذا التوقيع لموافقاتي القادمة
approval-delete-signature = حذف توقيعي المحفوظ
approval-signature-deleted = حُذف توقيعك المحفوظ. ما وُقّع به يحتفظ به.
approval-approve = موافقة
approval-other = إعادة أو رفض
approval-reason = السبب
approval-reason-hint = يقرؤه من أرسل التفتيش.
approval-marks = تعليم أسئلة بعينها
approval-marks-hint = يرى المفتش علامة عند كل سؤال من هذه الأسئلة.
approval-marked = الأسئلة المعلَّمة:
approval-return = إعادة للتصحيح
approval-reject = رفض
approval-close = إغلاق بدون نتيجة
approval-steps = خطوات الموافقة
approval-step-approved = وافق
approval-step-returned = أعاد للتصحيح
approval-step-rejected = رفض
approval-step-closed = أغلقه مسؤول
approval-step-corrected = تم التصحيح
approval-step-reopened = فُتح من جديد بمراجعة جديدة
approval-revisions = المراجعات
approval-changes =
    { $count ->
        [zero] لم تتغير أي إجابة
        [one] تغيرت إجابة واحدة
        [two] تغيرت إجابتان
        [few] تغيرت { $count } إجابات
        [many] تغيرت { $count } إجابة
       *[other] تغيرت { $count } إجابة
    }
approval-not-newest = هذه مراجعة سابقة. صُحِّحت بعد ذلك.
approval-show-newest = عرض أحدث مراجعة
approval-correct = تصحيح
approval-reopen = فتح مراجعة جديدة
approval-flows-title = الموافقات
approval-flows-lead = اختر لكل نموذج من يوافق على ما يُرسَل. تحتفظ عمليات التفتيش المرسلة من قبل بمسار الموافقة الذي أُرسلت به.
approval-flow-lead = اختر طريقة الموافقة على هذا النموذج، ومن يقرر في كل مرحلة.
approval-flow-unusable = لا يمكن استخدام مسار الموافقة هذا. اختر غيره.
approval-flow-without-name = أدخل اسمًا لكل مجموعة في المرحلة { $stage }، بحد أقصى 60 حرفًا.
approval-flow-without-people = اختر من ينتمي إلى «{ $group }»، بحد أقصى 20 عضوًا.
approval-flow-due-out-of-range = أدخل عددًا صحيحًا من الأيام من 1 إلى { $most } للمرحلة { $stage }، أو اترك الحقل فارغًا.
approval-template = نوع الموافقة
approval-template-use = عرض هذا النوع
approval-template-none = بدون موافقة
approval-template-none-about = ما يُرسَل لا يحتاج إلى موافقة.
approval-template-one = مراجع واحد
approval-template-one-about = يوافق شخص واحد من مجموعة.
approval-template-chain = سلسلة موافقات
approval-template-chain-about = مدير العمليات، ثم تطوير الأعمال والمشتريات بأي ترتيب، ثم المدير العام.
approval-group-reviewer = المراجع
approval-group-operations = مدير العمليات
approval-group-business = تطوير الأعمال
approval-group-procurement = المشتريات
approval-group-general = المدير العام
approval-stage-number = المرحلة { $stage }
approval-rule = عدد المجموعات التي يجب أن توافق
approval-rule-all = كل المجموعات، بأي ترتيب
approval-rule-any = إحدى المجموعات
approval-due-days = أيام القرار
approval-due-days-hint = إذا تُرك فارغًا: بلا مهلة. بعد انتهائها تُوسم عملية التفتيش بأنها متأخرة ويُشعر مراجعوها.
approval-group-name = اسم المجموعة
approval-who = من ينتمي إليها
approval-every = كل عضو له الدور { $role }
approval-of-site = المسؤولون عن الموقع
approval-of-site-hint = المسؤولون عن الموقع هم الأعضاء الذين يقتصر وصولهم على هذا الموقع بالاسم (الأشخاص ‹ يرى). ولا يشمل ذلك المطّلعين. إن لم يكن للموقع أحد فيقرر مسؤول.
approval-members = الأعضاء المختارون أدناه
approval-members-of = أعضاء المجموعة
approval-asks-signature = تحتاج الموافقة إلى توقيع
approval-may-correct = يجوز لهم تصحيح عملية التفتيش
approval-may-correct-hint = ما دامت تنتظر قرارهم. تبدأ الموافقة بعدها من جديد، لأنها كانت على إجابات أخرى.
approval-after = بعد تصحيح تفتيش مُعاد
approval-after-same-stage = تقرر المرحلة التي أعادته من جديد
approval-after-from-start = تبدأ الموافقة من جديد من المرحلة الأولى
