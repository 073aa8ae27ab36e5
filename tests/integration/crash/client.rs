//! A client of the crash tests: a form with two photos and a signature, sent over a real socket, and its receipt.

use crate::support::{
    accounts,
    app::{Multipart, hvac},
    http, pictures,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, ClientBuilder, Response};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A form that is the same at every post.
#[derive(Clone)]
pub struct Visit {
    pub key: String,
    comment: String,
    photos: [Vec<u8>; 2],
    signature: Vec<u8>,
}

/// An acknowledgement by the program.
#[derive(Clone, Debug)]
pub struct Ack {
    pub key: String,
    /// The first receipt; later ones must be equal.
    pub receipt: Value,
    /// Name and SHA-256 of what was sent, computed by the client.
    pub sent: Vec<(String, String)>,
}

impl Ack {
    pub fn id(&self) -> &str {
        self.text("submission_id")
    }

    pub fn job(&self) -> &str {
        self.text("job_id")
    }

    pub fn text(&self, name: &str) -> &str {
        self.receipt[name].as_str().unwrap_or_default()
    }
}

/// A response.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<String>,
    pub body: Value,
}

impl Answer {
    pub fn sentence(&self) -> &str {
        self.body["error"].as_str().unwrap_or_default()
    }
}

impl Visit {
    /// The pictures depend on the number.
    pub fn new(number: u32) -> Visit {
        Visit {
            key: format!("visit-{number:06}"),
            comment: format!("Comment number {number} of the technician"),
            photos: [pictures::jpeg(96, 64, 2 * number), pictures::jpeg(64, 96, 2 * number + 1)],
            signature: pictures::signature(),
        }
    }

    /// The second photo has 200 kB.
    pub fn with_a_large_photo(mut self) -> Visit {
        self.photos[1] = pictures::jpeg(2_400, 2_400, 1);
        self
    }

    /// The same key with another answer.
    pub fn altered(&self) -> Visit {
        Visit { comment: format!("{}, altered", self.comment), ..self.clone() }
    }

    pub fn form(&self) -> Multipart {
        let drawn = format!("data:image/png;base64,{}", STANDARD.encode(&self.signature));
        let [first, second] = &self.photos;
        hvac(&self.key)
            .text("items.0.comments", &self.comment)
            .jpeg("items.0.photos", first)
            .jpeg("items.0.photos", second)
            .text("tech_signature", drawn)
    }

    fn sent(&self) -> Vec<(String, String)> {
        let hash = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
        let photo = |bytes: &Vec<u8>| ("items.0.photos".to_owned(), hash(bytes));
        let signature = ("tech_signature".to_owned(), hash(&self.signature));
        // In the order of the answers: first the form's own, then those of its items.
        [signature].into_iter().chain(self.photos.iter().map(photo)).collect()
    }

    /// Sends the form. An error is a broken connection with an unknown outcome.
    pub async fn send(&self, base: &str) -> reqwest::Result<Answer> {
        self.send_as(&client(), &format!("{base}/forms/hvac_mep")).await
    }

    /// The same to another address, with this client's identity.
    pub async fn send_as(&self, client: &Client, url: &str) -> reqwest::Result<Answer> {
        let form = self.form();
        let request = client
            .post(url)
            .header("Content-Type", form.content_type().to_string())
            .header("Accept", "application/json")
            .body(form.body());
        read(request.send().await?).await
    }

    /// Sends the form as a browser without JavaScript does; returns the page.
    pub async fn send_for_page(&self, base: &str) -> reqwest::Result<String> {
        let form = self.form();
        let request = client().post(format!("{base}/forms/hvac_mep"));
        let request = request.header("Content-Type", form.content_type().to_string()).header("Accept", "text/html");
        request.body(form.body()).send().await?.text().await
    }

    /// The acknowledgement in a response, if it is one.
    pub fn ack(&self, answer: &Answer) -> Option<Ack> {
        let confirmed = matches!(answer.status, 200 | 201);
        confirmed.then(|| Ack { key: self.key.clone(), receipt: answer.body.clone(), sent: self.sent() })
    }

    /// Sends the form to a program that must accept it.
    pub async fn submit(&self, base: &str) -> Ack {
        let answer = self.send(base).await.expect("an answer");
        self.ack(&answer).unwrap_or_else(|| panic!("not accepted: {answer:?}"))
    }
}

/// Each request uses a new connection, because those to a killed program are broken.
pub fn client() -> Client {
    once(http::signed_in(&accounts::everywhere()))
}

/// The same without an account.
pub fn stranger() -> Client {
    once(http::builder())
}

pub fn once(builder: ClientBuilder) -> Client {
    builder.pool_max_idle_per_host(0).timeout(Duration::from_secs(60)).build().expect("a client")
}

async fn read(response: Response) -> reqwest::Result<Answer> {
    let status = response.status().as_u16();
    let retry_after = response.headers().get("Retry-After").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = serde_json::from_slice(&response.bytes().await?).unwrap_or(Value::Null);
    Ok(Answer { status, retry_after, body })
}

pub async fn get_json(base: &str, path: &str) -> reqwest::Result<Answer> {
    read(client().get(format!("{base}{path}")).header("Accept", "application/json").send().await?).await
}

pub async fn get_bytes(base: &str, path: &str) -> reqwest::Result<(u16, Vec<u8>)> {
    let response = client().get(format!("{base}{path}")).send().await?;
    Ok((response.status().as_u16(), response.bytes().await?.to_vec()))
}

pub async fn post(base: &str, path: &str) -> reqwest::Result<Answer> {
    read(client().post(format!("{base}{path}")).header("Accept", "application/json").send().await?).await
}

/// Sends a small form and follows the redirect; returns the status and the page.
pub async fn press(client: &Client, url: &str, form: &str) -> reqwest::Result<(u16, String)> {
    let request = client.post(url).header("Content-Type", "application/x-www-form-urlencoded");
    let answer = request.header("Accept", "text/html").body(form.to_owned()).send().await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}
