//! `/organisation/approval`: the approval flow of each form; `/organisation/approval/<module>`: one flow, started from a
//! template, with the people of each group.
//!
//! The form posts one value for each group of the chosen template: its name, a role or members, and whether it signs.

mod form;

use crate::{
    domain::{
        access::{Permission, Role},
        approval::{
            flow::{AfterReturn, ApprovalFlow, FlowError, MAX_DUE_DAYS, NAME_CHARS, Reviewers, StageRule},
            template::FlowTemplate,
        },
        ids::ModuleSlug,
        problem::{Problem, Resource},
    },
    i18n::Texts,
    services::approval_flows::{self, Candidate, FormFlow},
    web::{
        body::Form,
        context::{AppState, RequestContext},
        error::ErrorResponse,
        params::IdParam,
        view::{
            labels,
            layout::{Layout, Nav},
        },
    },
};
use askama::Template;
use askama_web::WebTemplate;
use form::FlowForm;
use rocket::{
    get,
    http::Status,
    post,
    response::{Redirect, Responder},
};

const ADDRESS: &str = "/organisation/approval";

#[derive(Template, WebTemplate)]
#[template(path = "organisation/approvals.html")]
pub struct ApprovalsPage {
    layout: Layout,
    saved: bool,
    forms: Vec<FormRow>,
}

struct FormRow {
    module: String,
    title: String,
    /// The stages in words; none if no approval is needed.
    stages: Vec<String>,
}

#[derive(Template, WebTemplate)]
#[template(path = "organisation/approval.html")]
pub struct ApprovalPage {
    layout: Layout,
    module: String,
    title: String,
    templates: Vec<TemplateView>,
    template: FlowTemplate,
    stages: Vec<StageView>,
    after: Vec<(&'static str, &'static str, bool)>,
    refused: Option<String>,
}

struct TemplateView {
    value: &'static str,
    name: &'static str,
    about: &'static str,
    chosen: bool,
}

struct StageView {
    number: usize,
    index: usize,
    /// "all" or "any", if there are several groups.
    rules: Vec<(&'static str, &'static str, bool)>,
    /// As a text; empty without a time.
    due_days: String,
    groups: Vec<GroupView>,
}

struct GroupView {
    /// `0.1`: stage and group.
    id: String,
    name: String,
    signature: bool,
    may_correct: bool,
    roles: Vec<(&'static str, &'static str, bool)>,
    by_site: bool,
    by_members: bool,
    members: Vec<(i64, String, &'static str, bool)>,
}

#[derive(Responder)]
pub enum ApprovalResponse {
    Saved(Box<Redirect>),
    Again((Status, Box<ApprovalPage>)),
}

#[get("/organisation/approval?<done>")]
pub async fn list(app: &AppState, context: RequestContext, done: Option<&str>) -> Result<ApprovalsPage, ErrorResponse> {
    let (forms, _) = approval_flows::flows(app, &context.actor, &context.forms).await?;
    let texts = Texts::of(context.lang);
    let row = |form: FormFlow| FormRow {
        title: title(&context, &form.module),
        module: form.module.to_string(),
        stages: form.flow.iter().flat_map(|flow| &flow.stages).map(stage_words).collect(),
    };
    Ok(ApprovalsPage {
        layout: Layout::at(&context, ADDRESS, Nav::Organisation, texts.t("approval-flows-title")),
        saved: done == Some("saved"),
        forms: forms.into_iter().map(row).collect(),
    })
}

fn stage_words(stage: &crate::domain::approval::flow::Stage) -> String {
    stage.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join(" + ")
}

fn title(context: &RequestContext, module: &ModuleSlug) -> String {
    context.forms.get(module).map_or_else(|| module.to_string(), |def| def.title.get(context.lang).to_owned())
}

/// With `template`: the form filled in from this template instead of the flow in use.
#[get("/organisation/approval/<module>?<template>")]
pub async fn show(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    template: Option<&str>,
) -> Result<ApprovalPage, ErrorResponse> {
    let (forms, candidates) = approval_flows::flows(app, &context.actor, &context.forms).await?;
    let form = forms.into_iter().find(|form| form.module == module.0);
    let form = form.ok_or(Problem::NotFound(Resource::Module))?;
    let texts = Texts::of(context.lang);
    let in_use = template_of(form.flow.as_ref());
    let chosen = template.and_then(FlowTemplate::parse).unwrap_or(in_use);
    let flow = match chosen == in_use {
        true => form.flow,
        false => chosen.flow(|title| texts.group_title(title).to_owned()),
    };
    let address = format!("{ADDRESS}/{}", module.0);
    let layout = Layout::at(&context, &address, Nav::Organisation, title(&context, &module.0));
    Ok(ApprovalPage::new(layout, &module.0, chosen, flow.as_ref(), &candidates))
}

#[post("/organisation/approval/<module>", data = "<form>")]
pub async fn save(
    app: &AppState,
    context: RequestContext,
    module: IdParam<ModuleSlug>,
    form: Form<FlowForm<'_>>,
) -> Result<ApprovalResponse, ErrorResponse> {
    let texts = Texts::of(context.lang);
    let template = FlowTemplate::parse(form.template).unwrap_or(FlowTemplate::None);
    let typed = form.flow(template, texts);
    let checked = typed.clone().map(ApprovalFlow::checked).transpose();
    let sentence = match checked {
        Ok(flow) => match approval_flows::save(app, &context.actor, &context.forms, &module.0, flow).await {
            Ok(()) => return Ok(ApprovalResponse::Saved(Box::new(Redirect::to(format!("{ADDRESS}?done=saved"))))),
            Err(problem @ (Problem::Conflict(_) | Problem::NotFound(Resource::Person))) => texts.problem(&problem),
            Err(problem) => return Err(problem.into()),
        },
        Err(FlowError::NoStage | FlowError::TooMany) => texts.t("approval-flow-unusable").to_owned(),
        Err(FlowError::GroupWithoutName { stage, .. }) => {
            texts.with("approval-flow-without-name", &[("stage", (stage + 1).into())])
        }
        Err(FlowError::DueOutOfRange { stage }) => texts
            .with("approval-flow-due-out-of-range", &[("stage", (stage + 1).into()), ("most", MAX_DUE_DAYS.into())]),
        Err(FlowError::GroupWithoutPeople { stage, group }) => {
            let group = typed.as_ref().and_then(|flow| flow.group(stage, group));
            let name = group.map(|group| group.name.clone()).unwrap_or_default();
            texts.with("approval-flow-without-people", &[("group", crate::web::view::layout::isolated(&name))])
        }
    };
    let (_, candidates) = approval_flows::flows(app, &context.actor, &context.forms).await?;
    let layout = Layout::answering_post(&context, Nav::Organisation, title(&context, &module.0), true);
    let page = ApprovalPage::new(layout, &module.0, template, typed.as_ref(), &candidates);
    let page = ApprovalPage { refused: Some(sentence), ..page };
    Ok(ApprovalResponse::Again((Status::UnprocessableEntity, Box::new(page))))
}

/// The template that a flow has the stages of.
fn template_of(flow: Option<&ApprovalFlow>) -> FlowTemplate {
    match flow.map(|flow| flow.stages.len()) {
        None => FlowTemplate::None,
        Some(1) => FlowTemplate::OneReviewer,
        Some(_) => FlowTemplate::Chain,
    }
}

impl ApprovalPage {
    fn new(
        layout: Layout,
        module: &ModuleSlug,
        template: FlowTemplate,
        flow: Option<&ApprovalFlow>,
        candidates: &[Candidate],
    ) -> ApprovalPage {
        let texts = layout.texts;
        let templates = FlowTemplate::ALL.iter().map(|value| {
            let (name, about) = match value {
                FlowTemplate::None => ("approval-template-none", "approval-template-none-about"),
                FlowTemplate::OneReviewer => ("approval-template-one", "approval-template-one-about"),
                FlowTemplate::Chain => ("approval-template-chain", "approval-template-chain-about"),
            };
            TemplateView {
                value: value.as_str(),
                name: texts.t(name),
                about: texts.t(about),
                chosen: *value == template,
            }
        });
        let after = flow.map(|flow| flow.after_return);
        let after = AfterReturn::ALL.iter().map(|value| {
            let text = match value {
                AfterReturn::SameStage => "approval-after-same-stage",
                AfterReturn::FromStart => "approval-after-from-start",
            };
            (value.as_str(), texts.t(text), Some(*value) == after)
        });
        ApprovalPage {
            module: module.to_string(),
            title: layout.title.clone(),
            templates: templates.collect(),
            template,
            stages: flow.map(|flow| stages(flow, candidates, texts)).unwrap_or_default(),
            after: after.collect(),
            refused: None,
            layout,
        }
    }
}

fn stages(flow: &ApprovalFlow, candidates: &[Candidate], texts: Texts) -> Vec<StageView> {
    let rules = |stage: &crate::domain::approval::flow::Stage| {
        let all = StageRule::ALL.iter().map(|rule| {
            let text = match rule {
                StageRule::All => "approval-rule-all",
                StageRule::Any => "approval-rule-any",
            };
            (rule.as_str(), texts.t(text), *rule == stage.rule)
        });
        if stage.groups.len() > 1 { all.collect() } else { Vec::new() }
    };
    let stage = |(index, stage): (usize, &crate::domain::approval::flow::Stage)| StageView {
        number: index + 1,
        index,
        rules: rules(stage),
        due_days: stage.due_days.map(|days| days.to_string()).unwrap_or_default(),
        groups: stage
            .groups
            .iter()
            .enumerate()
            .map(|(group, it)| GroupView::new(format!("{index}.{group}"), it, candidates, texts))
            .collect(),
    };
    flow.stages.iter().enumerate().map(stage).collect()
}

impl GroupView {
    fn new(
        id: String,
        group: &crate::domain::approval::flow::ReviewerGroup,
        candidates: &[Candidate],
        texts: Texts,
    ) -> GroupView {
        let readers = Role::ALL.iter().copied().filter(|role| role.has_permission(Permission::ReadSubmissions));
        let roles = readers.map(|role| (role.as_str(), labels::role(texts, role), group.who == Reviewers::Role(role)));
        let members = candidates.iter().map(|candidate| {
            let chosen = matches!(&group.who, Reviewers::Members(members) if members.contains(&candidate.user_id));
            (candidate.user_id, candidate.name.clone(), labels::role(texts, candidate.role), chosen)
        });
        GroupView {
            id,
            name: group.name.clone(),
            signature: group.signature,
            may_correct: group.may_correct,
            roles: roles.collect(),
            by_site: group.who == Reviewers::Site,
            by_members: matches!(group.who, Reviewers::Members(_)),
            members: members.collect(),
        }
    }
}
