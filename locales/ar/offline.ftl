# The page that is shown where there is no connection.

offline-app-about = فحوص المواقع بالصور والتواقيع والتقارير، حتى من دون اتصال.
offline-title = لا يوجد اتصال
offline-lead = تحتاج هذه الصفحة إلى اتصال. يمكن ملء النماذج دون اتصال: أرسلها كالمعتاد، ويسلّمها صندوق الصادر لاحقًا.
offline-forms = النماذج على هذا الجهاز
offline-no-forms = لا توجد نماذج محفوظة على هذا الجهاز. افتح التطبيق مرة واحدة مع اتصال وبعد تسجيل الدخول.
offline-try-again = إعادة المحاولة
