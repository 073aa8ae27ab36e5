//! Reads the answers of a submission into the views of its pages.

mod photos;
mod reader;

use super::{
    answers::{AnswersView, HeadView, Value},
    comment_place::Commented,
    labels,
};
use crate::{
    domain::{
        answers::{Answer, Answers, Group, answer},
        audit::actions::AuditAction,
        form::{Field, FormDef},
        form_rules::shown::NotApplicable,
        ids::UploadId,
        lang::Lang,
        time_zone::TimeZone,
    },
    i18n::Texts,
    services::{corrections::EarlierRevision, pending_submissions::PendingSubmission, submissions::SubmissionDetails},
};
use reader::{Reader, anchor};

/// The head of a submission, with times as the reader has them.
pub fn head(shown: &SubmissionDetails, lang: Lang, zone: TimeZone) -> HeadView {
    let SubmissionDetails { submission, def, history, .. } = shown;
    let created = AuditAction::SubmissionCreated.as_str();
    let sent = history.iter().find(|event| event.action.as_str() == created);
    HeadView {
        id: submission.id.to_string(),
        form_title: def.title.get(lang).to_owned(),
        site: labels::site(Texts::of(lang), submission.site_name.clone()),
        inspector: sent.and_then(|event| event.who.clone()),
        visit_date: submission.visit_date.map(|date| Texts::of(lang).date(date)),
        submitted: Texts::of(lang).moment(zone.at(submission.created_at)),
    }
}

/// The answers of a submission in the order of its form, and behind them what an old record answered besides.
pub fn shown(shown: &SubmissionDetails, lang: Lang) -> AnswersView {
    let pages_at = format!("/submissions/{}/photos", shown.submission.id);
    of_submission(shown, "/uploads", Some(&pages_at), &UploadId::to_string, lang)
}

/// The same for a client. The last segment of the address of a picture is a permission to see it.
pub fn shown_to_client(
    shown: &SubmissionDetails,
    pictures_at: &str,
    segment: &dyn Fn(&UploadId) -> String,
    lang: Lang,
) -> AnswersView {
    of_submission(shown, pictures_at, None, segment, lang)
}

fn of_submission(
    shown: &SubmissionDetails,
    pictures_at: &str,
    pages_at: Option<&str>,
    segment: &dyn Fn(&UploadId) -> String,
    lang: Lang,
) -> AnswersView {
    if shown.answers_hidden {
        return AnswersView { score: None, findings: Vec::new(), photos: Vec::new(), sections: Vec::new() };
    }
    let SubmissionDetails { def, submission, uploads, missing, media, further_photos, .. } = shown;
    let reader = Reader {
        uploads,
        missing,
        media,
        pictures_at,
        pages_at,
        segment,
        currency: shown.currency,
        // A client, who has no pages of photos, makes no actions either.
        actions_of: pages_at.map(|_| (&submission.id, submission.revision)),
        // A client has no comments, either.
        comments: pages_at.map(|_| Commented {
            submission: &submission.id,
            revision: submission.revision,
            places: shown.attached.commented(),
        }),
        not_asked: NotApplicable::of(def, &submission.answers),
        ..Reader::new(def, lang)
    };
    reader.answers(&submission.answers, further_photos)
}

/// The answers of one revision of a submission.
pub fn earlier(shown: &EarlierRevision, lang: Lang) -> AnswersView {
    let EarlierRevision { def, uploads, submission, currency, .. } = shown;
    let reader = Reader {
        uploads,
        pictures_at: "/uploads",
        currency: *currency,
        not_asked: NotApplicable::of(def, &submission.answers),
        ..Reader::new(def, lang)
    };
    reader.answers(&submission.answers, &[])
}

/// One answer by itself.
pub fn plain(def: &FormDef, field: &Field, answer: &Answer, lang: Lang) -> Option<Value> {
    Reader::new(def, lang).value(field, answer, "")
}

/// The answers of what waits for a decision; its pictures are shown to those who decide.
pub fn waiting(waiting: &PendingSubmission, lang: Lang) -> AnswersView {
    let PendingSubmission { def, uploads, answers, currency, .. } = waiting;
    let reader = Reader {
        uploads,
        pictures_at: "/pending-submissions/uploads",
        currency: *currency,
        not_asked: NotApplicable::of(def, answers),
        ..Reader::new(def, lang)
    };
    reader.answers(answers, &[])
}

/// Where an item such as `items.2` is on the page of its submission.
pub fn anchor_of(item: &str) -> Option<String> {
    let (group, index) = item.rsplit_once('.')?;
    Some(anchor(group, index.parse().ok()?))
}

/// What an item, or the answer to a question, says in one line: "Secondary pump · Fail". The name of the form if there is
/// neither.
pub fn about(
    def: &FormDef,
    answers: &Answers,
    item: Option<(&str, usize)>,
    question: Option<&str>,
    lang: Lang,
) -> String {
    let reader = Reader::new(def, lang);
    let item =
        item.and_then(|(group, index)| Some((def.items_named(group)?, answers.items_of(group).get(index)?, index)));
    let (fields, group): (Vec<&Field>, &Group) = match item {
        Some((items, group, _)) => (items.fields.iter().collect(), group),
        None => (def.fields().collect(), &answers.fields),
    };
    let line = item.map(|(items, group, index)| {
        let line = reader.line(items, group);
        if line.is_empty() { reader.item_name(items, index) } else { line }
    });
    let field = question.and_then(|name| fields.into_iter().find(|field| field.name == name));
    let said = field.and_then(|field| match reader.value(field, answer(group, &field.name)?, "")? {
        Value::Text(text) => Some(text),
        _ => None,
    });
    match (line, field) {
        // The line of an item has the answers to its checks already.
        (Some(line), None) => line,
        (Some(line), Some(_)) if said.as_ref().is_some_and(|said| line.contains(said.as_str())) => line,
        (line, Some(field)) => {
            let before = line.unwrap_or_else(|| field.label.get(lang).to_owned());
            [Some(before), said].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        (None, None) => def.title.get(lang).to_owned(),
    }
}
