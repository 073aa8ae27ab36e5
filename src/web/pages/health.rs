//! `/health/live`: the process runs. `/health/ready`: database and files work. For monitoring; reasons are in the log
//! and not in the response, which is public.

use crate::{
    services::health::{self, Health},
    web::context::AppState,
};
use rocket::{
    get,
    http::Status,
    serde::json::{Json, Value, json},
};

#[get("/health/live")]
pub fn live() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

#[get("/health/ready")]
pub async fn ready(app: &AppState) -> (Status, Json<Value>) {
    let Health { database, files } = health::check(app).await;
    let (database, files) = (word("database", database), word("files", files));
    let ready = database == OK && files == OK;
    let (status, summary) = if ready { (Status::Ok, OK) } else { (Status::ServiceUnavailable, FAILING) };
    (status, Json(json!({ "status": summary, "database": database, "files": files })))
}

/// What monitors of the old app ask. Jobs are rows of the database, so it is what an executor was; there is no cloud.
#[get("/health")]
pub async fn old(app: &AppState) -> (Status, Json<Value>) {
    let Health { database, files } = health::check(app).await;
    let (executor, filesystem) = (word("database", database) == OK, word("files", files) == OK);
    let status = if executor && filesystem { Status::Ok } else { Status::ServiceUnavailable };
    let body = json!({ "cloudinary": false, "executor": executor, "filesystem": filesystem, "status": "ok" });
    (status, Json(body))
}

const OK: &str = "ok";
const FAILING: &str = "failing";

fn word(part: &str, state: Result<(), String>) -> &'static str {
    match state {
        Ok(()) => OK,
        Err(reason) => {
            tracing::warn!(part, "not ready: {reason}");
            FAILING
        }
    }
}
