migration-title = Migration
migration-lead = From the files of the legacy app to the database, one form at a time, with verification and rollback at every step.
migration-looked-at = As of
migration-sections = Sections of this page
migration-phase-title = Forms and phases
migration-phase-track = Phases of the migration
migration-phase-step-over = done
migration-phase-step-now = now
migration-phase-since = in this phase since
migration-phase-files-name = Files
migration-phase-files-about = The legacy store is authoritative. A submission is accepted only when its file is written there; the database stores it as well.
migration-phase-files-forward = From then on, a submission is accepted only when its file could be written to the legacy store as well.
migration-phase-files-back = The legacy store becomes authoritative again. Missing files are written first; after that, a submission is accepted only when its file could be written.
migration-phase-dual-name = Dual
migration-phase-dual-about = Both stores get every submission. Where they differ, pages show the content of the file.
migration-phase-dual-forward = From then on, the database decides whether a submission is accepted. Its file is written within seconds, with retries until it succeeds.
migration-phase-dual-back = Pages show the content of the files again where the stores differ. Both stores get every submission, as before.
migration-phase-database-with-fallback-name = Database first
migration-phase-database-with-fallback-about = Pages show the content of the database. What is missing in it is read from the legacy store, which still gets every submission.
migration-phase-database-with-fallback-forward = From then on, pages show the content of the database. What is missing in it is read from the legacy store, which still gets every submission.
migration-phase-database-with-fallback-back = Every submission made in the meantime is written to the legacy store, so that the legacy app has all of them. From then on it gets every new one again.
migration-phase-database-name = Database
migration-phase-database-about = The database alone. Nothing is written to the legacy store, and nothing is deleted from it.
migration-phase-database-forward = From then on, the legacy store is neither written nor read. Its files are kept.
migration-phase-database-back = The form is no longer archived. Removed files stay in their archive until you restore them there.
migration-phase-archived-name = Archived
migration-phase-archived-about = The database alone. The legacy files are packed in an archive that was read back and verified.
migration-phase-archived-forward = The legacy files are archived. They are removed only when you request it in the archive section.
migration-phase-not-migrated = This form never had a legacy store: all its submissions are in the database. There is nothing to migrate.
migration-phase-imported =
    { $count ->
        [one] { $count } submission of this form was imported from the legacy store.
       *[other] { $count } submissions of this form were imported from the legacy store.
    }
migration-phase-all-imported = No file of the legacy store is left to import. Start the phases only if the legacy app must be able to take over again.
migration-phase-unread =
    { $count ->
        [one] The legacy store has { $count } file that was not imported yet. Which form it belongs to is known once it is read.
       *[other] The legacy store has { $count } files that were not imported yet. Which form each belongs to is known once it is read.
    }
migration-phase-enter = It has legacy files: start with phase “Files”
migration-phase-enter-about = Only if a legacy app still runs or has left files of this form. From then on, a submission is accepted only when its file could be written to the legacy store too.
migration-phase-numbers = Numbers of this phase
migration-phase-outbox = Not yet in the legacy store
migration-phase-outbox-failing = of these failing
migration-phase-outbox-error = The last attempt failed
migration-phase-shadow-reads = Reads compared
migration-phase-differences = Differences
migration-phase-fallbacks = Found in files only
migration-phase-next = Next phase: { $phase }
migration-phase-gates-open = All gates are open.
migration-phase-gates-closed = The next phase is available when all gates above are open.
migration-phase-override-open = Continue with closed gates…
migration-phase-override-about = The conditions that the gates check are then not guaranteed. The reason and the state of the gates are recorded in the history and in the audit log.
migration-phase-override-reason = Reason (at least 10 characters)
migration-phase-override-go = Continue with closed gates
migration-phase-override-request = Continue with closed gates: asked by
migration-phase-override-confirm-about = Another administrator must confirm it within 24 hours.
migration-phase-override-confirm = Confirm: continue with closed gates
migration-phase-back = Go back to { $phase }…
migration-phase-back-title = Go back one phase
migration-phase-back-safe = No submission is lost, and no downtime is needed.
migration-phase-back-plan = What would this write? (dry run)
migration-phase-back-writes-nothing = Nothing would be written: the legacy store lacks no submission.
migration-phase-back-writes =
    { $count ->
        [one] { $count } submission would be written to the legacy store ({ $size }).
       *[other] { $count } submissions would be written to the legacy store ({ $size }).
    }
migration-space-free = { $free } are free.
migration-space-missing = Only { $free } are free: free some space first.
migration-phase-back-reason = Reason, for the history (optional)
migration-phase-back-go = Go back to { $phase }
migration-gate-title = Gates to the next phase
migration-gate-open = open
migration-gate-closed = closed
migration-gate-found = found
migration-gate-needed = required
migration-gate-old-store-name = The legacy store is readable and writable
migration-gate-old-store-advice = Check the folder in INJAAZ_OLD_STORE and its permissions. INJAAZ_OLD_STORE_MODE sets those of new files.
migration-gate-outbox-name = Submissions missing in the legacy store
migration-gate-outbox-advice = They are written in the background. If the last attempt failed, fix the cause in its message.
migration-gate-pending-name = Legacy files that were not imported yet
migration-gate-pending-advice = Run an import.
migration-gate-divergences-name = Divergent records without a decision
migration-gate-divergences-advice = Decide on them in the review queue.
migration-gate-quarantine-name = Quarantined records without a decision
migration-gate-quarantine-advice = Decide on them in the review queue.
migration-gate-verify-name = Latest verification, and bad records in it
migration-gate-verify-advice = Run a verification, and fix the records that it lists.
migration-gate-shadow-reads-name = Reads that compared both stores, and open differences
migration-gate-shadow-reads-advice = Each opened submission is compared. Settle differences in the review queue.
migration-gate-fallbacks-name = Submissions found in files only, in this phase
migration-gate-fallbacks-advice = They were imported when they were found. Import and verify again; going one phase back and forward restarts the count.
migration-gate-age-name = Days in this phase
migration-gate-age-advice = Wait: INJAAZ_PHASE_DAYS sets the number of days.
migration-gate-archive-name = An archive that was read back
migration-gate-archive-advice = Pack the legacy files of this form.
migration-import-title = Import
migration-import-start-title = Start an import
migration-import-place = Folder or file on the server
migration-import-place-hint = Leave empty for the legacy store:
migration-import-place-needed = No legacy store is configured (INJAAZ_OLD_STORE), so enter the path of the folder.
migration-import-dry-run = Dry run
migration-import-dry-run-hint = Shows exactly what an import would do, without changing anything.
migration-import-fetch-media = Fetch photos from other hosts
migration-import-fetch-media-hint = Only from allowed hosts. Other photos are recorded as “on another host, not verified”.
migration-import-rate = Maximum files per second
migration-import-rate-hint = Leave empty for as fast as possible without slowing down other users.
migration-import-other-source = Another type of source
migration-import-kind = Type of source
migration-import-mapping = Mapping file
migration-import-mapping-hint = For a MongoDB export or an SQLite file: the path of its mapping file on the server.
migration-import-start = Start import
migration-import-none = No import yet. Start with a dry run: it changes nothing.
migration-import-runs = Previous imports
migration-import-run = Import
migration-import-dry = dry run
migration-import-by = by
migration-import-started = Started
migration-import-finished = Finished
migration-import-pause = Pause
migration-import-resume = Resume
migration-import-stop = Stop
migration-import-stop-hint = Imported records are kept. A later import continues from there.
migration-import-throttle = Set speed
migration-import-throttle-hint = Files per second; empty for no limit
migration-import-per-second = { $rate } files per second
migration-import-at-most = at most { $limit }
migration-import-time-left = time left: { $time }
migration-import-seen = Seen
migration-import-imported = Imported
migration-import-would-be-imported = Would be imported
migration-import-already-there = Already there
migration-import-divergent = Divergent
migration-import-quarantined = Quarantined
migration-import-pending = Pending
migration-import-by-kind = By type of file
migration-import-kind-of-file = Type
migration-import-closes = Seen = imported + already there + divergent + quarantined + pending
migration-import-unfinished =
    { $count ->
        [one] { $count } file was still being written by the legacy app. Start another import after { $time } to read it.
       *[other] { $count } files were still being written by the legacy app. Start another import after { $time } to read them.
    }
migration-import-kind-submission = Submissions
migration-import-kind-job = Jobs
migration-import-kind-draft = Drafts
migration-import-kind-upload = Photos and signatures
migration-import-kind-report = Reports
migration-import-kind-other = Other files
migration-import-source-folder = Folder of the legacy app
migration-import-source-mongo = MongoDB export (JSON lines)
migration-import-source-sqlite = SQLite file
migration-import-state-running = Running
migration-import-state-paused = Paused
migration-import-state-done = Done
migration-import-state-failed = Failed
migration-import-state-stopped = Stopped
migration-import-stage-counting = Counting the files
migration-import-stage-jobs = Reading the jobs
migration-import-stage-submissions = Reading the submissions
migration-import-stage-uploads = Checking photos and signatures
migration-import-stage-reports = Adopting the legacy reports
migration-import-stage-drafts = Keeping the drafts
migration-import-stage-media = Fetching photos from other hosts
migration-import-stage-finished = All stages finished
migration-work-title = In progress
migration-work-nothing = Nothing is in progress.
migration-work-verify = Verify
migration-work-enter = Start with phase “Files”
migration-work-back = Go back one phase
migration-work-decide = Decide about many records
migration-work-pack = Pack the legacy files
migration-work-remove = Remove packed files
migration-work-restore = Restore legacy files
migration-work-running = running
migration-work-done = done
migration-work-failed = failed
migration-work-restart = If the server is restarted meanwhile, this continues automatically.
migration-work-unchanged = Left unchanged because they differ from the packed files:
migration-proof-title = Verification
migration-proof-about = Reads every legacy file and every row again and compares them byte by byte.
migration-proof-never = Nothing was verified yet.
migration-proof-all-good = No differences.
migration-proof-bad = Differences found.
migration-proof-checked = Checked
migration-proof-bad-count = Bad
migration-proof-root = Merkle root
migration-proof-manifest = Signed manifest
migration-proof-finished = Verified
migration-proof-more =
    { $count ->
        [one] { $count } more is listed in the manifest.
       *[other] { $count } more are listed in the manifest.
    }
migration-proof-start = Verify now
migration-proof-scope = What to verify
migration-proof-everything = Everything
migration-archive-title = Archives
migration-archive-about = Legacy files are packed, the archive is read back and compared; only then can the files be removed.
migration-archive-none = Nothing was packed yet.
migration-archive-pack = Pack the legacy files of
migration-archive-rest = Files that belong to no form (drafts, unreferenced photos)
migration-archive-pack-go = Pack
migration-archive-plan = What would be packed? (dry run):
migration-archive-packs-nothing = There are no legacy files to pack.
migration-archive-packs =
    { $count ->
        [one] { $count } file would be packed ({ $size }).
       *[other] { $count } files would be packed ({ $size }).
    }
migration-archive-files =
    { $count ->
        [one] { $count } file
       *[other] { $count } files
    }
migration-archive-remove = Remove the packed files…
migration-archive-remove-about = Each legacy file is compared with the packed copy again and removed only if both are identical. The archive is kept.
migration-archive-remove-go = Remove the files
migration-archive-restore = Restore the files…
migration-archive-restore-about = Every file is restored to its original place. Existing files that differ are left unchanged and listed.
migration-archive-restore-go = Restore the files
migration-archive-state-verified = packed and verified
migration-archive-state-removed = files removed
migration-archive-state-restored = files restored
migration-history-title = History
migration-history-none = No phase was changed yet.
migration-history-reason = Reason
migration-history-overridden = with closed gates
migration-history-asked-by = asked by
migration-history-evidence = State of the gates
migration-done-forward = The form is in its next phase.
migration-done-override-asked = The request was saved. Another administrator must confirm it within 24 hours.
migration-done-started = Started. The progress is shown under “In progress”.
migration-done-import-begun = The import was started. The progress is shown under “In progress”.
migration-done-paused = The import was paused.
migration-done-resumed = The import was resumed.
migration-done-stopped = The import was stopped. Imported records are kept.
migration-done-throttled = The speed was set.
migration-done-imported = The record was imported.
migration-done-still-quarantined = The record still cannot be imported: see the reason below.
migration-done-now-divergent = The database has different content under the same number: decide below.
migration-done-set-aside = The record was set aside.
migration-done-settled = The decision was saved.
migration-refused-title = There is a problem
migration-refused-reason-short = Enter a reason of at least 10 characters.
migration-refused-no-folder = There is no such folder or file on the server. Check the path; it starts with a slash.
migration-refused-no-place = Enter the path of a folder or file on the server; it starts with a slash.
migration-refused-rate = Enter a whole number of files per second from 1 to 100000, or leave it empty.
migration-refused-no-mapping = A MongoDB export or an SQLite file requires the path of its mapping file on the server.
migration-refused-no-module = Select a form from the list.
migration-archive-number = Archive { $number }
migration-addresses-title = Legacy addresses
migration-addresses-about = Injaaz also answers at the addresses of the legacy app. They require an account or an API token. For the time of the migration, a client that cannot use either gets a key of its own, or the addresses of a form are opened to everyone.
migration-addresses-open = Open to everyone
migration-addresses-open-until = until
migration-addresses-closed = Only with an account, a token or a key
migration-addresses-risk = Risk: without an account, anyone on the network can send forms, follow the state of a job and open every report whose old link they know or guess. Sending is limited for each address. A key for each client is safer.
migration-addresses-close = Close now
migration-addresses-open-form = Open to everyone…
migration-addresses-days = Open for
migration-addresses-open-go = Open to everyone
migration-key-form = New key for a client…
migration-key-name = Name of the client
migration-key-name-hint = For example, the script or the company that uses the key.
migration-key-make = Create key
migration-key-created = created
migration-key-used = last used
migration-key-unused = not used yet
migration-key-revoke = Revoke
migration-key-made = The legacy key was created
migration-key-made-lead = Copy it now and store it where the client keeps its settings. It is shown only once.
migration-key-value = Legacy key
migration-key-header = The client sends it in a header:
migration-key-query = If it cannot send headers, it adds the key to each address. Logs of proxies contain such addresses:
migration-key-to-list = To the list of keys
migration-done-addresses-opened = The legacy addresses of this form are open to everyone.
migration-done-addresses-closed = The legacy addresses of this form are closed.
migration-done-key-revoked = The key was revoked. It no longer opens anything.
migration-refused-key-name = Enter the name of the client, in at most 100 characters.
