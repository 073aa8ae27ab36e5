# Webhooks: other programs that are told of what happens, and the log of what was sent.

webhook-title = Webhooks
webhook-lead = Other programs are told of what happens here: Injaaz sends each event to the addresses below, signed by the Standard Webhooks specification.
webhook-none = There is no webhook yet
webhook-add = Add a webhook
webhook-one-title = Webhook
webhook-url = Address
webhook-url-hint = Where the other program receives events, such as https://example.org/injaaz.
webhook-description = Description
webhook-description-hint = Which program it is, and who looks after it. It can be left empty.
webhook-kinds = Events
webhook-change = Address, description and events
webhook-on = On
webhook-off = Off
webhook-failing = Failing
webhook-deleted = The webhook and its log were deleted.

webhook-off-by-administrator = An administrator switched this webhook off on { $at }. Nothing is sent.
webhook-off-gone = This webhook was switched off on { $at }, because the receiver answered that it wants no more events (410). Correct the address, or ask who looks after the receiver, and switch it on again.
webhook-off-failing = This webhook was switched off on { $at }, because every attempt of a week had failed. Look at the log below, correct the receiver, and switch the webhook on again.
webhook-failing-since = Every attempt since { $at } has failed. After a week of failures only, the webhook is switched off.

webhook-secret-title = Secret of the webhook
webhook-secret-lead = The other program checks the signature of each event with this secret. Copy it now: it is not shown again.
webhook-secret = Secret
webhook-secret-both = For 24 hours events are signed with the secret before, too, so that you can replace it in the other program without a gap.
webhook-to-page = To the webhook

webhook-log = Log
webhook-log-empty = Nothing was sent yet
webhook-test = Send a test event
webhook-test-added = The test event is sent now. Reload the log to see the answer.
webhook-reload = Reload the log
webhook-event = Event
webhook-event-at = Time
webhook-attempts = Attempts
webhook-answer = Answer
webhook-next-attempt = Next attempt:
webhook-send-again = Send again
webhook-replayed =
    { $count ->
        [one] 1 event is sent again.
       *[other] { $count } events are sent again.
    }
webhook-replay = Send everything again
webhook-since = Since
webhook-since-hint = Every event of the log since this time, in your time zone, is sent again with the same id. The log goes back 30 days.
webhook-since-wrong = Enter a day and a time, such as 2026-03-14T09:30.
webhook-replay-button = Send again

webhook-steps = Manage
webhook-switch-off = Switch off
webhook-switch-off-hint = Nothing is sent while it is off. What happens meanwhile is not sent later.
webhook-switch-on = Switch on
webhook-switch-on-hint = What has waited is sent now, and every new event.
webhook-switched-on = The webhook is on.
webhook-switched-off = The webhook is off.
webhook-new-secret = New secret
webhook-new-secret-hint = The new secret is shown once. For 24 hours events are signed with both.
webhook-both-until = Events are signed with two secrets until
webhook-delete = Delete the webhook
webhook-delete-hint = Its log is deleted, too, and what waits is not sent.

webhook-event-submission-created = Inspection sent
webhook-event-submission-corrected = Inspection corrected
webhook-event-report-ready = Reports ready
webhook-event-approval-step = Decision of a reviewer
webhook-event-submission-approved = Inspection approved
webhook-event-submission-rejected = Inspection rejected
webhook-event-action-created = Action added
webhook-event-action-changed = Action changed
webhook-event-comment-created = Comment added
webhook-event-client-responded = Response of a client
webhook-event-test = Test

webhook-state-waiting = Waiting
webhook-state-delivered = Delivered
webhook-state-failed = Failed

webhook-failure-status = The receiver refused it.
webhook-failure-gone = The receiver wants no more events.
webhook-failure-redirect = The receiver redirects to another address. Redirects are not followed: enter the final address.
webhook-failure-private-address = The host has a private address, to which nothing is sent.
webhook-failure-not-reached = The receiver was not reached.
webhook-failure-timed-out = The receiver did not answer in time.
webhook-failure-bad-address = The address is not allowed: it has to begin with https.
webhook-failure-bad-secret = The secret cannot be read with the keys of the server. Make a new secret.
webhook-password-hint = A webhook sends data to another program, so enter your password again. It is then not asked for again for 15 minutes.
webhook-password-missing = Enter your password.
