//! Small bodies that are read as a whole before a handler begins. Rocket's own guards wait for them for ever, so no
//! handler may use those (`tests/integration/layers.rs` looks).

use super::{body_timeouts::BodyTimeouts, context::RequestContext};
use rocket::{
    Data, Request,
    data::{FromData, Outcome},
    form,
    http::Status,
    outcome::Outcome::*,
    serde::json,
};
use serde::Deserialize;
use std::{ops::Deref, time::Duration};

/// The longest that a form without files may take: it fits into a few packets.
pub const WHOLE: Duration = Duration::from_secs(60);

/// A form without files, as Rocket reads it, and within a deadline.
pub struct Form<T>(T);

impl<T> Form<T> {
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Form<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[rocket::async_trait]
impl<'r, T: form::FromForm<'r>> FromData<'r> for Form<T> {
    type Error = Option<form::Errors<'r>>;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        within(request, form::Form::<T>::from_data(request, data), |form| Form(form.into_inner())).await
    }
}

/// JSON without files, in the same way.
pub struct JsonBody<T>(T);

impl<T> Deref for JsonBody<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[rocket::async_trait]
impl<'r, T: Deserialize<'r>> FromData<'r> for JsonBody<T> {
    type Error = Option<json::Error<'r>>;

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        within(request, json::Json::<T>::from_data(request, data), |json| JsonBody(json.into_inner())).await
    }
}

async fn within<'r, G, F, E>(
    request: &'r Request<'_>,
    reading: impl Future<Output = Outcome<'r, F, E>>,
    made: impl FnOnce(F) -> G,
) -> Outcome<'r, G, Option<E>> {
    match tokio::time::timeout(body_timeouts(request).total, reading).await {
        Ok(Success(read)) => Success(made(read)),
        Ok(Error((status, error))) => Error((status, Some(error))),
        Ok(Forward(forward)) => Forward(forward),
        Err(_) => Error((Status::RequestTimeout, None)),
    }
}

/// How long a small body may take.
pub fn body_timeouts(request: &Request<'_>) -> BodyTimeouts {
    let idle = RequestContext::of(request).body.silence;
    BodyTimeouts { idle, total: WHOLE.min(idle * 2) }
}
