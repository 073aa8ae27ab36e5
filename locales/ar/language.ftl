# About this language itself. Every folder of locales/ has this file.

# The name of the language, in that language.
language-name = العربية
# ltr or rtl
language-direction = rtl
# Stands between groups of three digits.
language-number-group = ,
