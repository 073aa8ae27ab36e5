# E-mails. Each has a subject on one line and a body of plain text; links stand on a line of their own.

email-invitation-subject = Invitation to join { $organisation }
email-invitation-body =
    You are invited to join { $organisation } on Injaaz, for site inspections.

    Open this link within { $days ->
        [one] { $days } day
       *[other] { $days } days
    }. It works once, so do not share it:

    { $url }

    If you did not expect this invitation, ignore this message.
email-password-reset-subject = Reset your password
email-password-reset-body =
    A new password was requested for your account on Injaaz.

    If you requested it, open this link within { $hours ->
        [one] an hour
       *[other] { $hours } hours
    }. It works once:

    { $url }

    If you did not request it, ignore this message: your password stays the same.
email-notification-subject = { $what }: { $site }
email-notification-body =
    { $what }

    { $about }

    { $url }

    You choose under “Notifications” in your account which e-mails you get.
email-digest-subject =
    { $count ->
        [one] 1 notification from { $organisation }
       *[other] { $count } notifications from { $organisation }
    }
email-digest-body =
    What is new for you at { $organisation }:

    { $list }

    All notifications:

    { $url }

    You choose under “Notifications” in your account which e-mails you get.
