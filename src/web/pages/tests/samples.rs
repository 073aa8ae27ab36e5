//! Realistic values, each page made of them, and among them a text that breaks out of any place that forgets to escape.

use super::super::{home::HomePage, jobs::JobPage, submissions::*};
use crate::web::{forms::controller::FormPage, query::submissions::SubmissionQuery};
use crate::{
    domain::access::{Role, SubmissionScope},
    i18n::Texts,
    services::sessions::{AuthMethod, Member, SessionState, Via},
};
use crate::{
    domain::{
        answers::{Answer, Answers, Signature},
        audit::actions::LoggedAction,
        decimal::Decimal,
        form::FormDef,
        ids::*,
        job::{JobState, JobStatus},
        lang::Lang,
        media_unavailable::MediaUnavailable,
        submission::{Status, Submission},
        upload::{FileType, Upload},
        validate,
    },
    forms::Forms,
    services::{
        home::{Count, Home},
        submissions::{Event, ListPage, OldMedia, Origin, Provenance, ReportLinks, Row, SubmissionDetails},
    },
    web::{
        context::RequestContext,
        view::{
            field::Page,
            filled::Filled,
            form::FormView,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use rocket::local::blocking::Client;
use std::sync::Arc;
use time::macros::{date, datetime};

/// A name that breaks out of any place that forgets to escape.
pub const EVIL: &str = "<script>alert(1)</script> \"'&";

pub fn forms() -> Forms {
    Forms::load(&[]).unwrap()
}

pub fn context(address: &'static str, lang: Lang) -> RequestContext {
    let client = Client::debug(rocket::build()).unwrap();
    let request = client.get(address);
    RequestContext { lang, member: Some(Arc::new(administrator())), ..RequestContext::of(request.inner()).clone() }
}

fn administrator() -> Member {
    Member {
        session_id: 1,
        state: SessionState::Active,
        strength: AuthMethod::Password,
        user_id: 1,
        user_public_id: "usr_0123456789abcdef0123".parse().unwrap(),
        email: "office@example.org".to_owned(),
        full_name: Some(EVIL.to_owned()),
        language: None,
        organisation_id: 1,
        organisation_public_id: "org_0123456789abcdef0123".to_owned(),
        organisation_name: EVIL.to_owned(),
        is_demo: false,
        role: Role::Administrator,
        reach: SubmissionScope::Everything,
        via: Via::Session,
        confirmed_at: datetime!(2026-03-14 10:42 UTC),
        factor_missing: false,
        pending_submissions: 3,
        has_legacy_source: true,
    }
}

pub fn row(site: &str, module: &str, status: Status) -> Row {
    Row {
        id: SubmissionId::random(),
        module: module.parse().unwrap(),
        status,
        site_name: site.into(),
        visit_date: Some(date!(2026 - 03 - 14)),
        created_at: datetime!(2026-03-14 10:42 UTC),
        item_count: 4,
        photo_count: 12,
        without_reports: false,
    }
}

pub fn rows() -> Vec<Row> {
    vec![
        row("Marina Tower", "hvac_mep", Status::Completed),
        row("برج المارينا", "cleaning", Status::Processing),
        row("Al Reem Island – Gate Towers, podium and basement car parks", "civil", Status::Failed),
        row(EVIL, "hvac_mep", Status::Pending),
    ]
}

pub fn upload(field: &str, file_type: FileType) -> Upload {
    Upload {
        id: UploadId::random(),
        file_type,
        field: field.into(),
        original_filename: format!("IMG {EVIL}.jpg"),
        content_type: "image/jpeg".into(),
        file_size: 2_345_678,
        sha256: [7; 32],
        width: 4000,
        height: 3000,
        uploaded_at: datetime!(2026-03-14 10:41 UTC),
    }
}

pub fn home(lang: Lang) -> String {
    let forms = forms();
    let home = Home {
        modules: forms.all().iter().map(|def| (def.module.clone(), Count::Exactly(14))).collect(),
        recent: rows(),
        last_30_days: Count::MoreThan(1_000),
        in_progress: Count::Exactly(2),
        failed: Count::Exactly(1),
        scope_notice: true,
    };
    HomePage::new(&context("/", lang), &forms, home).render().unwrap()
}

pub fn list(lang: Lang, address: &'static str, typed: SubmissionQuery) -> String {
    let forms = forms();
    let (filter, errors) = typed.read(|module| forms.get(module).is_some());
    let found = ListPage { rows: rows(), next: Some("cursor&1".into()), failed_imported: false, pending: None };
    list::SubmissionsPage::new(&context(address, lang), &forms, &typed, filter.order(), &errors, found)
        .render()
        .unwrap()
}

pub fn form(def: &FormDef, filled: &Filled, uploads: &[Upload], lang: Lang) -> String {
    let texts = Texts::of(lang);
    let page = Page {
        def,
        filled,
        uploads,
        uploads_at: "/uploads",
        fixed: None,
        lang,
        texts,
        latest_day: date!(2026 - 03 - 15),
        focus: None,
    };
    let form = FormView::new(&page, &SubmissionKey::random());
    let layout = Layout::new(&context("/forms/hvac_mep", lang), Nav::Elsewhere, def.title.get(lang));
    let layout = if form.summary.is_empty() { layout } else { layout.refusing() };
    FormPage { layout, form }.render().unwrap()
}

/// A half-filled form, with a photo and a gap where an item was removed.
pub fn half_filled(photo: &Upload) -> Filled {
    let mut filled = Filled::default();
    for (name, text) in [
        ("site_name", EVIL),
        ("visit_date", "2027-01-01"),
        ("items.0.asset", "Electrical"),
        ("items.0.system", "MDB"),
        ("items.0.description", "SMDB"),
        ("items.0.comments", "\nSecond line"),
        ("items.3.asset", "HVAC"),
        ("items.3.system", ""),
        ("tech_signature_typed", "Sara Al Mansoori"),
    ] {
        filled.raw.text(name, text);
    }
    filled.raw.upload("items.3.photos", photo.id.clone());
    filled
}

pub fn hvac() -> Arc<FormDef> {
    forms().get(&"hvac_mep".parse().unwrap()).unwrap().clone()
}

pub fn refused(lang: Lang) -> String {
    let (def, photo) = (hvac(), upload("items.3.photos", FileType::Photo));
    let mut filled = half_filled(&photo);
    filled.errors = validate::complaints(&def, &filled.raw, date!(2026 - 03 - 15), &[]);
    form(&def, &filled, &[photo], lang)
}

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
        lang,
        site_name: EVIL.into(),
        visit_date: Some(date!(2026 - 03 - 14)),
        form_data: answers.to_json(),
        answers,
        job_id: JobId::random(),
        content_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        created_at: datetime!(2026-03-14 10:42 UTC),
        updated_at: datetime!(2026-03-14 10:43 UTC),
    };
    let event = |action: &str| Event {
        action: LoggedAction::from(action),
        at: datetime!(2026-03-14 10:42 UTC),
        who: Some("Omar".into()),
        details: serde_json::Value::Null,
    };
    let reports = ReportLinks {
        excel_url: "/reports/t/a.xlsx".into(),
        pdf_url: "/reports/t/a.pdf".into(),
        expires_at: datetime!(2026-04-14 10:42 UTC),
        excel_size: 48_200,
        pdf_size: 1_250_000,
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
        notes: vec![format!("visit_date: {EVIL} is no date; kept as text")],
    };
    let shown = SubmissionDetails {
        imported: true,
        submission: made,
        def,
        uploads: vec![photo, drawn],
        further_photos: vec![elsewhere.id.clone()],
        media: vec![elsewhere],
        origin: Some(origin),
        reports: (state == JobState::Done).then_some(reports),
        job: job(state, 60),
        history: ["submission.created", "report.made", "x.unknown"].map(event).into(),
        answers_hidden: false,
    };
    show::SubmissionPage::new(&context("/submissions/sub_0123456789ab", lang), shown).render().unwrap()
}
