//! The crash point setting, in builds with the feature `failpoints` only.

/// A crash point in the code, and the number of the pass at which the process is killed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrashPoint {
    pub name: String,
    /// Counted from 1.
    pub passage: usize,
}

impl CrashPoint {
    /// Parses `submit.before_commit`, or `publish.before_rename:4` for the fourth pass.
    pub(super) fn parse(text: &str) -> Option<CrashPoint> {
        let (name, passage) = match text.split_once(':') {
            Some((name, passage)) => (name, passage.parse().ok().filter(|passage| *passage > 0)?),
            None => (text, 1),
        };
        let plain = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '_');
        let name = (!name.is_empty() && name.chars().all(plain)).then(|| name.to_owned())?;
        Some(CrashPoint { name, passage })
    }
}

#[cfg(test)]
mod tests {
    use super::CrashPoint;

    #[test]
    fn a_crash_point_has_a_name_and_an_optional_count() {
        let point = |name: &str, passage| Some(CrashPoint { name: name.to_owned(), passage });
        for (text, parsed) in [
            ("submit.before_commit", point("submit.before_commit", 1)),
            ("publish.before_rename:4", point("publish.before_rename", 4)),
            ("", None),
            (":1", None),
            ("a:0", None),
            ("a:b", None),
            ("A b", None),
        ] {
            assert_eq!(CrashPoint::parse(text), parsed, "{text}");
        }
    }
}
