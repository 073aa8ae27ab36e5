//! Account enumeration: an unknown address and a wrong password get the same response, after the same work, in the same
//! time.

use crate::support::{
    accounts,
    app::{Browser, TestApp},
    queries,
};
use rocket::{
    http::{ContentType, Status},
    local::asynchronous::LocalResponse,
};
use std::time::{Duration, Instant};

const TRIES: usize = 500;

async fn sign_in<'c>(browser: &'c Browser, address: &str, password: &str) -> LocalResponse<'c> {
    let typed = format!("email={}&password={password}", address.replace('@', "%40"));
    browser.post("/sign-in").header(ContentType::Form).body(typed).dispatch().await
}

/// Accounts with an unknown password.
async fn accounts(test: &TestApp, count: usize) -> Vec<String> {
    let hash = injaaz::services::passwords::hash(&test.app, "a password that is long enough").await.unwrap();
    let mut addresses = Vec::new();
    for _ in 0..count {
        addresses.push(accounts::sign_in(&test.url, "viewer", test.now()).await.email);
    }
    test.execute(&format!("UPDATE users SET password_hash = '{hash}'")).await;
    addresses
}

#[rocket::async_test]
async fn accounts_cannot_be_enumerated() {
    queries::count();
    let test = TestApp::new().await;
    test.app.hashing.take_memory_kib(256);
    let known = accounts(&test, 1).await.remove(0);
    let browser = test.stranger().await;
    let unknown = "v".repeat(known.len() - "@example.org".len()) + "@example.org";
    // Warms up connections and prepared statements.
    sign_in(&browser, "somebody@example.org", "wrong").await;
    sign_in(&browser, &known, "wrong").await;
    let mut answers = Vec::new();
    for (address, password) in [(&known, "wrong"), (&unknown, "wrong"), (&known, "x"), (&unknown, "x")] {
        let (hashed, asked) = (test.app.hashing.done(), queries::sent_to(&test.url));
        let answer = sign_in(&browser, address, password).await;
        assert_eq!(answer.status(), Status::UnprocessableEntity);
        let headers: Vec<String> = answer.headers().iter().map(|header| header.name().to_string()).collect();
        let body = answer.into_string().await.unwrap().replace(address.as_str(), "(address)");
        let work = (test.app.hashing.done() - hashed, queries::sent_to(&test.url) - asked);
        assert_eq!(work.0, 1, "one password is hashed for {address}");
        answers.push((headers, body, work));
    }
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
}

/// How unlikely it is that two samples come from the same distribution, in standard deviations (Mann-Whitney U test).
/// It works on a busy machine, because both samples are disturbed alike.
fn deviations(a: &[Duration], b: &[Duration]) -> f64 {
    let wins =
        a.iter().flat_map(|x| b.iter().map(move |y| f64::from(u8::from(x > y)) + f64::from(u8::from(x == y)) / 2.0));
    let (n, m) = (a.len() as f64, b.len() as f64);
    (wins.sum::<f64>() - n * m / 2.0) / (n * m * (n + m + 1.0) / 12.0).sqrt()
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

#[rocket::async_test]
async fn the_response_time_of_a_rejection_reveals_nothing() {
    let test = TestApp::new().await;
    test.app.hashing.take_memory_kib(4_096);
    let known = accounts(&test, TRIES / 2 / 4 + 1).await;
    let browser = test.stranger().await;
    let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
    for n in 0..TRIES / 2 {
        // Each is first equally often, and no account is tried so often that it has to wait.
        let pair = [(known[n / 4].clone(), true), (format!("nobody-{}@example.org", n / 4), false)];
        let pair = if n % 2 == 0 { pair } else { [pair[1].clone(), pair[0].clone()] };
        for (address, exists) in pair {
            let begun = Instant::now();
            let answer = sign_in(&browser, &address, "wrong").await;
            let took = begun.elapsed();
            assert_eq!(answer.status(), Status::UnprocessableEntity, "{address}");
            if exists { wrong.push(took) } else { unknown.push(took) }
        }
    }
    let deviations = deviations(&wrong, &unknown);
    let (wrong, unknown) = (median(&mut wrong), median(&mut unknown));
    let apart = (wrong / unknown - 1.0).abs();
    println!("medians {wrong:.6} s and {unknown:.6} s, {deviations:.1} standard deviations apart");
    assert!(apart < 0.05 || deviations.abs() < 5.0, "{apart:.3}, {deviations:.1} standard deviations");
}
