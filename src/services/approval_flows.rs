//! The approval flows of an organisation: which one each form has, and who can belong to its groups. Each change is
//! recorded in the audit log; submissions that were sent before keep the flow that they have.

use super::{actor::Actor, review::approval::read_flow};
use crate::{
    app::App,
    domain::{
        access::{Permission, Role},
        approval::flow::{ApprovalFlow, Reviewers},
        audit::actions::AuditAction,
        ids::ModuleSlug,
        problem::{Conflict, Problem, Resource},
    },
    forms::Forms,
    store::{self, approval_flows::NewFlow},
};
use diesel::result::Error as DbError;
use diesel_async::AsyncConnection;
use serde_json::json;

/// Members that can be chosen: more than an organisation has reviewers.
const MOST_MEMBERS: i64 = 500;

/// A form and its flow.
pub struct FormFlow {
    pub module: ModuleSlug,
    /// None: its submissions need no approval.
    pub flow: Option<ApprovalFlow>,
}

/// A member who can belong to a group.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub user_id: i64,
    pub name: String,
    pub role: Role,
}

/// The forms with their flows, and who can belong to a group: the members who can read submissions.
pub async fn flows(app: &App, actor: &Actor, forms: &Forms) -> Result<(Vec<FormFlow>, Vec<Candidate>), Problem> {
    let mut conn = actor.connection(&app.pool).await?;
    let organisation = actor.organisation_id;
    let mut current = store::approval_flows::current(&mut conn, organisation).await?;
    let mut of_forms = Vec::new();
    for def in forms.all() {
        let at = current.iter().position(|row| row.module == def.module);
        let flow = at.map(|at| read_flow(current.swap_remove(at).flow)).transpose()?;
        of_forms.push(FormFlow { module: def.module.clone(), flow });
    }
    let people = store::people::page(&mut conn, organisation, app.clock.now(), "%", None, MOST_MEMBERS).await?;
    let active = people.into_iter().filter(|person| person.suspended_at.is_none() && !person.disabled);
    let readers = active.filter(|person| person.role.has_permission(Permission::ReadSubmissions));
    let candidate = |person: store::people::PersonRow| Candidate {
        user_id: person.user_id,
        name: person.full_name.filter(|name| !name.is_empty()).unwrap_or(person.email),
        role: person.role,
    };
    Ok((of_forms, readers.map(candidate).collect()))
}

/// Puts a flow into use for a form; none: its submissions need no approval from now on. The flow was checked; people who
/// are no members are refused.
pub async fn save(
    app: &App,
    actor: &Actor,
    forms: &Forms,
    module: &ModuleSlug,
    flow: Option<ApprovalFlow>,
) -> Result<(), Problem> {
    let (of_forms, candidates) = flows(app, actor, forms).await?;
    let form = of_forms.into_iter().find(|form| form.module == *module).ok_or(Problem::NotFound(Resource::Module))?;
    if form.flow == flow {
        return Ok(());
    }
    let is_member = |user: &i64| candidates.iter().any(|candidate| candidate.user_id == *user);
    let groups = flow.iter().flat_map(|flow| &flow.stages).flat_map(|stage| &stage.groups);
    let named = groups.filter_map(|group| match &group.who {
        Reviewers::Members(members) => Some(members),
        Reviewers::Role(_) | Reviewers::Site => None,
    });
    if !named.flatten().all(is_member) {
        return Err(Problem::NotFound(Resource::Person));
    }
    let (now, organisation) = (app.clock.now(), actor.organisation_id);
    let mut conn = actor.connection(&app.pool).await?;
    let saved = conn
        .transaction::<_, DbError, _>(async |conn| {
            store::approval_flows::retire(conn, organisation, module, now).await?;
            if let Some(flow) = &flow {
                let new = NewFlow {
                    module,
                    flow: &json!(flow),
                    first_waits: &flow.waiting_for(0, &[]),
                    first_due_days: flow.stages.first().and_then(|stage| stage.due_days).map(i32::from),
                    created_by: actor.user_id,
                    now,
                };
                if !store::approval_flows::add(conn, organisation, &new).await? {
                    return Err(DbError::RollbackTransaction);
                }
            }
            let details = json!({ "module": module, "from": form.flow, "to": flow });
            let audit = actor.audit_of("approval_flow", None, AuditAction::ApprovalFlowChanged, details, now);
            store::audit::add(conn, &audit).await
        })
        .await;
    saved.map_err(|error| match error {
        DbError::RollbackTransaction => Problem::Conflict(Conflict::FlowChanged),
        error => error.into(),
    })
}
