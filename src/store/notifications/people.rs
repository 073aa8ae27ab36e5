//! Who is told: conditions on a membership `m` with its account `u`, and on the submission `s`; those about reviewers
//! also on its approval `a`, the flow `f` of that, and the present moment `t.now`.
//!
//! Invariant: the conditions mean what `domain::access` decides for requests; `tests/integration/web/notifications`
//! compares both.

use super::super::memberships::ACTIVE;
use std::sync::LazyLock;

/// The submission is within the scope of the member.
pub const WITHIN: &str = "((m.role = 'inspector' AND m.user_id = s.user_id)
    OR (m.role <> 'inspector' AND NOT EXISTS (SELECT FROM membership_scopes x WHERE x.membership_id = m.id))
    OR EXISTS (SELECT FROM membership_scopes x WHERE x.membership_id = m.id
        AND (x.module IS NULL OR x.module = s.module) AND (x.site_key IS NULL OR x.site_key = s.site_key)))";

/// What the member has chosen for a kind: `d`. Followed by the kind.
pub const CHOICE: &str = "LEFT JOIN notification_choices d
    ON d.organisation_id = m.organisation_id AND d.user_id = m.user_id AND d.kind = ";

/// The words under which an approval waits for the member (`domain::approval::flow::words_of`).
const WORDS: &str = "ARRAY['role:' || m.role, 'user:' || m.user_id]";

/// The member belongs to the people of the site (`domain::access::SubmissionScope::names_site`).
const OF_SITE: &str = "m.role <> 'viewer' AND EXISTS (SELECT FROM membership_scopes y WHERE y.membership_id = m.id
    AND y.site_key = s.site_key AND (y.module IS NULL OR y.module = s.module))";

/// The approval waits for the member by role, name or site.
static WAITS: LazyLock<String> =
    LazyLock::new(|| format!("(a.waiting_for && {WORDS} OR 'site' = ANY (a.waiting_for) AND {OF_SITE})"));

/// An absence `b` is the present one of the member.
const ABSENCE: &str = "b.organisation_id = m.organisation_id AND b.user_id = m.user_id AND b.starts_at <= t.now
    AND b.ends_at > t.now";

/// The member can sign in, can see the submission, and has not sent it.
static CAN_DECIDE: LazyLock<String> =
    LazyLock::new(|| format!("{ACTIVE} AND {WITHIN} AND m.user_id IS DISTINCT FROM s.user_id"));

/// The member has approved at the present stage, and does not do so again as a delegate.
const HAS_APPROVED: &str =
    "EXISTS (SELECT FROM approval_steps p WHERE p.submission_id = a.submission_id AND p.round = a.round
    AND p.stage = a.stage AND p.kind = 'approved' AND p.user_id = m.user_id)";

/// The member is the delegate of an absent reviewer of the present stage (`domain::approval::right`).
static DELEGATES: LazyLock<String> = LazyLock::new(|| {
    let (can_decide, waits) = (CAN_DECIDE.as_str(), WAITS.as_str());
    format!(
        "EXISTS (SELECT FROM absences b WHERE b.organisation_id = m.organisation_id AND b.delegate_id = m.user_id
             AND EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
                 WHERE {ABSENCE} AND {can_decide} AND {waits})) AND NOT {HAS_APPROVED}"
    )
});

/// The member is asked for a decision about the present stage: a reviewer of one of its open groups, the delegate of an
/// absent one, or an administrator in the place of others ([`IN_PLACE`]).
pub static REVIEWERS: LazyLock<String> = LazyLock::new(|| {
    let (can_decide, delegates, in_place) = (CAN_DECIDE.as_str(), DELEGATES.as_str(), IN_PLACE.as_str());
    format!("{can_decide} AND ({} OR {delegates} OR {in_place})", *WAITS)
});

/// The member is asked as a delegate only.
pub static DELEGATES_ONLY: LazyLock<String> = LazyLock::new(|| {
    let (can_decide, delegates) = (CAN_DECIDE.as_str(), DELEGATES.as_str());
    format!("{can_decide} AND NOT {} AND {delegates}", *WAITS)
});

/// The member is an administrator, who decides in the place of others, and the present stage cannot end without that. A
/// group lacks reviewers if no member of it can sign in and see the submission, or only its sender, who does not decide
/// about it. An absent member counts if their delegate can decide and is not absent themself. A stage with the rule "any"
/// needs one group with reviewers, one with the rule "all" needs every group.
static IN_PLACE: LazyLock<String> = LazyLock::new(|| {
    let can_decide = CAN_DECIDE.as_str();
    format!(
        "m.role = 'administrator' AND (SELECT CASE f.flow -> 'stages' -> a.stage ->> 'rule'
             WHEN 'any' THEN bool_and(g.lacks_reviewers) ELSE bool_or(g.lacks_reviewers) END
         FROM (SELECT NOT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
                 WHERE m.organisation_id = a.organisation_id AND {can_decide} AND (x.item -> 'who' ->> 'role' = m.role
                         OR x.item -> 'who' -> 'members' @> to_jsonb(m.user_id)
                         OR x.item ->> 'who' = 'site' AND {OF_SITE})
                     AND NOT EXISTS (SELECT FROM absences b WHERE {ABSENCE}
                         AND NOT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
                             WHERE m.organisation_id = a.organisation_id AND m.user_id = b.delegate_id AND {can_decide}
                                 AND NOT {HAS_APPROVED}
                                 AND NOT EXISTS (SELECT FROM absences b WHERE {ABSENCE})))) AS lacks_reviewers
             FROM jsonb_array_elements(f.flow -> 'stages' -> a.stage -> 'groups') WITH ORDINALITY AS x (item, number)
             WHERE x.number - 1 <> ALL (a.approved)) g)"
    )
});

/// Administrators who are asked in the place of reviewers, and not as reviewers.
pub static ADMINISTRATORS_IN_PLACE: LazyLock<String> = LazyLock::new(|| {
    let (in_place, can_decide) = (IN_PLACE.as_str(), CAN_DECIDE.as_str());
    format!("{in_place} AND {can_decide} AND NOT {}", *WAITS)
});

/// The words of members who can sign in and are not absent, of the organisation `o` of an approval. The word of a site is
/// not among them: whether it has people depends on the submission.
pub static LIVE_WORDS: LazyLock<String> = LazyLock::new(|| {
    format!(
        "(SELECT array_agg(w.word) FROM memberships m JOIN users u ON u.id = m.user_id, unnest({WORDS}) AS w (word)
         WHERE m.organisation_id = o.id AND {ACTIVE} AND NOT EXISTS (SELECT FROM absences b WHERE {ABSENCE}))"
    )
});
