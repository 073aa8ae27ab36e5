//! Kills the program thirty times at random while four clients send forms, and in every third round its embedded
//! PostgreSQL as well. At the end everything that was acknowledged must exist, once.

use super::{
    client::{Ack, Visit},
    invariants::{Evidence, check},
    process_fixture::{ProcessFixture, Server, postmaster, signal, until},
};
use crate::support::{accounts, db};
use injaaz::store::embedded::Embedded;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use rustix::process::Signal;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep};

const ROUNDS: u32 = 30;
const SENDERS: u32 = 4;
/// Maximum number of forms per round, because each needs a report at the end.
const FORMS: u32 = 3;
/// Timeout for one form, which may be interrupted by many kills.
const FORM_PATIENCE: Duration = Duration::from_secs(600);
const SEED: u64 = 20_261_121;

/// The state that the senders share.
struct LoadState {
    place: ProcessFixture,
    acks: Mutex<Vec<Ack>>,
    wrong: Mutex<Vec<String>>,
    /// Forms that may still be started.
    tickets: AtomicU32,
    number: AtomicU32,
    over: AtomicBool,
}

impl LoadState {
    fn confirmed(&self) -> usize {
        self.acks.lock().expect("the confirmations").len()
    }

    fn complain(&self, complaint: String) {
        self.wrong.lock().expect("the complaints").push(complaint);
    }
}

#[rocket::async_test]
async fn confirmed_submissions_survive_thirty_kills() {
    println!("the seed is {SEED}");
    let mut dice = StdRng::seed_from_u64(SEED);
    let load = Arc::new(LoadState {
        place: ProcessFixture::on(None),
        acks: Mutex::default(),
        wrong: Mutex::default(),
        tickets: AtomicU32::new(0),
        number: AtomicU32::new(0),
        over: AtomicBool::new(false),
    });
    let mut server = load.place.start(&[]).await;
    {
        let guest = Embedded::start_in(&load.place.generated().join("postgres"), None).expect("its database");
        accounts::admit_everywhere(guest.url()).await;
    }
    let senders: Vec<_> = (0..SENDERS).map(|_| tokio::spawn(send(Arc::clone(&load)))).collect();
    let mut is_ready = true;
    for round in 1..=ROUNDS {
        let confirmed = load.confirmed();
        load.tickets.store(FORMS, Ordering::SeqCst);
        // On a slow machine a form takes longer than the longest of the random times.
        if is_ready {
            until("a form is confirmed", async || load.confirmed() > confirmed).await;
        }
        sleep(Duration::from_millis(dice.random_range(0..900))).await;
        kill(&load.place, server, round % 3 == 0).await;
        server = load.place.launch(&[]);
        // Every fifth program is killed during or just after its start.
        is_ready = round % 5 != 0 || round == ROUNDS;
        if is_ready {
            assert!(server.ready().await, "round {round}: the program does not start:\n{}", load.place.logged());
        }
    }
    load.tickets.store(0, Ordering::SeqCst);
    load.over.store(true, Ordering::SeqCst);
    for sender in senders {
        sender.await.expect("a sender");
    }
    check_invariants(&load).await;
    server.stop().await;
}

async fn kill(place: &ProcessFixture, server: Server, with_postgres: bool) {
    if with_postgres && let Some(pid) = postmaster(&place.generated().join("postgres")) {
        signal(pid, Signal::KILL);
    }
    server.kill().await;
}

/// Sends forms one after the other, each until it is acknowledged; some twice, like a person who presses the button
/// again.
async fn send(load: Arc<LoadState>) {
    while !load.over.load(Ordering::SeqCst) {
        let ticket = load.tickets.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if ticket.is_err() {
            sleep(Duration::from_millis(20)).await;
            continue;
        }
        let visit = Visit::new(load.number.fetch_add(1, Ordering::SeqCst) + 1);
        confirmed(&load, &visit).await;
        if visit.key.ends_with('0') {
            confirmed(&load, &visit).await;
        }
    }
}

async fn confirmed(load: &LoadState, visit: &Visit) {
    let since = Instant::now();
    while since.elapsed() < FORM_PATIENCE {
        match visit.send(&load.place.base()).await {
            // The outcome of a broken connection is unknown: the form is sent again.
            Err(_) => {}
            Ok(answer) => match visit.ack(&answer) {
                Some(ack) => return load.acks.lock().expect("the confirmations").push(ack),
                None if answer.status == 503 && answer.retry_after.is_some() => {}
                None => return load.complain(format!("I5 {}: {answer:?}", visit.key)),
            },
        }
        sleep(Duration::from_millis(25)).await;
    }
    load.complain(format!("{} was never confirmed", visit.key));
}

async fn check_invariants(load: &LoadState) {
    // The program runs it; this only looks up its address.
    let guest = Embedded::start_in(&load.place.generated().join("postgres"), None).expect("its database");
    let open = "SELECT count(*)::text FROM submissions WHERE status IN ('pending', 'processing')";
    until("every job ends", async || db::text(guest.url(), open).await == "0").await;
    let (generated, base) = (load.place.generated(), load.place.base());
    let acks = load.acks.lock().expect("the confirmations").clone();
    let mut complaints = load.wrong.lock().expect("the complaints").clone();
    complaints.extend(check(&Evidence { database: guest.url(), generated: &generated, base: &base }, &acks).await);
    println!("{} confirmations, {} forms", acks.len(), load.number.load(Ordering::SeqCst));
    assert!(acks.len() >= ROUNDS as usize, "too few forms were sent");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
