# The conditions of questions in words. They are put together from these parts.

rule-shown-if = Only if { $condition }.
rule-required-if = Required if { $condition }.
rule-as-many-as = As many as { $number }.

rule-and = { $first } and { $second }
rule-or = { $first } or { $second }
rule-not = it is not so that { $condition }
rule-if = { $yes } if { $condition }, otherwise { $no }

rule-is = { $first } is { $second }
rule-is-not = { $first } is not { $second }
rule-less = { $first } is less than { $second }
rule-at-most = { $first } is at most { $second }
rule-more = { $first } is more than { $second }
rule-at-least = { $first } is at least { $second }
rule-before = { $first } is before { $second }
rule-not-after = { $first } is not after { $second }
rule-after = { $first } is after { $second }
rule-not-before = { $first } is not before { $second }
rule-answered = { $question } is answered
rule-not-answered = { $question } is not answered
rule-ticked = { $question } is ticked
rule-not-ticked = { $question } is not ticked
rule-has = { $first } has { $second }
rule-contains = { $first } contains { $second }
rule-starts-with = { $first } starts with { $second }
rule-ends-with = { $first } ends with { $second }
rule-has-form = { $text } is written as required

rule-quoted = “{ $text }”
rule-blank = no answer
rule-own = the answer
rule-position = the number of this item
rule-today = today
rule-now = now
rule-sum = the sum of { $question }
rule-least = the least of { $question }
rule-largest = the largest of { $question }
rule-answers = the number of answers to { $question }
rule-count = the number of items { $group }
rule-of-item = { $question } of item { $number }
rule-length = the length of { $text }
rule-choices = the number of choices in { $question }
rule-first = the first answer of { $list }
rule-remainder = the remainder of { $first } ÷ { $second }
