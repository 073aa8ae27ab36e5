# The fixed texts of both reports, Excel and PDF.

# Name of the first sheet of the workbook.
report-sheet = Report
report-site = Site
report-visit-date = Visit date
report-reference = Reference
report-submitted = Submitted
report-photo = Photo
report-photo-number = { $photo } { $number }
report-photos = Photos
report-photo-count = Photos: { $count }
# The second file of a PDF report, which then has no photos itself.
report-photo-appendix = Photo appendix
report-photos-apart =
    { $count ->
        [one] { $count } photo: see the photo appendix, the second file of this report.
       *[other] { $count } photos: see the photo appendix, the second file of this report.
    }
report-photo-missing = This photo is missing
report-attached-file = File
report-file = { $name } ({ $size })
report-file-missing = { $name }: this file is missing
report-signatures = Signatures
report-signed-by = Signed by
report-not-signed = Not signed
report-signature-missing = This signature is missing
report-no-items = No items were recorded.
# Heading of what an old record answered and the form does not ask.
report-extra-answers = Additional answers of the legacy record
report-yes = Yes
report-no = No
# Before the address at which a reader can verify the report.
report-verify = Is this report genuine? Check it at
report-verify-at = Is this report genuine? Check it at: { $url }
# Below the QR code with that address.
report-scan = Scan to check
report-page = Page { $page } of { $pages }
# In the footer of the workbook, where numbers between words of a right-to-left language may change places.
report-footer = Page { $page } of { $pages }
# Stands where a text was too long for a cell of the workbook.
report-cut =
    … cut here; { $count ->
        [one] { $count } character left out
       *[other] { $count } characters left out
    }
# A note at the end of the PDF. The boxes are printed in place of letters.
report-missing-letters =
    { $count ->
        [one] This report has an empty box in place of { $count } character that no font has ({ $letters }). It can be read in the Excel report and on the page of the submission { $reference }.
       *[other] This report has empty boxes in place of { $count } characters that no font has ({ $letters }). They can be read in the Excel report and on the page of the submission { $reference }.
    }
# The table of items and what they cost.
report-item-number = No.
report-total = Total
report-column-with-currency = { $column } ({ $currency })
report-priced-whole = Priced as a whole
report-grand-total = Grand total
report-unpriced =
    { $count ->
        [one] { $count } item has no price and is not in the total.
       *[other] { $count } items have no price and are not in the total.
    }
# What the inspector wrote about items, listed first.
report-remarks = Remarks
report-score = Score
report-score-of = Score: { $section }
report-score-value = { $percent } % ({ $earned } of { $of })
report-result = Result
report-passed = Passed
report-failed = Failed
report-failed-critical = Failed: a critical check has failed
report-failed-checks = Failed checks
report-failed-checks-critical = { $count }, of which { $critical } critical
report-open-actions = Open actions
report-items-with-remarks = Items with remarks
report-more-remarks =
    { $count ->
        [one] { $count } more remark stands with its item.
       *[other] { $count } more remarks stand with their items.
    }
report-not-answered = Not answered: { $questions }
report-contents = Contents
report-page-of = page { $page }
report-prepared-by = Prepared by
report-photo-caption = { $number } · { $caption }
# A table of all photos at the end of the PDF.
report-photo-list = List of photos
report-photo-received = Received
report-photo-open = Open the photo: { $caption }
report-file-list = List of files
report-file-name = File
report-file-question = Question
report-file-size = Size
report-file-gone = Missing
report-file-open = Open the file: { $name }
report-logo = Logo of { $organisation }
report-signature-of = Signature: { $label }
report-revision = Revision
report-reinspects = Re-inspection of
report-approval = Approval
report-approved = Approved
report-rejected = Rejected
report-closed = Closed
report-administrator = Administrator
# The table of actions, which says what has to be done about findings.
report-actions = Actions
report-action = Action
report-actions-open = { $open } of { $all } open
report-action-status = Status
report-before = Before
report-after = After
