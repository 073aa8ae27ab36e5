//! `/organisation/branding`: logo, colour, lines, paper and currency of reports; `/organisation/logo`: the logo for pages.
//!
//! The form is multipart, because it may have a file. A refused form comes back with everything that was typed.

use crate::{
    domain::{
        accent::{Accent, BadAccent},
        branding::{Branding, LEGAL_CHARS, LINE_CHARS, Paper},
        money::Currency,
        problem::{Malformed, Problem},
        upload::FileRefusal,
        validate::{FieldError, Subject, ValidationCode},
    },
    i18n::Texts,
    services::branding::{self, LogoChange, MAX_LOGO, SavedBranding},
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        forms::multipart::parts::{Body, Envelope, Parts},
        headers::FILE_POLICY,
        limits::body_size::BRANDING_BYTES,
        params::IfNoneMatch,
        view::{
            field_sentences::FieldSentences,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use bytes::Bytes;
use rocket::{
    Data, Request, Response, get,
    http::{ContentType, Header, Status},
    post,
    response::{Redirect, Responder},
};
use std::{io::Cursor, sync::Arc};

const ADDRESS: &str = "/organisation/branding";

/// The longest text field of the form, in bytes.
const FIELD_BYTES: usize = 4 * 1024;

#[derive(Template, WebTemplate)]
#[template(path = "organisation/branding.html")]
pub struct BrandingPage {
    layout: Layout,
    saved: bool,
    refused: FieldSentences,
    typed: BrandingFields,
    /// The address of the logo, if there is one.
    logo: Option<String>,
    papers: Vec<(&'static str, &'static str)>,
    currencies: Vec<&'static str>,
}

/// The fields as they stand on the page.
#[derive(Default)]
struct BrandingFields {
    accent: String,
    header_line: String,
    footer_line: String,
    legal_line: String,
    paper: String,
    currency: String,
    remove_logo: bool,
    /// The bytes of the file, if one was chosen; the flag says that it was longer than the limit.
    logo: Option<(Vec<u8>, bool)>,
}

#[derive(Responder)]
pub enum BrandingResponse {
    Saved(Box<Redirect>),
    Again((Status, Box<BrandingPage>)),
}

#[get("/organisation/branding?<done>")]
pub async fn show(app: &AppState, context: RequestContext, done: Option<&str>) -> Result<BrandingPage, ErrorResponse> {
    let saved = branding::branding(app, &context.actor).await?;
    let texts = Texts::of(context.lang);
    let layout = Layout::at(&context, ADDRESS, Nav::Organisation, texts.t("branding-title"));
    let page = BrandingPage::new(layout, BrandingFields::of(&saved.branding), &saved, FieldSentences::default());
    Ok(BrandingPage { saved: done == Some("saved"), ..page })
}

#[post("/organisation/branding", data = "<data>")]
pub async fn save(
    app: &AppState,
    context: RequestContext,
    content_type: Option<&ContentType>,
    data: Data<'_>,
) -> Result<BrandingResponse, ErrorResponse> {
    let mut body = Body::new(data);
    let read = BrandingFields::read(&context, content_type, &mut body).await;
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    let mut typed = read?;
    let texts = Texts::of(context.lang);
    let mut refused = FieldSentences::default();
    let chosen = typed.checked(&mut refused, texts);
    let logo = match typed.logo.take() {
        None if typed.remove_logo => LogoChange::Remove,
        None => LogoChange::Keep,
        Some((_, true)) => {
            refused.add("logo", refusal(texts, FileRefusal::TooLarge { limit: MAX_LOGO as u64 }));
            LogoChange::Keep
        }
        Some((bytes, false)) => match branding::decode_logo(app, Bytes::from(bytes)).await? {
            Ok(logo) => LogoChange::Set(logo),
            Err(why) => {
                refused.add("logo", refusal(texts, why));
                LogoChange::Keep
            }
        },
    };
    match chosen {
        Some(chosen) if refused.is_empty() => {
            branding::save(app, &context.actor, &chosen, logo).await?;
            Ok(BrandingResponse::Saved(Box::new(Redirect::to(format!("{ADDRESS}?done=saved")))))
        }
        _ => {
            let saved = branding::branding(app, &context.actor).await?;
            let layout = Layout::answering_post(&context, Nav::Organisation, texts.t("branding-title"), true);
            let page = BrandingPage::new(layout, typed, &saved, refused);
            Ok(BrandingResponse::Again((Status::UnprocessableEntity, Box::new(page))))
        }
    }
}

fn refusal(texts: Texts, why: FileRefusal) -> String {
    texts.field_error(&FieldError::of("logo", Subject::Control("branding-logo"), ValidationCode::File(why)))
}

impl BrandingFields {
    fn of(branding: &Branding) -> BrandingFields {
        let text = |line: &Option<String>| line.clone().unwrap_or_default();
        BrandingFields {
            accent: branding.accent.to_string(),
            header_line: text(&branding.header_line),
            footer_line: text(&branding.footer_line),
            legal_line: text(&branding.legal_line),
            paper: branding.paper.as_str().to_owned(),
            currency: branding.currency.code().to_owned(),
            ..BrandingFields::default()
        }
    }

    async fn read(
        context: &RequestContext,
        content_type: Option<&ContentType>,
        body: &mut Body<'_>,
    ) -> Result<BrandingFields, Problem> {
        let envelope = Envelope::open(content_type, &context.body, BRANDING_BYTES)?;
        let mut parts: Parts<'_> = body.parts(&envelope);
        let mut typed = BrandingFields::default();
        while let Some(mut part) = parts.next().await? {
            if part.name == "logo" && part.filename.is_some() {
                let (bytes, cut) = part.bytes.read(MAX_LOGO).await?;
                // A file input without a file is sent as one without bytes.
                typed.logo = Some((bytes, cut)).filter(|(bytes, _)| !bytes.is_empty());
                continue;
            }
            let (bytes, cut) = part.bytes.read(FIELD_BYTES).await?;
            let Ok(text) = String::from_utf8(bytes) else { return Err(Problem::Malformed(Malformed::Unreadable)) };
            let target = match part.name.as_str() {
                "accent" => &mut typed.accent,
                "header_line" => &mut typed.header_line,
                "footer_line" => &mut typed.footer_line,
                "legal_line" => &mut typed.legal_line,
                "paper" => &mut typed.paper,
                "currency" => &mut typed.currency,
                "remove_logo" => {
                    typed.remove_logo = !text.is_empty();
                    continue;
                }
                _ => continue,
            };
            if cut {
                return Err(Problem::Malformed(Malformed::Unreadable));
            }
            *target = text;
        }
        Ok(typed)
    }

    /// The branding that was typed; what is wrong goes to `refused`.
    fn checked(&self, refused: &mut FieldSentences, texts: Texts) -> Option<Branding> {
        let accent = match Accent::parse(&self.accent.trim().to_ascii_lowercase()) {
            Ok(accent) => Some(accent),
            Err(BadAccent::Syntax) => {
                refused.add("accent", texts.t("branding-bad-accent"));
                None
            }
            Err(BadAccent::TooLight { contrast, nearest }) => {
                // Rounded down, so that a contrast that is not enough never looks like one that is.
                let contrast = format!("{:.1}", (contrast * 10.0).floor() / 10.0);
                let args = [("contrast", contrast.into()), ("nearest", nearest.to_string().into())];
                refused.add("accent", texts.with("branding-light-accent", &args));
                None
            }
        };
        let mut line = |name: &'static str, text: &str, chars: usize| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.chars().count() > chars {
                refused.add(name, texts.with("branding-long-line", &[("limit", chars.into())]));
            } else if text.chars().any(char::is_control) {
                refused.add(name, texts.t("branding-bad-line"));
            }
            Some(text).filter(|text| !text.is_empty())
        };
        let header_line = line("header_line", &self.header_line, LINE_CHARS);
        let footer_line = line("footer_line", &self.footer_line, LINE_CHARS);
        let legal_line = line("legal_line", &self.legal_line, LEGAL_CHARS);
        let (paper, currency) = (Paper::parse(&self.paper), Currency::named(&self.currency));
        if paper.is_none() {
            refused.add("paper", texts.t("branding-bad-paper"));
        }
        if currency.is_none() {
            refused.add("currency", texts.t("branding-bad-currency"));
        }
        Some(Branding { accent: accent?, header_line, footer_line, legal_line, paper: paper?, currency: currency? })
    }
}

impl BrandingPage {
    fn new(layout: Layout, typed: BrandingFields, saved: &SavedBranding, refused: FieldSentences) -> BrandingPage {
        let paper = |paper: &Paper| match paper {
            Paper::A4 => (paper.as_str(), layout.t("branding-paper-a4")),
            Paper::UsLetter => (paper.as_str(), layout.t("branding-paper-letter")),
        };
        BrandingPage {
            saved: false,
            refused,
            typed,
            logo: saved.logo.as_ref().map(|sha256| format!("/organisation/logo?v={sha256}")),
            papers: Paper::ALL.iter().map(paper).collect(),
            currencies: Currency::all().map(Currency::code).collect(),
            layout,
        }
    }
}

/// The logo. Its address has its hash, so that browsers keep it.
pub struct LogoAnswer {
    /// `None`: not modified.
    bytes: Option<Arc<[u8]>>,
    tag: String,
    keep: &'static str,
}

#[get("/organisation/logo?<v>")]
pub async fn logo(
    app: &AppState,
    context: RequestContext,
    v: Option<&str>,
    held: IfNoneMatch<'_>,
) -> Result<LogoAnswer, ErrorResponse> {
    let logo = branding::logo(app, &context.actor).await?;
    let tag = format!("\"{}\"", logo.sha256);
    let current = v == Some(logo.sha256.as_str());
    Ok(LogoAnswer {
        bytes: (!held.has_tag(&tag)).then_some(logo.picture.bytes),
        tag,
        keep: if current { "private, max-age=31536000, immutable" } else { "private, no-cache" },
    })
}

impl<'r> Responder<'r, 'static> for LogoAnswer {
    fn respond_to(self, _request: &'r Request<'_>) -> rocket::response::Result<'static> {
        let mut response = Response::build();
        response
            .header(Header::new("ETag", self.tag))
            .header(Header::new("Cache-Control", self.keep))
            .header(Header::new("Content-Security-Policy", FILE_POLICY));
        match self.bytes {
            None => response.status(Status::NotModified).ok(),
            Some(bytes) => response.header(ContentType::PNG).sized_body(bytes.len(), Cursor::new(bytes)).ok(),
        }
    }
}
