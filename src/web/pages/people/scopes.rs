//! The submission scopes of a member as lines of a form: each a module, a site, or both.

use crate::{
    domain::{access::Scope, ids::ModuleSlug, lang::Lang, pasted},
    forms::Forms,
    i18n::Texts,
    services::people::{self, Sites},
    web::view::field_sentences::FieldSentences,
};

/// The most scopes of a member: few enough for every query.
const MOST: usize = 50;

/// Empty lines to fill in.
const SPARE: usize = 3;

const SITE_CHARS: usize = 200;

/// The lines as the page shows them.
pub struct ScopeLines {
    pub lines: Vec<ScopeLine>,
    pub modules: Vec<(String, String)>,
    /// Names of sites to choose from.
    pub sites: Vec<String>,
    pub error: Option<String>,
    /// What no line means.
    pub about: &'static str,
}

pub struct ScopeLine {
    pub number: usize,
    pub module: String,
    pub site: String,
}

impl ScopeLines {
    /// The lines of what was typed, or of what holds now.
    pub fn new(
        forms: &Forms,
        sites: &Sites,
        typed: impl Iterator<Item = (String, String)>,
        refused: &FieldSentences,
        lang: Lang,
    ) -> ScopeLines {
        let spare = std::iter::repeat_n((String::new(), String::new()), SPARE);
        let lines = typed.filter(|(module, site)| !module.is_empty() || !site.is_empty()).chain(spare).enumerate();
        ScopeLines {
            lines: lines.map(|(at, (module, site))| ScopeLine { number: at + 1, module, site }).collect(),
            modules: forms.known().map(|def| (def.module.to_string(), def.title.get(lang).to_owned())).collect(),
            sites: sites.values().cloned().collect(),
            error: refused.at("scopes").map(str::to_owned),
            about: Texts::of(lang).t("people-scopes-about"),
        }
    }
}

/// A scope in one line: the form, the site, or both.
pub fn text(scope: &Scope, forms: &Forms, sites: &Sites, lang: Lang) -> String {
    let module = scope
        .module
        .as_ref()
        .map(|slug| forms.get(slug).map_or_else(|| slug.to_string(), |def| def.short.get(lang).to_owned()));
    let site = scope.site_key.as_ref().map(|key| sites.get(key).unwrap_or(key).clone());
    [module, site].into_iter().flatten().collect::<Vec<_>>().join(" – ")
}

/// Stored scopes as form values.
pub fn typed(scopes: &[Scope], sites: &Sites) -> impl Iterator<Item = (String, String)> {
    scopes.iter().map(|scope| {
        let module = scope.module.as_ref().map(ToString::to_string).unwrap_or_default();
        let site = scope.site_key.as_ref().map(|key| sites.get(key).unwrap_or(key).clone()).unwrap_or_default();
        (module, site)
    })
}

/// Reads the lines of a post; what is wrong goes to `refused`.
pub fn read(forms: &Forms, modules: &[&str], sites: &[&str], refused: &mut FieldSentences, lang: Lang) -> Vec<Scope> {
    let texts = Texts::of(lang);
    let mut scopes: Vec<Scope> = Vec::new();
    let lines = modules.len().max(sites.len());
    for at in 0..lines {
        let (module, site) = (modules.get(at).copied().unwrap_or_default(), sites.get(at).copied().unwrap_or_default());
        let module: Option<ModuleSlug> = match module {
            "" => None,
            text => match text.parse().ok().filter(|slug| forms.get(slug).is_some()) {
                Some(slug) => Some(slug),
                None => {
                    refused.add("scopes", texts.t("people-bad-module"));
                    return Vec::new();
                }
            },
        };
        let site = &pasted::name(site);
        let scope = people::scope(module.clone(), site);
        // A name without a letter or digit would silently mean every site.
        let vanished = !site.is_empty() && scope.as_ref().is_none_or(|scope| scope.site_key.is_none());
        if site.chars().count() > SITE_CHARS || site.chars().any(char::is_control) || vanished {
            refused.add("scopes", texts.t("people-bad-site"));
            return Vec::new();
        }
        scopes.extend(scope);
    }
    if scopes.len() > MOST {
        refused.add("scopes", texts.t("people-too-many-scopes"));
    }
    scopes
}
