photo-back = العودة إلى النموذج المرسل
photo-previous = السابق
photo-next = التالي
photo-original = تنزيل الملف الأصلي
photo-close = إغلاق
photo-view = صورة
photo-position = { $number } من { $count }
