# Notifications: what is told, their list, and what is sent by e-mail.

notification-title = Notifications
notification-lead = What concerns you, the newest first. What you open counts as read.
notification-unread = unread
notification-new = New
notification-empty = You have no notifications
notification-empty-advice = You find here what waits for your decision, what was decided about your inspections, comments that name you, and your actions.
notification-older = Older notifications
notification-first-page = Newest notifications
notification-read-all = Mark all as read
notification-settings = E-mail settings

notification-decision-wanted = Waiting for your decision
notification-decision-overdue = Your decision is overdue
notification-returned = Returned to you for correction
notification-approved = Your inspection was approved
notification-rejected = Your inspection was rejected
notification-mentioned = A comment mentions you
notification-client-responded = A client responded to a report
notification-action-assigned = An action was assigned to you
notification-action-due = Action due tomorrow
notification-action-overdue = Action overdue
notification-webhook-off = A webhook was switched off
notification-webhook-gone = The receiver answered that it wants no more events (410).
notification-webhook-failing = Every attempt of a week has failed.
notification-due = Due: { $day }
notification-by = By: { $name }

notification-settings-title = Notifications by e-mail
notification-settings-about = Which notifications you get by e-mail, and when
notification-settings-lead = You find every notification in the application. Choose which of them you get by e-mail, too.
notification-no-email = No mail server is configured, so nothing is sent by e-mail. Your choices are kept until there is one.
notification-delivery-at-once = At once
notification-delivery-daily = Once a day, together
notification-delivery-off = No e-mail
notification-hour = Time of the daily e-mail
notification-hour-hint = In your time zone: { $zone }
notification-language-hint = E-mails are written in the language of this page.
notification-save = Save
notification-saved = Your choices were saved.
notification-not-a-choice = Choose one of the values of the list.
