//! Opens a source that needs a mapping, and reports all errors of the mapping at once.

use super::super::options::Options;
use super::{mongo::Mongo, source::Source, sqlite::Sqlite};
use crate::{
    app::App,
    domain::{
        migration::SourceKind,
        problem::{Problem, Unsupported},
    },
    files::read_mapping,
    legacy::mapping::Mapping,
    services::storage_problem,
};
use std::sync::Arc;

pub(super) fn open(app: &App, options: &Options) -> Result<Arc<dyn Source>, Problem> {
    let Some(path) = &options.mapping else {
        return Err(Problem::Unsupported(Unsupported::MappingMissing));
    };
    let origin = path.display().to_string();
    let text = read_mapping(path).map_err(|error| refused(format!("{origin}: {error}")))?;
    let mapping = Mapping::parse(&text, &origin, &|module| app.forms.installed().get(module).cloned())
        .map_err(|complaints| refused(complaints.to_string()))?;
    match options.kind {
        SourceKind::Sqlite => {
            let opened = Sqlite::open(&options.place, mapping);
            Ok(Arc::new(opened.map_err(|reason| refused(format!("{origin}: {reason}")))?))
        }
        SourceKind::Mongo | SourceKind::Folder => {
            let opened = Mongo::open(&options.place, mapping).map_err(storage_problem)?;
            Ok(Arc::new(opened.map_err(|unusable| Problem::Unsupported(Unsupported::Export(unusable)))?))
        }
    }
}

/// `detail` names the file and the position in it, in English.
fn refused(detail: String) -> Problem {
    Problem::Unsupported(Unsupported::Mapping { detail })
}
