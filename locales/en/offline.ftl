# The installed app, and the page that is shown where there is no connection.

offline-app-about = Site inspections with photos, signatures and reports, also without a connection.

offline-title = No connection
offline-lead = This page needs a connection. Forms can be filled in without one: send them as usual, and the outbox delivers them later.
offline-forms = Forms on this device
offline-no-forms = No forms are kept on this device. Open the app once with a connection and signed in.
offline-try-again = Try again
