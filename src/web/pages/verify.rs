//! `/verify/<code>`: verifying a report by the code that is printed on it, and comparing a file with it.
//!
//! Public, and without answers or names of people. A code can be copied onto another document, so the page confirms
//! nothing until a file was compared; the verdict is its heading. With JavaScript the browser hashes the file; without,
//! the server does while it arrives, and keeps nothing of it.

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
    files: Vec<FileView>,
    verdict: ComparisonResult,
}

struct FileView {
    label: &'static str,
    sha256: String,
    size: String,
    /// The verdict if the compared file is this one.
    same: ComparisonResult,
}

/// The result of a comparison, or that there was none yet: the heading of the page and the sentence below it.
#[derive(Clone, Copy)]
struct ComparisonResult {
    /// The style class.
    kind: &'static str,
    heading: &'static str,
    sentence: &'static str,
}

impl ComparisonResult {
    /// The heading before a file was compared.
    fn none(texts: Texts) -> ComparisonResult {
        ComparisonResult {
            kind: "open",
            heading: texts.t("verification-title"),
            sentence: texts.t("verification-open"),
        }
    }

    /// The form was sent without a file.
    fn no_file(texts: Texts) -> ComparisonResult {
        ComparisonResult { sentence: texts.t("verification-no-file"), ..ComparisonResult::none(texts) }
    }

    fn same(kind: FileType, texts: Texts) -> ComparisonResult {
        let sentence = match kind {
            FileType::ReportExcel => texts.t("verification-same-excel"),
            _ => texts.t("verification-same-pdf"),
        };
        ComparisonResult { kind: "good", heading: texts.t("verification-same"), sentence }
    }

    fn different(texts: Texts) -> ComparisonResult {
        ComparisonResult {
            kind: "bad",
            heading: texts.t("verification-different"),
            sentence: texts.t("verification-different-about"),
        }
    }
}

#[get("/verify/<code>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    code: IdParam<ReportCode>,
) -> Result<ReportVerificationPage, ErrorResponse> {
    let issued = report_verification::find(app, &code.0).await?;
    let verdict = ComparisonResult::none(Texts::of(context.lang));
    Ok(ReportVerificationPage::new(&context, &code.0, &issued, verdict))
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
        Ok(issued) => hash(&context, content_type, &mut body).await.map(|sha256| (issued, sha256)),
        Err(problem) => Err(problem),
    };
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    let (issued, sha256) = read?;
    let texts = Texts::of(context.lang);
    let (status, verdict) = match sha256 {
        None => (Status::UnprocessableEntity, ComparisonResult::no_file(texts)),
        Some(sha256) => {
            let file = issued.file(&sha256);
            (
                Status::Ok,
                file.map_or(ComparisonResult::different(texts), |file| ComparisonResult::same(file.kind, texts)),
            )
        }
    };
    Ok((status, ReportVerificationPage::new(&context, &code.0, &issued, verdict)))
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

impl ReportVerificationPage {
    fn new(
        context: &RequestContext,
        code: &ReportCode,
        issued: &ReportVerification,
        verdict: ComparisonResult,
    ) -> ReportVerificationPage {
        let lang = context.lang;
        let layout = Layout::at(context, &format!("/verify/{code}"), Nav::Elsewhere, "");
        let texts = layout.texts;
        let state = match issued.standing {
            VerificationStatus::Current => texts.t("verification-current").to_owned(),
            VerificationStatus::Replaced(at) => {
                texts.with("verification-replaced", &[("date", issued.zone.at(at).into())])
            }
            VerificationStatus::Erased => texts.t("verification-erased").to_owned(),
        };
        let state = match issued.newest_revision {
            Some(newest) => {
                let numbers = [("revision", issued.revision.into()), ("newest", newest.into())];
                format!("{state} {}", texts.with("verification-newer-revision", &numbers))
            }
            None => state,
        };
        let file = |file: &report_verification::IssuedFile| FileView {
            label: texts.report_file(file.kind),
            sha256: hex::encode(file.sha256),
            size: Texts::of(lang).size(file.size),
            same: ComparisonResult::same(file.kind, texts),
        };
        ReportVerificationPage {
            code: code.to_string(),
            organisation: issued.organisation.clone(),
            form: issued.form.get(lang).to_owned(),
            site: issued.site_name.clone().filter(|site| !site.trim().is_empty()),
            visit_date: issued.visit_date.map(|day| Texts::of(lang).date(day)),
            made: Texts::of(lang).moment(issued.zone.at(issued.made_at)),
            state,
            files: issued.files.iter().map(file).collect(),
            layout: Layout { title: verdict.heading.to_owned(), ..layout },
            verdict,
        }
    }
}
