//! The three shapes of a record that this program writes. Each function returns the record and its JSON layout.

use super::{
    python::Layout,
    writer::{Writer, iso_utc},
};
use crate::domain::{
    answers::{Answer, Group, Signature, answer, iso},
    form::{Field, FieldKind, Items},
};
use serde_json::{Map, Value, json};

/// Old names of current questions.
const OLD_NAMES: [(&str, &str); 1] = [("opMan_signature", "opman_signature")];

/// Old names of columns in the list of civil work.
const OLD_COLUMNS: [(&str, &str); 2] = [("work_desc", "description"), ("work_qty", "quantity")];

/// The keys of typed names beside the signatures of the old cleaning form.
const PRINTED_NAMES: [(&str, &str); 2] = [("tech_signature", "assessor_name"), ("contact_signature", "contact_name")];

/// Keys that the old civil reports read, although the old form had no such field: the typed name of the second
/// signature, and the date of the visit.
const MANAGER: (&str, &str) = ("op_signature", "manager_name");
const VISIT_DATE: &str = "visit_date";

/// The old name of a question.
pub fn old_name(name: &str) -> &str {
    OLD_NAMES.iter().find(|(new, _)| *new == name).map_or(name, |(_, old)| *old)
}

/// Shape A: the multipart form of HVAC.
pub fn hvac(writer: &Writer<'_>) -> (Map<String, Value>, Layout) {
    let mut record = Map::new();
    record.insert("id".into(), json!(writer.submission.id));
    flat(writer, &mut record, |record, field, old, answer| {
        let signature = signature(answer);
        let drawn = signature.drawn.as_ref().map(|id| Value::Object(writer.reference(id)));
        record.insert(old.to_owned(), drawn.unwrap_or(Value::Null));
        if let Some(name) = signature.name {
            record.insert(format!("{}_name", field.name), json!(name));
        }
    });
    for items in writer.def.items() {
        let rows = writer.submission.answers.items_of(&items.name).iter().enumerate();
        let rows = rows.map(|(index, row)| {
            let mut object = row_object(items, row, |field| (field.name.clone(), field_is_old(field)));
            photos_of(items, row, |field, ids| {
                let photos = ids.iter().map(|id| {
                    let mut photo = Map::new();
                    photo.insert("field".into(), json!(format!("item_{index}_photo")));
                    photo.extend(writer.reference(id));
                    Value::Object(photo)
                });
                object.insert(field.name.clone(), Value::Array(photos.collect()));
            });
            Value::Object(object)
        });
        record.insert(items.name.clone(), Value::Array(rows.collect()));
    }
    record.insert("base_url".into(), json!(writer.base_url));
    record.insert("created_at".into(), json!(iso_utc(writer.submission.created_at)));
    (record, Layout::Indented)
}

/// Shape E: the flat form of cleaning.
pub fn cleaning(writer: &Writer<'_>) -> (Map<String, Value>, Layout) {
    let mut record = Map::new();
    flat(writer, &mut record, |record, field, old, answer| {
        let signature = signature(answer);
        let drawn = signature.drawn.as_ref().map(|id| local(writer.reference(id)));
        record.insert(old.to_owned(), drawn.unwrap_or_else(|| json!("")));
        let printed = PRINTED_NAMES.iter().find(|(signature, _)| *signature == field.name);
        let printed = printed.map_or_else(|| format!("{}_name", field.name), |(_, name)| (*name).to_owned());
        record.insert(printed, json!(signature.name.unwrap_or_default()));
    });
    for items in writer.def.items() {
        record.insert(items.name.clone(), work_items(writer, items, &[]));
    }
    record.insert("base_url".into(), json!(writer.base_url));
    record.insert("submission_id".into(), json!(writer.submission.id));
    record.insert("job_id".into(), json!(writer.submission.job_id));
    record.insert("created_at".into(), json!(iso_utc(writer.submission.created_at)));
    (record, Layout::Indented)
}

/// Shape C: the rows in the columns of the old page, each a list, which the old reports take as well as the text of one
/// row; and all rows beside them as `work_items`, as in the other civil form of the legacy app. All photos are in
/// `files`, where the old reports look for them, and signatures are data URLs.
pub fn fields(writer: &Writer<'_>) -> (Map<String, Value>, Layout) {
    let (mut fields, mut files) = (Map::new(), Vec::new());
    let answers = &writer.submission.answers;
    flat(writer, &mut fields, |fields, field, old, answer| {
        let signature = signature(answer);
        let drawn = signature.drawn.as_ref().and_then(|id| writer.drawn(id));
        fields.insert(old.to_owned(), json!(drawn.unwrap_or_default()));
        if let Some(name) = signature.name {
            let is_manager = field.name == MANAGER.0 && writer.def.field(MANAGER.1).is_none();
            let key = if is_manager { MANAGER.1.to_owned() } else { format!("{}_name", field.name) };
            fields.insert(key, json!(name));
        }
    });
    if let (None, Some(date)) = (writer.def.field(VISIT_DATE), answers.get(&writer.def.date_field)) {
        fields.insert(VISIT_DATE.to_owned(), json!(text(date)));
    }
    for field in writer.def.fields().filter(|field| is_photos(field)) {
        fields.remove(&field.name);
        for id in photo_ids(answers.get(&field.name)) {
            files.push(file(writer, &field.name, id));
        }
    }
    let mut groups = writer.def.items();
    let first = groups.next();
    if let Some(items) = first {
        let rows = answers.items_of(&items.name);
        if !rows.is_empty() {
            fields.extend(columns(items, rows));
        }
        for (index, row) in rows.iter().enumerate() {
            photos_of(items, row, |field, ids| {
                files.extend(ids.iter().map(|id| file(writer, &format!("item_{index}_{}", field.name), id)));
            });
        }
    }
    let mut record = Map::new();
    record.insert("id".into(), json!(writer.submission.id));
    record.insert("fields".into(), Value::Object(fields));
    record.insert("files".into(), Value::Array(files));
    record.insert("base_url".into(), json!(writer.base_url));
    if let Some(items) = first {
        let columns = if items.fields.iter().any(|field| field.name == "work_desc") { &OLD_COLUMNS[..] } else { &[] };
        record.insert("work_items".into(), work_items(writer, items, columns));
    }
    for items in groups {
        record.insert(items.name.clone(), work_items(writer, items, &[]));
    }
    (record, Layout::OneLine)
}

/// Every question that is answered once, in the order of the form. Each shape writes signatures in its own way.
fn flat(
    writer: &Writer<'_>,
    record: &mut Map<String, Value>,
    signature: impl Fn(&mut Map<String, Value>, &Field, &str, Option<&Answer>),
) {
    for field in writer.def.fields() {
        let answer = writer.submission.answers.get(&field.name);
        let old = old_name(&field.name);
        match (&field.kind, answer) {
            (FieldKind::Signature, answer) => signature(record, field, old, answer),
            (FieldKind::Photos { .. }, answer) => {
                let photos = photo_ids(answer).iter().enumerate().map(|(index, id)| {
                    let mut photo = writer.reference(id);
                    photo.insert("index".into(), json!(index));
                    local(photo)
                });
                record.insert(old.to_owned(), Value::Array(photos.collect()));
            }
            // A checkbox without an answer was not part of the form; this differs from an unticked one.
            (FieldKind::Checkbox { .. }, None) | (FieldKind::Note | FieldKind::File, _) => {}
            (_, answer) => {
                record.insert(old.to_owned(), json!(answer.map(text).unwrap_or_default()));
            }
        }
    }
}

/// The rows of a group in the format of the old civil list: numbered, with their photos.
fn work_items(writer: &Writer<'_>, items: &Items, columns: &[(&str, &str)]) -> Value {
    let rows = writer.submission.answers.items_of(&items.name).iter().enumerate().map(|(index, row)| {
        let mut object = Map::new();
        object.insert("item_number".into(), json!((index + 1).to_string()));
        object.extend(row_object(items, row, |field| {
            let old = columns.iter().find(|(name, _)| *name == field.name).map(|(_, old)| *old);
            (old.unwrap_or(&field.name).to_owned(), old.is_some())
        }));
        photos_of(items, row, |field, ids| {
            let photos = ids.iter().map(|id| local(writer.reference(id)));
            object.insert(field.name.clone(), Value::Array(photos.collect()));
        });
        Value::Object(object)
    });
    Value::Array(rows.collect())
}

/// The plain answers of all rows, by question: `work_desc[]` and so on. A row without an answer has an empty text, so
/// that the columns have the same length.
fn columns(items: &Items, rows: &[Group]) -> impl Iterator<Item = (String, Value)> {
    items.fields.iter().filter(|field| is_plain(field)).map(|field| {
        let column = rows.iter().map(|row| json!(answer(row, &field.name).map(text).unwrap_or_default()));
        (format!("{}[]", field.name), Value::Array(column.collect()))
    })
}

/// The plain answers of a row. `name` returns the key for each field, and whether the field is written without an
/// answer.
fn row_object(items: &Items, row: &Group, name: impl Fn(&Field) -> (String, bool)) -> Map<String, Value> {
    let plain = items.fields.iter().filter(|field| is_plain(field));
    plain
        .filter_map(|field| {
            let (name, always) = name(field);
            let text = answer(row, &field.name).map(text);
            (always || text.is_some()).then(|| (name, json!(text.unwrap_or_default())))
        })
        .collect()
}

fn photos_of(items: &Items, row: &Group, mut each: impl FnMut(&Field, &[crate::domain::ids::UploadId])) {
    items.fields.iter().filter(|field| is_photos(field)).for_each(|f| each(f, photo_ids(answer(row, &f.name))));
}

/// The three fields that every item of the old HVAC form had.
fn field_is_old(field: &Field) -> bool {
    matches!(field.name.as_str(), "asset" | "system" | "description")
}

/// A file has no place in the old shape.
fn is_plain(field: &Field) -> bool {
    field.kind.has_cell() && field.kind != FieldKind::File
}

fn is_photos(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Photos { .. })
}

fn photo_ids(answer: Option<&Answer>) -> &[crate::domain::ids::UploadId] {
    match answer {
        Some(Answer::Photos(ids)) => ids,
        _ => &[],
    }
}

fn signature(answer: Option<&Answer>) -> Signature {
    match answer {
        Some(Answer::Signature(signature)) => signature.clone(),
        _ => Signature::default(),
    }
}

fn file(writer: &Writer<'_>, field: &str, id: &crate::domain::ids::UploadId) -> Value {
    let mut file = Map::new();
    file.insert("field".into(), json!(field));
    file.extend(writer.reference(id));
    local(file)
}

/// Marks a reference as a local file (not in the cloud).
fn local(mut reference: Map<String, Value>) -> Value {
    reference.insert("is_cloud".into(), json!(false));
    Value::Object(reference)
}

/// An answer in the format that the old pages sent.
fn text(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) | Answer::Choice(text) => text.clone(),
        Answer::Number(number) => number.to_string(),
        Answer::Date(date) => iso(*date),
        Answer::Time(time) => time.to_string(),
        Answer::Choices(values) => values.join(", "),
        Answer::Position(position) => position.to_string(),
        Answer::Bool(true) => "True".to_owned(),
        Answer::Bool(false) => "False".to_owned(),
        Answer::Photos(_) | Answer::Signature(_) | Answer::File(_) => String::new(),
    }
}
