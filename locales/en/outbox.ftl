# The outbox of the device: forms that wait to be sent. The scripts say most of it. $count selects the plural form.
# What a person entered stands between isolation marks (U+2068, U+2069), because it can be in any script.

outbox-title = Outbox
outbox-lead = Forms that you have sent without a connection. They are sent by themselves as soon as there is one.
outbox-needs-scripts = The outbox needs JavaScript. Without it, a form is sent at once or not at all.
outbox-open = Open the outbox
outbox-not-sent-title = Not sent yet
outbox-send-now = Send now
outbox-sent-title = Sent from this device
outbox-device-title = This device

outbox-online = Online
outbox-offline = Offline
outbox-not-sent =
    { $count ->
        [one] 1 form not sent
       *[other] { $count } forms not sent
    }
outbox-oldest = oldest: { $age }

outbox-added = Your form is in the outbox
outbox-added-about = There is no connection to the server. The form with its photos and signatures is saved on this device and is sent by itself as soon as there is a connection. You may close this page.
outbox-added-sign-in = The form with its photos and signatures is saved on this device. Sign in to send it.
outbox-added-refused = The server did not accept the form. Open the outbox to see why and to correct it.
outbox-incomplete = Not sent: some questions have no answer.
outbox-required = Answer this question: { $label }

outbox-all-sent = Everything is sent.
outbox-count =
    { $count ->
        [one] 1 form is waiting to be sent.
       *[other] { $count } forms are waiting to be sent.
    }
outbox-count-offline =
    { $count ->
        [one] No connection. 1 form is waiting to be sent.
       *[other] No connection. { $count } forms are waiting to be sent.
    }
outbox-others =
    { $count ->
        [one] 1 form of another person is waiting on this device. It is sent when that person has signed in.
       *[other] { $count } forms of other persons are waiting on this device. They are sent when those persons have signed in.
    }
outbox-deleted = { "\u2068" }{ $name }{ "\u2069" } deleted. It was not sent.
outbox-state-waiting = Waiting to be sent
outbox-state-sending = Being sent
outbox-state-offline = Waiting for a connection
outbox-state-again = Could not be sent yet. Next attempt: { $time }
outbox-state-sign-in = Sign in to send
outbox-state-refused = Not accepted: { $sentence }
outbox-problem-version = The form has changed since you filled it in. Open it, check your answers and send it again.
outbox-problem-gone = Not accepted: this inspection was deleted, or you may not correct it any more. What you entered stays here until you delete it.
outbox-problem-photo = A photo or file is missing on this device. Open the form, attach it again and send it.
outbox-photos =
    { $count ->
        [one] { $sent } of 1 photo or file sent
       *[other] { $sent } of { $count } photos and files sent
    }
outbox-photo-sent = sent
outbox-photo-sending = being sent
outbox-photo-waiting = waiting
outbox-sign-in = Sign in
outbox-correct = Correct
outbox-correct-named = Correct { "\u2068" }{ $name }{ "\u2069" }
outbox-compare = Compare and choose
outbox-compare-named = Compare and choose: { "\u2068" }{ $name }{ "\u2069" }
outbox-current = Open what is there now
outbox-current-named = Open what is there now: { "\u2068" }{ $name }{ "\u2069" }
outbox-entered = What you entered
outbox-retry = Try now
outbox-retry-named = Try now to send { "\u2068" }{ $name }{ "\u2069" }
outbox-edit = Edit
outbox-edit-named = Edit { "\u2068" }{ $name }{ "\u2069" }
outbox-draft-old = You began this form more than 30 days ago. It stays until you send or delete it.

outbox-kept = The browser keeps what is stored here until you delete it.
outbox-not-kept = The browser may remove what is stored here if the device runs out of space. Send your forms soon, or save them to a file.
outbox-space = Space left for forms and photos: { $left }. Used: { $used }.
outbox-file-title = Unsent work as a file
outbox-file-about = A file holds all your unsent forms with photos and signatures. You can load it on this or another device after signing in. Whoever has the file can read it.
outbox-file-save = Save unsent work to a file
outbox-file-load = Load a file
outbox-file-saved =
    { $count ->
        [one] 1 form is saved to a file. It also stays here.
       *[other] { $count } forms are saved to a file. They also stay here.
    }
outbox-file-nothing-new = Nothing new: the forms of this file are on this device already.
outbox-file-loaded =
    { $count ->
        [one] 1 form was loaded from the file.
       *[other] { $count } forms were loaded from the file.
    }
outbox-file-unreadable = This is not a file with unsent work, or it is damaged. Nothing was changed.
outbox-file-other = This file belongs to another person or organisation. Nothing was changed.

outbox-sign-out-title =
    { $count ->
        [one] 1 form on this device is not sent
       *[other] { $count } forms on this device are not sent
    }
outbox-sign-out-about = It stays on this device, and nobody sees it until you sign in here again. Until then it is not sent.
outbox-sign-out-stay = Stay signed in
outbox-sign-out-go = Sign out
outbox-sign-out-file = Save to a file
