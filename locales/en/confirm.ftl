confirm-title = Confirm your identity
confirm-lead = The next step is sensitive, so enter your password again. The confirmation is valid for 15 minutes.
confirm-button = Continue
