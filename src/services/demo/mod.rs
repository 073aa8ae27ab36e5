//! The demo organisation: one account for each role, and submissions of every form, with photos and reports.
//!
//! All data is created through the same services as real data. The demo is never added to a database with real
//! accounts, and every page shows that the data is not real.

mod actions;
mod comments;
mod content;

use super::{
    actor::Actor,
    approval_flows, notifications, passwords,
    submit::{SubmitRequest, submit},
    uploads::{self, NotReceived},
    users::{self, NewAccount, Secret, plain},
};
use crate::{
    app::App,
    domain::{
        access::{Role, Scope},
        approval::template::FlowTemplate,
        ids::SubmissionKey,
        lang::Lang,
        raw::{RawForm, RawPart, RawValue},
        time_zone::TimeZone,
        upload::FileType,
        validate::RuleUse,
    },
    i18n::Texts,
    reports::pictures::sample_photo,
    security::KeyPurpose,
    store::{self, error::cross_tenant_connection},
};
use anyhow::{Context, anyhow, bail};
use bytes::Bytes;
use content::{DemoAnswers, filled, reinspected};
use futures::stream;
use std::convert::Infallible;
use time::Duration;

const NAME: &str = "Demo Facilities (made up)";

const SUBMISSIONS: u32 = 36;

/// The number of the re-inspection, and of the submission that it inspects again.
const REINSPECTION: (u32, u32) = (SUBMISSIONS, 18);

/// From this one on, submissions need approval.
const FIRST_REVIEWED: u32 = 30;

/// A demo account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    pub email: String,
    pub role: Role,
    pub password: String,
}

fn people() -> [(Role, &'static str, &'static str); 5] {
    [
        (Role::Administrator, "administrator@demo.example", "Mariam Al Falasi"),
        (Role::Manager, "manager@demo.example", "Omar Haddad"),
        (Role::Reviewer, "reviewer@demo.example", "Priya Nair"),
        (Role::Inspector, "inspector@demo.example", "Yousef Rahman"),
        (Role::Viewer, "viewer@demo.example", "Elena Petrova"),
    ]
}

/// Creates what does not exist yet, so that a second call changes nothing. Refuses if there is a real account.
pub async fn prepare(app: &App) -> anyhow::Result<Vec<DemoAccount>> {
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(plain)?;
    let organisation = match store::organisations::demo(&mut conn).await? {
        Some(organisation) => organisation,
        None if store::users::any(&mut conn).await? => bail!(
            "This database has accounts already, so no demo organisation was created. Start the demo with its own database: INJAAZ_GENERATED=demo injaaz serve --demo"
        ),
        None => {
            let home = app.organisation_id().context("the database is not prepared")?;
            if store::submissions::count(&mut conn, home, None).await? > 0 {
                bail!(
                    "This database has submissions already, so no demo organisation was created. Start the demo with its own database: INJAAZ_GENERATED=demo injaaz serve --demo"
                );
            }
            store::organisations::mark_as_demo(&mut conn, home, NAME).await?;
            home
        }
    };
    drop(conn);
    let mut accounts = Vec::new();
    for (role, email, name) in people() {
        accounts.push(account(app, role, email, name).await?);
    }
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(plain)?;
    let inspector = store::users::by_email(&mut conn, "inspector@demo.example").await?;
    drop(conn);
    let actor = Actor { user_id: inspector.map(|user| user.id), ..Actor::system(app, organisation) };
    for number in 0..SUBMISSIONS {
        if number == FIRST_REVIEWED {
            choose_flows(app, &actor).await?;
        }
        send(app, &actor, number).await.with_context(|| format!("demo submission {number}"))?;
    }
    send(app, &actor, REINSPECTION.0).await.context("the demo re-inspection")?;
    actions::prepare(app, &actor, key_of, app.clock.now().date()).await?;
    comments::prepare(app, &actor, &key_of(0)?).await?;
    // Those about the days of actions, which a server finds within the hour.
    notifications::due::tell(app).await.map_err(plain)?;
    Ok(accounts)
}

/// The approval of the last submissions: one reviewer for civil work, the chain for HVAC. Done once, before the first of
/// them is sent, so that later changes stay.
async fn choose_flows(app: &App, actor: &Actor) -> anyhow::Result<()> {
    let mut conn = actor.connection(&app.pool).await.map_err(plain)?;
    if store::submissions::by_key(&mut conn, actor.organisation_id, &key_of(FIRST_REVIEWED)?).await?.is_some() {
        return Ok(());
    }
    drop(conn);
    let texts = Texts::of(Lang::EN);
    for (module, template) in [("civil", FlowTemplate::OneReviewer), ("hvac_mep", FlowTemplate::Chain)] {
        let flow = template.flow(|title| texts.group_title(title).to_owned());
        let module = module.parse().map_err(|_| anyhow!("{module} is no module"))?;
        approval_flows::save(app, actor, app.forms.installed(), &module, flow).await.map_err(plain)?;
    }
    Ok(())
}

fn key_of(number: u32) -> anyhow::Result<SubmissionKey> {
    let key = format!("{number:032x}");
    key.parse().map_err(|_| anyhow!("{key} is no key"))
}

async fn account(app: &App, role: Role, email: &str, name: &str) -> anyhow::Result<DemoAccount> {
    let password = password(app, email);
    let secret = Secret::Password { text: &password, must_change: false };
    let mut conn = cross_tenant_connection(&app.pool).await.map_err(plain)?;
    let there = store::users::by_email(&mut conn, email).await?;
    drop(conn);
    match there {
        None => {
            // A viewer sees nothing without a scope.
            let hvac = "hvac_mep".parse().map(|module| Scope { module: Some(module), site_key: None });
            let scopes: Vec<Scope> = hvac.into_iter().filter(|_| role == Role::Viewer).collect();
            let new = NewAccount { email, name: Some(name), role, organisation: None, scopes: &scopes };
            users::add(app, new, secret).await?;
        }
        // The secret key was replaced or the password was changed: the printed password has to work.
        Some(user) if !passwords::compare(app, &password, Some(&user.password_hash)).await.map_err(plain)?.fits => {
            users::set_password(app, email, secret).await?;
        }
        Some(_) => {}
    }
    Ok(DemoAccount { email: email.to_owned(), role, password })
}

/// Derived from the key of this installation: different in each installation, the same at each start.
fn password(app: &App, email: &str) -> String {
    let digits = hex::encode(app.keyring.newest_mac_key(KeyPurpose::DemoPassword).code(email.as_bytes()));
    let part = |from: usize| digits.get(from..from + 4).unwrap_or_default();
    format!("demo-{}-{}-{}", part(0), part(4), part(8))
}

async fn send(app: &App, actor: &Actor, number: u32) -> anyhow::Result<()> {
    let key = key_of(number)?;
    let mut conn = actor.connection(&app.pool).await.map_err(plain)?;
    if store::submissions::by_key(&mut conn, actor.organisation_id, &key).await?.is_some() {
        return Ok(());
    }
    drop(conn);
    let now = app.clock.now();
    let (demo, reinspects) = match number {
        _ if number == REINSPECTION.0 => {
            let mut conn = actor.connection(&app.pool).await.map_err(plain)?;
            let key = key_of(REINSPECTION.1)?;
            let earlier = store::submissions::by_key(&mut conn, actor.organisation_id, &key).await?;
            (reinspected(REINSPECTION.1, now.date()), earlier.map(|earlier| earlier.submission_id))
        }
        _ => (filled(number, now.date()), None),
    };
    let DemoAnswers { module, texts, photos, visit } = demo;
    let mut raw = RawForm::default();
    texts.into_iter().for_each(|(name, text)| raw.text(name, text));
    let mut received = Vec::new();
    for (name, picture) in photos {
        let jpeg = app
            .pictures
            .blocking(move || sample_photo::photo(picture))
            .await?
            .context("a demo photo could not be created")?;
        let bytes = stream::iter([Ok::<_, Infallible>(Bytes::from(jpeg))]);
        let photo = uploads::receive(app, &name, FileType::Photo, &format!("IMG_{picture:04}.jpg"), bytes).await;
        let photo = photo.map_err(|refused| match refused {
            NotReceived::Problem(problem) => plain(problem),
            NotReceived::Refused(refusal) => anyhow!("{refusal:?}"),
        })?;
        raw.parts.push(RawPart { name, value: RawValue::Upload(photo.upload.id.clone()) });
        received.push(photo);
    }
    let lang = if number % 3 == 2 { Lang::AR } else { Lang::EN };
    let module = module.parse().map_err(|_| anyhow!("{module} is no module"))?;
    let request = SubmitRequest {
        key: key.clone(),
        lang,
        raw,
        zone: TimeZone::UTC,
        rules: RuleUse::Enforced,
        received,
        reinspects,
    };
    let forms = app.forms.installed();
    let def = forms.get(&module).with_context(|| format!("there is no form {module}"))?;
    submit(app, actor, forms, def, request).await.map_err(plain)?;
    // Most are sent on the day of the visit, some later; the charts of the home page show both.
    let days = [0, 0, 1, 0, 2, 5].get(number as usize % 6).copied().unwrap_or(0);
    let sent = (visit + Duration::days(days)).midnight().assume_utc() + Duration::minutes(i64::from(360 + number * 15));
    let mut conn = actor.connection(&app.pool).await.map_err(plain)?;
    Ok(store::seed::backdate(&mut conn, actor.organisation_id, &key, sent.min(now)).await?)
}
