//! Errors in settings: one sentence for each bad value, all at once, without secrets.

use injaaz::config::Config;
use std::{fs, os::unix::fs::PermissionsExt};

const KEY: &str = "0123456789012345678901234567890123456789";

/// The errors for these variables, with a secret key set so that no key file is written.
fn sentences(vars: &[(&str, &str)]) -> Vec<String> {
    let vars = vars.iter().copied().chain([("INJAAZ_SECRET_KEY", KEY)]);
    Config::from_vars(vars).map_or_else(|bad| bad.0, |_| Vec::new())
}

#[test]
fn a_bad_value_is_named_with_its_fix() {
    let table = [
        ("ROCKET_ADDRESS", "localhost", r#"ROCKET_ADDRESS is "localhost" (environment). Write an IP address"#),
        ("ROCKET_PORT", "0", r#"ROCKET_PORT is "0" (environment). Write a whole number from 1 to 65535."#),
        ("ROCKET_PORT", "80 80", r#"ROCKET_PORT is "80 80" (environment). Write a whole number from 1 to 65535."#),
        ("ROCKET_WORKERS", "none", r#"ROCKET_WORKERS is "none" (environment). Write a whole number"#),
        ("DATABASE_URL", "mysql://me:pw@host/db", r#"DATABASE_URL is "mysql://me:(hidden)@host/db" (environment)."#),
        ("INJAAZ_POOL_SIZE", "1", r#"INJAAZ_POOL_SIZE is "1" (environment). Write a whole number from 2 to 90."#),
        ("INJAAZ_PUBLIC_URL", "https://a.org/forms", r#"INJAAZ_PUBLIC_URL is "https://a.org/forms" (environment)."#),
        ("INJAAZ_PUBLIC_URL", "forms.example.org", r#"INJAAZ_PUBLIC_URL is "forms.example.org" (environment)."#),
        ("INJAAZ_JOBS", "many", r#"INJAAZ_JOBS is "many" (environment). Write a whole number from 0 (paused) to 64."#),
        ("INJAAZ_JOBS", "-1", r#"INJAAZ_JOBS is "-1" (environment)."#),
        ("INJAAZ_LEASE_SECONDS", "0", r#"INJAAZ_LEASE_SECONDS is "0" (environment)."#),
        ("INJAAZ_LINK_DAYS", "2.5", r#"INJAAZ_LINK_DAYS is "2.5" (environment)."#),
        ("INJAAZ_SHADOW_READS", "some", r#"INJAAZ_SHADOW_READS is "some" (environment). Write how many reads"#),
        ("INJAAZ_PHASE_DAYS", "-3", r#"INJAAZ_PHASE_DAYS is "-3" (environment). Write the least number of days"#),
        ("INJAAZ_OLD_STORE_MODE", "755", r#"INJAAZ_OLD_STORE_MODE is "755" (environment). Write the permissions"#),
        ("INJAAZ_OLD_STORE_MODE", "rw-r--", r#"INJAAZ_OLD_STORE_MODE is "rw-r--" (environment)."#),
        ("INJAAZ_OVERRIDE_PEOPLE", "3", r#"INJAAZ_OVERRIDE_PEOPLE is "3" (environment). Write how many people"#),
        ("INJAAZ_OLD_TIME_ZONE", "EST", r#"INJAAZ_OLD_TIME_ZONE is "EST" (environment). Write the time zone"#),
        ("INJAAZ_OLD_TIME_ZONE", "+25:00", r#"INJAAZ_OLD_TIME_ZONE is "+25:00" (environment)."#),
        ("INJAAZ_FONTS", "/no/such/folder", r#"INJAAZ_FONTS is "/no/such/folder" (environment)."#),
        ("INJAAZ_FORMS", "/no/such/folder", r#"INJAAZ_FORMS is "/no/such/folder" (environment)."#),
        ("INJAAZ_LOCALES", "/no/such/folder", r#"INJAAZ_LOCALES is "/no/such/folder" (environment)."#),
        ("INJAAZ_PG_BIN", "/no/such/folder", r#"INJAAZ_PG_BIN is "/no/such/folder" (environment)."#),
        (
            "INJAAZ_SMTP_URL",
            "mail:hunter2@example.org",
            r#"INJAAZ_SMTP_URL is "(hidden)" (environment). Write smtps://"#,
        ),
        ("INJAAZ_SMTP_URL", "smtp://example.org", "INJAAZ_MAIL_FROM is missing. Write the sender address"),
        ("INJAAZ_MAIL_FROM", "forms@example.org", "INJAAZ_SMTP_URL is missing. Write smtps://"),
        ("INJAAZ_LOG", "injaaz=loud", r#"INJAAZ_LOG is "injaaz=loud" (environment). Write error, warn,"#),
        ("INJAAZ_TIME_ZONE", "Dubai", r#"INJAAZ_TIME_ZONE is "Dubai" (environment). Write the name of a time zone"#),
        ("INJAAZ_ORGANISATION", "a\nb", r#"INJAAZ_ORGANISATION is "a\nb" (environment). Write a name"#),
        ("INJAAZ_JOB", "2", "INJAAZ_JOB (environment) is not a setting. Did you mean INJAAZ_JOBS?"),
        (
            "INJAAZ_ORGANIZATION",
            "x",
            "INJAAZ_ORGANIZATION (environment) is not a setting. Did you mean INJAAZ_ORGANISA",
        ),
    ];
    for (name, value, expected) in table {
        let sentences = sentences(&[(name, value)]);
        assert_eq!(sentences.len(), 1, "{name}={value}: {sentences:?}");
        assert!(sentences[0].starts_with(expected), "{name}={value}: {}", sentences[0]);
    }
}

#[test]
fn previous_secret_keys_accept_both_names_and_are_masked() {
    let [one, two, three] = ["1", "2", "3"].map(|digit| digit.repeat(32));
    let several = format!("{one},\n {two}");
    let with = |vars: &[(&str, &str)]| {
        let vars = vars.iter().copied().chain([("INJAAZ_SECRET_KEY", KEY)]);
        Config::from_vars(vars).map(|config| {
            let keys = config.previous_secret_keys.iter();
            let keys: Vec<String> = keys.map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned()).collect();
            (keys, format!("{config:?} {:?}", config.show()))
        })
    };
    assert_eq!(with(&[]).unwrap().0, Vec::<String>::new());
    let (keys, shown) = with(&[("INJAAZ_PREVIOUS_SECRET_KEYS", &format!("{one}, {two}"))]).unwrap();
    assert_eq!(keys, [one.as_str(), &two]);
    assert!(!shown.contains(&one) && !shown.contains(&two) && !shown.contains(KEY), "{shown}");
    let (keys, shown) = with(&[("INJAAZ_SECRET_KEY_BEFORE", &three)]).unwrap();
    assert_eq!(keys, [three.as_str()]);
    assert!(!shown.contains(&three), "{shown}");
    let lines = format!("{one}\n{two}\n");
    let both = [("INJAAZ_SECRET_KEY_BEFORE", three.as_str()), ("INJAAZ_PREVIOUS_SECRET_KEYS", &lines)];
    assert_eq!(with(&both).unwrap().0, [one.as_str(), &two, &three]);
    // With line breaks as separators, a comma belongs to the key.
    assert_eq!(with(&[("INJAAZ_PREVIOUS_SECRET_KEYS", &several)]).unwrap().0, [format!("{one},"), two.clone()]);
    // The older setting holds one key, which may contain a comma.
    assert_eq!(with(&[("INJAAZ_SECRET_KEY_BEFORE", &format!("{one},{two}"))]).unwrap().0, [format!("{one},{two}")]);
    for (name, value) in
        [("INJAAZ_PREVIOUS_SECRET_KEYS", format!("{one},hunter2")), ("INJAAZ_SECRET_KEY_BEFORE", "hunter2".into())]
    {
        let refused = with(&[(name, &value)]).unwrap_err();
        assert_eq!(refused.0.len(), 1, "{refused}");
        assert!(refused.0[0].starts_with(&format!("{name} is \"(hidden)\" (environment). ")), "{refused}");
        assert!(!refused.0[0].contains("hunter2"), "{refused}");
    }
}

#[test]
fn a_setting_of_rocket_is_checked_too() {
    let sentences = sentences(&[("ROCKET_SHUTDOWN", "{grace=\"long\"}")]);
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    assert!(sentences[0].contains("shutdown.grace"), "{}", sentences[0]);
}

#[test]
fn all_bad_values_are_reported_at_once() {
    let sentences = sentences(&[("INJAAZ_JOBS", "x"), ("ROCKET_PORT", "x"), ("INJAAZ_TYPO", "1")]);
    assert_eq!(sentences.len(), 3, "{sentences:?}");
}

#[test]
fn a_short_key_is_refused_without_being_shown() {
    let bad = Config::from_vars([("INJAAZ_SECRET_KEY", "hunter2")]).unwrap_err();
    assert_eq!(bad.0.len(), 1);
    assert!(bad.0[0].starts_with(r#"INJAAZ_SECRET_KEY is "(hidden)" (environment). Write at least 32"#), "{bad}");
}

#[test]
fn defaults_hold_and_an_empty_variable_counts_as_unset() {
    let config =
        Config::from_vars([("INJAAZ_SECRET_KEY", KEY), ("INJAAZ_JOBS", ""), ("DATABASE_URL", " "), ("HOME", "/")])
            .unwrap();
    assert_eq!((config.address.to_string().as_str(), config.port), ("127.0.0.1", 8000));
    assert_eq!((config.jobs, config.pool_size, config.link_days), (2, 16, 30));
    assert_eq!((config.public_url.as_str(), config.organisation.as_str()), ("http://127.0.0.1:8000", "Injaaz"));
    assert_eq!(config.lease.as_secs(), 30);
    assert!(config.generated.is_absolute() && config.generated.ends_with("generated"));
    assert!(config.database_url.is_none() && config.forms.is_none() && config.pg_bin.is_none());
}

#[test]
fn values_of_digits_stay_text_where_text_is_meant() {
    let config = Config::from_vars([("INJAAZ_SECRET_KEY", KEY), ("INJAAZ_ORGANISATION", "2030")]).unwrap();
    assert_eq!(config.secret_key.as_bytes(), KEY.as_bytes());
    assert_eq!(config.organisation, "2030");
}

#[test]
fn rocket_receives_the_resolved_settings() {
    let mut config =
        Config::from_vars([("INJAAZ_SECRET_KEY", KEY), ("ROCKET_PORT", "8123"), ("ROCKET_ADDRESS", "::1")]).unwrap();
    assert_eq!(config.public_url, "http://[::1]:8123");
    config.use_database(injaaz::config::DatabaseUrl::parse("postgres://a@b/c").unwrap());
    let rocket = rocket::Config::try_from(config.figment()).unwrap();
    assert_eq!((rocket.port, rocket.address.to_string().as_str()), (8123, "::1"));
    assert_eq!((rocket.shutdown.grace, rocket.shutdown.mercy), (30, 5));
    assert_eq!(rocket.ip_header, None);
    let url: String = config.figment().extract_inner("databases.main.url").unwrap();
    assert_eq!(url, "postgres://a@b/c");
}

#[test]
fn printed_settings_contain_no_secret() {
    let url = "postgres://me:passw0rd@db.example.org/injaaz?password=passw0rd";
    let config = Config::from_vars([("INJAAZ_SECRET_KEY", KEY), ("DATABASE_URL", url)]).unwrap();
    let printed = format!("{config:?} {:?} {:?} {:?}", config.show(), config.secret_key, config.database_url);
    assert!(!printed.contains("passw0rd") && !printed.contains(KEY), "{printed}");
    let database = config.show().iter().find(|shown| shown.name == "DATABASE_URL").unwrap();
    assert_eq!(database.value, "postgres://me:(hidden)@db.example.org/injaaz");
    assert_eq!(database.from, "environment");
}

#[test]
fn a_key_is_made_once_and_only_its_owner_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let generated = folder.path().join("new");
    let read = || Config::from_vars([("INJAAZ_GENERATED", generated.to_str().unwrap())]);
    let first = read().unwrap();
    let again = read().unwrap();
    assert!(first.secret_key == again.secret_key);
    let file = generated.join("secret_key");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(&generated).unwrap().count(), 1, "no temporary file is left");

    fs::write(&file, "short").unwrap();
    let bad = read().unwrap_err();
    assert!(bad.0[0].contains("secret_key holds fewer than 32 characters"), "{bad}");
}

#[test]
fn nothing_is_made_while_another_setting_is_bad() {
    let folder = tempfile::tempdir().unwrap();
    let generated = folder.path().join("new");
    Config::from_vars([("INJAAZ_GENERATED", generated.to_str().unwrap()), ("INJAAZ_JOBS", "x")]).unwrap_err();
    assert!(!generated.exists());
}

#[test]
fn the_readme_lists_every_setting_with_its_default() {
    let config = Config::from_vars([("INJAAZ_SECRET_KEY", KEY)]).unwrap();
    let readme = include_str!("../../README.md");
    let rows: Vec<(&str, &str)> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
        .map(|(name, rest)| (name, rest.split(" | ").next().unwrap_or_default()))
        .collect();
    let names: Vec<&str> = rows.iter().map(|(name, _)| *name).collect();
    let shown: Vec<&str> = config.show().iter().map(|shown| shown.name).collect();
    assert_eq!(names, shown);
    for (shown, (name, default)) in config.show().iter().zip(&rows).filter(|(shown, _)| shown.from == "default") {
        // Defaults that are determined at start are described in words.
        let Some(value) = default.strip_prefix('`').filter(|value| !value.contains("address")) else { continue };
        assert_eq!(value.trim_end_matches('`'), shown.value, "{name}");
    }
}

#[test]
fn rocket_toml_lists_every_setting_of_the_program() {
    let config = Config::from_vars([("INJAAZ_SECRET_KEY", KEY)]).unwrap();
    let file = include_str!("../../Rocket.toml");
    let (_, own) = file.split_once("[default.injaaz]").unwrap();
    let listed: Vec<&str> =
        own.lines().filter_map(|line| line.strip_prefix("# ")?.split_once(" = ")).map(|l| l.0).collect();
    for shown in config.show() {
        let Some(name) = shown.name.strip_prefix("INJAAZ_") else { continue };
        assert!(listed.contains(&name.to_lowercase().as_str()), "Rocket.toml does not list {name}: {listed:?}");
    }
}

#[test]
fn links_in_documents_have_targets() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for document in ["README.md", "CHANGELOG.md", "docs/architecture.md", "docs/forms.md", "docs/performance.md"] {
        let (path, text) = (root.join(document), fs::read_to_string(root.join(document)).unwrap());
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://") && !link.starts_with('#') && !link.contains("images/")) {
            let target = path.parent().unwrap().join(link.split('#').next().unwrap());
            assert!(target.exists(), "{document} links to {link}");
        }
    }
}
