//! `/metrics`: for a monitoring system that presents the token of `INJAAZ_METRICS_TOKEN`. Without the setting the address
//! does not exist.

use crate::{
    config::Config,
    domain::problem::{Problem, Resource},
    services::metrics,
    web::{context::AppState, error::ErrorResponse, metrics::RequestMetrics},
};
use rocket::{
    Request, State, get,
    http::{ContentType, Header, Status},
    request::{FromRequest, Outcome},
    response::Responder,
};
use sha2::{Digest, Sha256};
use std::{convert::Infallible, sync::Arc};
use subtle::ConstantTimeEq;

/// What the request presents in `Authorization: Bearer …`.
pub struct PresentedToken<'r>(Option<&'r str>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for PresentedToken<'r> {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<PresentedToken<'r>, Infallible> {
        let header = request.headers().get_one("Authorization");
        Outcome::Success(PresentedToken(header.and_then(|value| value.strip_prefix("Bearer "))))
    }
}

impl PresentedToken<'_> {
    /// Compares hashes, so that the time reveals neither the content nor the length.
    fn is(&self, expected: &str) -> bool {
        let presented = self.0.unwrap_or_default();
        Sha256::digest(presented).ct_eq(&Sha256::digest(expected)).into()
    }
}

#[derive(Responder)]
pub enum MetricsResponse {
    Text((ContentType, String)),
    #[response(status = 401)]
    Unauthorized {
        text: &'static str,
        challenge: Header<'static>,
    },
    Error(Box<ErrorResponse>),
}

#[get("/metrics")]
pub async fn show(
    app: &AppState,
    presented: PresentedToken<'_>,
    requests: &State<Arc<RequestMetrics>>,
) -> Result<MetricsResponse, Status> {
    let Config { metrics_token: Some(expected), .. } = &app.config else {
        return Ok(MetricsResponse::Error(Box::new(Problem::NotFound(Resource::Page).into())));
    };
    if !presented.is(expected.as_str()) {
        return Ok(MetricsResponse::Unauthorized {
            text: "Present the token of INJAAZ_METRICS_TOKEN: Authorization: Bearer …\n",
            challenge: Header::new("WWW-Authenticate", "Bearer"),
        });
    }
    let text = requests.text(&metrics::facts(app).await).map_err(|error| {
        tracing::error!("the metrics cannot be written: {error}");
        Status::InternalServerError
    })?;
    let openmetrics = ContentType::new("application", "openmetrics-text");
    Ok(MetricsResponse::Text((openmetrics.with_params([("version", "1.0.0"), ("charset", "utf-8")]), text)))
}
