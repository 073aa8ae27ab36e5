//! `/submissions/<id>`: the answers of a submission, its reports, its receipt and its history.

use super::{
    super::{Answer, actions::ActionView, jobs::JobView, notifications},
    history_view::{self, RevisionView, StepView},
    links_view::{LinksView, ShareLinkError, ShareLinkForm},
    missing_files::missing_files,
    record_view::{EventView, OriginView, Reports},
    reinspection_view::ReinspectionView,
    responses,
    review_view::{self, ReviewView, TypedDecision},
};
use crate::{
    domain::{
        access::Permission, ids::SubmissionId, notification::NotificationTarget, problem::Problem, submission::Status,
        submission_filter::StatusFilter,
    },
    i18n::Texts,
    services::{
        actions, links, report_letters,
        review::usual::{self, Usual},
        submissions::{self, SubmissionDetails},
    },
    web::{
        api::shapes::{Paths, Submission},
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        reader_settings::ReaderSettings,
        view::{
            answer_reader,
            answers::{AnswerPicture, AnswersView, BodyView, HeadView, Value},
            client_response::ClientResponseView,
            format::Moment,
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use rocket::{get, serde::json::Json};
use time::OffsetDateTime;

#[derive(Template, WebTemplate)]
#[template(path = "submissions/show.html")]
pub struct SubmissionPage {
    layout: Layout,
    head: HeadView,
    /// For the printed page.
    organisation: String,
    /// The reader has sent it a moment ago.
    just_sent: bool,
    /// The form, for another one of its kind.
    module: String,
    standing: StatusFilter,
    /// Its reports failed, and it may stay without them.
    can_settle: bool,
    reports: Option<Reports>,
    /// Sentences about files that are missing.
    missing: Vec<String>,
    /// The reports lack photos or are missing, so they can be made again.
    can_make_again: bool,
    job: JobView,
    /// Signatures were made by then.
    submitted: Moment,
    form_version: i32,
    content_hash: String,
    history: Vec<EventView>,
    answers: AnswersView,
    /// What has to be done about it.
    actions: Vec<ActionView>,
    origin: Option<OriginView>,
    /// For those who may make links.
    links: Option<LinksView>,
    /// A sentence about letters that the PDF cannot print.
    missing_letters: Option<String>,
    /// Its approval, if it needs one.
    review: Option<ReviewView>,
    steps: Vec<StepView>,
    /// What clients said about it.
    client_responses: Vec<ClientResponseView>,
    revisions: Vec<RevisionView>,
    /// The text of the button for a correction.
    correct: Option<&'static str>,
    reinspection: ReinspectionView,
    /// "3 comments", and "1 new" if there are some.
    comments: Option<(String, Option<String>)>,
    /// Why a decision was not saved.
    refused: Option<String>,
}

#[get("/submissions/<id>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    id: IdParam<SubmissionId>,
) -> Result<Answer<Box<SubmissionPage>, Submission>, ErrorResponse> {
    if context.wants_json {
        return Ok(Answer::Json(Json(Submission::new(details(app, &context, &id.0).await?, Paths::Pages))));
    }
    let shown = details(app, &context, &id.0).await?;
    let context = match shown.attached.has_unread_notifications {
        true => notifications::opened(app, context, NotificationTarget::Submission(id.0.clone())).await?,
        false => context,
    };
    Ok(Answer::Page(Box::new(page_of(app, &context, shown).await?)))
}

/// A submission, without its answers for a member who may not read them.
async fn details(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
) -> Result<SubmissionDetails, ErrorResponse> {
    let shown = submissions::show(app, &context.actor, id).await?;
    Ok(if context.has_permission(Permission::ReadSubmissions) { shown } else { shown.without_answers() })
}

/// For how long the page tells its sender that the form was sent.
const JUST_SENT: time::Duration = time::Duration::minutes(10);

/// The page of a submission.
pub(super) async fn page(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
) -> Result<SubmissionPage, ErrorResponse> {
    page_of(app, context, details(app, context, id).await?).await
}

async fn page_of(
    app: &AppState,
    context: &RequestContext,
    shown: SubmissionDetails,
) -> Result<SubmissionPage, ErrorResponse> {
    let id = &shown.submission.id.clone();
    let attached = shown.attached.clone();
    let links = match shown.reports.is_some() && context.has_permission(Permission::ShareReports) {
        true => Some(links::shared(app, &context.actor, shown.for_links()).await?),
        false => None,
    };
    let now = app.clock.now();
    let is_new = now - shown.submission.created_at < JUST_SENT;
    let missing_letters = report_letters::missing_letters(app, &shown).await;
    let actions = match attached.has_actions {
        true => actions::of_submission(app, &context.actor, id).await?,
        false => Vec::new(),
    };
    let today = context.zone.date_of(now);
    let usual = match shown.approval {
        Some(_) => usual::usual(app, &context.actor).await?,
        None => Usual::default(),
    };
    let reinspection =
        ReinspectionView::new(context, &shown, context.forms.offered(&shown.submission.module).is_some());
    let page = SubmissionPage::new(context, shown, usual, now);
    let missing_letters = missing_letters.map(|missing| {
        let letters = [("count", missing.count.into()), ("letters", missing.named.into())];
        page.layout.texts.with("submission-missing-letters", &letters)
    });
    let comments = context.has_permission(Permission::ReadSubmissions).then(|| {
        let (texts, new) = (page.layout.texts, attached.new_comments);
        let new = (new > 0).then(|| texts.with("comment-new", &[("count", new.into())]));
        (texts.with("comment-count", &[("count", attached.comments.into())]), new)
    });
    let job = page.job.paused_if(app.config.jobs == 0);
    let own = context.member.as_ref().map(|member| member.name());
    Ok(SubmissionPage {
        actions: actions.into_iter().map(|one| ActionView::new(&context.forms, one, today, context.lang)).collect(),
        just_sent: is_new && own.is_some() && page.head.inspector.as_deref() == own,
        job,
        comments,
        reinspection,
        missing_letters,
        links: links.map(|links| LinksView::new(links, context.lang, context.zone)),
        ..page
    })
}

/// The page in response to a decision that was not saved, with everything that was entered.
pub async fn page_with_decision(
    app: &AppState,
    context: &RequestContext,
    id: &SubmissionId,
    typed: TypedDecision,
    problem: &Problem,
) -> Result<SubmissionPage, ErrorResponse> {
    let page = page(app, context, id).await?;
    let layout = Layout::answering_post(context, Nav::Review, page.layout.title.clone(), true);
    let refused = layout.texts.problem(problem);
    let review = page.review.map(|mut review| {
        if let Some(decision) = &mut review.decision {
            decision.refuse(typed, problem, layout.texts);
        }
        review
    });
    Ok(SubmissionPage { review, refused: Some(refused), layout, ..page })
}

impl SubmissionPage {
    pub fn new(
        context: &RequestContext,
        shown: SubmissionDetails,
        usual: Usual,
        now: OffsetDateTime,
    ) -> SubmissionPage {
        let ReaderSettings { lang, zone } = context.reader();
        let review = ReviewView::new(context, &shown, usual, now);
        let steps = history_view::steps(&shown, context.reader());
        let revisions = history_view::revisions(&shown, context.reader());
        let client_responses = responses::shown(&shown, context.reader());
        let correct = review_view::correction_label(context, &shown);
        let answers = answer_reader::shown(&shown, lang);
        let head = answer_reader::head(&shown, lang, zone);
        let SubmissionDetails {
            submission,
            uploads,
            missing,
            reports,
            reports_missing,
            job,
            history,
            origin,
            imported,
            ..
        } = shown;
        let missing = missing_files(Texts::of(lang), &submission, &uploads, &missing, reports_missing);
        let site = labels::site(Texts::of(lang), submission.site_name);
        let layout = Layout::new(context, Nav::Submissions, site);
        let can_make_again =
            (submission.missing_files > 0 || reports_missing) && submission.status == Status::Completed;
        let can_settle = imported && submission.status == Status::Failed;
        let origin = origin.map(|origin| OriginView::new(origin, layout.texts));
        SubmissionPage {
            job: JobView::new(&layout.texts.job_status(job), layout.texts),
            layout,
            head,
            standing: StatusFilter::of(submission.status, submission.without_reports),
            can_settle: can_settle && context.has_permission(Permission::MakeReports),
            reports: reports.map(|links| Reports::new(links, lang)),
            missing,
            can_make_again: can_make_again && context.has_permission(Permission::MakeReports),
            submitted: Texts::of(lang).moment(zone.at(submission.created_at)),
            form_version: submission.form_version,
            history: history.into_iter().map(|event| EventView::new(event, lang, zone)).collect(),
            answers,
            organisation: context.member.as_ref().map(|it| it.organisation_name.clone()).unwrap_or_default(),
            just_sent: false,
            module: submission.module.to_string(),
            actions: Vec::new(),
            origin,
            links: None,
            missing_letters: None,
            review,
            steps,
            client_responses,
            revisions,
            correct,
            reinspection: ReinspectionView::default(),
            comments: None,
            refused: None,
            content_hash: submission.content_hash,
        }
    }

    /// The page in response to a link that was not made or changed.
    pub(super) fn with_link_error(
        self,
        context: &RequestContext,
        typed: Option<ShareLinkForm>,
        error: ShareLinkError,
    ) -> SubmissionPage {
        let links = self.links.map(|links| {
            let typed = typed.unwrap_or(links.typed);
            LinksView { typed: ShareLinkForm { password: String::new(), ..typed }, error: Some(error), ..links }
        });
        let layout = Layout::answering_post(context, Nav::Submissions, self.layout.title, true);
        SubmissionPage { links, layout, ..self }
    }
}
