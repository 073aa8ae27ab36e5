# Why an old record is in the review queue: what is wrong with its file, and what to do.

quarantine-empty = The file is empty: the legacy app was stopped before it wrote anything. Restore it from a backup and retry, or set it aside.
quarantine-truncated = The file is incomplete: the legacy app was stopped while it wrote. Restore it from a backup and retry, or set it aside.
quarantine-not-utf8 = The file contains bytes that are not UTF-8 text. Convert it to UTF-8 and retry, or restore it from a backup.
quarantine-duplicate-key = The file has the same key twice, and it is not clear which one is meant. Correct the file and retry.
quarantine-syntax = The file is not valid JSON at the position given. Correct the file and retry, or restore it from a backup.
quarantine-trailing-data = There is more data after the end of the record, as when two files were joined. Split or correct the file and retry.
quarantine-not-an-object = The file is JSON, but a list or a single value instead of a record. Check it, then set it aside.
quarantine-too-deep = The file is nested deeper than 64 levels, which the legacy app never wrote. Check it, then set it aside.
quarantine-too-large = The file is larger than a record can be. If it is a genuine record, move its pictures into separate files and retry.
quarantine-bad-id = The record has no id as the legacy app wrote them (sub_ or job_ and 12 digits). Correct its id and retry, or set it aside.
quarantine-id-mismatch = The id inside the record differs from the one in the file name. Rename the file or correct the id, then retry.
quarantine-duplicate-id = Another file has the same id. Compare the two, then set this one aside or give it the right name and retry.
quarantine-shape = The file is JSON, but not in a format that the legacy app wrote. Check it; correct it and retry, or set it aside.
quarantine-unknown-module = The record does not say which form it belongs to. Assign a module to it.
quarantine-wrong-kind = The file is in the wrong folder: a job among the submissions, or the reverse. Move it and retry.
quarantine-not-a-regular-file = This is a link, a folder or a device instead of a file, and it is never followed. Put the file itself in its place and retry.
quarantine-unreadable = The file could not be read. Check its permissions and the disk, then retry.
quarantine-unknown-file = The legacy app does not use this file name. Check the file; rename it and retry, or set it aside.
quarantine-subfolder = The file is in a folder that the legacy app does not read. Move it to the folder where it belongs and import again, or set it aside.
quarantine-divergent = The database has different content under the same number. Compare the two and decide which one is right.
