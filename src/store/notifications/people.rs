//! Who is told: conditions on a membership `m` with its account `u`, and on the submission `s`.
//!
//! Invariant: the conditions mean what `domain::access` decides for requests; `tests/integration/web/notifications`
//! compares both.

/// The member can sign in and reads submissions.
pub const ACTIVE: &str = "m.suspended_at IS NULL AND u.disabled_at IS NULL AND m.role <> 'viewer'";

/// The submission is within the scope of the member.
pub const WITHIN: &str = "((m.role = 'inspector' AND m.user_id = s.user_id)
    OR (m.role <> 'inspector' AND NOT EXISTS (SELECT FROM membership_scopes x WHERE x.membership_id = m.id))
    OR EXISTS (SELECT FROM membership_scopes x WHERE x.membership_id = m.id
        AND (x.module IS NULL OR x.module = s.module) AND (x.site_key IS NULL OR x.site_key = s.site_key)))";

/// What the member has chosen for a kind: `d`. Followed by the kind.
pub const CHOICE: &str = "LEFT JOIN notification_choices d
    ON d.organisation_id = m.organisation_id AND d.user_id = m.user_id AND d.kind = ";

/// The words under which an approval waits for the member (`domain::approval::flow::words_of`).
pub const WORDS: &str = "ARRAY['role:' || m.role, 'user:' || m.user_id]";
