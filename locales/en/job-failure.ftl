# Why a job failed: what happened, that nothing is lost, and what to do.

job-failure-crashed = Making this report stopped the program three times, so it is not tried again automatically. The submission is safe. Try again, or contact the administrator of the server.
job-failure-error = This report could not be made. The submission is safe. Try again, or contact the administrator of the server.
job-failure-storage-full = The server had no room left for this report. The submission is safe. Free space on the server, then try again.
