# What is wrong with an answer, and what to do about it.
#
# $label is the label of the question or control. INLINE($label) writes it as it stands inside a sentence: “Site name”
# becomes “site name”, “BMS panel” stays as it is.

# A complaint about a question of a repeated item. $item: “Item 2”.
validation-in-item = { $item }: { $sentence }
validation-item-number = { $singular } { $number }
validation-typed-name = { $label } (typed name)
validation-latitude = { $label } (latitude)
validation-longitude = { $label } (longitude)
validation-accuracy = { $label } (accuracy)

# The question is not answered.
validation-answer-question = Answer “{ $label }”.
validation-missing = Enter the { INLINE($label) }.
validation-not-chosen = Choose the { INLINE($label) }.
validation-none-chosen = Choose at least one answer for “{ $label }”.
validation-not-ticked = Tick “{ $label }” to continue.
validation-no-photo = Add at least one photo to “{ $label }”.
validation-not-signed = Draw the { INLINE($label) }, or type the name below it.
validation-no-file = Attach a PDF to “{ $label }”.

# Text.
validation-too-long =
    { $label } may have at most { $limit ->
        [one] { $limit } character
       *[other] { $limit } characters
    }; yours has { $found }. Shorten the text.
validation-line-break = { $label } must be on one line. Remove the line breaks.
validation-control-character = { $label } contains an invisible control character ({ $code-point }). Delete the text and type it again.
validation-not-a-character = { $label } contains { $code-point }, which is not a character. Delete the text and type it again.
validation-not-utf8 = { $label } was not sent as UTF-8 text. Type it again and send the form once more.

# Numbers.
validation-not-a-number = { $label } must be a number in digits, for example 12 or 2.5.
validation-too-many-digits =
    { $label } may have at most { $limit ->
        [one] { $limit } digit
       *[other] { $limit } digits
    }. Enter a shorter number.
validation-too-many-decimals =
    { $limit ->
        [0] { $label } must be a whole number, without a decimal point.
        [one] { $label } may have one digit after the decimal point.
       *[other] { $label } may have at most { $limit } digits after the decimal point.
    }
validation-below-minimum = { $label } must be { $minimum } or more.
validation-above-maximum = { $label } must be { $maximum } or less.
validation-not-on-scale = { $label } must be a number from { $start } to { $end } in steps of { $step }.

# Times and positions.
validation-not-a-time = Enter the { INLINE($label) } as hours and minutes of 24 hours, for example 14:30.
validation-too-early = { $label } must be { $time } or later.
validation-too-late = { $label } must be { $time } or earlier.
validation-not-a-position = { $label } consists of a latitude and a longitude in degrees. Enter both, for example 25.204849 and 55.270783.

# Dates.
validation-not-a-date = Enter the { INLINE($label) } as year-month-day, for example 2026-03-14.
validation-no-such-day = { $label } is not a day in the calendar. Check the day and the month.
validation-day-out-of-range = The year of the { INLINE($label) } must be from { $first } to { $last }.
validation-future-day = { $label } cannot be in the future. Enter today or an earlier date.
validation-past-day = { $label } cannot be in the past. Enter today or a later date.
validation-before-beginning = { $label } is before the { INLINE($beginning) }. Swap the two dates, or leave one of them blank.
validation-not-a-web-address = { $label } must be a complete web address such as https://example.org/injaaz, without a password.
validation-not-https = { $label } must begin with https, so that nobody on the way can read what is sent.
validation-private-address = { $label } is a private address, to which nothing is sent. Enter a public address, or ask who runs the server.
validation-too-many-webhooks = An organisation can have { $limit } webhooks. Delete one before you add another ({ $label }).

# Choices.
validation-not-a-choice = Choose one of the listed answers for “{ $label }”.
validation-too-few-choices =
    “{ $label }” needs at least { $limit ->
        [one] { $limit } answer
       *[other] { $limit } answers
    }; you chose { $found }. Choose more.
validation-too-many-choices =
    “{ $label }” accepts at most { $limit ->
        [one] { $limit } answer
       *[other] { $limit } answers
    }; you chose { $found }. Choose fewer.
validation-not-below = Choose the { INLINE($before) } first, then the { INLINE($label) } from the list that belongs to it.
validation-constraint = The answer to “{ $label }” is not allowed here. Check it.
validation-constraint-own = { $sentence }
validation-not-yes-or-no = “{ $label }” accepts only yes or no.
validation-outside-token-scope = This API token may not send forms for this site: “{ $label }”.
validation-no-such-submission = “{ $label }” must be the id of an earlier submission of this form that you can open.

# Items and the form as a whole.
validation-too-few-items =
    { $limit ->
        [one] Add at least one { INLINE($label) }.
       *[other] Add at least { $limit } entries of “{ $label }”.
    }
validation-too-many-items =
    { $limit ->
        [one] The form accepts one entry of “{ $label }”; you have { $found }. Send the rest in a second form.
       *[other] The form accepts at most { $limit } entries of “{ $label }”; you have { $found }. Send the rest in a second form.
    }
validation-items-missing = The form asks for as many entries of “{ $label }” as another answer says: { $limit }, but { $found } filled in. Fill in the others, or correct that answer.
validation-items-surplus = The form asks for as many entries of “{ $label }” as another answer says: { $limit }, but { $found } filled in. Remove the others, or correct that answer.
validation-duplicate-field = { $label } was sent twice. Reload the page and answer it once.
validation-unknown-field = This form has no question named “{ $label }”. Reload the page to get the current form.

# Files and signatures.
validation-text-expected = { $label } accepts text, not a file.
validation-file-expected = { $label } accepts a file, not text. Attach it again.
validation-other-upload = A file of “{ $label }” is of another kind than the question asks for. Remove it and attach it again here.
validation-second-file = “{ $label }” takes one file, and several are attached. Remove those that do not belong there.
validation-too-many-photos =
    “{ $label }” accepts at most { $limit ->
        [one] { $limit } photo
       *[other] { $limit } photos
    }; you attached { $found }. Remove { $excess }.
validation-same-file-twice = A file of “{ $label }” is attached to this form twice. Remove one of the two.
validation-file-gone = A file of “{ $label }” is no longer on the server: it has expired or was sent with another form. Attach it again.
validation-file-not-received = A file of “{ $label }” did not arrive completely. Check the connection and attach it again.
validation-bad-data-url = { $label } could not be read. Clear the pad and sign again.
validation-file-empty = A file of “{ $label }” is empty (0 bytes). Choose the file again.
validation-file-too-large = A file of “{ $label }” is larger than { $limit }, the limit for one file. Choose a smaller version.
validation-file-heic = A photo of “{ $label }” is in HEIC format, which browsers and reports cannot show. On an iPhone: Settings > Camera > Formats > Most Compatible. Then take it again, or choose a JPEG.
validation-file-other-format = A photo of “{ $label }” is in { $format } format, which browsers and reports cannot show. Save it as a JPEG and attach it again, or choose another photo.
validation-file-rare-jpeg = A photo of “{ $label }” is a rare kind of JPEG, which browsers and reports cannot show. Save it as an ordinary JPEG with another program and attach it again.
validation-file-not-a-picture = A file of “{ $label }” is not a JPEG, PNG or WebP picture. Choose a photo.
validation-file-not-a-pdf = The file of “{ $label }” is not a PDF, whatever its name says. Save or export the document as a PDF and attach that.
validation-file-cut-pdf = The PDF of “{ $label }” is incomplete: its end is missing. Open it to see whether it is whole, download or save it again, and attach it again.
validation-file-damaged = A picture of “{ $label }” is damaged or incomplete. Take it again or choose another.
validation-file-undecodable = A picture of “{ $label }” could not be read within the limits of time and memory. Take it again, or save it as a JPEG with another program.
validation-file-busy = A picture of “{ $label }” was not read, because the server is busy with other pictures. Wait a minute and attach it again.
validation-file-too-many-pixels =
    A picture of “{ $label }” has more than { $limit ->
        [one] { $limit } megapixel
       *[other] { $limit } megapixels
    }, which is the limit. Choose a smaller version.
validation-signature-blank = The { INLINE($label) } is blank. Draw it, or clear the pad and type the name below it.

# Labels of controls that are not questions of a form.
validation-label-confirmation = Confirmation
validation-label-daily-limit = Maximum submissions per day
validation-label-form = Form
validation-label-form-version = Version of the form
validation-label-last-day = Last day
validation-label-name = Name
validation-label-permissions = Permissions
validation-label-reason = Reason
validation-label-site = Site
validation-label-validity = Validity
