//! Links to the same page in another language or in other colours.
//!
//! Input: the address of the page. Output: the same address with another value of the choice; `browser_choices` remembers
//! it.

use crate::{
    domain::lang::Lang,
    i18n::{self, Texts},
    web::browser_choices::ColourScheme,
};

/// A link to the page in other colours.
pub struct SchemeLink {
    pub url: String,
    pub scheme: ColourScheme,
    pub label: &'static str,
}

/// A link to the page in another language.
pub struct LanguageLink {
    pub url: String,
    pub lang: Lang,
    pub direction: &'static str,
    /// In that language.
    pub name: &'static str,
}

/// The same page in each other language.
pub fn other_languages(path_and_query: &str, lang: Lang) -> Vec<LanguageLink> {
    i18n::languages()
        .into_iter()
        .filter(|texts| texts.lang() != lang)
        .map(|texts| LanguageLink {
            url: switch_url(path_and_query, "lang", texts.lang().code()),
            lang: texts.lang(),
            direction: texts.direction().as_str(),
            name: texts.language_name(),
        })
        .collect()
}

/// The same page in each colour scheme.
pub fn schemes(path_and_query: &str, texts: Texts) -> Vec<SchemeLink> {
    let link = |scheme: ColourScheme| SchemeLink {
        url: switch_url(path_and_query, "scheme", scheme.as_str()),
        scheme,
        label: texts.t(match scheme {
            ColourScheme::Automatic => "navigation-scheme-automatic",
            ColourScheme::Light => "navigation-scheme-light",
            ColourScheme::Dark => "navigation-scheme-dark",
        }),
    };
    ColourScheme::ALL.map(link).into()
}

/// The same address with another value of a choice; everything else in the query stays but for other choices, which are
/// remembered.
fn switch_url(path_and_query: &str, choice: &str, value: &str) -> String {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let is_choice = |pair: &str| matches!(pair.split('=').next(), Some("lang" | "scheme"));
    let kept = query.split('&').filter(|pair| !pair.is_empty() && !is_choice(pair));
    let chosen = format!("{choice}={value}");
    let query: Vec<&str> = kept.chain([chosen.as_str()]).collect();
    format!("{path}?{}", query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switches_keep_the_page_and_its_filters() {
        assert_eq!(switch_url("/", "lang", "ar"), "/?lang=ar");
        assert_eq!(
            switch_url("/submissions?q=a%26b&lang=ar&sort=site", "lang", "en"),
            "/submissions?q=a%26b&sort=site&lang=en"
        );
        assert_eq!(
            switch_url("/submissions?language=x&&lang&scheme=dark", "lang", "ar"),
            "/submissions?language=x&lang=ar"
        );
        assert_eq!(switch_url("/?lang=ar&q=1", "scheme", "light"), "/?q=1&scheme=light");
    }
}
