report-cover-title = A report for you
report-cover-from = From
report-cover-asks-password = This report is password protected. Enter the password that you received with the link.
report-cover-openings-left = Openings left for this link
report-cover-download = Download
report-cover-refused-password = The password is wrong. Try again, or ask the sender of the link.
report-cover-refused-often = Too many wrong passwords. Wait 15 minutes, then try again, or ask the sender of the link.
