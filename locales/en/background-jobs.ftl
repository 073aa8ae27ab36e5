# The page of background jobs, for administrators.

background-jobs-title = Background jobs
background-jobs-lead = Work that runs automatically: reports, e-mail, imports and periodic tasks. It continues after a restart.
background-jobs-pending = Running and due
background-jobs-pending-none = Nothing is running, and nothing is due.
background-jobs-ended = Failed and finished
background-jobs-ended-none = There are no failed or finished jobs.
background-jobs-periodic = Periodic jobs
background-jobs-kind = Job
background-jobs-state = State
background-jobs-when = When
background-jobs-attempts = Attempt
background-jobs-attempt-of = { $attempt } of { $of }
background-jobs-by = Started by
background-jobs-program = System
background-jobs-actions = Actions
background-jobs-retry = Try again
background-jobs-cancel = Cancel
background-jobs-run-now = Run now
background-jobs-older = Older jobs
background-jobs-newest = Newest jobs
background-jobs-next-run = Next run
background-jobs-last-run = Last run
background-jobs-never = Never
background-jobs-outcome = Outcome
background-jobs-handled =
    { $count ->
        [0] Done
        [one] Done: { $count } item
       *[other] Done: { $count } items
    }
background-jobs-reason = Reason
background-jobs-progress = { $done } of { $all }
background-jobs-said-retried = The job is due again.
background-jobs-said-cancelled = The job was cancelled.
background-jobs-said-run-now = The periodic job is due now.

background-jobs-state-waiting = Due
background-jobs-state-running = Running
background-jobs-state-paused = Paused
background-jobs-state-done = Finished
background-jobs-state-failed = Failed

background-jobs-failure-crashed = It stopped the program each time, so it is not retried automatically.
background-jobs-failure-error = All attempts failed.
background-jobs-failure-storage-full = The disk is full.
background-jobs-failure-timed-out = It took too long each time.
background-jobs-failure-refused = It is not possible in the current state.
background-jobs-failure-cancelled = It was cancelled.
background-jobs-failure-expired = It is no longer needed: its link or request has expired.

background-jobs-make-report = Generate reports
background-jobs-notify-reviewers = Notify reviewers
background-jobs-export-person = Export a person's data
background-jobs-erase-person = Erase a person's data
background-jobs-send-email = Send an e-mail
background-jobs-request-password-reset = Process a password reset request
background-jobs-import = Import legacy records

background-jobs-absences-past = Remove absences that ended long ago
background-jobs-audit-partitions = Prepare the audit log for the next months
background-jobs-audit-seals = Seal the audit log
background-jobs-drafts-old = Remove old drafts
background-jobs-job-files-old = Remove old job files
background-jobs-jobs-ended = Remove finished jobs from this list
background-jobs-legacy-store-write = Write to the legacy store
background-jobs-notifications-at-once = E-mail new notifications
background-jobs-notifications-digest = Send the daily e-mails
background-jobs-notifications-due = Notify owners of actions that are due or overdue
background-jobs-notifications-old = Delete old notifications
background-jobs-notifications-stages = Notify of overdue decisions, of absences and of stages without reviewers
background-jobs-one-time-links-ended = Remove expired invitations and links
background-jobs-orphans-recent = Remove new files without a record
background-jobs-pending-submissions-refused = Delete rejected submissions
background-jobs-privacy-exports-expired = Remove expired copies of personal data
background-jobs-reports-orphaned = Remove report files without a record
background-jobs-sessions-expired = Remove expired sessions
background-jobs-sign-in-throttles-old = Remove old failed sign-ins
background-jobs-submissions-retention = Erase submissions after their retention period
background-jobs-uploads-expired = Remove uploads that were never submitted
background-jobs-uploads-orphaned = Remove uploaded files without a record
background-jobs-webhooks-deliver = Send events to webhooks
background-jobs-webhooks-old = Delete old events of webhooks
