# Why a new password is not accepted, and what to do.

weak-password-too-short =
    This password is too short: it needs at least { $shortest ->
        [one] { $shortest } character
       *[other] { $shortest } characters
    }. Four unrelated words are easy to remember.
weak-password-too-long = This password is longer than { $longest } bytes. Choose a shorter one.
weak-password-common = This password is one of those that attackers try first. Choose one that is hard to guess, such as four unrelated words.
weak-password-own = This password is your name, your e-mail address or your organisation. Choose one that is hard to guess.
weak-password-same = This is your current password. Choose another one.
