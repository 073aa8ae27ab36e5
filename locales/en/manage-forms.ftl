# The forms of an organisation, for its administrators.

manage-forms-title = Forms
manage-forms-lead = The forms that can be filled in here. You can add forms of your own: make one here, copy a form, or upload a spreadsheet in the XLSForm standard of Kobo and ODK.
manage-forms-origin = Origin
manage-forms-built-in = Built in
manage-forms-operator = From the server's operator
manage-forms-own = Your organisation
manage-forms-version = Version
manage-forms-download = Download
manage-forms-xlsform = XLSForm
manage-forms-toml = TOML
manage-forms-state-draft = Draft
manage-forms-state-published = Published
manage-forms-state-retired = Retired
manage-forms-state-broken = Cannot be read
manage-forms-with-draft = With a draft

manage-forms-upload = Upload a form
manage-forms-upload-button = Upload
manage-forms-file = Spreadsheet (.xlsx) or form file (.toml)
manage-forms-file-hint = It is checked first, and becomes a draft that nobody sees before you publish it. If anything is wrong, all of it is listed and nothing is saved.
manage-forms-no-file = Choose a file.
manage-forms-file-too-large = The file is larger than { $megabytes } MB. Remove what is no form from it, such as pictures.
manage-forms-no-text = The file is no text in UTF-8. Save it as UTF-8 and upload it again.
manage-forms-file-wrong =
    { $count ->
        [one] The file cannot be used: one mistake. Correct it in the file and upload it again.
       *[other] The file cannot be used: { $count } mistakes. Correct them in the file and upload it again.
    }
manage-forms-mistakes = What is wrong in the file
manage-forms-notices = What is different here or was left out
manage-forms-place-sheet = sheet { $sheet }
manage-forms-place-row = row { $row }
manage-forms-place-column = column { $column }
manage-forms-place-line = line { $line }
manage-forms-name-taken = “{ $name }” is the name of a form of this server. Choose another name: form_id in the sheet “settings”, or module in a form file.
manage-forms-name-used = Your organisation has a form with the name “{ $name }” already. Open it to upload a new draft of it, or choose another name.
manage-forms-other-name = The file is of the form “{ $name }”. Upload a file of this form, or correct form_id in the sheet “settings”.
manage-forms-too-many = Your organisation has { $limit } forms, which is the most. Discard a draft that is not needed.

manage-forms-name = Short name of the new form
manage-forms-name-hint = It stands in the address and never changes: 2 to 40 lower-case letters, digits and underscores, a letter first.
manage-forms-title-en = Title in English
manage-forms-title-ar = Title in Arabic
manage-forms-no-original = Choose an empty form or the form to copy.
manage-forms-bad-name = Enter a short name of 2 to 40 lower-case letters, digits and underscores, with a letter first.
manage-forms-bad-title = Enter a title of at most { $limit } characters.

manage-forms-draft = Draft
manage-forms-drafted = The draft is saved. Look at the preview, then publish it.
manage-forms-no-draft = There is no draft.
manage-forms-questions =
    { $count ->
        [one] One question
       *[other] { $count } questions
    }
manage-forms-draft-broken = This version of the program cannot read the draft. Download it, correct it and upload it again.
manage-forms-publish = Publish as version { $version }
manage-forms-publish-hint = A published version never changes. Inspections that were sent keep their version, and what is being filled in with an earlier version can still be sent.
manage-forms-published = Version { $version } is published and can be filled in now.
manage-forms-discard = Discard the draft
manage-forms-discard-all = Delete this form
manage-forms-discarded = The draft is deleted.
manage-forms-new-draft = Upload a draft of the next version
manage-forms-replace-draft = Replace the draft

manage-forms-versions = Published versions
manage-forms-published-at = Published
manage-forms-open = Fill in the form
manage-forms-retire = Retire the form
manage-forms-retire-hint = Nobody can fill it in any more. Its inspections stay, and it can be brought back.
manage-forms-retired = The form is retired. Its inspections stay.
manage-forms-retired-since = Retired since
manage-forms-bring-back = Bring the form back
manage-forms-bring-back-hint = It can be filled in again, in its newest version.
manage-forms-brought-back = The form can be filled in again.
manage-forms-broken = What this version of the program cannot read
manage-forms-broken-hint = The form cannot be filled in until a draft without these mistakes is published. Its inspections stay readable.
manage-forms-name-installed = The server has a form of this name, too. A form of your organisation that was published before keeps its name; a draft that was not cannot be published. Copy it under another name.

manage-forms-preview = Preview
manage-forms-preview-lead = The form as it is asked on a phone. Nothing can be sent from here.
manage-forms-preview-alone = Open the preview without the frame
