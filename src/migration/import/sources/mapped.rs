//! Opens a source that needs a mapping, and says everything that is wrong with the mapping at once.

use super::super::options::Options;
use super::{mongo::Mongo, source::Source, sqlite::Sqlite};
use crate::{
    app::App,
    domain::{migration::SourceKind, problem::Problem},
    files::read_mapping,
    legacy::mapping::Mapping,
    services::storage_problem,
};
use std::sync::Arc;

pub(super) fn open(app: &App, options: &Options) -> Result<Arc<dyn Source>, Problem> {
    let Some(path) = &options.mapping else {
        let advice = "Only the old app's own folder can be read without a mapping. Write one as docs/mapping.md \
                      describes, and name it with --mapping FILE.";
        return Err(Problem::Unsupported(advice.to_owned()));
    };
    let origin = path.display().to_string();
    let text = read_mapping(path).map_err(|error| Problem::Unsupported(format!("{origin} cannot be read: {error}")))?;
    let mapping = Mapping::parse(&text, &origin, &|module| app.forms.get(module).cloned())
        .map_err(|complaints| Problem::Unsupported(complaints.to_string()))?;
    match options.kind {
        SourceKind::Sqlite => {
            let opened = Sqlite::open(&options.place, mapping);
            Ok(Arc::new(opened.map_err(|reason| Problem::Unsupported(format!("{origin}: {reason}.")))?))
        }
        SourceKind::Mongo | SourceKind::Folder => {
            Ok(Arc::new(Mongo::open(&options.place, mapping).map_err(storage_problem)?))
        }
    }
}
