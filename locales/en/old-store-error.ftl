# Why a submission could not be written to the legacy store, and what to do.

old-store-error-not-convertible = The submission cannot be converted to the format of the legacy app. The log names the cause.
old-store-error-permission-denied = The server has no permission to write to the folder of the legacy store. Correct the permissions.
old-store-error-storage-full = The disk of the legacy store is full. Free some space.
old-store-error-read-only = The disk of the legacy store is mounted read-only. Mount it for writing.
old-store-error-no-folder = A folder of the legacy store is missing, or there is a file in its place. Create the folder.
old-store-error-unavailable = The folder of the legacy store cannot be written to. The log names the cause.
