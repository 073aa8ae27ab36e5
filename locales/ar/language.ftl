# About this language itself. Every folder of locales/ has this file.

# The name of the language, in that language.
language-name = العربية
# ltr or rtl
language-direction = rtl
# The locale by which browsers write dates: BCP 47, with digits that the pages use.
language-browser-locale = ar-AE-u-nu-latn
# Stands between groups of three digits.
language-number-group = ,
# The name of the plural form that a number selects: one line for each form that the language has.
language-plural-category =
    { $count ->
        [zero] zero
        [one] one
        [two] two
        [few] few
        [many] many
       *[other] other
    }
