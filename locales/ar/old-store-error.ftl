# Why a submission could not be written to the old store, and what to do.

old-store-error-not-convertible = لا يمكن تحويل النموذج المرسل إلى صيغة التطبيق القديم. السبب مذكور في سجل الخادم.
old-store-error-permission-denied = لا يملك الخادم إذن الكتابة في مجلد المخزن القديم. صحّح الأذونات.
old-store-error-storage-full = قرص المخزن القديم ممتلئ. أفرغ بعض المساحة.
old-store-error-read-only = قرص المخزن القديم للقراءة فقط. أعد تركيبه للكتابة.
old-store-error-no-folder = أحد مجلدات المخزن القديم مفقود، أو يوجد ملف مكانه. أنشئ المجلد.
old-store-error-unavailable = لا يمكن الكتابة في مجلد المخزن القديم. السبب مذكور في سجل الخادم.
