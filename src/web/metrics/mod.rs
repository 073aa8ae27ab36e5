//! Metrics for monitoring, in the text format of OpenMetrics, which Prometheus reads.
//!
//! Requests are counted as they end, by `CountRequests`. Everything else (`facts`) is asked for when the metrics are read.
//!
//! Invariant: labels are routes, methods, states and kinds, never an id, a name or an address of a person, so the number
//! of series is bounded and none of them is personal data.

mod facts;

use super::log::RequestStart;
use crate::services::metrics::ServerFacts;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::Registry,
};
use rocket::{
    Request, Response,
    fairing::{Fairing, Info, Kind},
};
use std::{fmt, sync::Arc};

/// Upper bounds of the durations in seconds: from a page out of memory to the time limit of a database statement.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RouteLabels {
    method: String,
    route: String,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct StatusLabels {
    method: String,
    route: String,
    status: u16,
}

/// The requests since the start.
#[derive(Clone)]
pub struct RequestMetrics {
    counts: Family<StatusLabels, Counter>,
    seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
}

impl Default for RequestMetrics {
    fn default() -> RequestMetrics {
        let seconds = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        RequestMetrics { counts: Family::default(), seconds }
    }
}

impl RequestMetrics {
    /// All metrics as text.
    pub fn text(&self, facts: &ServerFacts) -> Result<String, fmt::Error> {
        let mut registry = Registry::with_prefix("injaaz");
        registry.register("http_requests", "Requests by method, route and status", self.counts.clone());
        let help = "Time until the response begins, in seconds";
        registry.register("http_request_seconds", help, self.seconds.clone());
        facts::register(&mut registry, facts);
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }

    fn count(&self, start: &RequestStart, request: &Request<'_>, status: u16) {
        let route = request.route().map_or_else(|| "(none)".to_owned(), |route| route.uri.to_string());
        let method = start.method.to_string();
        let labels = RouteLabels { method: method.clone(), route: route.clone() };
        self.seconds.get_or_create(&labels).observe(start.at.elapsed().as_secs_f64());
        self.counts.get_or_create(&StatusLabels { method, route, status }).inc();
    }
}

/// The fairing. Only if metrics are served.
pub struct CountRequests(pub Arc<RequestMetrics>);

#[rocket::async_trait]
impl Fairing for CountRequests {
    fn info(&self) -> Info {
        Info { name: "request metrics", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        self.0.count(RequestStart::of(request), request, response.status().code);
    }
}
