//! The last visit of a site, and the sites whose name begins with what was typed.

use super::{Seeded, slug};
use crate::support::db;
use injaaz::{
    domain::access::{Scope, SubmissionScope},
    store::list::sites,
};

#[tokio::test]
async fn the_last_visit_of_a_site_is_found_along_its_index() {
    let mut seeded = Seeded::new().await;
    // One site has half of all submissions, of another form than the one that is asked for.
    let busy = "UPDATE submissions SET module = 'cleaning', site_name = 'Marina', site_key = 'marina' WHERE id % 2 = 0;
        UPDATE submissions SET module = 'civil', visit_date = '2020-01-01' WHERE id IN
            (SELECT id FROM submissions WHERE site_key = 'marina' ORDER BY id LIMIT 3)";
    seeded.add(busy).await;
    let organisation = seeded.organisation;
    let person = db::text(&seeded.url, "SELECT min(id)::text FROM users").await.parse().ok();
    let scopes = vec![Scope { module: Some(slug("civil")), site_key: None }];
    for reach in [SubmissionScope::Everything, SubmissionScope::Within { own: person, scopes }] {
        let before = seeded.scans().await;
        let civil = slug("civil");
        let found = sites::visits(&mut seeded.conn, organisation, &reach, (&civil, "marina"), 1).await.unwrap();
        assert_eq!(found.len(), 1);
        super::assert_used(&seeded.used_since(&before).await, "submissions_site_visits_idx", "submissions");
    }
}

#[tokio::test]
async fn sites_are_found_by_the_beginning_of_their_name_along_an_index() {
    let mut seeded = Seeded::new().await;
    let organisation = seeded.organisation;
    let person = db::text(&seeded.url, "SELECT min(id)::text FROM users").await.parse().ok();
    let own = SubmissionScope::Within { own: person, scopes: Vec::new() };
    for (reach, beginning, index) in [
        (&SubmissionScope::Everything, "marina t", "submissions_site_idx"),
        (&SubmissionScope::Everything, "", "submissions_site_idx"),
        (&own, "", "submissions_user_id_idx"),
    ] {
        let before = seeded.scans().await;
        let names = sites::beginning_with(&mut seeded.conn, organisation, reach, beginning, 20).await.unwrap();
        assert_eq!(names.len(), 20, "{reach:?} {beginning}: {names:?}");
        assert!(names.iter().all(|name| name.to_lowercase().starts_with(beginning)), "{names:?}");
        assert!(names.is_sorted_by(|one, other| one.to_lowercase() < other.to_lowercase()), "each once: {names:?}");
        super::assert_used(&seeded.used_since(&before).await, index, "submissions");
    }
    let none = sites::beginning_with(&mut seeded.conn, organisation, &own, "zzz", 20).await.unwrap();
    assert!(none.is_empty(), "{none:?}");
}
