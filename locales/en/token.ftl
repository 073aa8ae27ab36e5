token-title = API tokens
token-lead = A program uses an API token instead of a password. It has the permissions that you grant here, and never more than your own.
token-to-api = API documentation
token-make = Create an API token
token-name = Name
token-name-hint = Its purpose, so that you know later which one to revoke: “Nightly export to the data warehouse”.
token-permissions = Permissions
token-permissions-hint = Grant only what the program needs.
token-validity = Validity
token-make-button = Create token
token-confirm-first = An API token acts with your permissions. Confirm your identity before you create one.
token-confirm-button = Confirm your identity
token-problem = The token was not created
token-made = The API token was created
token-made-lead = Copy it now and store it where the program keeps its secrets. It is shown only once.
token-value = API token
token-copy = Copy
token-copied = Copied
token-to-list = Back to the list
token-list = API tokens
token-none = There are no API tokens yet.
token-created-by = Created by
token-begins-with = Begins with
token-until = Valid until
token-last-used = Last used
token-never = Never
token-revoke = Revoke
token-expired = Expired
token-revoked = Revoked
token-permission-submit = Fill in and send forms with photos
token-permission-read-submissions = Read answers, photos and jobs
token-permission-read-reports = List submissions and read reports
token-permission-make-reports = Regenerate reports
token-permission-share-reports = Create and revoke report links
token-permission-export = Export submissions
token-permission-moderate = Accept or reject pending submissions
token-permission-read-audit = Read the audit log
token-permission-manage-people = Manage members
token-permission-manage-organisation = Change the settings of the organisation
token-permission-migrate = Migrate legacy data
token-permission-manage-jobs = Manage background jobs
token-permission-use-tokens = Create API tokens
token-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
