//! Secret keys to rotate through, and the settings of the restarts between.

use super::app::TestApp;

pub const OLD: &str = "an old key, as long as it has to be";
pub const NEW: &str = "a new key that is just as long as that";
pub const THIRD: &str = "a third key which is long enough as well";

/// The settings of a restart, and whether what [`OLD`] made is still read.
pub fn rotations() -> Vec<(Vec<(&'static str, String)>, bool)> {
    let key = |key: &str| ("INJAAZ_SECRET_KEY", key.to_owned());
    let previous = |keys: String| ("INJAAZ_PREVIOUS_SECRET_KEYS", keys);
    // OLD has a comma in it, so it stands on a line of its own.
    vec![
        (vec![key(NEW), previous(format!("{OLD}\n"))], true),
        (vec![key(NEW), ("INJAAZ_SECRET_KEY_BEFORE", format!("{OLD}\n"))], true),
        (vec![key(THIRD), previous(format!("{NEW}\n{OLD}"))], true),
        (vec![key(THIRD), previous(NEW.to_owned()), ("INJAAZ_SECRET_KEY_BEFORE", format!("{OLD}\n"))], true),
        (vec![key(NEW)], false),
        (vec![key(THIRD), previous(NEW.to_owned())], false),
        (vec![key(OLD)], true),
    ]
}

pub async fn restarted(test: &TestApp, settings: &[(&'static str, String)]) -> TestApp {
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    test.restarted(&settings).await
}
