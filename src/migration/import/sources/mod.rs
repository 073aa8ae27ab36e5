//! Where records come from: a folder of the old app, an export, a database file. All look the same to the importer.

mod folder;
mod keys;
mod mapped;
mod mongo;
mod source;
mod sqlite;

use super::options::Options;
use crate::{
    app::App,
    domain::{
        migration::SourceKind,
        problem::{Problem, Resource},
    },
};
use folder::Folder;
pub(in crate::migration) use source::{At, Found, Records, Source};
use std::{path::Path, sync::Arc};

/// Opens what a run is to read; a place that is not there is refused before anything begins.
pub(in crate::migration) fn open(app: &App, options: &Options) -> Result<Arc<dyn Source>, Problem> {
    match options.kind {
        SourceKind::Folder if options.place.is_dir() => Ok(Arc::new(Folder::at(&options.place))),
        SourceKind::Mongo | SourceKind::Sqlite if options.place.is_file() => mapped::open(app, options),
        _ => Err(Problem::NotFound(Resource::Source)),
    }
}

/// The folder of the old app.
pub(in crate::migration) fn folder(root: &Path) -> Arc<dyn Source> {
    Arc::new(Folder::at(root))
}
