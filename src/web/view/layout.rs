//! The layout of every page: language, title, navigation, language switch.

use crate::{
    domain::{
        access::Permission, audit::actions::LoggedAction, job::JobState, lang::Lang, submission_filter::StatusFilter,
    },
    i18n::{Arg, Texts},
    services::sessions::Member,
    web::{
        auth::{csrf, permissions},
        browser_choices::ColourScheme,
        context::RequestContext,
        view::{
            choice_links::{LanguageLink, SchemeLink, other_languages, schemes},
            labels,
            navigation::{self, NavLink, NavPlace},
        },
    },
};
use std::sync::Arc;

mod scripts;

pub use crate::web::view::navigation::Nav;

pub struct Layout {
    pub lang: Lang,
    pub scheme: ColourScheme,
    pub texts: Texts,
    pub title: String,
    pub active: Nav,
    /// The page refuses something: its title says so before anything else.
    pub refused: bool,
    /// For visitors without an account: the page has no links into the application.
    pub bare: bool,
    /// The same page in each other language. Empty where following a link would lose what was entered.
    pub languages: Vec<LanguageLink>,
    /// The same page in each colour scheme; empty likewise.
    pub schemes: Vec<SchemeLink>,
    /// The path that was asked for.
    pub path: String,
    /// Who is signed in.
    pub member: Option<Arc<Member>>,
    /// Whether the navigation offers the migration from the legacy app.
    pub offers_migration: bool,
    /// See `RequestContext::in_home_tenant`.
    pub in_home_tenant: bool,
    /// What every form of the page carries as its first field (`parts/csrf_token.html`); empty without a session.
    pub csrf_token: String,
}

impl Layout {
    /// For a page that was asked for by its address.
    pub fn new(context: &RequestContext, active: Nav, title: impl Into<String>) -> Layout {
        Layout::at(context, &context.path_and_query, active, title)
    }

    /// For a page whose own address is another one than was asked for, `path_and_query`.
    pub fn at(context: &RequestContext, path_and_query: &str, active: Nav, title: impl Into<String>) -> Layout {
        let languages = other_languages(path_and_query, context.lang);
        let schemes = schemes(path_and_query, Texts::of(context.lang));
        Layout { languages, schemes, ..Layout::answering_post(context, active, title, false) }
    }

    /// For a page that answers a post: it stands at an address that a link cannot ask for again.
    pub fn answering_post(context: &RequestContext, active: Nav, title: impl Into<String>, refused: bool) -> Layout {
        Layout {
            lang: context.lang,
            scheme: context.scheme,
            texts: Texts::of(context.lang),
            title: title.into(),
            active,
            refused,
            bare: false,
            languages: Vec::new(),
            schemes: Vec::new(),
            path: context.path_and_query.split('?').next().unwrap_or_default().to_owned(),
            member: context.member.clone(),
            offers_migration: context.offers_migration,
            in_home_tenant: context.in_home_tenant,
            csrf_token: context.csrf_token.as_deref().map(csrf::mask).unwrap_or_default(),
        }
    }

    /// Whether the member has the permission that a link or button requires.
    pub fn has_permission(&self, what: Permission) -> bool {
        self.member.as_ref().is_some_and(|member| member.has_permission(what))
    }

    /// Whether a link may lead the member to the page at this address. The same table decides about the request.
    pub fn can_open(&self, path: &str) -> bool {
        let access = permissions::access_of_page(path);
        self.member.as_ref().zip(access).is_some_and(|(member, access)| access.permits(member, self.in_home_tenant))
    }

    /// The places of the application that the member may open: those that every page leads to, and the further ones.
    pub fn main_links(&self) -> Vec<NavLink> {
        self.links(navigation::MAIN)
    }

    pub fn further_links(&self) -> Vec<NavLink> {
        self.links(navigation::FURTHER)
    }

    /// The pages about the member's own account.
    pub fn own_links(&self) -> Vec<NavLink> {
        self.links(navigation::OWN)
    }

    fn links(&self, places: &[NavPlace]) -> Vec<NavLink> {
        let offered = |url: &str| match url {
            "/admin/migration" => self.can_open(url) && self.offers_migration,
            "/review" => self.can_open(url) && self.offers_review(),
            _ => self.can_open(url),
        };
        let waiting = self.waiting();
        navigation::links(places, self.texts, offered, |nav, url| self.current(nav, url), waiting.as_deref())
    }

    /// For `aria-current`: the page is the one that a link leads to, or below it.
    pub fn current(&self, nav: Nav, url: &str) -> Option<&'static str> {
        let below = || url != "/" && self.path.strip_prefix(url).is_some_and(|rest| rest.starts_with('/'));
        match nav {
            Nav::Elsewhere if self.path == url => Some("page"),
            Nav::Elsewhere => below().then_some("true"),
            nav if nav == self.active => Some("page"),
            // What was sent without an account is reached from there.
            Nav::Review if self.active == Nav::PendingSubmissions => Some("true"),
            _ => below().then_some("true"),
        }
    }

    /// For `aria-current` of "More": that page, or a page that it leads to.
    pub fn more_is_current(&self) -> Option<&'static str> {
        let below = self.further_links().iter().any(|link| link.current.is_some());
        self.current(Nav::More, "/more").or_else(|| below.then_some("true"))
    }

    /// The page is an inspection form. It is kept small, and "/" is a character there.
    pub fn is_form(&self) -> bool {
        let manages = permissions::is_at_or_below(&self.path, "/forms/manage") && !self.path.ends_with("/preview/form");
        (self.path.starts_with("/forms/") && !manages)
            || self.path.starts_with("/public/")
            || self.path.ends_with("/correct")
    }

    /// The scheme that was chosen; none: as the device.
    pub fn fixed_scheme(&self) -> Option<&'static str> {
        (self.scheme != ColourScheme::Automatic).then_some(self.scheme.as_str())
    }

    pub fn language_name(&self) -> &'static str {
        self.texts.language_name()
    }

    pub fn role(&self) -> &'static str {
        self.member.as_ref().map_or("", |member| labels::role(self.texts, member.role))
    }

    /// Up to two letters that stand for the member.
    pub fn initials(&self) -> String {
        let name = self.member.as_ref().map_or("", |member| member.name());
        let name = name.split('@').next().unwrap_or_default();
        let first = |word: &str| word.chars().find(|c| c.is_alphanumeric());
        let letters: Vec<char> = name.split_whitespace().filter_map(first).collect();
        let shown = letters.first().into_iter().chain(letters.last().filter(|_| letters.len() > 1));
        // Arabic letters would join to a word that is none.
        let separator = if name.is_ascii() { "" } else { "\u{200c}" };
        shown.flat_map(|c| c.to_uppercase()).map(String::from).collect::<Vec<_>>().join(separator)
    }

    /// The number of pending submissions that the member may decide about; none if there are none.
    pub fn pending_submissions(&self) -> Option<String> {
        self.counted(self.member.as_ref().map_or(0, |member| member.pending_submissions))
    }

    /// The number of submissions that wait for the member's decision; none if there are none.
    pub fn waiting_reviews(&self) -> Option<String> {
        self.counted(self.member.as_ref().map_or(0, |member| member.waiting_reviews))
    }

    /// The number of notifications that the member has not read; none if there are none.
    pub fn unread_notifications(&self) -> Option<String> {
        self.counted(self.member.as_ref().map_or(0, |member| member.unread_notifications))
    }

    /// What waits for the member's decision of both kinds, for the navigation.
    fn waiting(&self) -> Option<String> {
        self.counted(self.member.as_ref().map_or(0, |member| member.pending_submissions + member.waiting_reviews))
    }

    fn counted(&self, count: i64) -> Option<String> {
        let shown = |count: i64| match count {
            100.. => format!("{}+", self.texts.number(99)),
            _ => self.texts.number(count),
        };
        (count > 0).then(|| shown(count))
    }

    /// Whether the navigation leads to the review: for those who decide about pending submissions, and for everybody for
    /// whom a submission waits.
    fn offers_review(&self) -> bool {
        self.has_permission(Permission::Moderate) || self.waiting_reviews().is_some() || self.active == Nav::Review
    }

    /// The page for visitors without an account: no links into the application, also for a signed-in member.
    pub fn without_navigation(self) -> Layout {
        Layout { bare: true, member: None, ..self }
    }

    /// A page that is the same for everybody, because devices keep it: without a member.
    pub fn for_everybody(self) -> Layout {
        Layout { member: None, csrf_token: String::new(), offers_migration: false, ..self }
    }

    pub fn refusing(self) -> Layout {
        Layout { refused: true, ..self }
    }

    /// A text without arguments in the language of the page.
    pub fn t(&self, key: &'static str) -> &'static str {
        self.texts.t(key)
    }

    /// A text with one argument.
    pub fn with(&self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        self.texts.with(key, &[(name, value.into())])
    }

    /// A text with one argument that a user entered: it stands between isolation marks (FSI and PDI), so that it cannot
    /// turn the text around it.
    pub fn with_isolated(&self, key: &str, name: &str, value: &str) -> String {
        self.texts.with(key, &[(name, isolated(value))])
    }

    /// A delegate with the absent member for whom they acted.
    pub fn by_delegate(&self, delegate: &str, absent: &str) -> String {
        self.texts.with("approval-by-delegate", &[("delegate", isolated(delegate)), ("absent", isolated(absent))])
    }

    pub fn page_title(&self) -> String {
        let title = self.with("common-page-title", "title", self.title.as_str());
        if self.refused { self.with("common-error-title", "title", title) } else { title }
    }

    pub fn standing(&self, standing: &StatusFilter) -> &'static str {
        labels::submission_standing(self.texts, *standing)
    }

    pub fn job_state(&self, state: &JobState) -> &'static str {
        labels::job_state(self.texts, state)
    }

    pub fn event<'a>(&self, action: &'a LoggedAction) -> &'a str {
        labels::event(self.texts, action)
    }

    /// The address of an embedded file, with its hash.
    pub fn asset(&self, path: &str) -> String {
        crate::web::assets::url(path)
    }

    /// The attribute of labels that a form definition has, on a page in a language that definitions do not have: they
    /// are in English there.
    pub fn label_lang(&self) -> &'static str {
        if self.lang == Lang::EN || self.lang == Lang::AR { "" } else { " lang=\"en\" dir=\"ltr\"" }
    }

    pub fn direction(&self) -> &'static str {
        self.texts.direction().as_str()
    }
}

/// What a user entered, for a text in any direction.
pub fn isolated(value: &str) -> Arg {
    Arg::Text(format!("\u{2068}{value}\u{2069}"))
}
