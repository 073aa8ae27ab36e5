//! One language: its Fluent bundle and the properties in `language.ftl`.

use super::{
    inline,
    template::{self, Template},
    variables,
};
use crate::domain::lang::Lang;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{borrow::Cow, collections::HashMap};
use unic_langid::LanguageIdentifier;

/// The direction of writing, as in `<html dir>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
        }
    }
}

pub(super) struct Locale {
    pub lang: Lang,
    pub name: String,
    pub direction: Direction,
    /// The separator between groups of three digits.
    pub group: String,
    bundle: FluentBundle<FluentResource>,
    /// The texts without arguments, formatted once.
    plain: HashMap<String, String>,
    /// The texts in which only variables are replaced.
    templates: HashMap<String, Template>,
    /// The names of the months; empty if the language has none of its own.
    months: Vec<String>,
    /// The variables of each text.
    variables: HashMap<String, Vec<String>>,
}

impl Locale {
    /// Loads a language from the texts of its files. Errors name the file or key.
    pub fn new(lang: Lang, files: &[(String, String)]) -> Result<Locale, String> {
        let tag = lang.code();
        let id: LanguageIdentifier = tag.parse().map_err(|_| format!("{tag} is no language tag"))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        bundle.add_builtins().map_err(|error| format!("{tag}: {error}"))?;
        bundle.add_function("INLINE", inline::function).map_err(|error| format!("{tag}: {error}"))?;
        let (mut templates, mut variables) = (HashMap::new(), HashMap::new());
        for (name, text) in files {
            let resource = FluentResource::try_new(text.clone())
                .map_err(|(_, errors)| format!("{tag}/{name}: {}", joined(&errors)))?;
            templates.extend(template::of_file(&resource));
            variables.extend(variables::of_file(&resource));
            bundle.add_resource(resource).map_err(|errors| format!("{tag}/{name}: {}", joined(&errors)))?;
        }
        let mut locale = Locale {
            lang,
            name: String::new(),
            direction: Direction::LeftToRight,
            group: String::new(),
            bundle,
            plain: HashMap::new(),
            templates,
            months: Vec::new(),
            variables,
        };
        locale.name = locale.required("language-name")?;
        locale.direction = match locale.required("language-direction")?.as_str() {
            "ltr" => Direction::LeftToRight,
            "rtl" => Direction::RightToLeft,
            other => return Err(format!("{tag}: language-direction is {other}; write ltr or rtl")),
        };
        locale.group = locale.required("language-number-group")?;
        let formatter = formatter(&locale.group).ok_or_else(|| {
            format!("{tag}: language-number-group is “{}”; write , . ' ’ ٬ a space or nothing", locale.group)
        })?;
        locale.bundle.set_formatter(Some(formatter));
        if locale.group == " " {
            locale.group = "\u{a0}".to_owned();
        }
        locale.months = (1..=12).map_while(|month| locale.month_by_fluent(month)).collect();
        locale.plain = locale.variables.keys().filter_map(|key| locale.without_args(key)).collect();
        Ok(locale)
    }

    /// English without any text: each key is shown as itself.
    pub fn empty() -> Locale {
        Locale {
            lang: Lang::EN,
            name: String::new(),
            direction: Direction::LeftToRight,
            group: String::new(),
            bundle: FluentBundle::new_concurrent(Vec::new()),
            plain: HashMap::new(),
            templates: HashMap::new(),
            months: Vec::new(),
            variables: HashMap::new(),
        }
    }

    fn required(&self, key: &str) -> Result<String, String> {
        let (text, _) = self.format(key, None).ok_or_else(|| format!("{}: {key} is missing", self.lang.code()))?;
        Ok(text.into_owned())
    }

    /// The key with its text, if the text has no arguments.
    fn without_args(&self, key: &str) -> Option<(String, String)> {
        let (text, errors) = self.format(key, None)?;
        errors.is_empty().then(|| (key.to_owned(), text.into_owned()))
    }

    fn month_by_fluent(&self, number: u8) -> Option<String> {
        let args = [("month", FluentValue::from(number))].into_iter().collect();
        self.format("format-month", Some(&args))
            .filter(|(_, errors)| errors.is_empty())
            .map(|(name, _)| name.into_owned())
    }

    /// The name of a month, from 1 to 12.
    pub fn month(&self, number: u8) -> Option<&str> {
        self.months.get(usize::from(number).checked_sub(1)?).map(String::as_str)
    }

    /// The text of a key with each variable replaced. `None` if the text needs Fluent, or a variable has no value.
    pub fn filled<'v>(&self, key: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> Option<String> {
        self.templates.get(key)?.fill(value)
    }

    #[cfg(test)]
    pub fn templates(&self) -> impl Iterator<Item = (&str, &Template)> {
        self.templates.iter().map(|(key, template)| (key.as_str(), template))
    }

    pub fn plain(&self, key: &str) -> Option<&str> {
        self.plain.get(key).map(String::as_str)
    }

    pub fn variables(&self, key: &str) -> &[String] {
        self.variables.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The text of a key, with the errors of its arguments. `None` if there is no such message.
    pub fn format(&self, key: &str, args: Option<&FluentArgs>) -> Option<(Cow<'_, str>, Vec<String>)> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, args, &mut errors);
        Some((text, errors.iter().map(ToString::to_string).collect()))
    }
}

type Formatter = fn(&FluentValue, &intl_memoizer::concurrent::IntlLangMemoizer) -> Option<String>;

/// Fluent expects a plain function, so there is one for each separator in CLDR.
fn formatter(separator: &str) -> Option<Formatter> {
    Some(match separator {
        "," => grouped::<','>,
        "." => grouped::<'.'>,
        "'" => grouped::<'\''>,
        "\u{2019}" => grouped::<'\u{2019}'>,
        "\u{66c}" => grouped::<'\u{66c}'>,
        "\u{a0}" | " " => grouped::<'\u{a0}'>,
        "\u{202f}" => grouped::<'\u{202f}'>,
        "" => grouped::<'\0'>,
        _ => return None,
    })
}

fn grouped<const SEPARATOR: char>(
    value: &FluentValue,
    _: &intl_memoizer::concurrent::IntlLangMemoizer,
) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    if let Some(placeholder) = &number.options.currency {
        return Some(placeholder.clone());
    }
    let plain = number.as_string();
    if !number.options.use_grouping {
        return None;
    }
    if SEPARATOR == '\0' {
        return Some(plain.into_owned());
    }
    Some(group(&plain, SEPARATOR.encode_utf8(&mut [0; 4])))
}

/// Inserts the separator between groups of three digits of the integer part.
pub(super) fn group(plain: &str, separator: &str) -> String {
    let (sign, rest) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
    let mut out = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out + fraction
}

fn joined<E: std::fmt::Display>(errors: &[E]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
