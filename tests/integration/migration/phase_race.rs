//! Changes of phase while people submit forms: everything acknowledged must be in the database, and finally in the
//! legacy store.

use super::migration_fixture::{MigrationFixture, form};
use crate::support::app::hvac;
use futures::future::join_all;
use injaaz::domain::{ids::SubmissionId, migration::Phase};
use rocket::http::Status;
use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

const SENDERS: usize = 6;

/// Senders of forms, and their acknowledged submissions.
#[derive(Default)]
struct LoadState {
    over: Cell<bool>,
    /// Forms that may still be started.
    tickets: Cell<usize>,
    confirmed: RefCell<Vec<SubmissionId>>,
}

impl LoadState {
    /// Sends forms as long as `steps` runs.
    async fn send_while(&self, fixture: &MigrationFixture, steps: impl Future<Output = ()>) {
        let senders = (0..SENDERS).map(|sender| self.send(fixture, sender));
        let stepping = async {
            steps.await;
            self.over.set(true);
        };
        tokio::join!(stepping, join_all(senders));
    }

    async fn send(&self, fixture: &MigrationFixture, sender: usize) {
        let mut number = 0;
        while !self.over.get() {
            let Some(left) = self.tickets.get().checked_sub(1) else {
                tokio::time::sleep(Duration::from_millis(2)).await;
                continue;
            };
            self.tickets.set(left);
            number += 1;
            let key = format!("load-{sender}-{number:05}");
            // Every third has pictures, which takes longer, so it is in progress when the phase changes.
            let form = if number % 3 == 0 { form(&key) } else { hvac(&key) };
            let (status, answer) = fixture.test.post_json("/forms/hvac_mep", &form).await;
            assert_eq!(status, Status::Created, "no request is refused because of a phase: {answer}");
            let id = answer["submission_id"].as_str().expect("an id").parse().expect("a submission id");
            self.confirmed.borrow_mut().push(id);
        }
    }

    /// Allows this many further forms; returns while the last of them are in progress.
    async fn some(&self, more: usize) {
        let enough = self.confirmed.borrow().len() + self.tickets.get() + more.saturating_sub(SENDERS);
        self.tickets.set(self.tickets.get() + more);
        while self.confirmed.borrow().len() < enough {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn assert_nothing_is_lost(&self, fixture: &MigrationFixture) {
        let confirmed = self.confirmed.borrow().clone();
        let kept = fixture.sql("SELECT count(*)::text FROM submissions").await;
        assert_eq!(kept, confirmed.len().to_string(), "each was saved exactly once");
        for id in &confirmed {
            fixture.assert_written(id).await;
        }
        let open = "SELECT ((SELECT count(*) FROM old_store_outbox) + (SELECT count(*) FROM legacy_records
            WHERE state NOT IN ('written')) + (SELECT count(*) FROM migration_phases WHERE behind))::text";
        assert_eq!(fixture.sql(open).await, "0");
    }
}

#[rocket::async_test]
async fn phase_switch_under_load_loses_nothing() {
    let (fixture, load) = (MigrationFixture::at(Phase::Files).await, LoadState::default());
    let steps = async {
        for _ in 0..2 {
            while fixture.phase().await < Phase::Archived {
                load.some(12).await;
                fixture.forward().await;
            }
            while fixture.phase().await > Phase::Files {
                load.some(12).await;
                fixture.back().await;
            }
        }
        load.some(12).await;
        fixture.forward().await;
        load.some(12).await;
    };
    load.send_while(&fixture, steps).await;
    assert_eq!(fixture.phase().await, Phase::Dual);
    fixture.drain().await;
    load.assert_nothing_is_lost(&fixture).await;
}

#[rocket::async_test]
async fn roll_back_under_load_loses_nothing() {
    let (fixture, load) = (MigrationFixture::at(Phase::Database).await, LoadState::default());
    fixture.enter().await;
    for _ in 0..3 {
        fixture.forward().await;
    }
    let steps = async {
        load.some(60).await;
        fixture.back().await;
        load.some(20).await;
        fixture.back().await;
        load.some(20).await;
    };
    load.send_while(&fixture, steps).await;
    assert_eq!(fixture.phase().await, Phase::Dual);
    fixture.drain().await;
    load.assert_nothing_is_lost(&fixture).await;
}
