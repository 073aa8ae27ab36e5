//! A job and a submission with every kind of answer, and their pages.

use super::{
    super::super::{jobs::JobPage, submissions::show},
    EVIL, context, hvac, upload,
};
use crate::{
    domain::{
        answers::{Answer, Answers, Signature},
        audit::actions::LoggedAction,
        decimal::Decimal,
        ids::*,
        job::{JobState, JobStatus},
        lang::Lang,
        media_unavailable::MediaUnavailable,
        money::Currency,
        submission::{Status, Submission},
        upload::FileType,
    },
    services::{
        review::usual::Usual,
        submissions::{Attached, Event, OldMedia, Origin, Provenance, ReportLinks, SubmissionDetails},
    },
};
use askama::Template;
use time::macros::{date, datetime};

fn job(state: JobState, progress: u8) -> JobStatus {
    JobStatus {
        job_id: JobId::random(),
        submission_id: SubmissionId::random(),
        state,
        progress,
        attempt: 1,
        results: None,
        failure: None,
        error: (state == JobState::Failed).then(|| format!("The PDF could not be written. {EVIL}")),
        created_at: datetime!(2026-03-14 10:42 UTC),
        started_at: None,
        completed_at: None,
    }
}

pub fn job_page(lang: Lang, state: JobState) -> String {
    JobPage::new(&context("/jobs/x", lang), &job(state, 60)).render().unwrap()
}

pub fn submission(lang: Lang, state: JobState) -> String {
    let def = hvac();
    let (photo, drawn) = (upload("items.0.photos", FileType::Photo), upload("tech_signature", FileType::Signature));
    let text = |name: &str, text: &str| (name.to_owned(), Answer::Text(text.into()));
    let choice = |name: &str, value: &str| (name.to_owned(), Answer::Choice(value.into()));
    let item = vec![
        choice("asset", "Electrical"),
        choice("system", "MDB"),
        choice("description", "SMDB"),
        ("quantity".to_owned(), Answer::Number(Decimal::from_i64(3))),
        text("comments", "Door hinge loose, labels faded.\nTighten and relabel before the next visit."),
        ("photos".to_owned(), Answer::Photos(vec![photo.id.clone(), photo.id.clone(), UploadId::random()])),
    ];
    let signature = Signature { drawn: Some(drawn.id.clone()), name: Some("Sara Al Mansoori".into()) };
    let answers = Answers {
        fields: vec![
            text("site_name", EVIL),
            ("visit_date".to_owned(), Answer::Date(date!(2026 - 03 - 14))),
            ("tech_signature".to_owned(), Answer::Signature(signature)),
        ],
        items: vec![("items".to_owned(), vec![item.clone(), item])],
        further: vec![("items.0.old_brand".into(), EVIL.into())],
    };
    let status = if state == JobState::Done { Status::Completed } else { Status::Processing };
    let made = Submission {
        id: SubmissionId::random(),
        key: SubmissionKey::random(),
        module: def.module.clone(),
        form_version: 1,
        status,
        without_reports: false,
        missing_files: 0,
        lang,
        site_name: EVIL.into(),
        visit_date: Some(date!(2026 - 03 - 14)),
        form_data: answers.to_json(),
        answers,
        job_id: JobId::random(),
        content_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        created_at: datetime!(2026-03-14 10:42 UTC),
        updated_at: datetime!(2026-03-14 10:43 UTC),
        revision: 1,
    };
    let event = |action: &str| Event {
        action: LoggedAction::from(action),
        at: datetime!(2026-03-14 10:42 UTC),
        who: Some("Omar".into()),
        absent: Some(EVIL.into()),
        details: serde_json::Value::Null,
    };
    let reports = ReportLinks {
        excel_url: "/reports/t/a.xlsx".into(),
        pdf_url: "/reports/t/a.pdf".into(),
        photos_url: Some("/reports/t/a.photos.pdf".into()),
        expires_at: datetime!(2026-04-14 10:42 UTC),
        excel_size: 48_200,
        pdf_size: 1_250_000,
        photos_size: Some(28_000_000),
    };
    let elsewhere = OldMedia {
        id: UploadId::random(),
        file_type: FileType::Photo,
        field: "photos".into(),
        not_shown: Some(MediaUnavailable::Remote(format!("https://old.example/{EVIL}.jpg"))),
    };
    let origin = Origin {
        source: "/srv/old".into(),
        file: format!("submissions/{EVIL}.json"),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        variant: "A".into(),
        provenance: Provenance { module: "job".into(), site_name: EVIL.into(), ..Provenance::default() },
        notes: vec![format!("visit_date: {EVIL} is no date; kept as text").into()],
    };
    let shown = SubmissionDetails {
        key: 1,
        linked: Vec::new(),
        imported: true,
        submission: made,
        def,
        uploads: vec![photo, drawn],
        missing: Vec::new(),
        reports_missing: false,
        further_photos: vec![elsewhere.id.clone()],
        media: vec![elsewhere],
        origin: Some(origin),
        reports: (state == JobState::Done).then_some(reports),
        job: job(state, 60),
        history: ["submission.created", "report.made", "x.unknown"].map(event).into(),
        currency: Currency::AED,
        answers_hidden: false,
        sender: None,
        approval: None,
        delegations: Vec::new(),
        client_responses: Vec::new(),
        steps: Vec::new(),
        revisions: Vec::new(),
        reinspects: None,
        reinspections: Vec::new(),
        attached: Attached::default(),
    };
    show::SubmissionPage::new(
        &context("/submissions/sub_0123456789ab", lang),
        shown,
        Usual::default(),
        datetime!(2026-03-14 09:30 UTC),
    )
    .render()
    .unwrap()
}
