//! Import runs: starting, pausing, resuming, stopping and throttling one.

use super::{
    super::Operator,
    names::ADDRESS,
    notice::{ControlError, Notice, at_control, refuse},
    overview::{ConsoleResponse, render_again},
};
use crate::{
    domain::{
        ids::RunId,
        migration::SourceKind,
        problem::{Problem, Resource},
    },
    migration::import::{self, Options},
    web::{body::Form, context::AppState, error::ErrorResponse, params::IdParam},
};
use rocket::{FromForm, post};
use std::path::{Path, PathBuf};

/// Faster than any disk: more is a slip of the finger.
const MOST_FILES_A_SECOND: u32 = 100_000;

/// A field of the form, and the key of the text that says what is wrong with it.
type FormError = (&'static str, &'static str);

#[derive(FromForm)]
pub struct ImportForm<'r> {
    #[field(default = "")]
    place: &'r str,
    #[field(default = "folder")]
    kind: &'r str,
    #[field(default = "")]
    mapping: &'r str,
    #[field(default = "")]
    rate: &'r str,
    #[field(default = "")]
    dry_run: &'r str,
    #[field(default = "")]
    fetch_media: &'r str,
}

impl ImportForm<'_> {
    /// An empty place means the legacy store, if there is one.
    fn options(&self, old_store: Option<&Path>) -> Result<Options, FormError> {
        let kind = SourceKind::parse(self.kind).unwrap_or(SourceKind::Folder);
        let path = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from);
        let mapping = path(self.mapping);
        if kind != SourceKind::Folder && mapping.is_none() {
            return Err(("f-mapping", "migration-refused-no-mapping"));
        }
        Ok(Options {
            kind,
            place: path(self.place)
                .or_else(|| old_store.map(Path::to_owned))
                .ok_or(("f-place", "migration-refused-no-place"))?,
            mapping,
            dry_run: !self.dry_run.is_empty(),
            files_per_second: rate(self.rate).map_err(|()| ("f-rate", RATE))?,
            fetch_media: !self.fetch_media.is_empty(),
        })
    }

    fn typed(&self) -> Vec<(&'static str, String)> {
        let typed = [
            ("place", self.place),
            ("kind", self.kind),
            ("mapping", self.mapping),
            ("rate", self.rate),
            ("dry_run", self.dry_run),
            ("fetch_media", self.fetch_media),
        ];
        typed.map(|(name, text)| (name, text.to_owned())).into()
    }
}

const RATE: &str = "migration-refused-rate";

/// Files a second; nothing means no limit.
fn rate(text: &str) -> Result<Option<u32>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(rate @ 1..=MOST_FILES_A_SECOND) => Ok(Some(rate)),
            _ => Err(()),
        },
    }
}

/// "Start the import".
#[post("/admin/migration/imports", data = "<wanted>")]
pub async fn start(
    app: &AppState,
    operator: Operator,
    wanted: Form<ImportForm<'_>>,
) -> Result<ConsoleResponse, ErrorResponse> {
    let (status, refusal) = match wanted.options(app.old_store()) {
        Ok(options) => match import::begin(app, &operator.context.actor, &operator.by, options).await {
            Ok(_) => return Ok(Notice::ImportBegun.at(ADDRESS, "now").into()),
            Err(Problem::NotFound(Resource::Source)) => refuse(&operator, "f-place", "migration-refused-no-folder"),
            Err(problem) => at_control(problem, &operator, "f-place")?,
        },
        Err((at, sentence)) => refuse(&operator, at, sentence),
    };
    render_again(app, &operator, (status, ControlError { typed: wanted.typed(), ..refusal })).await
}

#[post("/admin/migration/imports/<id>/pause")]
pub async fn pause(app: &AppState, operator: Operator, id: IdParam<RunId>) -> Result<ConsoleResponse, ErrorResponse> {
    let paused = import::pause(app, &operator.context.actor, &operator.by, &id.0).await;
    answer(app, &operator, &id.0, paused, Notice::Paused).await
}

#[post("/admin/migration/imports/<id>/resume")]
pub async fn resume(app: &AppState, operator: Operator, id: IdParam<RunId>) -> Result<ConsoleResponse, ErrorResponse> {
    let resumed = import::resume(app, &operator.context.actor, &operator.by, &id.0).await;
    answer(app, &operator, &id.0, resumed, Notice::Resumed).await
}

#[post("/admin/migration/imports/<id>/stop")]
pub async fn stop(app: &AppState, operator: Operator, id: IdParam<RunId>) -> Result<ConsoleResponse, ErrorResponse> {
    let stopped = import::stop(app, &operator.context.actor, &operator.by, &id.0).await;
    answer(app, &operator, &id.0, stopped, Notice::Stopped).await
}

#[derive(FromForm)]
pub struct ThrottleForm<'r> {
    #[field(default = "")]
    rate: &'r str,
}

#[post("/admin/migration/imports/<id>/throttle", data = "<speed>")]
pub async fn throttle(
    app: &AppState,
    operator: Operator,
    id: IdParam<RunId>,
    speed: Form<ThrottleForm<'_>>,
) -> Result<ConsoleResponse, ErrorResponse> {
    let Ok(files) = rate(speed.rate) else {
        return render_again(app, &operator, refuse(&operator, &id.0.to_string(), RATE)).await;
    };
    let throttled = import::throttle(app, &operator.context.actor, &id.0, files).await;
    answer(app, &operator, &id.0, throttled, Notice::Throttled).await
}

async fn answer(
    app: &AppState,
    operator: &Operator,
    id: &RunId,
    result: Result<(), Problem>,
    done: Notice,
) -> Result<ConsoleResponse, ErrorResponse> {
    match result {
        Ok(()) => Ok(done.at(ADDRESS, "now").into()),
        Err(problem) => render_again(app, operator, at_control(problem, operator, id.as_str())?).await,
    }
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_speed_is_a_whole_number_or_nothing() {
        assert_eq!(rate(" "), Ok(None));
        assert_eq!(rate(" 250 "), Ok(Some(250)));
        for bad in ["0", "-1", "1.5", "100001", "99999999999999999999", "fast"] {
            assert_eq!(rate(bad), Err(()), "{bad}");
        }
    }
}
