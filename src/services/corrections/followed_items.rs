//! Where an item that a page showed is now: between the page and what is sent from it, corrections may have moved it.

use crate::{
    domain::{answers::Answers, form::FormDef, item_moves::place_in_last},
    store,
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

/// How often what is written about the newest revision is tried again while corrections are saved at the same time.
pub(crate) const MOST_TRIES: usize = 8;

/// The newest revision of a submission, as it was read.
pub(crate) struct NewestRevision<'a> {
    pub key: i64,
    pub revision: i32,
    pub def: &'a FormDef,
    pub answers: &'a Answers,
}

impl NewestRevision<'_> {
    /// The place of an item that a page of revision `read_on` showed; none if a correction took it out since. A page that
    /// does not say which revision it showed has shown the newest one.
    pub(crate) async fn place_of(
        &self,
        conn: &mut AsyncPgConnection,
        organisation: i64,
        read_on: Option<i32>,
        (group, place): (&str, usize),
    ) -> QueryResult<Option<usize>> {
        let first = read_on.unwrap_or(self.revision).max(1);
        if first >= self.revision {
            return Ok(Some(place).filter(|place| *place < self.answers.items_of(group).len()));
        }
        let between = (first, self.revision);
        let earlier = store::submission_revisions::answers_between(conn, organisation, self.key, between).await?;
        let mut revisions: Vec<Answers> =
            earlier.iter().map(|form_data| Answers::from_json(self.def, form_data)).collect();
        revisions.push(self.answers.clone());
        Ok(place_in_last(&revisions, group, place))
    }
}
