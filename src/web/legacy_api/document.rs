//! Reads a JSON post of the legacy app: one flat object, or one with a list of items.

use super::{
    form, names,
    post::{LegacyForm, LegacyPost, ValuePath},
};
use crate::{
    app::App,
    domain::problem::Problem,
    services::uploads,
    web::{
        context::RequestContext,
        forms::multipart::{buffered::BufferedBody, limits, parts::Body},
    },
};
use rocket::Data;
use serde_json::{Map, Value};

/// A body that is no JSON object with anything in it, or a problem that any body can have.
pub enum InvalidDocument {
    NotJson,
    /// JSON that says nothing: `{}`, `[]`, `null`.
    Nothing,
    Problem(Problem),
}

impl From<Problem> for InvalidDocument {
    fn from(problem: Problem) -> InvalidDocument {
        InvalidDocument::Problem(problem)
    }
}

/// Reads a post to its end.
pub async fn read(
    app: &App,
    context: &RequestContext,
    mut post: LegacyPost<'_>,
    data: Data<'_>,
) -> Result<LegacyForm, InvalidDocument> {
    let BufferedBody { bytes, memory } = whole(context, data, limits::JSON_BYTES).await?;
    let document = match serde_json::from_slice(&bytes) {
        Ok(Value::Object(document)) if !document.is_empty() => document,
        Ok(Value::Object(_) | Value::Array(_) | Value::Null) => return Err(InvalidDocument::Nothing),
        Ok(_) | Err(_) => return Err(InvalidDocument::NotJson),
    };
    drop(bytes);
    let taken = read_document(app, &mut post, document).await;
    drop(memory);
    match taken {
        Ok(()) => Ok(post.done()),
        Err(problem) => {
            uploads::discard(app, post.received_files());
            Err(problem.into())
        }
    }
}

/// A body that is kept whole.
pub async fn whole(context: &RequestContext, data: Data<'_>, limit: u64) -> Result<BufferedBody, Problem> {
    let mut body = Body::new(data);
    let read = body.whole(&context.body, limit).await;
    if let Err(problem) = &read {
        body.drain(problem).await;
    }
    read
}

async fn read_document(app: &App, post: &mut LegacyPost<'_>, document: Map<String, Value>) -> Result<(), Problem> {
    for (slot, text) in flatten(document) {
        if let Some(drawing) = post.text(slot, text)? {
            form::receive(app, post, drawing).await?;
        }
    }
    Ok(())
}

/// Every value with the place where it stood.
fn flatten(document: Map<String, Value>) -> Vec<(ValuePath, String)> {
    let mut all = Vec::new();
    for (key, value) in document {
        match value {
            Value::Array(items) if names::are_items(&key) => {
                for (index, item) in items.into_iter().enumerate() {
                    match item {
                        Value::Object(fields) => {
                            for (field, value) in fields {
                                leaves(&mut all, &|| ValuePath::Item(index, field.clone()), &field, value);
                            }
                        }
                        other => leaves(&mut all, &|| ValuePath::Top(format!("{key}.{index}")), &key, other),
                    }
                }
            }
            value => leaves(&mut all, &|| ValuePath::Top(key.clone()), &key, value),
        }
    }
    all
}

fn leaves(all: &mut Vec<(ValuePath, String)>, slot: &dyn Fn() -> ValuePath, key: &str, value: Value) {
    match value {
        Value::Array(list) if names::is_photo_urls(key) || key.ends_with("[]") => {
            all.extend(list.into_iter().filter_map(|value| Some((slot(), text(value)?))));
        }
        value => all.extend(text(value).map(|text| (slot(), text))),
    }
}

/// A value as text; a photo or signature in the shape in which the legacy app kept them is its address.
fn text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        Value::Object(mut picture) if picture.get("url").is_some_and(Value::is_string) => {
            picture.remove("url").and_then(text)
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_value_keeps_its_place() {
        let Value::Object(document) = json!({
            "site_name": "Deira 1", "count": 2, "ok": true, "none": null, "visit": {"by": "Omar"},
            "items": [{"asset": "HVAC", "photo_urls": ["/a", {"url": "/b", "saved": null}, null]}, "odd"],
            "photo_url_0": "/c", "photos": ["/d"], "work_desc[]": ["x", "y"], "tech_signature": {"url": "/e"},
            "list": [1, 2],
        }) else {
            panic!("an object")
        };
        let found: Vec<String> = flatten(document)
            .into_iter()
            .map(|(slot, text)| match slot {
                ValuePath::Top(name) => format!("{name}={text}"),
                ValuePath::Item(index, name) => format!("#{index} {name}={text}"),
            })
            .collect();
        assert_eq!(
            found,
            [
                "site_name=Deira 1",
                "count=2",
                "ok=true",
                "visit={\"by\":\"Omar\"}",
                "#0 asset=HVAC",
                "#0 photo_urls=/a",
                "#0 photo_urls=/b",
                "items.1=odd",
                "photo_url_0=/c",
                "photos=/d",
                "work_desc[]=x",
                "work_desc[]=y",
                "tech_signature=/e",
                "list=[1,2]",
            ]
        );
    }
}
