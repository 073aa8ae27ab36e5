//! `/submissions.csv`: the filtered list as a table for a spreadsheet, streamed page by page.

use super::controls::short_name;
use crate::{
    app::App,
    domain::{
        answers::{Answer, Signature, iso},
        form::{Field, FormDef},
        lang::Lang,
        problem::Problem,
    },
    forms::Forms,
    i18n::Texts,
    services::{
        actor::Actor,
        submissions::{self, ExportPage, ExportRow, Filter},
    },
    web::view::labels,
    web::{
        context::{AppState, RequestContext},
        error::ErrorResponse,
        query::submissions::SubmissionQuery,
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
    pub body: S,
    pub content_type: ContentType,
    pub disposition: Header<'static>,
}

type Body = ByteStream<futures::stream::BoxStream<'static, Vec<u8>>>;

/// The first page is read before the answer begins, so that a refusal can still be one.
#[get("/submissions.csv?<typed..>")]
pub async fn export(
    app: &AppState,
    context: RequestContext,
    typed: SubmissionQuery,
) -> Result<Csv<Body>, ErrorResponse> {
    let (filter, errors) = typed.tidy().read(|module| app.forms.get(module).is_some());
    if !errors.is_empty() {
        return Err(Problem::Invalid(errors).into());
    }
    let first = submissions::export_page(app, &context.actor, &filter).await;
    let first = first?;
    let noted = submissions::exported(app, &context.actor, &filter).await;
    noted?;
    let name = format!("submissions-{}.csv", iso(OffsetDateTime::now_utc().date()));
    Ok(Csv {
        body: body(app.inner().clone(), context.actor, filter, context.lang, first),
        content_type: ContentType::new("text", "csv").with_params(("charset", "utf-8")),
        disposition: Header::new("Content-Disposition", format!("attachment; filename=\"{name}\"")),
    })
}

fn body(app: Arc<App>, actor: Actor, mut filter: Filter, lang: Lang, first: ExportPage) -> Body {
    ByteStream(Box::pin(rocket::async_stream::stream! {
        let columns = Columns::new(&app.forms, &filter, lang);
        let mut page = first;
        yield columns.head();
        loop {
            yield columns.lines(&page.rows);
            filter.after = match page.next {
                Some(next) => Some(next),
                None => break,
            };
            page = match submissions::export_page(&app, &actor, &filter).await {
                Ok(page) => page,
                Err(problem) => {
                    if let Some(cause) = problem.cause() {
                        tracing::error!(error = ?cause, "an export was interrupted");
                    }
                    yield written(|csv| csv.write_record([Texts::of(lang).t("submissions-export-broke-off")]));
                    break;
                }
            };
        }
    }))
}

/// What stands in the columns: the same for every submission, and behind it, where one form was chosen, what that
/// form asks once.
struct Columns<'a> {
    forms: &'a Forms,
    def: Option<&'a FormDef>,
    lang: Lang,
}

impl<'a> Columns<'a> {
    fn new(forms: &'a Forms, filter: &Filter, lang: Lang) -> Columns<'a> {
        let def = filter.module.as_ref().and_then(|module| forms.get(module)).map(Arc::as_ref);
        Columns { forms, def, lang }
    }

    /// The questions of the form; site and day of the visit have a column already.
    fn questions(&self) -> impl Iterator<Item = (&'a FormDef, &'a Field)> {
        let of = |def: &'a FormDef| def.fields().map(move |field| (def, field));
        self.def
            .into_iter()
            .flat_map(of)
            .filter(|(def, field)| field.name != def.site_field && field.name != def.date_field)
    }

    /// The columns' names. The mark at the very start tells Excel that the text is UTF-8.
    fn head(&self) -> Vec<u8> {
        let texts = Texts::of(self.lang);
        let every = [
            texts.t("common-reference"),
            texts.t("common-module"),
            texts.t("common-status"),
            texts.t("common-site"),
            texts.t("common-visit-date"),
            texts.t("common-submitted-at"),
            texts.t("common-items"),
            texts.t("common-photos"),
        ];
        let questions = self.questions().map(|(_, field)| field.label.get(self.lang));
        let mut bytes = "\u{feff}".as_bytes().to_vec();
        bytes.extend(written(|csv| csv.write_record(every.into_iter().chain(questions).map(harmless))));
        bytes
    }

    fn lines(&self, rows: &[ExportRow]) -> Vec<u8> {
        written(|csv| rows.iter().try_for_each(|row| csv.write_record(self.line(row))))
    }

    fn line(&self, ExportRow { row, answers }: &ExportRow) -> Vec<String> {
        let every = [
            row.id.to_string(),
            short_name(self.forms, &row.module, self.lang),
            labels::status(Texts::of(self.lang), &row.status).to_owned(),
            row.site_name.clone(),
            row.visit_date.map(iso).unwrap_or_default(),
            row.created_at.to_offset(UtcOffset::UTC).format(&Rfc3339).unwrap_or_default(),
            row.item_count.to_string(),
            row.photo_count.to_string(),
        ];
        let questions = self.questions().map(|(def, field)| {
            answers.get(&field.name).map(|answer| self.cell(def, field, answer)).unwrap_or_default()
        });
        every.iter().map(|cell| harmless(cell)).chain(questions).collect()
    }

    /// An answer as a spreadsheet can count with it: plain numbers, days as year-month-day, how many photos.
    fn cell(&self, def: &FormDef, field: &Field, answer: &Answer) -> String {
        let texts = Texts::of(self.lang);
        let text = match answer {
            // A number cannot be a formula, and stays one that can be added up below zero too.
            Answer::Number(number) => return number.to_string(),
            Answer::Text(text) => text,
            Answer::Date(date) => &iso(*date),
            Answer::Choice(value) => def.choice_label(field, value, self.lang),
            Answer::Bool(true) => texts.t("common-yes"),
            Answer::Bool(false) => texts.t("common-no"),
            Answer::Photos(ids) => &ids.len().to_string(),
            Answer::Signature(Signature { name: Some(name), .. }) => name,
            Answer::Signature(Signature { drawn: Some(_), .. }) => texts.t("common-yes"),
            Answer::Signature(_) => "",
        };
        harmless(text)
    }
}

pub fn written(write: impl FnOnce(&mut csv::Writer<&mut Vec<u8>>) -> csv::Result<()>) -> Vec<u8> {
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
pub fn harmless(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{answers::Answers, submission::Status},
        services::submissions::Row,
    };
    use time::macros::{date, datetime};

    fn row(site: &str) -> Row {
        Row {
            id: "sub_0123456789ab".parse().unwrap(),
            module: "civil".parse().unwrap(),
            status: Status::Completed,
            site_name: site.into(),
            visit_date: Some(date!(2026 - 03 - 14)),
            created_at: datetime!(2026-03-14 10:42 +04:00),
            item_count: 2,
            photo_count: 0,
        }
    }

    fn table(columns: &Columns<'_>, rows: &[ExportRow]) -> (String, String) {
        (String::from_utf8(columns.head()).unwrap(), String::from_utf8(columns.lines(rows)).unwrap())
    }

    #[test]
    fn a_csv_cell_is_never_a_formula_and_never_split() {
        let sites = ["=1+1", "a \"b\",\nc", "برج المارينا"];
        let rows = sites.map(|site| ExportRow { row: row(site), answers: Answers::default() });
        let forms = Forms::load(&[]).unwrap();
        let (_, text) = table(&Columns::new(&forms, &Filter::default(), Lang::EN), &rows);
        let start = "sub_0123456789ab,Civil,Reports ready,";
        let end = ",2026-03-14,2026-03-14T06:42:00Z,2,0\r\n";
        let sites = ["'=1+1", "\"a \"\"b\"\",\nc\"", "برج المارينا"];
        assert_eq!(text, sites.map(|site| format!("{start}{site}{end}")).concat());
    }

    #[test]
    fn the_head_begins_with_the_mark_of_utf_8() {
        let forms = Forms::load(&[]).unwrap();
        let (head, _) = table(&Columns::new(&forms, &Filter::default(), Lang::AR), &[]);
        assert!(head.starts_with("\u{feff}الرقم المرجعي,"), "{head}");
    }

    #[test]
    fn one_form_brings_its_questions() {
        let forms = Forms::load(&[]).unwrap();
        let filter = Filter { module: "civil".parse().ok(), ..Filter::default() };
        let columns = Columns::new(&forms, &filter, Lang::EN);
        let questions: Vec<_> = columns.questions().map(|(_, field)| field).collect();
        assert!(!questions.is_empty() && questions.iter().all(|field| field.name != "project_name"));
        let answers = questions.iter().map(|field| (field.name.clone(), Answer::Text(format!("={}", field.name))));
        let answers = Answers { fields: answers.collect(), items: Vec::new(), further: Vec::new() };
        let (head, line) = table(&columns, &[ExportRow { row: row("x"), answers }]);
        for field in questions {
            assert!(head.contains(&field.label.en), "{head}");
            assert!(line.contains(&format!(",'={}", field.name)), "{line}");
        }
        assert_eq!(head.matches(',').count(), line.matches(',').count());
    }
}
