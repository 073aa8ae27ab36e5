//! Crashes between a seal and its checkpoint, and between the checkpoint in the database and the one on disk.

use crate::{
    crash::{
        client::Visit,
        process_fixture::{ProcessFixture, until},
    },
    support::db,
};
use tokio::process::Command;

#[rocket::async_test]
async fn a_kill_between_seal_and_checkpoint_breaks_nothing() {
    for at in ["audit.sealed", "audit.checkpoint_kept"] {
        let place = ProcessFixture::new().await;
        let database = place.database.clone().unwrap_or_default();
        let server = place.start(&[("INJAAZ_CRASH_AT", at)]).await;
        let visit = Visit::new(1);
        let _ = visit.send(&place.base()).await;
        server.dies().await;
        let sealed = db::text(&database, "SELECT count(*)::text FROM audit_seals").await;
        assert_ne!(sealed, "0", "{at}");
        let server = place.start(&[]).await;
        visit.submit(&place.base()).await;
        let behind = "SELECT count(*)::text FROM audit_logs a WHERE NOT EXISTS
            (SELECT FROM audit_seals s WHERE s.audit_id = a.id)";
        until("every row is sealed", async || db::text(&database, behind).await == "0").await;
        let verified = Command::new(env!("CARGO_BIN_EXE_injaaz"))
            .args(["audit", "verify", "--json"])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("INJAAZ_GENERATED", place.generated())
            .env("DATABASE_URL", &database)
            .output()
            .await
            .unwrap();
        assert!(verified.status.success(), "{at}: {}", String::from_utf8_lossy(&verified.stdout));
        server.stop().await;
    }
}
