//! What a browser remembers of its reader's choices: the language and the colour scheme, each in a cookie.
//!
//! Input: a request. A parameter of the address (`?lang=ar`, `?scheme=dark`) makes a choice, and its cookie keeps it for
//! a year. Invariant: pages are right at the first byte, so neither needs a script, and nothing changes after the page
//! is shown.

use crate::{domain::lang::Lang, i18n};
use rocket::{
    Request,
    http::{Cookie, SameSite},
};

const LANG: &str = "lang";
const SCHEME: &str = "scheme";

/// The colours of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColourScheme {
    /// As the device.
    #[default]
    Automatic,
    Light,
    Dark,
}

impl ColourScheme {
    pub const ALL: [ColourScheme; 3] = [ColourScheme::Automatic, ColourScheme::Light, ColourScheme::Dark];

    pub fn as_str(self) -> &'static str {
        match self {
            ColourScheme::Automatic => "auto",
            ColourScheme::Light => "light",
            ColourScheme::Dark => "dark",
        }
    }

    fn named(name: &str) -> Option<ColourScheme> {
        ColourScheme::ALL.into_iter().find(|scheme| scheme.as_str() == name)
    }
}

/// The language that a script asks for, without a change of the chosen one: pages to be kept on the device in each
/// language, and forms that are sent in the language in which they were filled in.
const LANG_HEADER: &str = "X-Page-Language";

/// The language of the address, of a script, of the cookie or of the browser.
pub fn lang(request: &Request<'_>) -> Lang {
    asked_lang(request)
        .or_else(|| request.headers().get_one(LANG_HEADER).and_then(i18n::supported))
        .unwrap_or_else(|| remembered_lang(request))
}

/// The colour scheme of the address or the cookie.
pub fn scheme(request: &Request<'_>) -> ColourScheme {
    let cookie = || ColourScheme::named(request.cookies().get(SCHEME)?.value());
    asked_scheme(request).or_else(cookie).unwrap_or_default()
}

/// Remembers what the address chooses.
pub fn remember(request: &Request<'_>, https: bool) {
    if let Some(lang) = asked_lang(request) {
        keep(request, https, LANG, lang.to_string());
    }
    if let Some(scheme) = asked_scheme(request) {
        keep(request, https, SCHEME, scheme.as_str().to_owned());
    }
}

fn keep(request: &Request<'_>, https: bool, name: &'static str, value: String) {
    request.cookies().add(
        Cookie::build((name, value))
            .path("/")
            .max_age(rocket::time::Duration::days(365))
            .same_site(SameSite::Lax)
            .secure(https)
            .http_only(true),
    );
}

/// The language that this very address asks for.
fn asked_lang(request: &Request<'_>) -> Option<Lang> {
    i18n::supported(request.query_value::<&str>(LANG)?.ok()?)
}

fn asked_scheme(request: &Request<'_>) -> Option<ColourScheme> {
    ColourScheme::named(request.query_value::<&str>(SCHEME)?.ok()?)
}

fn remembered_lang(request: &Request<'_>) -> Lang {
    let cookie = request.cookies().get(LANG).and_then(|cookie| i18n::supported(cookie.value()));
    cookie.or_else(|| request.headers().get_one("Accept-Language").and_then(preferred_lang)).unwrap_or_default()
}

/// The supported language with the highest weight in an `Accept-Language` header; the first one of equal weights.
fn preferred_lang(header: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for range in header.split(',').take(20) {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let weight =
            parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
        if let Some(lang) = i18n::supported(tag)
            && weight > best.map_or(0.0, |(liked, _)| liked)
        {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_available_language_is_used() {
        for (header, lang) in [
            ("ar", Some(Lang::AR)),
            ("ar-AE,ar;q=0.9,en;q=0.8", Some(Lang::AR)),
            ("en-GB,en;q=0.9,ar;q=0.8", Some(Lang::EN)),
            ("fr, ar;q=0.2, en;q=0.5", Some(Lang::EN)),
            ("en;q=0, AR", Some(Lang::AR)),
            ("fr,de", None),
            ("", None),
            (";;q=,=;", None),
            ("en;q=banana", None),
        ] {
            assert_eq!(preferred_lang(header), lang, "{header}");
        }
    }

    #[test]
    fn only_known_schemes_are_taken() {
        for scheme in ColourScheme::ALL {
            assert_eq!(ColourScheme::named(scheme.as_str()), Some(scheme));
        }
        for other in ["", "Dark", "black", "light "] {
            assert_eq!(ColourScheme::named(other), None, "{other}");
        }
    }
}
