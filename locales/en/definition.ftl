# What is wrong with a form file: the definition of a form as TOML. Sentences without a full stop, behind their place.
# Keys, kinds and other words of the file stand as they are written there; what was entered has its own quotation marks.

# Keys and values.
definition-not-toml = not valid TOML: { $error }
definition-missing = { $key } is missing
definition-empty = { $key } is empty
definition-wrong-type = { $key } must be { $expected }, not { $found }
definition-expected-text = a text in quotes
definition-expected-texts = a list of texts in quotes
definition-expected-plain = a text, a number or a date
definition-expected-flag = true or false
definition-expected-flag-or-rule = true, false or an expression
definition-expected-whole = a whole number
definition-expected-decimal = a number of at most 15 digits, 6 of them after the decimal point
definition-expected-table = a table
definition-expected-tables = a list of tables
definition-found-text = a text
definition-found-number = a number
definition-found-flag = true or false
definition-found-date = a date
definition-found-list = a list
definition-found-table = a table
definition-not-tables = { $key } must be a list of tables
definition-not-names = { $key } must be a list of field names in quotes
definition-not-a-time = { $key } must be a time such as "07:30", not { $found }
definition-out-of-range = { $key } must be from { $start } to { $end }, not { $found }
definition-min-above-max = min { $min } is above max { $max }
definition-min-after-max = min { $min } is after max { $max }

# Words that are unknown; the first variable is one of these nouns.
definition-unknown-near = { $what } { $word } is unknown; did you mean { $near }?
definition-unknown-known = { $what } { $word } is unknown; known are { $known }
definition-noun-key = key
definition-noun-kind = kind
definition-noun-input = input
definition-noun-appearance = appearance
definition-noun-tree = tree
definition-noun-value = value
definition-noun-group = group
definition-noun-field = field

# The form as a whole.
definition-module-form = module { $module } must be 2 to 40 lower-case letters, digits and underscores, a letter first
definition-module-reserved = module { $module } is the address of the page that manages forms; choose another
definition-module-twice = module { $module } is already defined by { $file }
definition-module-version = a form that replaces the built-in { $module } needs a version above { $version }
definition-site-required = field { $name } must be required, or the list has nameless rows
definition-not-a-text-field = { $name } is not a top-level text field
definition-not-a-date-field = { $name } is not a top-level date field
definition-column-with-condition = the list of submissions needs this question, so it must always be asked
definition-too-many-fields = the form has { $found } fields, at most { $limit } are allowed

# Names.
definition-name-form = the name { $name } must be at most 60 letters, digits and underscores, a letter first
definition-name-reserved = the name { $name } is reserved for the page itself
definition-name-twice = there are two fields with this name
definition-name-of-part = another field has the name { $name }, under which a part of this one is sent
definition-section-twice = there are two sections with this id
definition-group-name-taken = another field or group has the same name as this group

# Choices.
definition-choice-twice = choice { $value } is in the list twice
definition-default-not-a-choice = default { $value } is not among the choices
definition-filter-for-choices = choice_filter is for questions of the kinds choice and select_multiple
definition-filter-without-key = the choice_filter does not use the key { $key } of the choices

# Scales.
definition-start-not-below-end = start { $start } must be below end { $end }
definition-step-not-above-zero = step { $step } must be above 0
definition-steps-miss-end = from start { $start }, steps of { $step } do not lead to end { $end }
definition-too-many-stars = a rating has at most { $limit } stars, not { $found }; leave appearance out

# Trees of choices, and the questions that use them.
definition-trees-not-a-table = trees must be a table
definition-tree-not-a-table = a tree must be a table
definition-tree-unused = no field uses this tree
definition-tree-without-words = ar must be a table with the Arabic word for each value
definition-tree-word-without-value = ar has a word for { $value }, which is not a value of the tree
definition-tree-value-without-word = { $value } has no Arabic word in ar
definition-tree-value-twice = { $value } is in one list twice
definition-tree-value-empty = a value is empty
definition-tree-table-empty = there is an empty table among the values
definition-tree-slash = { $value } has choices below it, so it may not contain a slash
definition-tree-below = below { $value } must be a table or a list of texts
definition-tree-last-choices = the last choices of a tree must be texts in quotes
definition-level-missing = tree { $tree } has no level { $level }; the first is 0
definition-level-twice = another field has level { $level } of tree { $tree } already
definition-level-without-above = level { $level } of tree { $tree } needs a field of level { $above } before it in the same section
definition-level-with-condition = the condition of a cascade belongs to its level 0

# Rules.
definition-message-without-constraint = constraint_message needs a constraint
definition-default-number = default must be a number
definition-default-date = default must be a date such as "2026-03-14"
definition-default-time = default must be a time such as "14:30"
definition-default-not-possible = default must be left out: this kind of question has no default
definition-default-of-items = the default of a question of items cannot be an expression; use a calculation
definition-default-reads-answer = a default cannot depend on {"${"}{ $name }{"}"}, which is not answered yet; use a calculation
definition-note-with-answer = a note has no answer; leave { $key } out
definition-note-is-read = {"${"}{ $name }{"}"} is a note, which has no answer
definition-calculation-kind = only a text, long_text, number or date can be calculated
definition-calculation-entered = a calculated question is never entered; leave required, default and read_only out
definition-read-only-without-default = a question that is read_only needs a default that is no expression, or a calculation instead
definition-repeat-count-fixed = repeat_count must name a question; write a fixed number of items as min and max
definition-rule-reads-clock = today() and now() are for default, constraint and required only, because a form that is sent again must be the same; ask for the day in a question with default = {"{"} calculate = "today()" {"}"}
definition-circle = these rules depend on each other in a circle: { $circle }; take one of them out

# Totals and reports.
definition-totals-empty = totals need the key whole, or parts, or both
definition-totals-part = a part needs either amount, or quantity and unit_price
definition-totals-not-a-number = field { $name } is no number
definition-report-column = column { $name } is no field of an item that can stand in a table
definition-report-remark = remark { $name } is no text field of an item
definition-pass-mark-without-check = pass_mark needs a question of the kind check
