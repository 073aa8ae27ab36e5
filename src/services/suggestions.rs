//! What is suggested while a form is filled in: known sites, members, and how items were named at the site before.
//!
//! Invariant: sites and items come only from submissions that the actor may read, people only from the members of the
//! organisation. Answers are never searched for names of people, so the name of an erased person is not suggested.

use super::{actor::Actor, search_terms::site_key};
use crate::{
    app::App,
    domain::{
        answers::{Answer, Answers, answer},
        fold,
        form::FormDef,
        problem::Problem,
        raw::ItemPath,
        suggested::Suggested,
    },
    store::{list::sites, member_names},
};

/// How many are suggested at once.
pub const SUGGESTIONS: i64 = 20;

/// How many visits of a site are looked at for the names of its items.
const VISITS: i64 = 20;

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
