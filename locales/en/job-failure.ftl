# Why a job failed: what happened, that nothing is lost, and what to do.

job-failure-crashed = Generating this report stopped the program three times, so it is not retried automatically. The submission is safe. Try again, or contact the administrator of the server.
job-failure-error = This report could not be generated. The submission is safe. Try again, or contact the administrator of the server.
job-failure-storage-full = The disk of the server was full, so this report could not be generated. The submission is safe. Free space on the server, then try again.
