# Approval of submissions: what waits, decisions, steps, revisions, and the flows of an organisation.

approval-waiting-title = Waiting for your approval
approval-waiting-lead = Inspections that wait for your decision, the oldest first.
approval-everybody-lead = Inspections that wait for anybody’s decision, the oldest first.
approval-everybody = Show everything that waits for approval
approval-mine = Show only what waits for you
approval-nothing-waits = Nothing waits for your decision.
approval-first-page = Back to the beginning of the list
approval-pending-about = Forms that were sent without an account and have to be accepted first
approval-not-approved = These were not approved
approval-approved-count =
    { $count ->
        [0] Nothing was chosen.
        [one] 1 inspection was approved.
       *[other] { $count } inspections were approved.
    }
approval-choose = Choose
approval-several = Approve several at once
approval-keys = Keys in the list: ↑ and ↓ go from one inspection to the next, X chooses it, Enter opens it.
approval-several-hint = Open each inspection first. Those without a box need a signature: approve them on their own page.
approval-several-signed-hint = Open each inspection first. Those that need a signature are signed with your saved one.
approval-approve-chosen = Approve what is chosen
approval-stage = Stage { $stage } of { $stages }
approval-since = Since
approval-due = Due:
approval-overdue = Overdue
approval-revision = Revision { $revision }
approval-approval = Approval
approval-state-in-review = In review
approval-state-returned = Returned
approval-state-approved = Approved
approval-state-rejected = Rejected
approval-state-closed = Closed
approval-own = You sent this inspection, so others decide about it.
approval-in-place = None of these reviewers is you. As an administrator you decide in their place, and the record says so.
approval-as-delegate = None of these reviewers is you. You decide for an absent member, and the record names both of you.
approval-for-absent = for { $name }
approval-by-delegate = { $delegate }, for { $absent }
approval-in-place-tag = In place of the reviewers
approval-decide-as = Decide as
approval-comment = Comment
approval-remember = Offer this comment to me from now on
approval-signature = Signature
approval-saved-signature = Your saved signature
approval-use-saved = Sign with my saved signature
approval-sign-anew = Or sign again here, which takes its place for this approval:
approval-remember-signature = Save this signature for my next approvals
approval-delete-signature = Delete my saved signature
approval-signature-deleted = Your saved signature was deleted. What was signed with it keeps it.
approval-approve = Approve
approval-other = Return, reject
approval-reason = Reason
approval-reason-hint = Who sent the inspection reads it.
approval-marks = Mark single questions
approval-marks-hint = The inspector sees a mark at each of these questions.
approval-marked = Marked:
approval-return = Return for correction
approval-reject = Reject
approval-close = Close without a result
approval-steps = Steps of the approval
approval-step-approved = Approved
approval-step-returned = Returned
approval-step-rejected = Rejected
approval-step-closed = Closed by an administrator
approval-step-corrected = Corrected
approval-step-reopened = Opened again with a new revision
approval-revisions = Revisions
approval-changes =
    { $count ->
        [one] 1 answer changed
       *[other] { $count } answers changed
    }
approval-not-newest = This is an earlier revision. It was corrected since.
approval-show-newest = Show the newest revision
approval-correct = Correct
approval-reopen = Open a new revision
approval-flows-title = Approval
approval-flows-lead = Choose for each form who approves what was sent. Inspections that were sent before keep the approval that they were sent with.
approval-flow-lead = Choose how this form is approved, and who decides at each stage.
approval-flow-unusable = This approval cannot be used. Choose another one.
approval-flow-without-name = Enter a name for each group of stage { $stage }, of at most 60 characters.
approval-flow-without-people = Choose who belongs to “{ $group }”, at most 20 members.
approval-flow-due-out-of-range = Enter a whole number of days from 1 to { $most } for stage { $stage }, or leave the field blank.
approval-template = Kind of approval
approval-template-use = Show this kind
approval-template-none = No approval
approval-template-none-about = What is sent needs no approval.
approval-template-one = One reviewer
approval-template-one-about = One person of a group approves.
approval-template-chain = Chain of approvals
approval-template-chain-about = Operations manager, then business development and procurement in any order, then the general manager.
approval-group-reviewer = Reviewer
approval-group-operations = Operations manager
approval-group-business = Business development
approval-group-procurement = Procurement
approval-group-general = General manager
approval-stage-number = Stage { $stage }
approval-rule = How many groups must approve
approval-rule-all = Every group, in any order
approval-rule-any = One of the groups
approval-due-days = Days for the decision
approval-due-days-hint = Left blank: without a time. Afterwards the inspection is marked as overdue, and its reviewers are notified.
approval-group-name = Name of the group
approval-who = Who belongs to it
approval-every = Every member with the role { $role }
approval-of-site = The people of the site
approval-of-site-hint = The people of a site are the members whose access is limited to it by name (People › Can see). Viewers are not among them. If a site has none, an administrator decides.
approval-members = The members chosen below
approval-members-of = Members of the group
approval-asks-signature = An approval needs a signature
approval-may-correct = They may correct the inspection
approval-may-correct-hint = While it waits for them. The approval then begins again, because it was for other answers.
approval-after = After a returned inspection was corrected
approval-after-same-stage = The stage that returned it decides again
approval-after-from-start = The approval begins again at the first stage
