# What the scripts of the start page, the form page and the job page say after the page has loaded. $count selects the plural form.
# Names of files stand between isolation marks (U+2068, U+2069), because they can be in any script.

script-draft-saved = Saved at { $time } on this device, not sent yet
script-draft-not-saved = This device has no space left to save the form. Send it before you leave this page.
script-draft-save-failed = The form cannot be saved on this device. Send it before you leave this page.
script-draft-restored = Your unsent form { "\u2068" }{ $name }{ "\u2069" } from { $time } is restored.
script-draft-other-tab = Your unsent form { "\u2068" }{ $name }{ "\u2069" } from { $time } is open in another tab.
script-draft-taken = This form is now open in another tab. It cannot be changed here.
script-draft-gone = This form was sent or deleted in another tab.
script-draft-forked = This form was changed in another tab too. Your answers in this tab are saved as a separate form.
script-draft-form-changed = The form has changed since then: check every answer.
script-draft-left-over = These answers no longer have a question:
script-draft-continue = Continue
script-draft-continue-here = Continue here
script-draft-open-here = open here
script-draft-start-new = Start a new form
script-draft-keep-as-new = Keep these answers as a new form
script-draft-continued = Your answers are restored.
script-draft-started-new = You started a new form. { "\u2068" }{ $name }{ "\u2069" } stays in the list of unsent forms.
script-draft-no-name = Form without a site
script-draft-unreadable = Unsent form that cannot be read
script-draft-storage-unreadable = The unsent forms on this device cannot be read at the moment. Nothing was deleted. Close other tabs of this site and reload the page.
script-draft-delete = Delete
script-draft-delete-named = Delete { "\u2068" }{ $name }{ "\u2069" }
script-draft-delete-question = Delete { "\u2068" }{ $name }{ "\u2069" } with its photos? It was not sent, and deleting cannot be undone.
script-draft-keep = Keep
script-draft-photos =
    { $count ->
        [one] 1 photo
       *[other] { $count } photos
    }
script-drafts-title =
    { $count ->
        [one] 1 unsent form on this device
       *[other] { $count } unsent forms on this device
    }
script-item-removed = { $name } removed.
script-item-copied = { $to } is a copy of { $from }. Photos are not copied.
script-items-fitted = The number of entries is now { $count }, as the form asks for.
script-items-too-few = At least { $min } required.
script-items-too-many = At most { $max } allowed.
script-choose-above = First choose: { "\u2068" }{ $question }{ "\u2069" }
script-photo-another = Take another photo
script-photo-preparing = Preparing
script-photo-waiting = Waiting
script-photo-sending = Sending { $percent } %
script-photo-retrying = The connection was lost. Trying again
script-photo-attached = Attached
script-file-attached = The file is attached.
script-photo-broken = Not sent: the connection was lost. It is saved on this device.
script-photo-broken-not-kept = Not sent: the connection was lost. Keep this page open.
script-photo-unreadable = The file can no longer be read. Remove it and choose it again.
script-photo-too-large = Too large: { $size } MB. At most { $limit } MB are accepted.
script-photo-expired = It has expired on the server. Remove it and attach it again.
script-photo-not-saved = This device has no space left to save it. Keep this page open until it is attached.
script-photo-retry = Try again
script-photo-remove = Remove { $name }
script-photo-removed = { "\u2068" }{ $name }{ "\u2069" } removed.
script-photos-attached =
    { $count ->
        [one] 1 photo attached
       *[other] { $count } photos attached
    }
script-photos-attached-of =
    { $count ->
        [one] { $done } of 1 photo attached
       *[other] { $done } of { $count } photos attached
    }
script-photos-left-out =
    { $count ->
        [one] At most { $max } allowed: 1 photo was not added.
       *[other] At most { $max } allowed: { $count } photos were not added.
    }
script-send-waiting =
    { $count ->
        [one] Waiting for 1 file…
       *[other] Waiting for { $count } files…
    }
script-send-sending = Sending…
script-send-sent = Saved. Opening it now…
script-send-photos-missing =
    { $count ->
        [one] Not sent: 1 file could not be attached. Try again or remove what is marked, then press Send.
       *[other] Not sent: { $count } files could not be attached. Try again or remove what is marked, then press Send.
    }
script-send-kept = Your form is saved on this device.
script-send-not-kept = Keep this page open.
script-send-no-connection = Not sent: the connection was lost. { $kept } Press Send again when there is a connection.
script-send-slow = No response yet. { $kept }
script-send-unconfirmed = Not confirmed: the connection was lost. { $kept } Press Send again: the form cannot be saved twice.
script-send-receipt-differs = Not confirmed: the server did not list every file that was sent. { $kept } Press Send again: the form cannot be saved twice.
script-send-refused = { $sentence } (reference { $id })
script-send-as-new = Send as a new form
script-signature-unreadable = This browser changes what pages draw, because of a privacy setting. The drawing is not sent: type the name below.
script-undo-label = Undo: { $sentence }
script-offline = No connection. Everything is saved on this device.
script-online = The connection is back.
script-job-started = The report is queued.
script-job-running = Generating the report: { $percent } %
script-job-done = The report is ready.
script-job-failed = The report could not be generated.
script-job-silent = The progress cannot be shown at the moment. The work continues: reload the page to check again.
script-item-moved = Moved: { $name } of { $count }.
script-step = Section { $number } of { $count }
script-section-done = Done
script-section-answered = { $done } of { $count }
script-section-items =
    { $count ->
        [one] 1 item
       *[other] { $count } items
    }
script-section-problems =
    { $count ->
        [one] 1 problem
       *[other] { $count } problems
    }
script-check-missing =
    { $count ->
        [one] 1 question needs your attention
       *[other] { $count } questions need your attention
    }
script-check-change = Change
script-check-change-of = Change { "\u2068" }{ $name }{ "\u2069" }
script-check-empty = Not answered: { $questions }
script-check-unavailable = The list of your answers cannot be shown without a connection. You can send the form all the same.

script-correction-title = Another member corrected this inspection in the meantime
script-correction-about = Nothing is sent yet. Your answers are below and stay on this device. These questions have another answer in the newest revision:
script-correction-same = Nothing is sent yet. Your answers are below and stay on this device. They are the same as in the newest revision.
script-correction-newest = Newest revision: { $answer }
script-correction-yours = Your correction: { $answer }
script-correction-take = Take the newest answer
script-correction-take-named = Take the newest answer: { $label }
script-correction-add = Add the newest photos to mine
script-correction-add-named = Add the newest photos to mine: { $label }
script-correction-added = The newest photos are added to yours: { $label }
script-correction-taken = The newest answer is taken: { $label }
script-correction-mine = Keep what is in the form
script-correction-open = Open the newest revision
script-correction-chosen = Press Send to put your answers in the place of the newest revision. That revision is kept, too.
