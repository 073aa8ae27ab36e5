//! `/admin/migration`: every button, its refusals, and the message afterwards.

use crate::{
    migration::old::{self, Old},
    support::{
        app::{TestApp, hvac},
        db,
    },
};
use injaaz::jobs::Runner;
use rocket::http::{Accept, ContentType, Header, Status};
use serde_json::Value;
use std::time::Duration;

/// An app with a legacy store, and its console.
struct Console {
    test: TestApp,
    old: Old,
}

/// The response to a button.
struct PageResponse {
    status: Status,
    /// The target of the redirect.
    location: String,
    page: String,
}

impl Console {
    async fn beside(old: Old) -> Console {
        let place = old.path().to_string_lossy().into_owned();
        let test = TestApp::with(&[("INJAAZ_OLD_STORE", place.as_str()), ("INJAAZ_SHADOW_READS", "1")]).await;
        Console { test, old }
    }

    async fn press(&self, path: &str, form: &str) -> PageResponse {
        let post = self.test.client.post(format!("/admin/migration{path}")).header(ContentType::Form);
        let answer = post.header(Accept::HTML).body(form).dispatch().await;
        let location = answer.headers().get_one("Location").unwrap_or_default().to_owned();
        PageResponse { status: answer.status(), location, page: answer.into_string().await.unwrap_or_default() }
    }

    /// Presses a button that must succeed.
    async fn pressed(&self, path: &str, form: &str) -> String {
        let answered = self.press(path, form).await;
        assert_eq!(answered.status, Status::SeeOther, "{path}: {}", answered.page);
        // Long work is a job, which the test runs here.
        if path.starts_with("/archives") || ["/enter", "/back", "/verify"].iter().any(|end| path.ends_with(end)) {
            self.test.run_jobs().await;
        }
        answered.location
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.test.get(path).await;
        assert_eq!(answer.status(), Status::Ok, "{path}");
        answer.into_string().await.expect("a page")
    }

    async fn all(&self) -> Value {
        self.test.get_json("/api/v1/migration").await.1
    }

    async fn phase(&self, module: &str) -> String {
        let all = self.all().await;
        let modules = all["modules"].as_array().expect("modules");
        let found = modules.iter().find(|one| one["module"] == module).expect("the module");
        found["phase"].as_str().expect("a phase").to_owned()
    }

    /// Runs the importer in the background until it is done.
    async fn until_imported(&self) {
        let runner = Runner::start(&self.test.app);
        let open = "SELECT count(*)::text FROM import_runs WHERE state = 'running'";
        let done = async {
            while db::text(&self.test.url, open).await != "0" {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), done).await.expect("the import ends");
        runner.stop().await;
    }

    async fn quarantined(&self) -> i64 {
        let (_, desk) = self.test.get_json("/api/v1/migration/review").await;
        desk["quarantined"][0]["id"].as_i64().expect("a quarantined record")
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    pairs.iter().map(|(name, text)| format!("{name}={}", percent(text))).collect::<Vec<_>>().join("&")
}

#[rocket::async_test]
async fn a_module_moves_through_the_phases_and_back_in_the_console() {
    let console = Console::beside(Old::empty()).await;
    assert_eq!(console.phase("civil").await, "database");
    let to = console.pressed("/modules/civil/enter", "").await;
    assert_eq!(
        (to.as_str(), console.phase("civil").await.as_str()),
        ("/admin/migration?done=started#module-civil", "files")
    );
    let to = console.pressed("/modules/civil/forward", "").await;
    assert_eq!(to, "/admin/migration?done=forward#module-civil");
    assert!(console.page("/admin/migration?done=forward").await.contains("The form is in its next phase."));

    // Without a verify and shadow reads the next gate is closed, and an empty reason does not override it.
    let closed = console.press("/modules/civil/forward", "").await;
    assert_eq!(closed.status, Status::Conflict);
    assert!(closed.page.contains("href=\"#module-civil\"") && closed.page.contains("class=\"closed\""));
    let short = console.press("/modules/civil/override", &form(&[("reason", " because ")])).await;
    assert_eq!(
        (short.status, short.page.contains("reason of at least 10 characters")),
        (Status::UnprocessableEntity, true)
    );
    assert!(short.page.contains("\nbecause</textarea>"));
    let reason = "no <b>reader</b> of civil today";
    console.pressed("/modules/civil/override", &form(&[("reason", reason)])).await;
    assert_eq!(console.phase("civil").await, "database_with_fallback");
    let page = console.page("/admin/migration").await;
    assert!(page.contains("no &#60;b&#62;reader&#60;/b&#62; of civil") && page.contains("with closed gates"));

    console.pressed("/modules/civil/back", &form(&[("reason", "that was too soon")])).await;
    assert_eq!(console.phase("civil").await, "dual");
    let history = console.all().await["history"].clone();
    assert_eq!(history[0]["to"], "dual");
    assert!(history[0]["by"].as_str().is_some_and(|by| by.starts_with("administrator-")), "{}", history[0]["by"]);
    assert_eq!((&history[0]["reason"], &history[1]["overridden"]), (&"that was too soon".into(), &true.into()));
    assert_eq!(history.as_array().map(Vec::len), Some(4));
    // The other modules are unchanged.
    assert_eq!(console.phase("cleaning").await, "database");
}

#[rocket::async_test]
async fn an_import_is_started_monitored_and_its_review_queue_decided() {
    let old = Old::of(12);
    old.put("submissions/sub_00000000dead.json", b"{\"id\": \"sub_00000000dead\", <script>alert(1)</script>");
    let console = Console::beside(old).await;
    for (bad, at) in [
        (form(&[("place", "/nowhere/at/all")]), "e-place"),
        (form(&[("rate", "many")]), "e-rate"),
        (form(&[("kind", "sqlite"), ("place", "/tmp/x.sqlite")]), "e-mapping"),
    ] {
        let refused = console.press("/imports", &bad).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{bad}");
        assert!(refused.page.contains(&format!("id=\"{at}\"")), "{bad}");
    }
    assert_eq!(console.all().await["runs"].as_array().map(Vec::len), Some(0));

    console.pressed("/imports", &form(&[("rate", "500")])).await;
    let run = console.all().await["runs"][0]["run_id"].as_str().expect("a run").to_owned();
    let now = console.page("/admin/migration/now").await;
    assert!(now.contains(&format!("/imports/{run}/pause")) && now.contains("data-busy"));
    console.pressed(&format!("/imports/{run}/pause"), "").await;
    assert!(console.page("/admin/migration/now").await.contains(&format!("/imports/{run}/resume")));
    console.pressed(&format!("/imports/{run}/throttle"), "rate=").await;
    assert_eq!(console.press(&format!("/imports/{run}/throttle"), "rate=0").await.status, Status::UnprocessableEntity);
    console.pressed(&format!("/imports/{run}/resume"), "").await;
    console.until_imported().await;
    let counted = console.all().await["runs"][0].clone();
    assert_eq!((&counted["seen"], &counted["imported"], &counted["quarantined"]), (&13.into(), &12.into(), &1.into()));
    assert_eq!(console.press(&format!("/imports/{run}/pause"), "").await.status, Status::Conflict);

    let id = console.quarantined().await;
    let page = console.page(&format!("/admin/migration/review/{id}")).await;
    assert!(page.contains("&#60;script&#62;alert(1)") && !page.contains("<script>alert"));
    let here = format!("/review/{id}");
    assert_eq!(console.press(&format!("{here}/assign"), "module=roofs").await.status, Status::UnprocessableEntity);
    assert_eq!(console.press(&format!("{here}/set-aside"), "note=+").await.status, Status::UnprocessableEntity);
    let to = console.pressed(&format!("{here}/retry"), "").await;
    assert!(to.contains("done=quarantined"), "{to}");
    // The file is corrected.
    let mut mended = old::hvac(99);
    mended["submission_id"] = "sub_00000000dead".into();
    console.old.put_json("submissions/sub_00000000dead.json", &mended);
    let to = console.pressed(&format!("{here}/retry"), "").await;
    assert!(to.contains("done=imported"), "{to}");
    assert!(console.page("/submissions/sub_00000000dead").await.contains("Site 99"));
}

/// What the page says of forms that are not in the phases, of dry runs, and without a legacy store.
#[rocket::async_test]
async fn the_console_tells_what_became_of_old_files() {
    let never = "This form never had a legacy store";
    let old = Old::of(3);
    old.put("submissions/sub_00000000beef.json", b"{ \"id\": ");
    old::set_modified(
        &old.path().join("submissions/sub_00000000beef.json"),
        std::time::UNIX_EPOCH + Duration::from_secs(1_773_480_590),
    );
    let console = Console::beside(old).await;
    let page = console.page("/admin/migration").await;
    assert!(page.contains("has 4 files that were not imported yet") && !page.contains(never), "{page}");

    console.pressed("/imports", "dry_run=yes").await;
    console.until_imported().await;
    let page = console.page("/admin/migration").await;
    assert!(page.contains("Would be imported") && !page.contains("<dt>Imported</dt>"), "{page}");
    console.pressed("/imports", "").await;
    console.until_imported().await;
    let page = console.page("/admin/migration").await;
    assert!(page.contains("3 submissions of this form were imported from the legacy store"), "{page}");
    assert!(page.contains("1 file was still being written by the legacy app. Start another import after"), "{page}");

    let without = TestApp::new().await;
    let page = without.get("/admin/migration").await.into_string().await.expect("a page");
    assert!(page.contains(never) && page.contains("No legacy store is configured"), "{page}");
    assert!(!page.contains(&*without.dir.path().to_string_lossy()), "our own folder is no legacy store");
    let post = without.client.post("/admin/migration/imports").header(ContentType::Form).header(Accept::HTML);
    let refused = post.body("place=").dispatch().await;
    assert_eq!(refused.status(), Status::UnprocessableEntity);
    assert!(refused.into_string().await.expect("a page").contains("Enter the path of a folder or file"));
}

#[rocket::async_test]
async fn both_versions_of_a_divergent_record_are_shown_and_one_is_chosen() {
    let console = Console::beside(Old::of(3)).await;
    console.pressed("/imports", "").await;
    console.until_imported().await;
    let mut edited = old::hvac(2);
    edited["site_name"] = "Edited by hand".into();
    console.old.put_json(&format!("submissions/{}.json", old::id(2)), &edited);
    console.pressed("/imports", "").await;
    console.until_imported().await;
    let (_, desk) = console.test.get_json("/api/v1/migration/review").await;
    let id = desk["divergent"][0]["id"].as_i64().expect("a divergent record");
    let page = console.page(&format!("/admin/migration/review/{id}")).await;
    assert!(page.contains("Site 2</del>") && page.contains("Edited by hand</ins>"), "{page}");
    let path = format!("/review/{id}/settle");
    let unexplained = console.press(&path, "decision=take_file&note=").await;
    assert_eq!(unexplained.status, Status::UnprocessableEntity);
    let made_up = console.press(&path, &form(&[("decision", "assigned"), ("note", "why")])).await;
    assert_eq!(made_up.status, Status::UnprocessableEntity);
    console.pressed(&path, &form(&[("decision", "take_file"), ("note", "the client called")])).await;
    assert!(console.page(&format!("/submissions/{}", old::id(2))).await.contains("Edited by hand"));
    assert_eq!(
        console.press(&path, &form(&[("decision", "take_file"), ("note", "again")])).await.status,
        Status::Conflict
    );
    assert!(console.page("/admin/migration/review").await.contains("the client called"));
}

#[rocket::async_test]
async fn long_tasks_show_progress_and_result() {
    let console = Console::beside(Old::of(4)).await;
    console.pressed("/imports", "").await;
    console.until_imported().await;
    assert_eq!(console.pressed("/verify", "module=").await, "/admin/migration?done=started#now");
    let page = console.page("/admin/migration").await;
    assert!(page.contains("No differences."), "{page}");
    let verified = console.all().await["verify"].clone();
    assert_eq!((&verified["bad_count"], verified["checked"].as_u64() >= Some(4)), (&0.into(), true));

    assert_eq!(console.press("/archives", "module=").await.status, Status::UnprocessableEntity);
    console.pressed("/archives", "module=hvac_mep").await;
    let archive = console.all().await["archives"][0].clone();
    assert_eq!((&archive["module"], &archive["state"]), (&"hvac_mep".into(), &"verified".into()));
    // The module's phase still uses the files, so the request is refused, and the page shows the refusal afterwards.
    console.pressed("/modules/hvac_mep/enter", "").await;
    console.pressed(&format!("/archives/{}/remove", archive["id"]), "").await;
    let page = console.page("/admin/migration/now").await;
    assert!(page.contains("Remove packed files") && page.contains("still in use"), "{page}");
}

#[rocket::async_test]
async fn the_console_requires_permission_and_get_changes_nothing() {
    let console = Console::beside(Old::empty()).await;
    let foreign = console.test.client.post("/admin/migration/modules/civil/enter").header(ContentType::Form);
    let foreign = foreign.header(Header::new("Sec-Fetch-Site", "cross-site")).dispatch().await;
    assert_eq!(foreign.status(), Status::Forbidden);
    for path in ["modules/civil/enter", "modules/civil/back", "verify", "archives", "imports", "review/1/retry"] {
        let looked = console.test.get(&format!("/admin/migration/{path}")).await.status();
        assert_eq!(looked, Status::NotFound, "{path}");
    }
    for path in ["review/1", "review/-1", "review/99999999999999999999", "review/x"] {
        assert_eq!(console.test.get(&format!("/admin/migration/{path}")).await.status(), Status::NotFound, "{path}");
    }
    for path in ["modules/roofs/enter", "imports/run_000000000000/pause", "review/1/retry", "archives/7/remove"] {
        let status = console.press(&format!("/{path}"), "").await.status;
        assert!(status == Status::NotFound || path.starts_with("archives"), "{path}: {status}");
    }
    assert_eq!(console.phase("civil").await, "database");
    assert_eq!(console.all().await["history"].as_array().map(Vec::len), Some(0));
}

#[rocket::async_test]
async fn a_difference_that_a_read_found_is_settled_with_a_note() {
    let console = Console::beside(Old::empty()).await;
    console.pressed("/modules/hvac_mep/enter", "").await;
    let id = console.test.submit("hvac_mep", &hvac("console-difference-1")).await;
    console.pressed("/modules/hvac_mep/forward", "").await;
    console.test.execute("UPDATE submissions SET site_name = 'Changed', form_data = jsonb_set(form_data, '{site_name}', '\"Changed\"')").await;
    let runner = Runner::start(&console.test.app);
    let found = async {
        loop {
            console.page(&format!("/submissions/{id}")).await;
            let (_, desk) = console.test.get_json("/api/v1/migration/review").await;
            if let Some(found) = desk["differences"][0]["id"].as_i64() {
                break found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(60), found).await.expect("a difference is found");
    runner.stop().await;
    assert!(console.page("/admin/migration/review").await.contains("Changed</del>"));
    let path = format!("/differences/{found}/settle");
    let refused = console.press(&path, "note=").await;
    assert_eq!(
        (refused.status, refused.page.contains(&format!("id=\"e-note-{found}\""))),
        (Status::UnprocessableEntity, true)
    );
    console.pressed(&path, &form(&[("note", "edited in the database for this test")])).await;
    assert!(console.page("/admin/migration/review").await.contains("Settled by"));
}
