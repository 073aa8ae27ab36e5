sign-in-lead = Enter the e-mail address and password of your account.
sign-in-refused = The e-mail address or the password is wrong. Check both, including capitals and the language of the keyboard, and try again.
sign-in-signed-out = You are signed out. Unsent forms stay on this device.
sign-in-too-many-codes = Too many wrong codes, so this sign-in has ended. Start again with your password.
sign-in-no-account-yet = There is no account yet. Open the link that was printed when the server started: it creates the first account. If the link has expired, restart the server.
sign-in-wait = Too many attempts. Wait { $wait }, then try again. Nothing is lost, and your account is not locked.
