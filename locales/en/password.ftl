password-title = Change password
password-lead = You will be signed out everywhere else.
password-forced = Your password was set by another person. Choose your own password to continue.
password-current = Current password
password-new = New password
password-wrong = This is not your current password.
password-button = Change password
