//! `/verify/<code>`: verifying a report by the code that is printed on it, and comparing a file with it.
//!
//! Public, and without answers or names of people. With JavaScript the browser hashes the file; without, the server
//! does while it arrives, and keeps nothing of it.

use crate::{
    domain::{
        ids::ReportCode,
        problem::{Malformed, Problem},
        upload::FileType,
    },
    i18n::Texts,
    services::report_verification::{self, ReportVerification, VerificationStatus},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::multipart::{
            limits,
            parts::{Body, Envelope, Parts},
        },
        params::IdParam,
        view::{
            format::Moment,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use futures::StreamExt;
use rocket::{
    Data, get,
    http::{ContentType, Status},
    post,
};
use sha2::{Digest, Sha256};

#[derive(Template, WebTemplate)]
#[template(path = "verify/show.html")]
pub struct ReportVerificationPage {
    layout: Layout,
    code: String,
    organisation: String,
    form: String,
    site: Option<String>,
    visit_date: Option<String>,
    made: Moment,
    state: String,
    is_current: bool,
    files: Vec<FileView>,
    verdict: Option<Verdict>,
}

struct FileView {
    label: &'static str,
    sha256: String,
    size: String,
    /// What is said if a file turns out to be this one.
    is_ours: &'static str,
}

/// What came of comparing a file.
#[derive(Clone, Copy)]
struct Verdict {
    good: bool,
    sentence: &'static str,
}

#[get("/verify/<code>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    code: IdParam<ReportCode>,
) -> Result<ReportVerificationPage, ErrorResponse> {
    let genuine = report_verification::find(app, &code.0).await?;
    Ok(ReportVerificationPage::new(&context, &code.0, &genuine))
}

/// Compares the file part of a form with the files that were made under this code.
#[post("/verify/<code>", data = "<data>")]
pub async fn check(
    app: &AppState,
    context: RequestContext,
    code: IdParam<ReportCode>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<(Status, ReportVerificationPage), ErrorResponse> {
    let mut body = Body::new(data);
    // The code is checked first, so that no file is read for an unknown one.
    let read = match report_verification::find(app, &code.0).await {
        Ok(genuine) => hash(&context, content_type, &mut body).await.map(|sha256| (genuine, sha256)),
        Err(problem) => Err(problem),
    };
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    let (genuine, sha256) = read?;
    let page = ReportVerificationPage::new(&context, &code.0, &genuine);
    let texts = page.layout.texts;
    let (status, verdict) = match sha256 {
        None => (Status::UnprocessableEntity, Verdict { good: false, sentence: texts.t("verification-no-file") }),
        Some(sha256) => (
            Status::Ok,
            match genuine.file(&sha256) {
                Some(file) => Verdict { good: true, sentence: is_ours(file.kind, page.layout.texts) },
                None => Verdict { good: false, sentence: texts.t("verification-different") },
            },
        ),
    };
    Ok((status, ReportVerificationPage { verdict: Some(verdict), ..page }))
}

async fn hash(
    context: &RequestContext,
    content_type: Option<&ContentType>,
    body: &mut Body<'_>,
) -> Result<Option<[u8; 32]>, Problem> {
    let envelope = Envelope::open(content_type, &context.body, limits::COMPARED_BYTES)?;
    let mut parts: Parts<'_> = body.parts(&envelope);
    let mut found = None;
    while let Some(mut part) = parts.next().await? {
        let is_file = part.name == "file" && part.filename.is_some();
        if !is_file {
            part.bytes.finish().await?;
            continue;
        }
        if found.is_some() {
            return Err(Problem::Malformed(Malformed::Unreadable));
        }
        let (mut hash, mut length) = (Sha256::new(), 0);
        while let Some(Ok(chunk)) = part.bytes.next().await {
            hash.update(&chunk);
            length += chunk.len();
        }
        // Why it ended, if not because it was over.
        part.bytes.finish().await?;
        found = Some((hash, length));
    }
    // A file input without a file is sent as one without bytes.
    Ok(found.filter(|(_, length)| *length > 0).map(|(hash, _)| hash.finalize().into()))
}

fn is_ours(kind: FileType, texts: Texts) -> &'static str {
    if kind == FileType::ReportExcel { texts.t("verification-same-excel") } else { texts.t("verification-same-pdf") }
}

impl ReportVerificationPage {
    fn new(context: &RequestContext, code: &ReportCode, genuine: &ReportVerification) -> ReportVerificationPage {
        let lang = context.lang;
        let layout = Layout::at(context, &format!("/verify/{code}"), Nav::Elsewhere, "");
        let texts = layout.texts;
        let state = match genuine.standing {
            VerificationStatus::Current => texts.t("verification-current").to_owned(),
            VerificationStatus::Replaced(at) => texts.with("verification-replaced", &[("date", at.into())]),
            VerificationStatus::Erased => texts.t("verification-erased").to_owned(),
        };
        let file = |file: &report_verification::GenuineFile| FileView {
            label: if file.kind == FileType::ReportExcel {
                texts.t("submission-excel")
            } else {
                texts.t("submission-pdf")
            },
            sha256: hex::encode(file.sha256),
            size: Texts::of(lang).size(file.size),
            is_ours: is_ours(file.kind, texts),
        };
        ReportVerificationPage {
            code: code.to_string(),
            organisation: genuine.organisation.clone(),
            form: genuine.form.get(lang).to_owned(),
            site: genuine.site_name.clone(),
            visit_date: genuine.visit_date.map(|day| Texts::of(lang).date(day)),
            made: Texts::of(lang).moment(genuine.made_at),
            state,
            is_current: genuine.standing == VerificationStatus::Current,
            files: genuine.files.iter().map(file).collect(),
            verdict: None,
            layout: Layout { title: texts.t("verification-title").to_owned(), ..layout },
        }
    }
}
