//! The sources of records: a folder of the legacy app, a MongoDB export, an SQLite file. The importer uses all through
//! [`Source`].

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
pub(in crate::migration) use source::{Records, Source, SourceLocation, SourceRecord};
use std::{path::Path, sync::Arc};

/// Opens the source of a run; a path that does not exist is refused.
pub(in crate::migration) fn open(app: &App, options: &Options) -> Result<Arc<dyn Source>, Problem> {
    match options.kind {
        SourceKind::Folder if options.place.is_dir() => Ok(Arc::new(Folder::at(&options.place))),
        SourceKind::Mongo | SourceKind::Sqlite if options.place.is_file() => mapped::open(app, options),
        _ => Err(Problem::NotFound(Resource::Source)),
    }
}

/// The folder of the legacy app.
pub(in crate::migration) fn folder(root: &Path) -> Arc<dyn Source> {
    Arc::new(Folder::at(root))
}
