# The navigation of every page, its account menu, and the page "More".

navigation-home = Home
navigation-inspections = Inspections
navigation-new = New
navigation-review = Review
navigation-more = More
navigation-search = Search
navigation-search-all = Search all inspections
navigation-account = Account menu
navigation-language = Language
navigation-scheme = Colours
navigation-scheme-automatic = Automatic
navigation-scheme-light = Light
navigation-scheme-dark = Dark
navigation-manage = Manage
navigation-own = You
navigation-people-about = Members, roles, invitations
navigation-organisation-about = Time zone, links, sign-in, retention
navigation-public-about = Links and QR codes for people without an account
navigation-audit-about = Who did what, and when
navigation-migration-about = Data from the old app
navigation-jobs-about = Reports, imports and e-mails in progress
navigation-account-about = Name, time zone, password, active sessions
navigation-factors-about = Passkeys, authenticator app, recovery codes
navigation-tokens-about = Access for programs
navigation-api-about = How programs send and read inspections
navigation-privacy-about = Your data: export and erasure
