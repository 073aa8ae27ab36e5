//! `/genuine/<code>`: whether a report is ours. The code is printed on it; a file can be compared byte by byte.
//!
//! Open to everybody, and without an answer or a name of anybody. With JavaScript the file is hashed in the browser;
//! without, it is hashed here while it arrives, and nothing of it is kept.

use crate::{
    domain::{
        ids::ReportCode,
        problem::{Malformed, Problem},
        upload::FileType,
    },
    services::report_verification::{self, ReportVerification, VerificationStatus},
    web::{
        context::{AppState, IdParam, RequestContext},
        error::Failed,
        multipart::{
            limits,
            parts::{Body, Envelope, Parts},
        },
        view::{
            format::{self, Moment},
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
#[template(path = "report_verification/show.html")]
pub struct ReportVerificationPage {
    layout: Layout,
    code: String,
    organisation: String,
    form: String,
    site: Option<String>,
    visit_date: Option<String>,
    made: Moment,
    state: &'static str,
    replaced: Option<Moment>,
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

#[get("/genuine/<code>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    code: IdParam<ReportCode>,
) -> Result<ReportVerificationPage, Failed> {
    let genuine = report_verification::find(app, &code.0).await.map_err(|problem| Failed::new(problem, &context))?;
    Ok(ReportVerificationPage::new(&context, &code.0, &genuine))
}

/// Compares the file part of a form with the files that were made under this code.
#[post("/genuine/<code>", data = "<data>")]
pub async fn check(
    app: &AppState,
    context: RequestContext,
    code: IdParam<ReportCode>,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<(Status, ReportVerificationPage), Failed> {
    let failed = |problem| Failed::new(problem, &context);
    let mut body = Body::new(data);
    // Nobody sends a large file to a code that is none.
    let read = match report_verification::find(app, &code.0).await {
        Ok(genuine) => hash(&context, content_type, &mut body).await.map(|sha256| (genuine, sha256)),
        Err(problem) => Err(problem),
    };
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    let (genuine, sha256) = read.map_err(failed)?;
    let page = ReportVerificationPage::new(&context, &code.0, &genuine);
    let words = &page.layout.words.links.genuine;
    let (status, verdict) = match sha256 {
        None => (Status::UnprocessableEntity, Verdict { good: false, sentence: words.no_file }),
        Some(sha256) => (
            Status::Ok,
            match genuine.file(&sha256) {
                Some(file) => Verdict { good: true, sentence: is_ours(file.kind, page.layout.words) },
                None => Verdict { good: false, sentence: words.not_ours },
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
    let envelope = Envelope::open(content_type, &context.body, context.lang, limits::COMPARED_BYTES)?;
    let mut parts: Parts<'_> = body.parts(&envelope, context.lang);
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

fn is_ours(kind: FileType, words: &'static crate::web::view::words::Words) -> &'static str {
    if kind == FileType::ReportExcel { words.links.genuine.ours_excel } else { words.links.genuine.ours_pdf }
}

impl ReportVerificationPage {
    fn new(context: &RequestContext, code: &ReportCode, genuine: &ReportVerification) -> ReportVerificationPage {
        let lang = context.lang;
        let layout = Layout::at(context, &format!("/genuine/{code}"), Nav::Elsewhere, "");
        let words = layout.words;
        let (state, replaced) = match genuine.standing {
            VerificationStatus::Current => (words.links.genuine.current, None),
            VerificationStatus::Replaced(at) => (words.links.genuine.replaced, Some(format::moment(at, lang))),
            VerificationStatus::Erased => (words.links.genuine.erased, None),
        };
        let file = |file: &report_verification::GenuineFile| FileView {
            label: if file.kind == FileType::ReportExcel { words.submission.excel } else { words.submission.pdf },
            sha256: hex::encode(file.sha256),
            size: format::size(file.size, lang),
            is_ours: is_ours(file.kind, words),
        };
        ReportVerificationPage {
            code: code.to_string(),
            organisation: genuine.organisation.clone(),
            form: genuine.form.get(lang).to_owned(),
            site: genuine.site_name.clone(),
            visit_date: genuine.visit_date.map(|day| format::date(day, lang)),
            made: format::moment(genuine.made_at, lang),
            state,
            replaced,
            is_current: genuine.standing == VerificationStatus::Current,
            files: genuine.files.iter().map(file).collect(),
            verdict: None,
            layout: Layout { title: words.links.genuine.title.to_owned(), ..layout },
        }
    }
}
