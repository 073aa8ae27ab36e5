common-brand = Injaaz
common-skip = Skip to content
common-navigation = Main
common-submissions = Inspections
common-error-title = Error: { $title }
common-page-title = { $title } – { common-brand }
common-sign-in = Sign in
common-sign-out = Sign out
common-account = Your account
common-demo = Demo organisation. Do not enter real data.
common-site = Site
common-module = Form
common-status = Status
common-visit-date = Visit date
common-submitted-at = Submitted
common-reference = Reference
common-items = Items
common-photos = Photos
common-photos-held = { $count ->
    [one] One photo is attached already.
   *[other] { $count } photos are attached already.
}
common-file = File
common-yes = Yes
common-no = No
common-not-answered = Not answered
common-status-pending = Reports queued
common-status-processing = Generating reports
common-status-completed = Reports ready
common-status-failed = Reports failed
common-status-no-reports = No reports
common-no-site = No site
