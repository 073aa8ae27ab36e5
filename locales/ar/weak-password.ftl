# Why a new password is not accepted, and what to do.

weak-password-too-short =
    كلمة المرور قصيرة جدًا: يجب ألا تقل عن { $shortest ->
        [zero] { $shortest } حرف
        [one] حرف واحد
        [two] حرفين
        [few] { $shortest } أحرف
        [many] { $shortest } حرفًا
       *[other] { $shortest } حرف
    }. أربع كلمات لا علاقة بينها يسهل تذكرها.
weak-password-too-long = كلمة المرور أطول من { $longest } بايت. اختر كلمة أقصر.
weak-password-common = كلمة المرور هذه من أول ما يجرّبه المخترقون. اختر كلمة يصعب تخمينها، مثل أربع كلمات لا علاقة بينها.
weak-password-own = كلمة المرور هذه هي اسمك أو بريدك الإلكتروني أو اسم مؤسستك. اختر كلمة يصعب تخمينها.
weak-password-same = هذه هي كلمة مرورك الحالية. اختر كلمة أخرى.
