error-not-signed-in = Your session has ended, so nothing was saved. Sign in again in another tab, then reload this page and send it again: what you entered is kept on this device.
error-not-allowed = Your role does not allow this. Ask an administrator of your organisation.
error-no-token = This address is for programs and requires an API token. Create one on the page /tokens and send it in the header Authorization: Bearer.
error-legacy-sign-in = This page is from the previous version of this site, which needed no account. Nothing was saved, and nothing that you entered is lost: leave this page open, sign in to this site in another tab, then send again here. Programs need a legacy key or an API token.
error-bad-legacy-key = Invalid or revoked legacy key, or a key of another form. Ask the administrator of this site for a new one.
error-bad-token = Invalid, expired or revoked API token. Create a new one on the page /tokens and send it in the header Authorization: Bearer.
error-too-many-invalid-tokens = Too many invalid API tokens came from your address. Wait one minute, then try again with a valid token.
error-not-for-tokens = This action is not available with an API token. Sign in with a browser.
error-request-id = Request ID
error-what-now = What you can do now
error-too-many-requests =
    { $seconds ->
        [one] Too many requests were sent from your address, so this one was not processed. Try again in { $seconds } second.
       *[other] Too many requests were sent from your address, so this one was not processed. Try again in { $seconds } seconds.
    }
error-busy = The server is busy. Nothing was saved. Try again in a few seconds.
error-title-sign-in = Sign in
error-title-not-found = Not found
error-title-access-denied = Access denied
error-title-misdirected = Unknown server name
error-title-too-many-requests = Too many requests
error-title-conflict = Conflict
error-title-too-large = Too large
error-title-timeout = Request timed out
error-title-unavailable = Temporarily unavailable
error-title-internal = Something went wrong
error-title-rejected = Request not accepted
error-cross-site = This request came from another website, so nothing was saved. Open the form here and send it again.
error-unknown-host = This server does not use that name. Use the address that the administrator of the server gave you.
error-csrf-token = This page is older than your last sign-in, so nothing was saved. Go back, reload the page and send it again: what you entered is kept.
error-token-in-address = This address contains an API token, which logs and other people can read, so the request was not processed. Revoke the token, create a new one, and send it in the header Authorization: Bearer.
error-access-denied = You do not have permission to open this page. Ask an administrator of your organisation for access.
error-method-not-allowed = This address does not support this action. Go back, reload the page and try again.
error-not-acceptable = This is not available in the requested format.
error-timeout = The request took too long and was cancelled. Nothing was saved. Try again when the connection is better.
error-too-large = The request is larger than the server accepts, so nothing was saved. Send fewer or smaller files.
error-unsupported-type = This type of content is not supported, so nothing was saved.
error-headers-too-large = The browser sent too many cookies. Delete the cookies of this site and try again.
error-bad-request = The request could not be read, so nothing was saved. Reload the page and try again.
