//! The sources of a setting: the built-in Rocket.toml, the one in the working directory, and the environment.

use rocket::figment::{
    Figment, Metadata, Profile, Provider,
    error::Result,
    providers::{Format, Toml},
    value::{Dict, Map, Num, Value},
};
use std::{env, path::Path};

const BUILT_IN: &str = include_str!("../../Rocket.toml");
const ENVIRONMENT: &str = "environment";

/// The text of all settings, not yet parsed.
pub struct Source {
    figment: Figment,
    vars: Vec<(String, String)>,
}

/// A value as it was written, with its source.
pub struct RawSetting {
    pub text: String,
    pub from: String,
}

impl Source {
    pub fn from_environment() -> Source {
        let vars: Vec<_> = env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
            .collect();
        let file = lookup(&vars, "ROCKET_CONFIG").unwrap_or("Rocket.toml").to_owned();
        Source::merge(Figment::from(built_in()).merge(Toml::file(file).nested()), vars)
    }

    pub fn of(vars: Vec<(String, String)>) -> Source {
        Source::merge(Figment::from(built_in()), vars)
    }

    fn merge(files: Figment, vars: Vec<(String, String)>) -> Source {
        let profile = lookup(&vars, "ROCKET_PROFILE").map_or(rocket::Config::DEFAULT_PROFILE, Profile::from);
        let figment = Figment::from(rocket::Config::default()).merge(files).merge(Variables(&vars)).select(profile);
        Source { figment, vars }
    }

    pub fn figment(&self) -> &Figment {
        &self.figment
    }

    /// The text of a setting. Empty text counts as not set, because that is how compose files unset a variable.
    pub fn find(&self, key: &str) -> Option<RawSetting> {
        let text = text_of(&self.figment.find_value(key).ok()?);
        let from = match self.figment.find_metadata(key) {
            Some(data) if data.name == ENVIRONMENT => ENVIRONMENT.to_owned(),
            data => data.and_then(|data| data.source.as_ref()?.file_path()).map_or("default".to_owned(), short),
        };
        (!text.trim().is_empty()).then_some(RawSetting { text, from })
    }

    /// The names of all settings of this program that are set, in the environment or in a file.
    pub fn own_names(&self) -> impl Iterator<Item = String> {
        let written = self.figment.find_value("injaaz").ok().and_then(Value::into_dict).unwrap_or_default();
        written.into_keys().map(|key| format!("INJAAZ_{}", key.to_uppercase()))
    }

    /// Whether a variable is set and not empty.
    pub fn has_var(&self, name: &str) -> bool {
        lookup(&self.vars, name).is_some()
    }
}

fn built_in() -> impl Provider {
    Toml::string(BUILT_IN).nested()
}

fn lookup<'a>(vars: &'a [(String, String)], wanted: &str) -> Option<&'a str> {
    vars.iter().find(|(name, value)| name == wanted && !value.trim().is_empty()).map(|(_, value)| value.as_str())
}

fn short(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(_, text) => text.clone(),
        Value::Bool(_, yes) => yes.to_string(),
        Value::Char(_, c) => c.to_string(),
        Value::Num(_, number) => number_text(*number),
        Value::Empty(..) => String::new(),
        Value::Dict(..) | Value::Array(..) => "a list".to_owned(),
    }
}

fn number_text(number: Num) -> String {
    let whole = number.to_i128().map(|n| n.to_string()).or_else(|| number.to_u128().map(|n| n.to_string()));
    whole.or_else(|| number.to_f64().map(|n| n.to_string())).unwrap_or_default()
}

/// The environment in the format of figment. Variables of Rocket are parsed as Rocket does; ours remain text, because a
/// key of 64 digits would otherwise become a number.
struct Variables<'a>(&'a [(String, String)]);

impl Provider for Variables<'_> {
    fn metadata(&self) -> Metadata {
        Metadata::named(ENVIRONMENT)
    }

    fn data(&self) -> Result<Map<Profile, Dict>> {
        let (mut all, mut own) = (Dict::new(), Dict::new());
        for (name, value) in self.0.iter().filter(|(_, value)| !value.trim().is_empty()) {
            if let Some(key) = name.strip_prefix("INJAAZ_") {
                own.insert(key.to_lowercase(), value.clone().into());
            } else if let Some(key) = name.strip_prefix("ROCKET_")
                && !matches!(key, "PROFILE" | "CONFIG")
            {
                let Ok(parsed) = value.parse::<Value>();
                all.insert(key.to_lowercase(), parsed);
            }
        }
        if let Some(url) = lookup(self.0, "DATABASE_URL") {
            let main = Dict::from([("url".to_owned(), Value::from(url))]);
            all.insert("databases".to_owned(), Dict::from([("main".to_owned(), main.into())]).into());
        }
        if !own.is_empty() {
            all.insert("injaaz".to_owned(), own.into());
        }
        Ok(Map::from([(Profile::Global, all)]))
    }
}
