//! Which addresses are those of the legacy app, by their path alone.
//!
//! The legacy app's pages and scripts read every answer of its programs' addresses as JSON, whatever they accept; its
//! reports are opened by people and by scripts.

use crate::domain::ids::ModuleSlug;

/// The first segments of its addresses, and the module of each.
const MODULES: [(&str, &str); 3] = [("hvac-mep", "hvac_mep"), ("civil", "civil"), ("cleaning", "cleaning")];

/// The module of an address; none for `/generated/…`, where the name of the file decides.
pub fn module_of(path: &str) -> Option<ModuleSlug> {
    let (first, _) = split(path)?;
    MODULES.iter().find(|(segment, _)| *segment == first)?.1.parse().ok()
}

/// Whether it is an address that pages and scripts call: every answer is JSON.
pub fn is_for_programs(path: &str) -> bool {
    split(path).is_some_and(|(first, rest)| {
        let of_module = MODULES.iter().any(|(segment, _)| *segment == first);
        of_module && !rest.is_empty() && rest != "form" && !rest.starts_with("generated/")
    })
}

/// Whether it is the address of an old report or picture.
pub fn is_of_a_file(path: &str) -> bool {
    split(path).is_some_and(|(first, rest)| {
        first == "generated" || (rest.starts_with("generated/") && MODULES.iter().any(|(segment, _)| *segment == first))
    })
}

fn split(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix('/')?.split_once('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_old_app_are_told_by_their_path() {
        for (path, module, programs, file) in [
            ("/hvac-mep/submit", Some("hvac_mep"), true, false),
            ("/cleaning/job-status/job_1", Some("cleaning"), true, false),
            ("/civil/form", Some("civil"), false, false),
            ("/cleaning/", Some("cleaning"), false, false),
            ("/cleaning", None, false, false),
            ("/generated/x.pdf", None, false, true),
            ("/hvac-mep/generated/x.pdf", Some("hvac_mep"), false, true),
            ("/forms/civil", None, false, false),
            ("/", None, false, false),
        ] {
            let found = module_of(path).map(|module| module.to_string());
            assert_eq!(
                (found.as_deref(), is_for_programs(path), is_of_a_file(path)),
                (module, programs, file),
                "{path}"
            );
        }
    }
}
