//! For each address with a parameter: an existing resource, and an id that does not exist.

use crate::support::{
    app::{TestApp, hvac},
    db, pictures,
};

/// For each address with a parameter: an existing resource of the home organisation, and an id that does not exist.
pub(super) struct RouteIds {
    pub(super) submission: String,
    pub(super) job: String,
    pub(super) upload: String,
    /// The path of a link below `/reports/`.
    pub(super) report: String,
    pub(super) photo: String,
    pub(super) person: String,
    pub(super) invitation: String,
    pub(super) token: String,
    pub(super) action: String,
    pub(super) webhook: String,
}

impl RouteIds {
    pub(super) async fn of(test: &TestApp) -> RouteIds {
        let form = hvac("routes-of-everybody-01").jpeg("items.0.photos", &pictures::jpeg(64, 48, 1));
        let submission = test.submit("hvac_mep", &form).await.to_string();
        test.run_jobs().await;
        let (_, shown) = test.get_json(&format!("/submissions/{submission}")).await;
        let invitation = "INSERT INTO one_time_links (token_hash, kind, organisation_id, email, role, expires_at)
            SELECT sha256('invitation'), 'invitation', min(id), 'invited@example.org', 'viewer', '2100-01-01'
            FROM organisations RETURNING 'inv_' || left(encode(token_hash, 'hex'), 20)";
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        let person = "SELECT public_id FROM users ORDER BY id LIMIT 1";
        let token = "INSERT INTO api_tokens (token_id, organisation_id, user_id, name, token_hash, prefix, permissions, expires_at)
            SELECT 'tok_0123456789ab', organisation_id, user_id, 'x', sha256('x'), 'inj_01234567', '{submit}', now() + interval '7 days'
            FROM memberships ORDER BY id LIMIT 1 RETURNING token_id";
        let made = format!("submission={submission}&action.title=Repair&action.severity=low");
        let made = test.client.press("/actions", &made).await.location;
        let action = made.trim_start_matches("/actions/").split('?').next().expect("an id").to_owned();
        // The action makes the reports again; the events of a job that waits would never end.
        test.run_jobs().await;
        let copy = "original=civil&module=own_form&title_en=Own&title_ar=%D9%86%D9%85%D9%88%D8%B0%D8%AC";
        test.client.press("/forms/manage/copy", copy).await;
        test.client.press("/forms/manage/own_form/publish", "row_version=1").await;
        test.client.press("/forms/manage/own_form/edit", "row_version=2").await;
        let webhook = "INSERT INTO webhooks (organisation_id, webhook_id, url, description, kinds, secret, created_at)
            SELECT min(id), 'whk_00000000000000000001', 'https://example.org/', '', '{report.ready}', 'x', now()
            FROM organisations RETURNING webhook_id";
        RouteIds {
            action,
            webhook: db::text(&test.url, webhook).await,
            token: db::text(&test.url, token).await,
            job: text(&shown["job_id"]),
            upload: text(&shown["files"][0]["upload_id"]),
            report: text(&shown["reports"]["pdf_url"]),
            photo: format!("{}.jpg", text(&shown["files"][0]["upload_id"])),
            invitation: db::text(&test.url, invitation).await,
            person: db::text(&test.url, person).await,
            submission,
        }
    }

    /// The address with an existing and with a missing resource. None: the meaning of the parameter is not defined
    /// here.
    pub(super) fn fill(&self, path: &str) -> Option<(String, String)> {
        if !path.contains('<') {
            return Some((path.to_owned(), path.to_owned()));
        }
        let filled = |parameter: &str, there: &str, absent: &str| {
            Some((path.replace(parameter, there), path.replace(parameter, absent)))
        };
        let first = path.split('/').nth(1).unwrap_or_default();
        match first {
            "static" => filled("<hash>/<path..>", "0/css/injaaz.css", "1/css/injaaz.css"),
            // A form that the home organisation made.
            "forms" if path.starts_with("/forms/manage/") => filled("<module>", "own_form", "no_form"),
            "offline" if path.contains("<id>") => filled("<id>", &self.submission, "sub_000000000000"),
            // These forms are common to all organisations.
            "forms" | "offline" | "suggestions" => filled("<module>", "hvac_mep", "hvac_mep"),
            "submissions" => {
                let path = path.replace("<link>", "lnk_00000000000000000000").replace("<upload>", &self.upload);
                let path = path.replace("<revision>", "1").replace("<response>", "1");
                Some((path.replace("<id>", &self.submission), path.replace("<id>", "sub_000000000000")))
            }
            "review" | "comments" => {
                let path = path.replace("<step>", "1").replace("<comment>", "1");
                let path = path.replace("<photo>", "upl_00000000000000000000");
                Some((path.replace("<id>", &self.submission), path.replace("<id>", "sub_000000000000")))
            }
            // Forms are common to all organisations.
            "organisation" => filled("<module>", "hvac_mep", "hvac_mep"),
            // Codes are for anyone who has the report.
            "verify" => filled("<code>", &"0".repeat(32), &"1".repeat(32)),
            "jobs" => filled("<id>", &self.job, "job_000000000000"),
            "uploads" => filled("<id>", &self.upload, "upl_00000000000000000000"),
            "photos" => filled("<token>", "0.0", "1.0"),
            "reports" if path == "/reports/<token>" => filled("<token>", "0.0", "1.0"),
            "reports" if path == "/reports/<token>/response" => filled("<token>", "0.0", "1.0"),
            "reports" if path.contains("/photos/") => {
                let path = path.replace("<photo>", "0-0.0.0");
                Some((path.replace("<token>", "0.0"), path.replace("<token>", "1.0")))
            }
            "reports" => Some((self.report.clone(), self.report.replace('.', ".0"))),
            "generated" => filled("<name>", "HVAC_Marina_Tower.pdf", "none.pdf"),
            "hvac-mep" | "civil" | "cleaning" if path.ends_with("<id>") => {
                filled("<id>", &self.job, "job_000000000000")
            }
            "hvac-mep" if path.ends_with("uploads/<name>") => {
                filled("<name>", &self.photo, "upl_00000000000000000000.jpg")
            }
            "hvac-mep" => filled("<name>", "HVAC_Marina_Tower.pdf", "none.pdf"),
            "admin" if path.contains("jobs/<id>") => filled("<id>", &self.job, "job_000000000000"),
            "admin" if path.contains("<name>") => filled("<name>", "sessions.expired", "none.such"),
            "admin" if path.contains("keys/<id>") => {
                let path = path.replace("<module>", "hvac_mep");
                Some((path.replace("<id>", "lgk_000000000001"), path.replace("<id>", "lgk_000000000000")))
            }
            "admin" if path.contains("<module>") => filled("<module>", "hvac_mep", "hvac_mep"),
            "admin" if path.contains("imports/<id>") => filled("<id>", "run_000000000001", "run_000000000000"),
            "admin" if path.starts_with("/admin/migration/desk/") => filled("<id>", "1", "1"),
            "admin" => filled("<id>", "1", "999999"),
            "people" if path.contains("invitations") => filled("<id>", &self.invitation, "inv_00000000000000000000"),
            "people" if path.contains("<absence>") => {
                let path = path.replace("<absence>", "1");
                Some((path.replace("<id>", &self.person), path.replace("<id>", "usr_00000000000000000000")))
            }
            // Such a link requires no organisation.
            "join" | "password-reset" => filled("<token>", &"0".repeat(64), &"1".repeat(64)),
            "actions" => {
                let path = path.replace("<photo>", "upl_00000000000000000000");
                Some((path.replace("<id>", &self.action), path.replace("<id>", "act_0000000000000000")))
            }
            "webhooks" => {
                let path = path.replace("<delivery>", "1");
                Some((path.replace("<id>", &self.webhook), path.replace("<id>", "whk_00000000000000000000")))
            }
            "tokens" => filled("<id>", &self.token, "tok_000000000000"),
            // The same resources at the addresses of the API.
            "api" => {
                let path = path.replace("<format>", "pdf");
                let of = |there: &str, absent: &str| Some((path.replace("<id>", there), path.replace("<id>", absent)));
                match path.split('/').nth(3).unwrap_or_default() {
                    _ if path.ends_with("<module>") => {
                        let filled = path.replace("<module>", "hvac_mep");
                        Some((filled.clone(), filled))
                    }
                    "submissions" => of(&self.submission, "sub_000000000000"),
                    "uploads" => of(&self.upload, "upl_00000000000000000000"),
                    "jobs" => of(&self.job, "job_000000000000"),
                    _ => None,
                }
            }
            "public" => Some((
                path.replace("<token>", "0.0").replace("<id>", "x"),
                path.replace("<token>", "1.1").replace("<id>", "x"),
            )),
            "public-links" => filled("<id>", "pub_00000000000000000001", "pub_00000000000000000000"),
            "pending-submissions" if path.contains("uploads") => {
                filled("<id>", &self.upload, "upl_00000000000000000000")
            }
            "pending-submissions" => filled("<id>", &self.submission, "sub_000000000000"),
            "privacy" if path.contains("<person>") => filled("<person>", &self.person, "usr_00000000000000000000"),
            "privacy" => filled("<token>", "0.0.0", "1.1.1"),
            "account" if path.contains("absence") => filled("<absence>", "1", "999999"),
            "account" if path.contains("sessions") => filled("<id>", "1", "999999"),
            "account" if path.contains("passkeys") => {
                filled("<id>", "pky_00000000000000000001", "pky_00000000000000000000")
            }
            // Redirects to the paths above, which check access themselves.
            "genuine" => filled("<code>", "0", "0"),
            "reset" => filled("<token>", "0", "0"),
            "moderation" => filled("<id>", "1", "1"),
            // The items are common to all organisations.
            "setup-checklist" => filled("<item>", "nothing", "nothing"),
            "setup" => filled("<token>", &"0".repeat(64), &"1".repeat(64)),
            "people" => filled("<id>", &self.person, "usr_00000000000000000000"),
            _ => None,
        }
    }
}
