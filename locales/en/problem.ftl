# Why a request was refused: what is wrong, and what to do. One message for each code of `domain::problem`.

problem-several-answers = Some answers need your attention. Each is marked below, and everything you entered is still here.
problem-incomplete = The upload was interrupted before it was complete, so nothing was saved. Send it again: the same form cannot be saved twice.
problem-unreadable = The request could not be read, so nothing was saved. Reload the page and send the form again.
problem-day-full = This form has received as many entries today as its owner allows, so this one was not saved. Keep this page open and send it again tomorrow, or contact the organisation.
problem-timed-out = The upload took too long and was stopped. Nothing was saved. Send the form again when the connection is better: it cannot be saved twice.
problem-storage-full = The disk of the server is full, so nothing was saved. Keep this page open and tell the administrator of the server, then send the form again.
problem-busy = The server is busy. Try again in a few seconds.
problem-file-missing = This file is missing from the storage of the server. The submission itself is saved. Tell the administrator of the server.
problem-unavailable = The server cannot reach its database or disk at the moment, so nothing was saved. Wait a minute and try again: sending the same form twice is safe.
problem-unconfirmed = The server lost the connection to its database while it saved your form, and cannot tell whether it was saved. Keep this page open. Send the form again in a minute: it cannot be saved twice.
problem-internal = Something went wrong on the server. Try again; if it happens again, give the number below to the administrator of the server.

# More than is accepted.
problem-request-too-large = This is more than { $megabytes } MB, the most that can be sent at once, so nothing was saved. Send fewer or smaller photos.
problem-form-too-large =
    One form can have at most { $files ->
        [one] { $files } photo
       *[other] { $files } photos
    }, { $answers ->
        [one] { $answers } answer
       *[other] { $answers } answers
    } and { $megabytes } MB of text, so nothing was saved. Split it into two forms.
problem-too-large = More was sent than is accepted, so nothing was saved.

# A type of content that is not accepted.
problem-form-encoding = Forms are accepted as multipart/form-data only, so nothing was saved. Send the form from its page.
problem-compressed = Compressed requests are not accepted, so nothing was saved. Send it again without Content-Encoding.
problem-not-json = The API accepts application/json only, so nothing was saved. Send the body with this Content-Type.
problem-picture-type = Files are accepted as image/jpeg, image/png, image/webp, application/pdf, application/octet-stream or multipart/form-data, so nothing was saved. Name the type in Content-Type.
# $detail is technical and in English.
problem-mapping-missing = Only the folder of the legacy app can be read without a mapping. Write a mapping as docs/mapping.md describes, and name it with --mapping FILE.
problem-export-utf16 = The export is text in UTF-16, so none of it was imported. Convert it with “iconv -f UTF-16 -t UTF-8 EXPORT > EXPORT.utf8.json” and import the result.
problem-export-utf32 = The export is text in UTF-32, so none of it was imported. Convert it with “iconv -f UTF-32 -t UTF-8 EXPORT > EXPORT.utf8.json” and import the result.
problem-export-compressed = The export is compressed, so none of it was imported. Unpack it, for example with gunzip or unzip, and import the unpacked file.
problem-export-bson = The export is in the binary format of mongodump, so none of it was imported. Make an export in JSON with mongoexport.
problem-export-sqlite = This is an SQLite file. Give it a name that ends in .sqlite and import it again.
problem-export-bare-values = The export has values such as numbers or texts where documents are expected, so none of it was imported. Export whole documents, as mongoexport does.
problem-export-not-json = The export has no JSON documents, so none of it was imported. Export whole documents in JSON, one on each line or as an array.
problem-mapping = The mapping cannot be used. Correct it and start again: { $detail }
problem-unsupported = This type of content is not accepted, so nothing was saved.

# Something is not there, or the person may not see it.
problem-no-page = There is no page at this address. Check the address, or go back to the home page.
problem-no-module = There is no form with this name. Choose one on the home page.
problem-no-submission = There is no submission with this number. Look for it in the list of submissions.
problem-no-job = There is no job with this number. The report is on the page of its submission.
problem-no-upload = There is no file with this number. It may have expired before its form was sent: attach it again.
problem-no-link = This link no longer works. Ask the person who sent it for a new one.
problem-no-report = No report with this code was generated here. If you typed the address, compare it with the one that is printed on the report; if you scanned it, the report is not genuine.
problem-no-setup-link = This link no longer works: it is valid once and for one hour, and only while there is no account yet. If there is no account, start Injaaz again to have a new link printed.
problem-no-source = There is nothing to import in this location. Enter the path of the folder of the legacy app as the server sees it: the one that contains `submissions` and `jobs`.
problem-no-run = There is no import with this number. Choose one on the migration page.
problem-no-record = There is no legacy record with this number. Choose one on the migration page.
problem-no-legacy-key = There is no valid legacy key with this number. It may have been revoked already.
problem-no-token = There is no API token with this number. Choose one from the list of tokens.
problem-no-report-file = This report does not exist yet. Check the progress of its job, or generate it with a POST to the reports of the submission.
problem-no-archive = There is no archive with this number. `injaaz migrate archive --list` shows them all.
problem-no-difference = This difference no longer needs a decision. Reload the page to see its state.
problem-no-person = There is no person with this number in your organisation. Choose one on the page of people.
problem-no-invitation = This invitation is no longer open: it was accepted, was revoked, or has expired. Reload the page of people.
problem-no-one-time-link = This link does not work. It may have been used already, it may have expired, or a part of it is missing. Open it exactly as you received it, or ask the person who gave it to you for a new one.
problem-no-public-link = This form is closed. Ask the person who gave you the link or the code for a new one.
problem-no-webhook = This webhook or event does not exist any more. Choose one on the page of webhooks.
problem-no-privacy-request = This file no longer exists: an export is kept for seven days. Request it again on the privacy page.
problem-no-action = This action does not exist, or you may not see it.
problem-no-factor = This second factor is no longer set up. Reload the page to see the current settings.

# Something else stands in the way.
problem-key-used = This form was already sent with other answers, and those are kept unchanged. To send these answers as well, start a new form.
problem-form-retired = This form is not in use any more, so nothing can be sent with it. Ask an administrator of your organisation which form to use instead.
problem-form-changed = Another administrator has changed this form meanwhile. Nothing of yours was saved. Look at the form as it is now, and do it again if it is still needed.
problem-upload-gone = A photo or signature of this form is no longer on the server: it expired, or was sent with another form. Attach it again.
problem-corrected-meanwhile = This inspection was corrected after you opened it. Open it again, and decide about the newest revision.
problem-locked = The approval of this inspection has ended, so it can no longer be changed. A manager can open a new revision.
problem-too-many-responses = This report has as many responses as can be kept. Nothing was saved. Contact the sender of the link.
problem-not-waiting = This inspection does not wait for your decision any more.
problem-own-submission = You sent this inspection, so others decide about it.
problem-flow-changed = Another member changed the approval of this form at the same time. Open the page again.
problem-job-state = This report is already being generated, or already exists.
problem-already-runs = This is already running. Wait until it has finished, then start it again if it is still needed.
problem-files-move = Legacy files are being verified, archived, removed or restored at the moment. Nothing was changed. Try again when this has finished.
problem-old-file-changed = A legacy file is missing or differs from what was imported, so nothing was archived. Run `injaaz migrate verify`: it names the file.
problem-nothing-to-pack = There is no legacy file of this module to archive. Import its files first, and decide on those in the review queue.
problem-still-in-use = The legacy files of this module are still in use, so none was removed. Move the module to the phase `archived` first.
problem-archive-broken = The archive is damaged or was changed, so nothing was removed or restored. Restore its file from a backup; `injaaz migrate verify` says what is wrong with it.
problem-run-over = This import has already ended. Start a new one: what is already imported is not imported twice.
problem-comment-place-gone = What this comment is about is not in the inspection any more, so it was not saved. Your text is still here: if you send it again, it is about the whole inspection.
problem-action-item-gone = The item or photo that this action is about was taken out of the inspection meanwhile, so the action was not added. What you entered is still here: if you add it now, the action is about the whole inspection.
problem-changed-since-import = This inspection was corrected or reviewed in Injaaz, so the file does not replace its answers: they would be lost. Keep the database. What the file says otherwise can be entered as a correction of the inspection.
problem-decided = This record no longer needs that decision. Reload the page to see its state.
problem-record-gone = The file of this record cannot be read now, so nothing was changed. Put it back or make it readable, then try again.
problem-schema-differs = The schema of the database differs from the one that this program expects, so nothing was started. The command injaaz db check lists every difference with the statement that corrects it.
problem-gates-closed = This module cannot go to the next phase yet: at least one of its checks fails. Fix the failed checks, or give a reason of at least ten characters to continue anyway.
problem-phase-changed = This step is not possible in the current phase of the module: another person may have changed it. Check the phase, then choose the step again.
problem-old-store-lacks = Some submissions could not be written to the legacy store, so this step is not complete. None is lost: they are queued and tried again automatically. The migration page gives the reason.
problem-action-changed = This action was changed in the meantime. Check its current state and try again.
problem-action-verifier = You finished this action yourself. Another member must verify it.
problem-second-person = Another person than the one who asked must confirm this.
problem-no-old-store = No legacy store is configured. Set INJAAZ_OLD_STORE to the folder of the legacy app and restart the server.
problem-not-enough-space = The disk does not have enough free space for the files that this step writes. Nothing was changed. Free some space and try again.
problem-last-administrator = This is the only administrator who can sign in, so nothing was changed. Make another person an administrator first.
problem-already-member = This person already belongs to your organisation. Change the role on the person's page.
problem-belongs-elsewhere = This person belongs to another organisation as well, so only they can reset their password. Ask them to choose “Forgot your password?” on the sign-in page, or contact the administrator of the server.
problem-cannot-sign-in = This person is suspended and could not sign in with a new password. Reinstate the person first.
problem-factor-elsewhere = This person belongs to another organisation too, which relies on the same second factor. Only the administrator of the server can remove it, with the command `injaaz user remove-factors`.
problem-factor-there = An authenticator app is already set up. Remove it first to set up another one.
problem-too-many-passkeys = This account has as many passkeys as it can have. Remove one that is no longer used.

# A problem that was stored with its technical cause, for operators.
problem-with-cause = { $sentence } ({ $cause })
