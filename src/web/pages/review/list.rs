//! `/review`: the submissions that wait for the member, longest first. Several can be approved at once after a look at
//! each; those that need a signature are signed with the saved one, or approved on their own page.

use crate::{
    domain::{
        access::{Permission, Role},
        approval::progress::Decision,
        ids::SubmissionId,
        member::Member,
        problem::{Problem, Resource},
    },
    services::review::{
        decide::{self, DecisionRequest},
        usual::{self, Usual},
        waiting::{self, WaitingFor, WaitingSubmission},
    },
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::submissions::{controls::short_name, review_view::SavedSignatureView},
        view::{
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{FromForm, get, http::Status, post, response::Responder};
use std::sync::Arc;

#[derive(Template, WebTemplate)]
#[template(path = "review/list.html")]
pub struct ReviewPage {
    layout: Layout,
    rows: Vec<WaitingView>,
    next: Option<String>,
    first_page: bool,
    /// Approvals of several at once: how many were saved. Or that the saved signature was deleted.
    approved: Option<String>,
    /// What could not be approved, with the reason.
    refused: Vec<(String, String)>,
    comment: String,
    saved_signature: Option<SavedSignatureView>,
    /// Submissions of everybody are listed.
    everybody: bool,
    /// An administrator can list those of everybody.
    offers_everybody: bool,
    /// How many were sent without an account and wait, as a text.
    pending: Option<String>,
    moderates: bool,
    /// Some can be approved from the list.
    can_approve: bool,
}

struct WaitingView {
    id: SubmissionId,
    /// What the box of the row posts: see [`Chosen`].
    value: Option<String>,
    site: String,
    without_site: bool,
    module: String,
    visit_date: Option<String>,
    since: Moment,
    due: Option<Moment>,
    is_overdue: bool,
    stage: String,
    groups: String,
    /// The absent member for whom the member decides.
    absent: Option<String>,
    photos: Option<String>,
    revision: Option<String>,
}

/// Submissions that were chosen in the list.
#[derive(FromForm)]
pub struct ApproveForm<'r> {
    chosen: Vec<&'r str>,
    #[field(default = "")]
    comment: &'r str,
    /// Those that need a signature are signed with the saved one.
    saved_signature: bool,
}

#[derive(Responder)]
pub enum ReviewResponse {
    Listed((Status, Box<ReviewPage>)),
}

#[get("/review?<after>&<everybody>&<done>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    after: Option<&str>,
    everybody: Option<&str>,
    done: Option<&str>,
) -> Result<ReviewPage, ErrorResponse> {
    let layout = Layout::new(&context, Nav::Review, "");
    let page = page(app, &context, layout, after, everybody.is_some()).await?;
    let is_deleted = done == Some("signature_deleted");
    let told = is_deleted.then(|| page.layout.t("approval-signature-deleted").to_owned());
    Ok(ReviewPage { approved: told, ..page })
}

async fn page(
    app: &AppState,
    context: &RequestContext,
    layout: Layout,
    after: Option<&str>,
    everybody: bool,
) -> Result<ReviewPage, ErrorResponse> {
    let member = member(context)?;
    let is_administrator = member.role == Role::Administrator;
    let everybody = everybody && is_administrator;
    let whose = if everybody { WaitingFor::Everybody } else { WaitingFor::Me };
    let found = waiting::waiting(app, &context.actor, &member, whose, after).await?;
    let Usual { comment, signature } = usual::usual(app, &context.actor).await?;
    let can_sign = signature.is_some();
    let rows: Vec<WaitingView> = found.rows.into_iter().map(|row| WaitingView::new(context, row, can_sign)).collect();
    let next = found.next.map(|next| match everybody {
        true => format!("/review?everybody=yes&after={next}"),
        false => format!("/review?after={next}"),
    });
    Ok(ReviewPage {
        pending: layout.pending_submissions(),
        layout: Layout { title: layout.t("approval-waiting-title").to_owned(), ..layout },
        can_approve: rows.iter().any(|row| row.value.is_some()),
        rows,
        next,
        first_page: after.is_none(),
        approved: None,
        refused: Vec::new(),
        comment: comment.unwrap_or_default(),
        saved_signature: signature.as_ref().map(SavedSignatureView::new),
        everybody,
        offers_everybody: is_administrator,
        moderates: context.has_permission(Permission::Moderate),
    })
}

/// Approves the chosen ones, each in a transaction of its own: if one was corrected or decided in between, the others
/// are still approved.
#[post("/review", data = "<form>")]
pub async fn approve(
    app: &AppState,
    context: RequestContext,
    form: Form<ApproveForm<'_>>,
) -> Result<ReviewResponse, ErrorResponse> {
    let member = member(&context)?;
    let (mut approved, mut refused) = (0usize, Vec::new());
    for chosen in form.chosen.iter().take(usize::try_from(waiting::PAGE).unwrap_or(usize::MAX)) {
        let Some(chosen) = Chosen::parse(chosen) else { continue };
        let request = DecisionRequest {
            decision: Decision::Approve,
            revision: chosen.revision,
            stage: chosen.stage,
            group: chosen.group,
            comment: form.comment.to_owned(),
            marks: Vec::new(),
            signature: None,
            signature_name: String::new(),
            remember_comment: false,
            saved_signature: form.saved_signature,
            remember_signature: false,
        };
        match decide::decide(app, &context.actor, &member, &chosen.id, &request).await {
            Ok(()) => approved += 1,
            Err(problem @ (Problem::Conflict(_) | Problem::Invalid(_) | Problem::NotFound(_))) => {
                let sentence = crate::i18n::Texts::of(context.lang).problem(&problem);
                refused.push((chosen.id.to_string(), sentence));
            }
            Err(problem) => return Err(problem.into()),
        }
    }
    let layout = Layout::answering_post(&context, Nav::Review, "", !refused.is_empty());
    let status = if refused.is_empty() { Status::Ok } else { Status::Conflict };
    let page = page(app, &context, layout, None, false).await?;
    let count = [("count", approved.into())];
    let approved =
        (approved > 0 || refused.is_empty()).then(|| page.layout.texts.with("approval-approved-count", &count));
    Ok(ReviewResponse::Listed((status, Box::new(ReviewPage { approved, refused, ..page }))))
}

pub(super) fn member(context: &RequestContext) -> Result<Arc<Member>, Problem> {
    context.member.clone().ok_or(Problem::NotFound(Resource::Page))
}

/// A submission that was chosen in the list, as it was shown: its id, revision, stage and group.
#[derive(Debug, PartialEq, Eq)]
struct Chosen {
    id: SubmissionId,
    revision: i32,
    stage: usize,
    group: usize,
}

impl Chosen {
    fn parse(text: &str) -> Option<Chosen> {
        let mut parts = text.split('.');
        let chosen = Chosen {
            id: parts.next()?.parse().ok()?,
            revision: parts.next()?.parse().ok()?,
            stage: parts.next()?.parse().ok()?,
            group: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(chosen)
    }
}

impl WaitingView {
    /// `can_sign`: the member has saved a signature.
    fn new(context: &RequestContext, row: WaitingSubmission, can_sign: bool) -> WaitingView {
        let texts = crate::i18n::Texts::of(context.lang);
        let WaitingSubmission { id, revision, stage, .. } = &row;
        let group = row.group.or(row.signed_group.filter(|_| can_sign));
        let value = group.map(|group| format!("{id}.{revision}.{stage}.{group}"));
        let stage = [("stage", (row.stage + 1).into()), ("stages", row.stages.into())];
        WaitingView {
            value,
            without_site: row.site_name.trim().is_empty(),
            module: short_name(&context.forms, &row.module, context.lang),
            visit_date: row.visit_date.map(|date| texts.date(date)),
            since: texts.moment(context.zone.at(row.since)),
            due: row.due_at.map(|at| texts.moment(context.zone.at(at))),
            is_overdue: row.is_overdue,
            stage: texts.with("approval-stage", &stage),
            groups: row.groups.join(" · "),
            absent: row.absent,
            photos: (row.photos > 0).then(|| texts.with("submission-photo-count", &[("count", row.photos.into())])),
            revision: (row.revision > 1).then(|| texts.with("approval-revision", &[("revision", row.revision.into())])),
            site: labels::site(texts, row.site_name),
            id: row.id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_read_exactly() {
        let chosen = Chosen::parse("sub_0123456789ab.2.1.0").expect("a choice");
        assert_eq!((chosen.id.as_str(), chosen.revision, chosen.stage, chosen.group), ("sub_0123456789ab", 2, 1, 0));
        for bad in [
            "",
            "sub_0123456789ab",
            "sub_0123456789ab.2.1",
            "sub_0123456789ab.2.1.0.5",
            "x.2.1.0",
            "sub_0123456789ab.2.-1.0",
        ] {
            assert_eq!(Chosen::parse(bad), None, "{bad}");
        }
    }
}
