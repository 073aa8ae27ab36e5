//! `/audit.csv` and `/audit.jsonl`: all rows of a filter, streamed page by page. Each export is an entry of the log
//! itself.

use crate::{
    app::App,
    domain::{answers::iso, lang::Lang, problem::Problem, time_zone::TimeZone},
    i18n::Texts,
    services::{
        actor::Actor,
        audit::{self, AuditEntry, Filter, Page},
    },
    web::{
        api::audit_shape::AuditRow,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        pages::submissions::export::Csv,
        query::audit::AuditQuery,
        view::csv::{harmless, interrupted, interruption, local, written, zoned},
    },
};
use rocket::{
    get,
    http::{ContentType, Header},
    response::stream::ByteStream,
};
use std::sync::Arc;

type Body = ByteStream<futures::stream::BoxStream<'static, Vec<u8>>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
}

#[get("/audit.csv?<typed..>")]
pub async fn csv(app: &AppState, context: RequestContext, typed: AuditQuery) -> Result<Csv<Body>, ErrorResponse> {
    export(app, context, typed, Format::Csv).await
}

#[get("/audit.jsonl?<typed..>")]
pub async fn jsonl(app: &AppState, context: RequestContext, typed: AuditQuery) -> Result<Csv<Body>, ErrorResponse> {
    export(app, context, typed, Format::JsonLines).await
}

/// The first page is read before the answer begins, so that a refusal can still be one.
async fn export(
    app: &AppState,
    context: RequestContext,
    typed: AuditQuery,
    format: Format,
) -> Result<Csv<Body>, ErrorResponse> {
    let (filter, errors) = AuditQuery { after: None, ..typed.without_blanks() }.read(context.zone);
    if !errors.is_empty() {
        return Err(Problem::Invalid(errors).into());
    }
    let first = audit::export_page(app, &context.actor, &filter).await?;
    let ending = match format {
        Format::Csv => "csv",
        Format::JsonLines => "jsonl",
    };
    audit::exported(app, &context.actor, &filter, ending).await?;
    let name = format!("audit-{}.{ending}", iso(context.zone.date_of(app.clock.now())));
    let content_type = match format {
        Format::Csv => ContentType::new("text", "csv").with_params(("charset", "utf-8")),
        Format::JsonLines => ContentType::new("application", "jsonl"),
    };
    Ok(Csv {
        body: body(app.inner().clone(), context.actor.clone(), filter, context.lang, first, format),
        content_type,
        disposition: Header::new("Content-Disposition", format!("attachment; filename=\"{name}\"")),
    })
}

fn body(app: Arc<App>, actor: Actor, mut filter: Filter, lang: Lang, first: Page, format: Format) -> Body {
    ByteStream(Box::pin(rocket::async_stream::stream! {
        let mut page = first;
        if format == Format::Csv {
            yield head(lang, filter.zone);
        }
        loop {
            yield lines(page.rows, lang, filter.zone, format);
            filter.after = match page.next {
                Some(next) => Some(next),
                None => break,
            };
            page = match audit::export_page(&app, &actor, &filter).await {
                Ok(page) => page,
                Err(problem) => {
                    yield match format {
                        Format::Csv => interrupted(&problem, Texts::of(lang)),
                        Format::JsonLines => {
                            let sentence = interruption(&problem, Texts::of(lang));
                            format!("{}\n", serde_json::json!({ "error": sentence })).into_bytes()
                        }
                    };
                    break;
                }
            };
        }
    }))
}

/// The columns' names. The mark at the very start tells Excel that the text is UTF-8.
fn head(lang: Lang, zone: TimeZone) -> Vec<u8> {
    let texts = Texts::of(lang);
    let at = zoned(texts, texts.t("audit-at"), zone);
    let names = [
        "id",
        at.as_str(),
        texts.t("audit-who"),
        texts.t("audit-action"),
        "action",
        texts.t("audit-object"),
        texts.t("audit-details"),
        texts.t("audit-ip"),
        texts.t("audit-user-agent"),
        texts.t("audit-proof"),
    ];
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(written(|csv| csv.write_record(names)));
    bytes
}

fn lines(rows: Vec<AuditEntry>, lang: Lang, zone: TimeZone, format: Format) -> Vec<u8> {
    match format {
        Format::Csv => written(|csv| rows.iter().try_for_each(|row| csv.write_record(line(row, lang, zone)))),
        Format::JsonLines => {
            let mut bytes = Vec::new();
            for row in rows {
                // A row is plain text and numbers: it can always be written.
                bytes.extend(serde_json::to_vec(&AuditRow::from(row)).unwrap_or_default());
                bytes.push(b'\n');
            }
            bytes
        }
    }
}

/// The e-mail address of the actor, and that of the absent member for whom a delegate acted.
fn who(row: &AuditEntry, texts: Texts) -> String {
    match (&row.who, &row.absent) {
        (Some((_, delegate)), Some((_, absent))) => {
            texts.with("approval-by-delegate", &[("delegate", delegate.into()), ("absent", absent.into())])
        }
        (who, _) => who.as_ref().map(|(_, email)| email.clone()).unwrap_or_default(),
    }
}

fn line(row: &AuditEntry, lang: Lang, zone: TimeZone) -> Vec<String> {
    let texts = Texts::of(lang);
    let thing = match (&row.submission, row.resource_id) {
        (Some(id), _) => id.to_string(),
        (None, Some(key)) => format!("{} {key}", row.resource_type),
        (None, None) => row.resource_type.clone(),
    };
    let cells = [
        row.id.to_string(),
        local(zone.at(row.at)),
        who(row, texts),
        Texts::of(lang).logged_action(&row.action),
        row.action.as_str().to_owned(),
        thing,
        row.details.to_string(),
        row.ip.map(|ip| ip.to_string()).unwrap_or_default(),
        row.user_agent.clone().unwrap_or_default(),
        (if row.sealed { texts.t("audit-sealed") } else { texts.t("audit-not-yet-sealed") }).to_owned(),
    ];
    cells.iter().map(|cell| harmless(cell)).collect()
}
