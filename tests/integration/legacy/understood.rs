//! The result of reading every genuine file, as a text that is reviewed when it changes.

use super::old_store::{folder, jobs, read, submissions};
use injaaz::{
    domain::answers::{Answer, Group, iso},
    legacy::{MediaLocation, OldSubmission},
};
use std::{fmt::Write, fs};
use time::format_description::well_known::Rfc3339;

#[test]
fn every_real_file_is_read_as_reviewed() {
    let jobs = jobs();
    let mut text = String::new();
    for (stem, bytes) in submissions() {
        let old = read(&stem, &bytes, jobs.get(&stem)).unwrap_or_else(|refusal| panic!("{stem}: {refusal:?}"));
        describe(&old, &mut text);
    }
    let path = folder().join("understood.txt");
    if std::env::var_os("REVIEW_ROUTES").is_some() {
        fs::write(&path, &text).expect("written");
    }
    let reviewed = fs::read_to_string(&path).expect("the reviewed text");
    for (line, (now, then)) in text.lines().zip(reviewed.lines()).enumerate() {
        assert_eq!(now, then, "line {} of understood.txt; REVIEW_ROUTES=1 rewrites it", line + 1);
    }
    assert_eq!(text.len(), reviewed.len(), "understood.txt has another length; REVIEW_ROUTES=1 rewrites it");
}

fn describe(old: &OldSubmission, text: &mut String) {
    let mut line = |line: String| writeln!(text, "{line}").expect("a text");
    let from = &old.provenance;
    line(format!("{} {:?} {} ({}), {}", old.id, old.variant, old.module, from.module, old.job_id));
    line(format!("  site {:?} ({})", old.site_name, from.site_name));
    line(format!("  visited {} ({})", old.visit_date.map_or("-".to_owned(), iso), from.visit_date));
    let created = old.created_at.format(&Rfc3339).expect("a time");
    line(format!("  created {created} {:?} ({})", old.created_at_source, from.created_at));
    line(format!("  {} ({}){}", old.status.as_str(), from.status, old.failure.map_or("", |f| f.as_str())));
    let mut group = |prefix: &str, group: &Group| {
        for (name, answer) in group {
            line(format!("  {prefix}{name} = {}", answer_text(answer)));
        }
    };
    group("", &old.answers.fields);
    for (name, rows) in &old.answers.items {
        rows.iter().enumerate().for_each(|(index, row)| group(&format!("{name}.{index}."), row));
    }
    for (path, value) in &old.answers.further {
        line(format!("  further {path} = {value:?}"));
    }
    for media in &old.media {
        let place = match &media.place {
            MediaLocation::Inline(bytes) => format!("inline, {} bytes", bytes.len()),
            other => format!("{other:?}"),
        };
        line(format!("  {} {} {} {place}", media.upload_id, media.file_type.as_str(), media.field));
    }
    for note in &old.notes {
        line(format!("  note {note}"));
    }
}

fn answer_text(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) => format!("{text:?}"),
        Answer::Choice(value) => format!("choice {value:?}"),
        Answer::Number(number) => format!("number {number}"),
        Answer::Date(date) => format!("day {}", iso(*date)),
        Answer::Time(time) => format!("time {time}"),
        Answer::Choices(values) => format!("choices {values:?}"),
        Answer::Position(position) => format!("position {position}"),
        Answer::Bool(yes) => yes.to_string(),
        Answer::Photos(ids) => format!("{} photos", ids.len()),
        Answer::File(id) => format!("file {id}"),
        Answer::Signature(signature) => {
            format!("signed, drawn: {}, name: {:?}", signature.drawn.is_some(), signature.name.as_deref().unwrap_or(""))
        }
    }
}
