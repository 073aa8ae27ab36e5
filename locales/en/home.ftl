# The home page.

home-title = Start an inspection
home-lead = Choose a form and fill it in on site. The Excel and PDF reports are created for you.
home-forms = Forms
home-review = Waiting for review
home-review-about = Sent through a public form. They get reports once accepted.
home-failed = Reports failed
home-failed-about = The answers are safe. Open the list to create the reports again.
home-recent = Newest inspections
home-recent-own = Sent recently
home-none-yet = No inspections yet.
home-see-all = All inspections
home-scope-notice = Some viewers see nothing now, because no form or site was named for them.
home-scope-notice-show = Show the list
home-sees-nothing = You cannot see any reports yet. Ask an administrator of your organisation to name the forms or sites that you may see.
home-setup = Set up your organisation
home-setup-progress = { $done } of { $all } done
home-setup-done = done
home-setup-open = to do
home-setup-dismiss = Dismiss
home-setup-people = Invite your team
home-setup-people-about = Each person gets a role: administrator, manager, reviewer, inspector or viewer.
home-setup-factor = Protect your account
home-setup-factor-about = A passkey or an authenticator app keeps others out even if they know your password.
home-setup-time-zone = Choose your time zone
home-setup-time-zone-about = Until then, all times are shown in UTC.
home-setup-address = Make it reachable from phones
home-setup-address-about = Phones need an address with https. The README explains INJAAZ_PUBLIC_URL. Now:
home-setup-address-local = This address works on this computer only.
home-setup-mail = Set up e-mail
home-setup-mail-about = Invitations and password resets can then be sent. The README explains INJAAZ_SMTP_URL.
home-setup-inspection = Submit a first inspection
home-setup-inspection-about = The Excel and PDF reports follow within seconds. You can erase it afterwards.
home-setup-legacy = Import the data of the old app
home-setup-legacy-about = Its submissions, photos and reports move here step by step.
home-setup-backup = Set up backups
home-setup-backup-about = Run `injaaz backup` with a folder on another disk every day; docs/backup.md has a nightly timer. If you back up in another way, dismiss this.
home-setup-demo = Try the demo
home-setup-demo-about = An organisation with sample data, beside yours: INJAAZ_GENERATED=demo ROCKET_PORT=8001 injaaz serve --demo
home-overview = Overview
home-overview-total = { $count ->
    [one] 1 inspection in the last { $days } days
   *[other] { $count } inspections in the last { $days } days
}
home-overview-capped = Only the newest { $count } are counted.
home-chart-days = Inspections by day and form
home-chart-day = Day
home-chart-table = Show the numbers
home-chart-wait = From visit to report
home-chart-wait-about = How long after the visit the inspection was submitted.
home-wait-same-day = Same day
home-wait-next-day = Next day
home-wait-range = { $from } to { $to } days
home-wait-longer = More than { $days } days
home-chart-people = Most inspections by person
home-chart-sites = Most inspections by site
