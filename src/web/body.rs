//! Guards for small bodies, which are read as a whole before the handler: forms without files, and JSON.
//!
//! Invariant: each is read within [`BodyTimeouts::small`]. Rocket's own guards wait for ever, so no handler may use
//! them (`tests/integration/layers.rs` checks it).

use super::{context::RequestContext, limits::body_timeouts::BodyTimeouts};
use rocket::{
    Data, Request,
    data::{FromData, Outcome},
    form,
    http::Status,
    outcome::Outcome::*,
    serde::json,
};
use serde::Deserialize;
use std::ops::Deref;

/// A form without files.
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

/// A JSON document.
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
    let timeouts = BodyTimeouts::small(RequestContext::of(request).body.idle);
    match tokio::time::timeout(timeouts.total, reading).await {
        Ok(Success(read)) => Success(made(read)),
        Ok(Error((status, error))) => Error((status, Some(error))),
        Ok(Forward(forward)) => Forward(forward),
        Err(_) => Error((Status::RequestTimeout, None)),
    }
}
