submission-reports = Reports
submission-excel = Excel report
submission-pdf = PDF report
submission-photos = Photo appendix (PDF)
submission-receipt = Receipt
submission-received-at = Received
submission-form-version = Form version
submission-content-hash = Checksum (SHA-256)
submission-hash-hint = Confirms that nothing was changed after sending.
submission-history = History
submission-signed-at = Signed
submission-no-items = No items were entered.
submission-file-missing = This file is missing.
submission-files-missing =
    { $count ->
        [one] { $count } photo, signature or file of this submission is missing on the server.
       *[other] { $count } photos, signatures or files of this submission are missing on the server.
    }
submission-reports-lack-files =
    { $count ->
        [one] The reports lack { $count } photo, signature or file, because it was missing on the server when they were generated.
       *[other] The reports lack { $count } photos, signatures or files, because they were missing on the server when they were generated.
    }
submission-reports-missing = The files of the reports are missing on the server.
submission-make-again = Generate the reports again
submission-event-created = Form received
submission-event-made = Reports generated
submission-event-failed = Reports could not be generated
submission-event-opened = Report opened
submission-event-retried = Reports requested again
submission-event-requested = Reports requested
submission-event-accepted = Accepted (sent without an account)
submission-event-settled = Failed reports settled: stays without reports
submission-missing-letters =
    { $count ->
        [one] The PDF report cannot print { $count } character of the answers, because no font has it ({ $letters }). An empty box takes its place. The Excel report and this page show it.
       *[other] The PDF report cannot print { $count } characters of the answers, because no font has them ({ $letters }). Empty boxes take their place. The Excel report and this page show them.
    }
submission-sent = Sent
submission-sent-next = The reports are being created and will be on this page within a minute. Nothing else has to be done: you can leave this page.
submission-sent-ready = The reports are ready on this page. Nothing else has to be done.
submission-sent-another = Start another form of this kind
submission-reinspect = Re-inspect
submission-copy = Start an inspection with these answers
submission-reinspects = Re-inspection of
submission-reinspected = Re-inspected on
submission-inspector = Inspector
submission-findings = Findings and remarks
submission-findings-more =
    { $count ->
        [one] 1 more
       *[other] { $count } more
    }
submission-failed = Failed
submission-unfold = Show all items
submission-unanswered = Not answered: { $questions }
submission-photo-count =
    { $count ->
        [one] 1 photo
       *[other] { $count } photos
    }
submission-total = Total
submission-unpriced =
    { $count ->
        [one] 1 item has no price and is not in the total.
       *[other] { $count } items have no price and are not in the total.
    }
submission-no-actions = No action yet.
