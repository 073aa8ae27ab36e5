# E-mails. Each has a subject on one line and a body of plain text; links stand on a line of their own.

email-invitation-subject = دعوة للانضمام إلى { $organisation }
email-invitation-body =
    أنت مدعو للانضمام إلى { $organisation } على إنجاز، لفحص المواقع.

    افتح هذا الرابط خلال { $days ->
        [zero] { $days } يوم
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }. يعمل مرة واحدة فقط، فلا تشاركه مع أحد:

    { $url }

    إن لم تكن تتوقع هذه الدعوة فتجاهل هذه الرسالة.
email-password-reset-subject = إعادة تعيين كلمة المرور
email-password-reset-body =
    طُلبت كلمة مرور جديدة لحسابك على إنجاز.

    إن كنت أنت من طلبها فافتح هذا الرابط خلال { $hours ->
        [zero] { $hours } ساعة
        [one] ساعة
        [two] ساعتين
        [few] { $hours } ساعات
        [many] { $hours } ساعة
       *[other] { $hours } ساعة
    }. يعمل مرة واحدة:

    { $url }

    وإن لم تطلبها فتجاهل هذه الرسالة، وستبقى كلمة مرورك كما هي.
email-notification-subject = { $what }: { $site }
email-notification-body =
    { $what }

    { $about }

    { $url }

    تختار الرسائل التي تصلك من «الإشعارات» في حسابك.
email-digest-subject =
    { $count ->
        [zero] لا إشعارات من { $organisation }
        [one] إشعار واحد من { $organisation }
        [two] إشعاران من { $organisation }
        [few] { $count } إشعارات من { $organisation }
        [many] { $count } إشعارًا من { $organisation }
       *[other] { $count } إشعار من { $organisation }
    }
email-digest-body =
    الجديد لك لدى { $organisation }:

    { $list }

    جميع الإشعارات:

    { $url }

    تختار الرسائل التي تصلك من «الإشعارات» في حسابك.
