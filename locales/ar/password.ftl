password-title = تغيير كلمة المرور
password-lead = سيُسجَّل خروجك من كل مكان آخر.
password-forced = عيّن شخص آخر كلمة مرورك. اختر كلمة مرور خاصة بك للمتابعة.
password-current = كلمة المرور الحالية
password-new = كلمة المرور الجديدة
password-wrong = هذه ليست كلمة مرورك الحالية.
password-button = تغيير كلمة المرور
