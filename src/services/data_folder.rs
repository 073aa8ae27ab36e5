//! The data folder and the database belong together: both name the same id.
//!
//! Two instances with folders of their own would each lack the photos and reports of the other one, and would make
//! reports without photos. So a start is refused if the ids differ.

use super::{stored_files, users::plain};
use crate::{
    app::App,
    domain::ids::DataFolderId,
    files::Files,
    store::{self, pool::Connection},
};
use anyhow::{Context, bail};

/// How many files are looked for before a folder without an id is accepted.
const LOOKED_FOR: i32 = 40;

/// Records the folder as that of the database at the first start; refuses another one afterwards.
pub(super) async fn claim(app: &App, conn: &mut Connection) -> anyhow::Result<()> {
    let path = app.files.folder_id_path();
    let here = app.files.folder_id().with_context(|| format!("{} cannot be read", path.display()))?;
    match (store::data_folders::id(conn).await?, here) {
        (Some(recorded), here) => require(&app.files, &recorded, here.as_ref()),
        (None, here) => {
            if here.is_none() {
                refuse_folder_without_files(&app.files, conn).await?;
            }
            let here = match here {
                Some(id) => id,
                None => app.files.give_folder_id().with_context(|| format!("{} cannot be written", path.display()))?,
            };
            let recorded = store::data_folders::claim(conn, here.as_str(), app.clock.now()).await?;
            require(&app.files, &recorded, Some(&here))
        }
    }
}

/// Whether the folder is the one that the database names. For `doctor`, which changes nothing.
pub async fn check(files: &Files, conn: &mut Connection) -> anyhow::Result<()> {
    match store::data_folders::id(conn).await? {
        Some(recorded) => require(files, &recorded, files.folder_id()?.as_ref()),
        None => Ok(()),
    }
}

fn require(files: &Files, recorded: &str, here: Option<&DataFolderId>) -> anyhow::Result<()> {
    if here.is_some_and(|here| here.as_str() == recorded) {
        return Ok(());
    }
    let (folder, path) = (files.root().display(), files.folder_id_path());
    let has = here.map_or("has no id".to_owned(), |here| format!("has the id {}", here.as_str()));
    bail!(
        "The folder {folder} is not the one that holds the files of this database: the database names the folder {recorded}, and this one {has}. Set INJAAZ_GENERATED to that folder; several instances need one shared folder. If this is the right folder, for example after a restore, say so: echo {recorded} > {}",
        path.display()
    )
}

/// A database of an earlier version names no folder. One that lacks all files is not accepted as its folder.
async fn refuse_folder_without_files(files: &Files, conn: &mut Connection) -> anyhow::Result<()> {
    let sample = stored_files::sample(files, conn, LOOKED_FOR).await.map_err(plain)?;
    if sample.looked_for == 0 || sample.missing < sample.looked_for {
        return Ok(());
    }
    bail!(
        "The folder {} has none of the {} photos and reports of this database that were looked for. Set INJAAZ_GENERATED to the folder in which they are. If they are lost, say so: echo {} > {}",
        files.root().display(),
        sample.looked_for,
        DataFolderId::random().as_str(),
        files.folder_id_path().display()
    )
}
