//! `/submissions.csv`: the filtered list as a table for a spreadsheet, streamed page by page.

use super::{address::Typed, controls::short_name};
use crate::{
    app::App,
    domain::{answers::iso, lang::Lang, problem::Problem},
    forms::Forms,
    services::{
        caller::Caller,
        submissions::{self, Filter, ListPage, Row},
    },
    web::{
        error::Failed,
        guards::{Asked, TheApp},
        view::words::Words,
    },
};
use rocket::{
    Responder, get,
    http::{ContentType, Header},
    response::stream::ByteStream,
};
use std::sync::Arc;
use time::{OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339};

#[derive(Responder)]
pub struct Csv<S> {
    body: S,
    content_type: ContentType,
    disposition: Header<'static>,
}

type Body = ByteStream<futures::stream::BoxStream<'static, Vec<u8>>>;

/// The first page is read before the answer begins, so that a refusal can still be one.
#[get("/submissions.csv?<typed..>")]
pub async fn export(app: &TheApp, asked: Asked, typed: Typed) -> Result<Csv<Body>, Failed> {
    let (filter, errors) = typed.tidy().read(|module| app.forms.get(module).is_some());
    if !errors.is_empty() {
        return Err(Failed::new(Problem::Invalid(errors), &asked));
    }
    let first = submissions::export_page(app, &asked.caller, &filter).await;
    let first = first.map_err(|problem| Failed::new(problem, &asked))?;
    let name = format!("submissions-{}.csv", iso(OffsetDateTime::now_utc().date()));
    Ok(Csv {
        body: body(app.inner().clone(), asked.caller, filter, asked.lang, first),
        content_type: ContentType::new("text", "csv").with_params(("charset", "utf-8")),
        disposition: Header::new("Content-Disposition", format!("attachment; filename=\"{name}\"")),
    })
}

fn body(app: Arc<App>, caller: Caller, mut filter: Filter, lang: Lang, first: ListPage) -> Body {
    ByteStream(Box::pin(rocket::async_stream::stream! {
        let words = Words::of(lang);
        let mut page = first;
        yield head(words);
        loop {
            yield lines(&page.rows, &app.forms, lang);
            filter.after = match page.next {
                Some(next) => Some(next),
                None => break,
            };
            page = match submissions::export_page(&app, &caller, &filter).await {
                Ok(page) => page,
                Err(problem) => {
                    if let Some(cause) = problem.cause() {
                        tracing::error!(error = ?cause, "export broke off");
                    }
                    yield written(|csv| csv.write_record([words.list.export_broke_off]));
                    break;
                }
            };
        }
    }))
}

/// The columns' names. The mark at the very start tells Excel that the text is UTF-8.
fn head(words: &Words) -> Vec<u8> {
    let w = &words.common;
    let names =
        [w.reference, w.module, w.status, w.site, w.visit_date, w.submitted_at, w.items, w.photos].map(harmless);
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(written(|csv| csv.write_record(names)));
    bytes
}

fn lines(rows: &[Row], forms: &Forms, lang: Lang) -> Vec<u8> {
    let words = Words::of(lang);
    written(|csv| {
        rows.iter().try_for_each(|row| {
            csv.write_record(
                [
                    row.id.as_str(),
                    &short_name(forms, &row.module, lang),
                    words.status(&row.status),
                    &row.site_name,
                    &row.visit_date.map(iso).unwrap_or_default(),
                    &row.created_at.to_offset(UtcOffset::UTC).format(&Rfc3339).unwrap_or_default(),
                    &row.item_count.to_string(),
                    &row.photo_count.to_string(),
                ]
                .map(harmless),
            )
        })
    })
}

fn written(write: impl FnOnce(&mut csv::Writer<&mut Vec<u8>>) -> csv::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut csv = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    // A vector takes every byte, and each record may have its own length: nothing can fail here.
    let outcome = write(&mut csv).and_then(|()| Ok(csv.flush()?));
    drop(csv);
    debug_assert!(outcome.is_ok());
    bytes
}

/// A spreadsheet would run a cell that begins like a formula, some also in full-width letters; an apostrophe makes it
/// text.
fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::submission::Status;
    use time::macros::{date, datetime};

    #[test]
    fn a_cell_is_never_a_formula_and_never_two_cells() {
        let row = |site: &str| Row {
            id: "sub_0123456789ab".parse().unwrap(),
            module: "civil".parse().unwrap(),
            status: Status::Completed,
            site_name: site.into(),
            visit_date: Some(date!(2026 - 03 - 14)),
            created_at: datetime!(2026-03-14 10:42 +04:00),
            item_count: 2,
            photo_count: 0,
        };
        let rows = ["=1+1", "a \"b\",\nc", "برج المارينا"].map(row);
        let text = String::from_utf8(lines(&rows, &Forms::load(&[]).unwrap(), Lang::En)).unwrap();
        let start = "sub_0123456789ab,Civil,Reports ready,";
        let end = ",2026-03-14,2026-03-14T06:42:00Z,2,0\r\n";
        let sites = ["'=1+1", "\"a \"\"b\"\",\nc\"", "برج المارينا"];
        assert_eq!(text, sites.map(|site| format!("{start}{site}{end}")).concat());
    }

    #[test]
    fn the_head_begins_with_the_mark_of_utf_8() {
        assert!(head(Words::of(Lang::Ar)).starts_with("\u{feff}الرقم المرجعي,".as_bytes()));
    }
}
