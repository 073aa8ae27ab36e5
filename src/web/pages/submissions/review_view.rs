//! What the page of a submission shows of its approval, and the form of a decision.

use crate::{
    domain::{
        access::Role,
        answers::Answers,
        approval::{correction::CorrectionKind, flow::ReviewerGroup, progress::ApprovalState, right::OwnGroup},
        form::{Field, FieldKind, FormDef, SectionBody},
        ids::SubmissionId,
        lang::Lang,
        member::Member,
        problem::Problem,
    },
    i18n::Texts,
    services::{
        corrections::corrector,
        review::{
            approval::Approval,
            usual::{SavedSignature, Usual},
        },
        submissions::SubmissionDetails,
    },
    web::{context::RequestContext, reader_settings::ReaderSettings, view::format::Moment},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use time::OffsetDateTime;

/// The approval of a submission.
pub struct ReviewView {
    /// `in_review`, `approved`.
    pub state: &'static str,
    pub state_name: &'static str,
    pub since: Moment,
    /// When the current stage is to have decided.
    pub due: Option<Moment>,
    pub is_overdue: bool,
    pub stages: Vec<StageView>,
    pub decision: Option<DecisionView>,
    /// The member sent the submission, so others decide.
    pub is_own: bool,
}

/// A stage in the row of stages.
pub struct StageView {
    pub names: String,
    /// `over`, `now` or nothing, as the component has it.
    pub class: &'static str,
}

/// The form of a decision.
pub struct DecisionView {
    pub address: String,
    pub revision: i32,
    pub stage: usize,
    pub groups: Vec<GroupView>,
    pub needs_signature: bool,
    pub saved_signature: Option<SavedSignatureView>,
    pub in_place: bool,
    /// The member decides as a delegate.
    pub is_delegate: bool,
    pub can_close: bool,
    pub marks: Vec<MarkGroup>,
    pub typed: TypedDecision,
    /// Why the last attempt was not saved.
    pub refused: Option<String>,
}

pub struct GroupView {
    pub index: usize,
    pub name: String,
    /// The absent member for whom a delegate decides.
    pub absent: Option<String>,
    pub chosen: bool,
}

/// Questions that can be marked, below their heading.
pub struct MarkGroup {
    pub heading: String,
    pub marks: Vec<MarkChoice>,
}

pub struct MarkChoice {
    pub name: String,
    pub label: String,
    pub chosen: bool,
}

/// The signature that a member has saved.
pub struct SavedSignatureView {
    /// The picture itself, as an address.
    pub picture: Option<String>,
    pub name: Option<String>,
}

impl SavedSignatureView {
    pub fn new(saved: &SavedSignature) -> SavedSignatureView {
        let picture = saved.picture.as_ref().map(|png| format!("data:image/png;base64,{}", STANDARD.encode(png)));
        SavedSignatureView { picture, name: saved.name.clone() }
    }
}

/// A decision as it was posted.
#[derive(Clone, Debug, Default)]
pub struct TypedDecision {
    pub decision: String,
    pub revision: i32,
    pub stage: usize,
    pub group: usize,
    pub comment: String,
    pub reason: String,
    pub marks: Vec<String>,
    pub signature: String,
    pub signature_name: String,
    pub remember: bool,
    pub saved_signature: bool,
    pub remember_signature: bool,
}

impl TypedDecision {
    /// Where the reviewer goes on: to the list, or to the submission that an administrator closed.
    pub fn next(&self, id: &SubmissionId) -> String {
        if self.decision == "close" { format!("/submissions/{id}") } else { "/review".to_owned() }
    }
}

impl ReviewView {
    pub fn new(
        context: &RequestContext,
        shown: &SubmissionDetails,
        usual: Usual,
        now: OffsetDateTime,
    ) -> Option<ReviewView> {
        let approval = shown.approval.as_ref()?;
        let ReaderSettings { lang, zone } = context.reader();
        let texts = Texts::of(lang);
        let member = context.member.as_deref();
        let is_own = member.is_some_and(|member| shown.sender == Some(member.user_id));
        let decision = member.filter(|member| !is_own && member.via.token().is_none());
        let decision = decision.and_then(|member| DecisionView::new(member, shown, approval, lang, usual));
        let state = approval.progress.state;
        Some(ReviewView {
            state: state.as_str(),
            state_name: texts.t(match state {
                ApprovalState::InReview => "approval-state-in-review",
                ApprovalState::Returned => "approval-state-returned",
                ApprovalState::Approved => "approval-state-approved",
                ApprovalState::Rejected => "approval-state-rejected",
                ApprovalState::Closed => "approval-state-closed",
            }),
            since: texts.moment(zone.at(approval.since)),
            due: approval.due_at.map(|at| texts.moment(zone.at(at))),
            is_overdue: approval.is_overdue(now),
            stages: stages(approval),
            is_own: is_own && state == ApprovalState::InReview,
            decision,
        })
    }
}

fn stages(approval: &Approval) -> Vec<StageView> {
    let at = approval.progress.stage;
    let all = approval.flow.stages.iter().enumerate();
    all.map(|(index, stage)| StageView {
        names: stage.groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join(" · "),
        class: match approval.progress.state {
            ApprovalState::Approved => "over",
            _ if index < at => "over",
            ApprovalState::InReview | ApprovalState::Returned if index == at => "now",
            _ if index == at => "broken",
            _ => "",
        },
    })
    .collect()
}

impl DecisionView {
    fn new(
        member: &Member,
        shown: &SubmissionDetails,
        approval: &Approval,
        lang: Lang,
        usual: Usual,
    ) -> Option<DecisionView> {
        let own = approval.own_groups(member, &shown.delegations);
        let first = own.first()?;
        let stage = approval.progress.stage;
        let named = own.iter().filter_map(|own| Some((own, approval.flow.group(stage, own.group)?)));
        let view = |(own, group): (&OwnGroup<'_>, &ReviewerGroup)| GroupView {
            index: own.group,
            name: group.name.clone(),
            absent: own.right.absent_name().map(str::to_owned),
            chosen: own.group == first.group,
        };
        let groups: Vec<GroupView> = named.clone().map(view).collect();
        let submission = &shown.submission;
        Some(DecisionView {
            address: format!("/review/{}", submission.id),
            revision: submission.revision,
            stage,
            needs_signature: named.clone().any(|(_, group)| group.signature),
            saved_signature: usual.signature.as_ref().map(SavedSignatureView::new),
            in_place: first.right.is_in_place(),
            is_delegate: first.right.absent().is_some(),
            can_close: member.role == Role::Administrator,
            marks: marks(&shown.def, &submission.answers, lang),
            typed: TypedDecision {
                revision: submission.revision,
                stage,
                group: first.group,
                comment: usual.comment.unwrap_or_default(),
                saved_signature: true,
                ..TypedDecision::default()
            },
            groups,
            refused: None,
        })
    }

    /// The form as it was posted, with the reason why it was not saved.
    pub fn refuse(&mut self, typed: TypedDecision, problem: &Problem, texts: Texts) {
        let fields = match problem {
            Problem::Invalid(errors) => errors.first().map(|error| texts.field_error(error)),
            _ => None,
        };
        self.refused = Some(fields.unwrap_or_else(|| texts.problem(problem)));
        for mark in self.marks.iter_mut().flat_map(|group| &mut group.marks) {
            mark.chosen = typed.marks.contains(&mark.name);
        }
        self.groups.iter_mut().for_each(|group| group.chosen = group.index == typed.group);
        self.typed = typed;
    }
}

/// The questions of a submission in the order of its form.
fn marks(def: &FormDef, answers: &Answers, lang: Lang) -> Vec<MarkGroup> {
    let mut groups = Vec::new();
    let choices = |prefix: &str, fields: &[Field]| -> Vec<MarkChoice> {
        let asked = fields.iter().filter(|field| field.kind != FieldKind::Note);
        let choice = |field: &Field| MarkChoice {
            name: format!("{prefix}{}", field.name),
            label: field.label.get(lang).to_owned(),
            chosen: false,
        };
        asked.map(choice).collect()
    };
    for section in &def.sections {
        match &section.body {
            SectionBody::Fields(fields) => {
                groups.push(MarkGroup { heading: section.title.get(lang).to_owned(), marks: choices("", fields) })
            }
            SectionBody::Items(items) => {
                for index in 0..answers.items_of(&items.name).len() {
                    let prefix = format!("{}.{index}.", items.name);
                    groups.push(MarkGroup {
                        heading: format!("{} {}", items.singular.get(lang), index + 1),
                        marks: choices(&prefix, &items.fields),
                    });
                }
            }
        }
    }
    groups
}

/// The text of the button that opens the form for a correction; none if the member may not correct the submission.
pub fn correction_label(context: &RequestContext, shown: &SubmissionDetails) -> Option<&'static str> {
    let member = context.member.as_deref()?;
    if !context.has_permission(crate::domain::access::Permission::Submit) {
        return None;
    }
    let is_sender = shown.sender == Some(member.user_id);
    let corrector = corrector(member, is_sender, shown.imported, shown.approval.as_ref(), &shown.delegations);
    let state = shown.approval.as_ref().map(|approval| approval.progress.state);
    Some(Texts::of(context.lang).t(match corrector.may_correct(state)? {
        CorrectionKind::Correct => "approval-correct",
        CorrectionKind::Reopen => "approval-reopen",
    }))
}
