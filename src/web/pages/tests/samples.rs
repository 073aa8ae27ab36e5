//! Realistic values, each page made of them, and among them a text that breaks out of any place that forgets to escape.

pub mod submission;

use super::super::{
    home::HomePage,
    submissions::{columns::Columns, *},
};
use crate::web::{forms::controller::FormPage, query::submissions::SubmissionQuery};
use crate::{
    domain::access::{Role, SubmissionScope},
    i18n::Texts,
    services::sessions::{AuthMethod, Authentication, Member, SessionState},
};
use crate::{
    domain::{
        form::FormDef,
        ids::*,
        lang::Lang,
        setup_item::SetupItem,
        submission::Status,
        upload::{FileType, Upload},
        validate::{self, PostContext},
    },
    forms::Forms,
    services::{
        home::{Count, Home},
        overview::{DayCounts, Overview},
        setup_checklist::SetupChecklist,
        submissions::{ListPage, SubmissionSummary},
    },
    web::{
        context::RequestContext,
        view::{
            field::Page,
            filled::FormInput,
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
        via: Authentication::Session,
        confirmed_at: datetime!(2026-03-14 10:42 UTC),
        factor_missing: false,
        pending_submissions: 3,
        waiting_reviews: 0,
        unread_notifications: 0,
        time_zone: crate::domain::time_zone::TimeZone::UTC,
        has_legacy_source: true,
        forms_version: 0,
    }
}

pub fn row(site: &str, module: &str, status: Status) -> SubmissionSummary {
    SubmissionSummary {
        id: SubmissionId::random(),
        module: module.parse().unwrap(),
        status,
        site_name: site.into(),
        visit_date: Some(date!(2026 - 03 - 14)),
        created_at: datetime!(2026-03-14 10:42 UTC),
        item_count: 4,
        photo_count: 12,
        without_reports: false,
        missing_files: 0,
        score_percent: Some(85),
        has_passed: Some(status == Status::Completed),
        sender: Some("Mona Haddad".into()),
    }
}

pub fn rows() -> Vec<SubmissionSummary> {
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
        recent: rows(),
        overview: Some(overview(&forms)),
        failed: Count::Exactly(1),
        scope_notice: true,
        checklist: Some(SetupChecklist {
            items: SetupItem::ALL.iter().map(|item| (*item, *item == SetupItem::People)).collect(),
            public_url: "http://127.0.0.1:8000".to_owned(),
            is_local: true,
        }),
    };
    HomePage::new(&context("/", lang), &forms, home).render().unwrap()
}

fn overview(forms: &Forms) -> Overview {
    let modules: Vec<ModuleSlug> = forms.all().iter().map(|def| def.module.clone()).collect();
    let day = |date| DayCounts { date, counts: (1..=modules.len() as i64).collect() };
    Overview {
        days: vec![day(date!(2026 - 03 - 13)), day(date!(2026 - 03 - 14))],
        modules,
        waits: [1, 0, 6, 8, 16],
        people: vec![(EVIL.to_owned(), 5)],
        sites: vec![("برج المارينا".to_owned(), 4), (EVIL.to_owned(), 1)],
        is_capped: true,
    }
}

pub fn list(lang: Lang, address: &'static str, typed: SubmissionQuery) -> String {
    let forms = forms();
    let (filter, errors) = typed.read(|module| forms.get(module).is_some());
    let next = Some("cursor&1".into());
    let found = ListPage { rows: rows(), next, failed_imported: false, pending: None, near: None };
    let columns = Columns::default();
    list::SubmissionsPage::new(&context(address, lang), &forms, &typed, filter.order(), columns, &errors, found)
        .render()
        .unwrap()
}

pub fn form(def: &FormDef, filled: &FormInput, uploads: &[Upload], lang: Lang) -> String {
    let texts = Texts::of(lang);
    let page = Page {
        def,
        filled,
        uploads,
        uploads_at: "/uploads",
        fixed: None,
        has_suggestions: false,
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
pub fn half_filled(photo: &Upload) -> FormInput {
    let mut filled = FormInput::default();
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
    filled.errors = validate::complaints(&def, &filled.raw, PostContext::on(date!(2026 - 03 - 15)), &[]);
    form(&def, &filled, &[photo], lang)
}
