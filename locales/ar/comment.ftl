comment-title = التعليقات
comment-none = لم يكتب أحد تعليقًا بعد.
comment-earlier = تعليقات سابقة
comment-edited = عُدِّل
comment-deleted = حُذف هذا التعليق.
comment-mentions-me = يذكرك
comment-change = تعديل أو حذف
comment-label = تعليق
comment-hint = يقرؤه كل من يستطيع فتح هذا التفتيش. اكتب @ واسم عضو لذكره.
comment-save = حفظ
comment-delete = حذف
comment-add = إضافة تعليق
comment-on = تعليق
comment-about = حول:
comment-about-photo = حول الصورة:
comment-not-there = لم يعد في هذا التفتيش
comment-all = كل تعليقات هذا التفتيش
comment-whole = التعليق على التفتيش كله بدلًا من ذلك
comment-none-here = لم يكتب أحد تعليقًا حول هذا بعد.
comment-place-gone = ما أردت التعليق عليه لم يعد في هذا التفتيش. ترى هنا كل التعليقات، والتعليق الجديد يخص التفتيش كله.
comment-count =
    { $count ->
        [zero] التعليقات
        [one] تعليق واحد
        [two] تعليقان
        [few] { $count } تعليقات
        [many] { $count } تعليقًا
       *[other] { $count } تعليق
    }
comment-new =
    { $count ->
        [zero] لا جديد
        [one] واحد جديد
        [two] اثنان جديدان
        [few] { $count } جديدة
        [many] { $count } جديدًا
       *[other] { $count } جديد
    }
