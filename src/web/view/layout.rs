//! What every page has around its own content: language, title, navigation, language switch.

use super::words::Words;
use crate::{
    domain::{access::Permission, lang::Lang},
    i18n::Texts,
    services::sessions::Member,
    web::context::RequestContext,
};
use std::{borrow::Cow, sync::Arc};

/// Which link of the navigation is the page that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nav {
    Start,
    Submissions,
    People,
    Organisation,
    Moderation,
    /// A page that no link leads to: a form, an error.
    Elsewhere,
}

pub struct Layout {
    pub lang: Lang,
    pub words: &'static Words,
    pub title: String,
    pub active: Nav,
    /// The page refuses something: its title says so before anything else.
    pub refused: bool,
    /// For somebody who came by a link and has no business elsewhere: no way leads from the page into the app.
    pub bare: bool,
    /// The same page in the other language. `None` where following a link would lose what was typed.
    pub switch_url: Option<String>,
    /// Who is signed in.
    pub member: Option<Arc<Member>>,
    /// What every form of the page carries as its first field (`parts/csrf_token.html`); empty without a session.
    pub csrf_token: String,
}

impl Layout {
    /// A text of the page's language.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        Texts::of(self.lang).get(key)
    }

    /// For a page that was asked for by its address.
    pub fn new(context: &RequestContext, active: Nav, title: impl Into<String>) -> Layout {
        Layout::at(context, &context.path_and_query, active, title)
    }

    /// For a page whose own address is another one than was asked for, `path_and_query`.
    pub fn at(context: &RequestContext, path_and_query: &str, active: Nav, title: impl Into<String>) -> Layout {
        let switch_url = Some(switch_url(path_and_query, other(context.lang)));
        Layout { switch_url, ..Layout::answering_post(context, active, title, false) }
    }

    /// For a page that answers a post: it stands at an address that a link cannot ask for again.
    pub fn answering_post(context: &RequestContext, active: Nav, title: impl Into<String>, refused: bool) -> Layout {
        Layout {
            lang: context.lang,
            words: Words::of(context.lang),
            title: title.into(),
            active,
            refused,
            bare: false,
            switch_url: None,
            member: context.member.clone(),
            csrf_token: context.csrf_token.clone().unwrap_or_default(),
        }
    }

    /// Whether a link or button is of any use to whoever reads the page.
    pub fn has_permission(&self, what: Permission) -> bool {
        self.member.as_ref().is_some_and(|member| member.has_permission(what))
    }

    /// The page of somebody without an account; also a member sees it as a stranger would.
    pub fn for_strangers(self) -> Layout {
        Layout { bare: true, member: None, ..self }
    }

    pub fn refusing(self) -> Layout {
        Layout { refused: true, ..self }
    }

    /// The address of an embedded file, with its hash.
    pub fn asset(&self, path: &str) -> String {
        crate::web::assets::url(path)
    }

    /// The other language, for `hreflang`.
    pub fn other(&self) -> Lang {
        other(self.lang)
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::Ar,
        Lang::Ar => Lang::En,
    }
}

/// The same address with another `lang`; everything else in the query stays.
fn switch_url(path_and_query: &str, lang: Lang) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && *pair != "lang" && !pair.starts_with("lang="));
    let lang = format!("lang={}", lang.code());
    let query: Vec<&str> = kept.chain([lang.as_str()]).collect();
    format!("{path}?{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_switch_keeps_the_page_and_its_filters() {
        assert_eq!(switch_url("/", Lang::Ar), "/?lang=ar");
        assert_eq!(
            switch_url("/submissions?q=a%26b&lang=ar&sort=site", Lang::En),
            "/submissions?q=a%26b&sort=site&lang=en"
        );
        assert_eq!(switch_url("/submissions?language=x&&lang", Lang::Ar), "/submissions?language=x&lang=ar");
    }
}
