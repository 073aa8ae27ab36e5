//! `/health/live`: the process runs. `/health/ready`: database and files work, and the server does not stop soon. For
//! monitoring; reasons are in the log and not in the response, which is public.

use crate::{
    app::{App, Health},
    services::health,
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
    let (status, summary, [database, files]) = state(app).await;
    (status, Json(json!({ "status": summary, "database": database, "files": files })))
}

/// What monitors of the legacy app ask. Jobs are rows of the database, so it is what an executor was; there is no
/// cloud.
#[get("/health")]
pub async fn old(app: &AppState) -> (Status, Json<Value>) {
    let (status, _, [database, files]) = state(app).await;
    let (executor, filesystem) = (database == OK, files == OK);
    let body = json!({ "cloudinary": false, "executor": executor, "filesystem": filesystem, "status": "ok" });
    (status, Json(body))
}

const OK: &str = "ok";
const FAILING: &str = "failing";
/// Everything works, and the port will close in a few seconds.
const STOPPING: &str = "stopping";

/// The status, its word, and the words of the database and of the files.
async fn state(app: &App) -> (Status, &'static str, [&'static str; 2]) {
    let Health { database, files } = health::recent(app).await;
    let parts = [state_name("database", database), state_name("files", files)];
    let summary = match parts {
        [OK, OK] if app.is_stopping() => STOPPING,
        [OK, OK] => OK,
        _ => FAILING,
    };
    let status = if summary == OK { Status::Ok } else { Status::ServiceUnavailable };
    (status, summary, parts)
}

fn state_name(part: &str, state: Result<(), String>) -> &'static str {
    match state {
        Ok(()) => OK,
        Err(reason) => {
            tracing::warn!(part, "not ready: {reason}");
            FAILING
        }
    }
}
