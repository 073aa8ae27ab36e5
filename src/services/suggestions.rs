//! What is suggested while a form is filled in: known sites, members, and how items were named at the site before.
//!
//! Invariant: sites and items come only from submissions that the actor may read, people only from the members of the
//! organisation. Answers are never searched for names of people, so nobody who was erased is suggested.

use super::{actor::Actor, search_terms::site_key};
use crate::{
    app::App,
    domain::{
        answers::{Answer, Answers, answer},
        fold,
        form::{FormDef, Suggested},
        problem::Problem,
        raw::ItemPath,
    },
    store::{
        self,
        list::{ListFilter, order::PageCursor, sites},
        member_names,
    },
};

/// How many are suggested at once.
pub const SUGGESTIONS: i64 = 20;

/// How many visits of a site are looked at for the names of its items.
const VISITS: i64 = 20;

/// From how many of the newest submissions the sites of a new form are.
const NEWEST: i64 = 100;

/// What a form suggests before anything was typed.
#[derive(Clone, Debug, Default)]
pub struct KnownNames {
    pub sites: Vec<String>,
    pub people: Vec<String>,
}

/// The sites of the newest submissions, and members if the form asks who inspects.
pub async fn known(app: &App, actor: &Actor, def: &FormDef) -> Result<KnownNames, Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let narrow = ListFilter { reach: Some(&actor.reach), ..ListFilter::default() };
    let newest = PageCursor::Newest(None);
    let rows = store::list::page(&mut conn, actor.organisation_id, &narrow, &newest, NEWEST).await?;
    let (mut keys, mut sites) = (Vec::new(), Vec::new());
    for row in rows.into_iter().filter(|row| !row.site_key.is_empty()) {
        if sites.len() as i64 == SUGGESTIONS {
            break;
        }
        if !keys.contains(&row.site_key) {
            keys.push(row.site_key);
            sites.push(row.site_name);
        }
    }
    let people = match def.inspector_field {
        Some(_) => member_names::beginning_with(&mut conn, actor.organisation_id, "", SUGGESTIONS).await?,
        None => Vec::new(),
    };
    Ok(KnownNames { sites, people })
}

/// What is suggested for the question with this name (`site_name`, `items.0.asset`); nothing for most questions.
/// `text`: what was typed; `site`: the answer that names the site.
pub async fn of_question(
    app: &App,
    actor: &Actor,
    def: &FormDef,
    name: &str,
    (text, site): (&str, &str),
) -> Result<Vec<String>, Problem> {
    let path = ItemPath::parse(name);
    let items = path.and_then(|path| def.items_named(path.items));
    let field = match (path, items) {
        (Some(path), Some(items)) => items.fields.iter().find(|field| field.name == path.field),
        _ => def.field(name),
    };
    let Some((field, suggested)) = field.and_then(|field| Some((field, def.suggested(items, field)?))) else {
        return Ok(Vec::new());
    };
    let organisation = actor.organisation_id;
    let mut conn = actor.connection(&app.pool).await?;
    Ok(match suggested {
        Suggested::Sites => {
            sites::beginning_with(&mut conn, organisation, &actor.reach, &site_key(text), SUGGESTIONS).await?
        }
        Suggested::People => member_names::beginning_with(&mut conn, organisation, text.trim(), SUGGESTIONS).await?,
        Suggested::Assets => {
            let (site, group) = (site_key(site), items.map(|items| items.name.as_str()).unwrap_or_default());
            if site.is_empty() {
                return Ok(Vec::new());
            }
            let visits = sites::visits(&mut conn, organisation, &actor.reach, (&def.module, &site), VISITS).await?;
            let beginning = fold::words(text).join(" ");
            let mut names: Vec<String> = Vec::new();
            for visit in visits {
                let answers = Answers::from_json(def, &visit.form_data);
                for item in answers.items_of(group) {
                    let Some(Answer::Text(named)) = answer(item, &field.name) else { continue };
                    if fold::words(named).join(" ").starts_with(&beginning) && !names.contains(named) {
                        names.push(named.clone());
                    }
                }
            }
            names.truncate(usize::try_from(SUGGESTIONS).unwrap_or_default());
            names
        }
    })
}
