# In the place of a photo or signature of an old record that cannot be shown. Addresses stand in the texts as plain text.

media-unavailable-remote = على خادم آخر ولم يُتحقق منه: { $address }
media-unavailable-missing = هذا الملف مفقود: لا يوجد في المخزن القديم.

# The bytes are kept, but are no picture that can be shown.
media-unavailable-blank = محفوظ: توقيع فارغ.
media-unavailable-empty = محفوظ: ملف فارغ.
media-unavailable-too-many-pixels = محفوظ، لكن أبعاده أكبر من أن تُعرض.
media-unavailable-damaged = محفوظ، لكن لا يمكن عرضه: الصورة تالفة ({ $content-type }).
media-unavailable-content-type = محفوظ، لكن لا يمكن عرضه ({ $content-type })

# There are no bytes. $reason is one of the messages below.
media-unavailable-refused = غير متاح ({ $reason })
media-unavailable-refused-at = غير متاح ({ $reason }): { $place }

media-unavailable-no-file-named = السجل لا يذكر أي ملف
media-unavailable-name-too-long = اسم الملف طويل جدًا
media-unavailable-outside-store = المسار يقود إلى خارج المخزن القديم
media-unavailable-too-large = الملف كبير جدًا
media-unavailable-unreadable = تعذّرت قراءة الملف
media-unavailable-not-a-regular-file = هذا رابط أو مجلد أو جهاز
media-unavailable-not-an-address = عنوان الويب غير صالح
media-unavailable-scheme = لا تُجلب العناوين التي تبدأ بـ { $scheme }:
media-unavailable-redirect-not-allowed = الخادم الآخر يحوّل إلى عنوان غير مسموح به
media-unavailable-address-not-public = العنوان ينتمي إلى شبكة خاصة
media-unavailable-http-status = رد الخادم الآخر بحالة HTTP رقم { $status }
media-unavailable-data-url-not-base64 = عنوان البيانات ليس بترميز base64
media-unavailable-data-url-empty = عنوان البيانات فارغ
media-unavailable-data-url-damaged = ترميز base64 في عنوان البيانات تالف
media-unavailable-absent-when-written = لم يكن الملف موجودًا عند كتابة السجل
