# What is wrong with a spreadsheet in the XLSForm standard, or different here. Sentences without a full stop, behind their cell.
# Names of sheets, columns and types stand as they are written there; what was entered has its own quotation marks.

# Where it is.
spreadsheet-row = row { $row }
spreadsheet-column = column { $column }
spreadsheet-of-place = { $place }: { $reason }
spreadsheet-more =
    { $count ->
        [one] { $count } more are not listed
       *[other] { $count } more are not listed
    }

# Words that are unknown; the first variable is one of these nouns.
spreadsheet-unknown = { $what } { $word } is unknown
spreadsheet-unknown-column = { $reason }; or delete the column
spreadsheet-noun-type = type
spreadsheet-noun-list = list
spreadsheet-noun-column = column

# The file as a whole.
spreadsheet-file-too-large = the file has { $found } kB, at most { $limit } kB are allowed
spreadsheet-file-empty = the file is empty
spreadsheet-old-excel = the file is an old Excel file (.xls) or has a password; save it as .xlsx without a password
spreadsheet-no-workbook = the file is no Excel workbook (.xlsx); save the form as .xlsx
spreadsheet-too-many-parts = the file has { $found } parts, a form has at most { $limit }
spreadsheet-other-compression = the file is compressed in a way that Excel does not use; save it again
spreadsheet-damaged = the file is damaged: a part of it cannot be unpacked
spreadsheet-unpacked-too-large = the file would take more than { $limit } MB when it is unpacked, which no form does
spreadsheet-not-readable = the file is no workbook that can be read ({ $error }); save it again as .xlsx

# Sheets and cells.
spreadsheet-external-choices = the sheet external_choices is not supported; move its rows to the sheet choices
spreadsheet-entities = the sheet entities is not supported; delete it
spreadsheet-sheet-not-read = the sheet { $sheet } is not read
spreadsheet-sheet-twice = there are two sheets with the name { $sheet }; delete one
spreadsheet-no-survey = the workbook has no sheet survey; name the sheet with the questions so
spreadsheet-too-many-rows = the sheet has more than { $limit } rows; a form has at most 300 questions
spreadsheet-too-many-columns = the sheet has more than { $limit } columns; delete those that are not needed
spreadsheet-too-much-text = the sheets have more than { $limit } MB of texts, which no form has
spreadsheet-merged = the cells { $first } to { $last } are merged; split them and write each value in its own cell
spreadsheet-formula = the cell has a formula; copy it and paste only its value
spreadsheet-cell-error = the cell shows the error { $error }; write its value

# Columns.
spreadsheet-no-type-column = row 1 must have the headings of the columns; add type
spreadsheet-no-name-column = row 1 must have the headings of the columns; add name
spreadsheet-no-type-and-name-column = row 1 must have the headings of the columns; add type and name
spreadsheet-column-twice = there are two columns { $heading }; delete one
spreadsheet-column-without-heading = the column has no heading in row 1; write one, or delete the column
spreadsheet-no-language-column = there is no column { $column }, so the texts of the other column are used for this language too

# Columns that are left out; the second variable is one of the reasons.
spreadsheet-left-out = the column { $heading } is left out: { $reason }
spreadsheet-left-out-other-language = forms are in English (en) and Arabic (ar)
spreadsheet-left-out-no-filter = no choice_filter names it
spreadsheet-left-out-no-effect = it has no effect here
spreadsheet-left-out-for-authors = it is for the authors of the form
spreadsheet-left-out-kobo = it belongs to Kobo
spreadsheet-left-out-accuracy = a position is taken with the accuracy that the device gives
spreadsheet-left-out-question-media = pictures and sounds of questions are not shown
spreadsheet-left-out-question-picture = pictures of questions are not shown
spreadsheet-left-out-question-sound = sounds of questions are not played
spreadsheet-left-out-question-film = films of questions are not shown
spreadsheet-left-out-choice-media = pictures and sounds of choices are not shown
spreadsheet-left-out-choice-picture = pictures of choices are not shown
spreadsheet-left-out-choice-sound = sounds of choices are not played
spreadsheet-left-out-choice-film = films of choices are not shown
spreadsheet-left-out-name-of-submission = a submission is named by its site and day
spreadsheet-left-out-choices-differ = the choices of one question differ
spreadsheet-left-out-encryption = submissions are stored readable for their organisation
spreadsheet-left-out-server = forms are sent to the server that shows them

# Values of any sheet.
spreadsheet-value-missing = { $column } is missing
spreadsheet-invisible = the { $column } contains the invisible character { $code }; type it again
spreadsheet-not-a-number = { $text } must be a number
spreadsheet-not-a-whole-number = { $text } must be a whole number
spreadsheet-not-yes-or-no = { $text } must be yes or no
spreadsheet-text-missing = the text in { $language } is missing
spreadsheet-answer-in-text = answers such as {"${"}name{"}"} cannot stand in a text; write the words, or a question with a calculation
spreadsheet-markup = marks such as <b> or **bold** are shown as they are written

# The sheet settings.
spreadsheet-no-settings = write the sheet settings with the columns form_title, form_id and version, and their values in row 2
spreadsheet-second-settings = the sheet settings has one row of values; delete this one
spreadsheet-form-id-missing = form_id is missing; write a short name such as hvac_round
spreadsheet-form-id = form_id { $id } must be 2 to 40 lower-case letters, digits and underscores, a letter first
spreadsheet-form-id-near = form_id { $id } must be 2 to 40 lower-case letters, digits and underscores, a letter first, such as { $near }
spreadsheet-version-missing = version is missing, so it is 1; raise it with each change of the form
spreadsheet-version = version { $version } must be a whole number of at most 9 digits, such as 3 or 20260314
spreadsheet-title-used = there is no { $column }, so the title is used for it
spreadsheet-site-chosen = { $name } is the site of a submission in lists; write another name into injaaz::site_field to change that
spreadsheet-day-chosen = { $name } is the day of a submission in lists; write another name into injaaz::date_field to change that
spreadsheet-no-site = the form needs a required question of the type text outside of repeats, without a condition, for the site of a submission in lists
spreadsheet-no-day = the form needs a question of the type date outside of repeats, without a condition, for the day of a submission in lists
spreadsheet-part-without-label = the part has no label

# Types.
spreadsheet-type-missing = the type is missing; write one, or empty the row
spreadsheet-type-alone = write only { $type } here, not { $words } behind it
spreadsheet-metadata = the row { $type } is left out: Injaaz records by itself who sent a form and when
spreadsheet-type-not-supported = the type { $type } is not supported; { $instead }
spreadsheet-instead-of-datetime = write two questions, one of the type date and one of the type time
spreadsheet-instead-of-select-one = write the choices into the sheet choices, and select_one with the name of their list
spreadsheet-instead-of-select-multiple = write the choices into the sheet choices, and select_multiple with the name of their list
spreadsheet-instead-of-rank = write select_multiple, or one select_one for each place
spreadsheet-instead-of-audio = write a text question for what is said
spreadsheet-instead-of-background-audio = delete the row
spreadsheet-instead-of-video = write image for photos
spreadsheet-instead-of-shape = write geopoint for one position
spreadsheet-instead-of-hidden = write calculate with the value in the column calculation
spreadsheet-instead-of-external = write the choices into the sheet choices

# Groups and repeats.
spreadsheet-no-begin = there is no { $begin } before this { $end }
spreadsheet-end-of-group-in-repeat = this ends a group, but a repeat is open; write end_repeat
spreadsheet-end-of-repeat-in-group = this ends a repeat, but a group is open; write end_group
spreadsheet-group-not-ended = the group is not ended; write end_group below its last question
spreadsheet-repeat-not-ended = the repeat is not ended; write end_repeat below its last question
spreadsheet-group-empty = there is no question in it; delete it, or add one
spreadsheet-group-without-name = the group has no name
spreadsheet-repeat-without-name = the repeat has no name
spreadsheet-group-without-label = the group has no label
spreadsheet-group-hint = the hint is left out, because the group is no section of its own here
spreadsheet-group-appearance = the appearance { $appearance } has no effect for groups
spreadsheet-group-value = { $column } has no meaning for a group; leave the cell empty
spreadsheet-end-value = { $column } has no effect where a group ends
spreadsheet-repeat-in-repeat = a repeat within the repeat of row { $row } is not supported; end that one first, and ask in the second one what it belongs to
spreadsheet-group-in-repeat = the group is not shown: its questions stand in the repeat of row { $row }, each with the condition of the group
spreadsheet-group-in-group = the group within the group of row { $row } is a section of its own here, with the conditions of both
spreadsheet-repeat-in-group = the repeat within the group of row { $row } is a section of its own here, with the conditions of both

# Questions.
spreadsheet-no-question = the sheet has no question
spreadsheet-too-many-questions = the form has { $found } questions, at most { $limit } are allowed
spreadsheet-question-without-name = the question has no name
spreadsheet-name-form = the name { $name } must be at most 60 letters, digits and underscores, a letter first
spreadsheet-name-used = the name { $name } is used in row { $row } already; write another one
spreadsheet-question-without-label = the question has no label
spreadsheet-calculation-without-label = a calculation is shown and printed here, so it needs a label; { $label } is used
spreadsheet-calculate-without-calculation = a calculate row needs an expression in the column calculation
spreadsheet-required-message = the required_message is left out: Injaaz says in its own words what is missing
spreadsheet-guidance-hint = the guidance_hint is left out; write what people need into the hint
spreadsheet-appearance = the appearance { $appearance } has no effect for this type
spreadsheet-appearance-search = { $text } is not supported; write the choices into the sheet choices
spreadsheet-parameters = the parameters have no effect for this type
spreadsheet-parameter = { $text } is not supported; write start=1 end=10 step=1
spreadsheet-parameter-number = { $key }: { $text } must be a number
spreadsheet-question-value = { $column } has no meaning for this type; leave the cell empty
spreadsheet-default-of-box = { $text } must be { $ticked } for a ticked box, or empty
spreadsheet-default-kind = { $text } must be text or expression
spreadsheet-rule-reads-clock = today() and now() are for default, constraint and required only, because a form that is sent again must be the same; ask for the day in a question with the default today()

# Choices.
spreadsheet-list-missing = write the name of a list of the sheet choices behind { $type }
spreadsheet-list-with-spaces = write one name of a list behind { $type }; a name has no spaces
spreadsheet-or-other = or_other is not supported; write a choice Other, and a text question with a relevant such as {"${"}this{"}"} = 'other'
spreadsheet-no-list = the sheet choices has no list { $list }
spreadsheet-list-unused = no question uses the list { $list }
spreadsheet-too-many-choices = the questions have more than { $limit } choices in all; use shorter lists
spreadsheet-choice-without-label = the choice { $choice } has no label
spreadsheet-choice-twice = the choice { $choice } is in its list twice
spreadsheet-list-of-check = the list of a check has the names { $pass }, { $fail } and { $na }, in this order; their labels can be other words

# Trees of choices.
spreadsheet-tree-without-level = injaaz::tree needs injaaz::level beside it, 0 for the first level
spreadsheet-level-number = injaaz::level must be a whole number from 0 to { $limit }
spreadsheet-level-list = level { $level } of the tree { $tree } is in the list { $list }
spreadsheet-tree-no-choice-above = the choices above { $choice } are not in the list of the level above
spreadsheet-tree-english-label = in a tree the English label is the name itself; write { $label } in both columns
spreadsheet-tree-arabic-label = { $choice } has another Arabic label in row { $row }; a word of a tree has one
spreadsheet-tree-choice-twice = { $choice } is below the same choice twice
