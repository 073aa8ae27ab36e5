//! The forms that organisations make in the app: their drafts and their versions.
//!
//! Every change of what is in use goes with [`raise_forms_version`] in one transaction, so that all processes load the
//! forms again.

use super::schema::{organisation_form_versions, organisation_forms, organisations};
use crate::domain::ids::ModuleSlug;
use diesel::{dsl::max, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use time::OffsetDateTime;

/// A form with its draft.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = organisation_forms)]
pub struct OwnFormRow {
    pub id: i64,
    pub module: ModuleSlug,
    pub draft: Option<String>,
    pub retired_at: Option<OffsetDateTime>,
    pub changed_at: OffsetDateTime,
    pub row_version: i32,
}

/// The newest version of a form.
#[derive(Clone, Debug, Queryable)]
pub struct NewestVersion {
    pub module: ModuleSlug,
    pub version: i32,
    pub definition: String,
    pub retired_at: Option<OffsetDateTime>,
}

/// A version in the list of a form.
#[derive(Clone, Debug, Queryable)]
pub struct ListedVersion {
    pub version: i32,
    pub published_at: OffsetDateTime,
}

/// Counts the changes of the forms of an organisation.
pub async fn forms_version(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<i64> {
    organisations::table.find(organisation).select(organisations::forms_version).first(conn).await
}

/// To be called in every transaction that changes which forms are in use.
pub async fn raise_forms_version(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<()> {
    diesel::update(organisations::table.find(organisation))
        .set(organisations::forms_version.eq(organisations::forms_version + 1))
        .execute(conn)
        .await
        .map(drop)
}

/// The newest version of every form that was published.
pub async fn newest_versions(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<NewestVersion>> {
    use organisation_form_versions as v;
    v::table
        .inner_join(organisation_forms::table.on(
            organisation_forms::organisation_id.eq(v::organisation_id).and(organisation_forms::module.eq(v::module)),
        ))
        .filter(v::organisation_id.eq(organisation))
        .distinct_on(v::module)
        .order((v::module, v::version.desc()))
        .select((v::module, v::version, v::definition, organisation_forms::retired_at))
        .load(conn)
        .await
}

/// Which organisations have published forms of these names.
pub async fn published_as(conn: &mut AsyncPgConnection, modules: &[ModuleSlug]) -> QueryResult<Vec<(i64, ModuleSlug)>> {
    use organisation_form_versions as v;
    v::table.filter(v::module.eq_any(modules)).distinct().select((v::organisation_id, v::module)).load(conn).await
}

/// The text of a version.
pub async fn definition_of(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &ModuleSlug,
    version: i32,
) -> QueryResult<Option<String>> {
    organisation_form_versions::table
        .find((organisation, module, version))
        .select(organisation_form_versions::definition)
        .first(conn)
        .await
        .optional()
}

/// The versions of a form, newest first.
pub async fn versions(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &ModuleSlug,
    limit: i64,
) -> QueryResult<Vec<ListedVersion>> {
    use organisation_form_versions as v;
    v::table
        .filter(v::organisation_id.eq(organisation))
        .filter(v::module.eq(module))
        .order(v::version.desc())
        .limit(limit)
        .select((v::version, v::published_at))
        .load(conn)
        .await
}

/// The number of the newest version; `None` before the first one.
pub async fn newest_version(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &ModuleSlug,
) -> QueryResult<Option<i32>> {
    use organisation_form_versions as v;
    v::table
        .filter(v::organisation_id.eq(organisation))
        .filter(v::module.eq(module))
        .select(max(v::version))
        .first(conn)
        .await
}

/// All forms of an organisation, by name.
pub async fn all(conn: &mut AsyncPgConnection, organisation: i64) -> QueryResult<Vec<OwnFormRow>> {
    organisation_forms::table
        .filter(organisation_forms::organisation_id.eq(organisation))
        .order(organisation_forms::module)
        .select(OwnFormRow::as_select())
        .load(conn)
        .await
}

pub async fn find(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &ModuleSlug,
) -> QueryResult<Option<OwnFormRow>> {
    organisation_forms::table
        .filter(organisation_forms::organisation_id.eq(organisation))
        .filter(organisation_forms::module.eq(module))
        .select(OwnFormRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Adds a form with a draft; `None` if the organisation has one of this name.
pub async fn add(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &ModuleSlug,
    draft: &str,
    now: OffsetDateTime,
) -> QueryResult<Option<i64>> {
    use organisation_forms as f;
    diesel::insert_into(f::table)
        .values((
            f::organisation_id.eq(organisation),
            f::module.eq(module),
            f::draft.eq(draft),
            f::created_at.eq(now),
            f::changed_at.eq(now),
        ))
        .on_conflict((f::organisation_id, f::module))
        .do_nothing()
        .returning(f::id)
        .get_result(conn)
        .await
        .optional()
}

/// Which form is changed, as it was seen.
#[derive(Clone, Copy, Debug)]
pub struct SeenForm {
    pub id: i64,
    pub row_version: i32,
}

/// Replaces or removes the draft; false if the form was changed since it was seen.
pub async fn set_draft(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    seen: SeenForm,
    draft: Option<&str>,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    use organisation_forms as f;
    let row = f::table
        .filter(f::organisation_id.eq(organisation))
        .filter(f::id.eq(seen.id))
        .filter(f::row_version.eq(seen.row_version));
    let set = (f::draft.eq(draft), f::changed_at.eq(now), f::row_version.eq(f::row_version + 1));
    Ok(diesel::update(row).set(set).execute(conn).await? > 0)
}

/// Takes the draft away, because it becomes a version, and ends a retirement; false if the form was changed since it was
/// seen, or has no draft.
pub async fn put_into_use(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    seen: SeenForm,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    use organisation_forms as f;
    let row = f::table
        .filter(f::organisation_id.eq(organisation))
        .filter(f::id.eq(seen.id))
        .filter(f::row_version.eq(seen.row_version))
        .filter(f::draft.is_not_null());
    let set = (
        f::draft.eq(None::<String>),
        f::retired_at.eq(None::<OffsetDateTime>),
        f::changed_at.eq(now),
        f::row_version.eq(f::row_version + 1),
    );
    Ok(diesel::update(row).set(set).execute(conn).await? > 0)
}

/// Retires a form, or brings it back; false if the form was changed since it was seen.
pub async fn set_retired(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    seen: SeenForm,
    retired_at: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> QueryResult<bool> {
    use organisation_forms as f;
    let row = f::table
        .filter(f::organisation_id.eq(organisation))
        .filter(f::id.eq(seen.id))
        .filter(f::row_version.eq(seen.row_version));
    let set = (f::retired_at.eq(retired_at), f::changed_at.eq(now), f::row_version.eq(f::row_version + 1));
    Ok(diesel::update(row).set(set).execute(conn).await? > 0)
}

/// Removes a form that was never published; false if the form was changed since it was seen.
pub async fn delete(conn: &mut AsyncPgConnection, organisation: i64, seen: SeenForm) -> QueryResult<bool> {
    use organisation_forms as f;
    let row = f::table
        .filter(f::organisation_id.eq(organisation))
        .filter(f::id.eq(seen.id))
        .filter(f::row_version.eq(seen.row_version));
    Ok(diesel::delete(row).execute(conn).await? > 0)
}

pub async fn add_version(
    conn: &mut AsyncPgConnection,
    organisation: i64,
    module: &ModuleSlug,
    (version, definition): (i32, &str),
    now: OffsetDateTime,
) -> QueryResult<()> {
    use organisation_form_versions as v;
    diesel::insert_into(v::table)
        .values((
            v::organisation_id.eq(organisation),
            v::module.eq(module),
            v::version.eq(version),
            v::definition.eq(definition),
            v::published_at.eq(now),
        ))
        .execute(conn)
        .await
        .map(drop)
}
