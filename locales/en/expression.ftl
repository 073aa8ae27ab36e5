# What is wrong with an expression of a form. Sentences without a full stop, behind their place.
# Functions, operators and names such as ${name} stand as they are written in expressions.

expression-at = character { $at }: { $reason }

# What to write in place of a word that is unknown.
expression-near = did you mean { $near }?
expression-known = known are { $known }

# The types of values.
expression-type-blank = a blank
expression-type-yes-or-no = yes or no
expression-type-number = a number
expression-type-text = a text
expression-type-date = a date
expression-type-time = a time
expression-type-moment = a date with a time
expression-type-choices = a list of choices
expression-type-file = a file or position
expression-or = { $first } or { $second }

# A value has the wrong type. The variable “instead” is a text of the next part, “what” a function or an operator.
expression-result = the result must be { $wanted }, but it is { $found }
expression-result-instead = the result must be { $wanted }, but it is { $found }; { $instead }
expression-takes = { $what } takes { $wanted }, but this is { $found }
expression-takes-instead = { $what } takes { $wanted }, but this is { $found }; { $instead }
expression-condition-of-if = the condition of if()
expression-types-differ = the results must be of one type, but this is { $found } and the one before { $before }

# What to write in place of a value of another type.
expression-write-comparison-with-number = compare it, such as … > 0
expression-write-comparison-with-blank = compare it, such as … != ''
expression-write-number = write number(…)
expression-write-if-number = write if(…, 1, 0)
expression-write-string = write string(…)
expression-write-if-text = write if(…, 'yes', 'no') with the texts that you want
expression-write-date = write date(…)
expression-write-decimal-time = write decimal-time(…)
expression-write-selected = write selected(…, 'value')

# Comparisons.
expression-yes-or-no-without-order = yes or no has no order; to compare twice, join two comparisons with and
expression-texts-without-order = texts have no order; write number(…) or date(…)
expression-choices-with-text = write selected({"${"}…{"}"}, 'value')
expression-comparable-with-blank-only = { $found } can be compared with '' only
expression-number-with-text = a number is compared with a text; leave the quotes out, or write number(…)
expression-text-with-number = a text is compared with a number; put it in quotes, or write number(…)
expression-date-with-text = a date is compared with a text; write date('2026-12-31')
expression-time-with-text = a time is compared with a text; write the time in quotes, such as '14:30'
expression-date-with-moment = write date(…) around the date with a time
expression-box-with-text = a box is ticked or not; write {"${"}…{"}"} or not({"${"}…{"}"})
expression-not-comparable = { $first } cannot be compared with { $second }
expression-not-a-time = '{ $text }' is not a time; write it as '14:30'
expression-division-by-zero = this divides by zero

# Names of questions, groups and columns. The variable “suggestion” is one of the first texts.
expression-no-question = the form has no question { $name }; { $suggestion }
expression-no-question-of-items = the form has no question { $name } in exactly one group of items; { $suggestion }
expression-no-question-in-group = { $group } has no question { $name }; { $suggestion }
expression-no-group = the form has no group of items { $name }; { $suggestion }
expression-no-column = the choices have no key { $name }; { $suggestion }
expression-answered-in-items = {"${"}{ $name }{"}"} is answered in each item; write sum({"${"}{ $name }{"}"}), max({"${"}{ $name }{"}"}) or indexed-repeat(…)
expression-answered-once = {"${"}{ $name }{"}"} is answered once; name a question that items have
expression-is-group = {"${"}{ $name }{"}"} is a group of items; write count({"${"}{ $name }{"}"}) for their number
expression-question-for-group = {"${"}{ $name }{"}"} is a question; name its group, or write count-non-empty({"${"}{ $name }{"}"})
expression-numbers-only = {"${"}{ $name }{"}"} is { $found }; only numbers can be added and compared
expression-bare-word = write {"${"}{ $name }{"}"} for a question, or '{ $name }' for a text
expression-own-outside-constraint = {"."} stands for the answer in a constraint only; write {"${"}name{"}"}
expression-parent-outside-position = {".."} is supported in position(..) only

# Functions.
expression-no-function = the function { $name }() is not supported; { $instead }
expression-arguments =
    { $name }() takes { $count ->
        [one] { $count } argument
       *[other] { $count } arguments
    }, not { $found }
expression-arguments-range = { $name }() takes { $least } to { $most } arguments, not { $found }
expression-too-many-arguments = a function has at most { $limit } arguments
expression-takes-name = { $name }() takes the name of a question or group, such as {"${"}items{"}"}
expression-takes-question-of-items = { $name }() takes the name of a question that items have, such as {"${"}quantity{"}"}; make a calculation in each item for anything else
expression-second-argument-text = the second argument of { $name }() must be a text between quotes
expression-second-argument-group = the second argument of indexed-repeat() is a group, such as {"${"}items{"}"}
expression-position-outside-items = position(..) is the number of an item; this question is asked once
expression-write-position = write position(..)
expression-format-letter-unknown = { $letter } is not supported in a format; known are { $known }

# What to do in place of a function that is not supported.
expression-use-comparison = compare the text, such as {"${"}x{"}"} = 'true'
expression-use-count-with-if = count with if(…, 1, 0) + if(…, 1, 0)
expression-use-sum-of-items = make a calculation if(…, 1, '') in each item and sum it
expression-use-date = use a date
expression-use-concat = use concat(…)
expression-use-default = use a default
expression-use-multiplication = multiply the number with itself
expression-use-choices = use choices
expression-use-text-tests = use starts-with(…), ends-with(…) or regex(…)
expression-no-random = a form that is sent again must be the same
expression-no-uuid = every submission has an id

# The expression as a whole, its brackets and operators.
expression-empty = the expression is empty
expression-too-long = the expression has { $found } characters, at most { $limit } are allowed; make calculations of its parts
expression-too-deep = the expression has more than { $limit } levels; make calculations of its parts
expression-bracket-not-opened = there is a ) without its (
expression-bracket-missing = a ) is missing here
expression-comma-or-bracket-missing = a comma or a ) is missing here
expression-comma-outside-function = a comma stands between the arguments of a function only
expression-operator-missing = an operator is missing here, such as and, or, =, +
expression-value-missing-before = a value is missing before { $symbol }
expression-value-missing-at-end = a value is missing at the end

# Numbers, texts, names and characters.
expression-digit-before-point = write a digit before the decimal point, such as 0.5
expression-digit-behind-point = write a digit behind the decimal point, or leave the point out
expression-too-many-digits = a number has at most 27 digits, 10 of them behind the decimal point
expression-text-not-closed = the text has no { $quote } at its end
expression-name-with-colon = names with a colon, such as { $name }:…, are not supported
expression-question-not-closed = {"${"} has no {"}"} behind the name of the question
expression-question-without-name = write the name of a question between {"${"} and {"}"}
expression-character-without-meaning = { $character } has no meaning here; texts stand between ' and '

# What is written in other languages.
expression-write-equal = write = for equality
expression-write-and = write and
expression-write-or = write or
expression-write-not-equal = write != for inequality
expression-write-not = write not(…), or != for inequality
expression-write-div = write div to divide; paths are not supported, name a question as {"${"}name{"}"}
expression-write-mod = write mod for a remainder
expression-no-conditions-in-paths = conditions in paths are not supported; use indexed-repeat(…) or a calculation in each item
expression-no-attributes = attributes are not supported
expression-write-question = a question is named as {"${"}name{"}"}
expression-write-straight-quote = write ' around a text
expression-write-at-most = write <=
expression-write-at-least = write >=
expression-write-unequal = write !=
expression-write-times = write * to multiply

# The patterns of regex().
expression-pattern-bracket-not-opened = the pattern has a ) without its (
expression-pattern-bracket-not-closed = the pattern has a ( without its )
expression-pattern-class-not-closed = the pattern has a [ without its ]
expression-pattern-class-empty = {"[]"} has no characters; write \] for the character
expression-pattern-bracket-in-class = write \[ for the character [ in a class
expression-pattern-group-kind = (?…) is not supported in a pattern; write (…)
expression-pattern-too-deep = the pattern has more than { $limit } groups in each other
expression-pattern-too-large = the pattern is too large; at most { $limit } characters after repetitions are written out
expression-pattern-unusable = the pattern cannot be used
expression-pattern-nothing-to-repeat = { $character } in a pattern follows what it repeats; write \{ $character } for the character
expression-pattern-repetition = write {"{3}"}, {"{2,}"} or {"{2,5}"} for a repetition, each at most { $limit }
expression-pattern-repeated-place = ^ and $ cannot be repeated in a pattern
expression-pattern-repeated-twice = a repetition of a repetition is not supported in a pattern; write (…) around the first
expression-pattern-ends-with-backslash = the pattern ends with \; write \\ for the character
expression-pattern-escape-unknown = \{ $character } is not supported in a pattern; known are \d \w \s \D \W \S \n \t \r
expression-pattern-range-reversed = the range { $from }-{ $to } in a pattern is the wrong way round
