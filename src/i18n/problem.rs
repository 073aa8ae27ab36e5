//! Texts for problems: what is wrong, and what to do.

use super::{Message, Texts};
use crate::domain::{
    migration::UnusableExport,
    problem::{Conflict, Malformed, Problem, ProblemCode, Resource, StoredProblem, TooLarge, Unsupported},
};

impl Texts {
    /// The sentence for the user.
    pub fn problem(self, problem: &Problem) -> String {
        match problem {
            Problem::Invalid(errors) => match errors.as_slice() {
                [error] => self.field_error(error),
                _ => self.message(&code(problem.code())),
            },
            Problem::TooLarge(TooLarge::File(error)) | Problem::Unsupported(Unsupported::File(error)) => {
                self.field_error(error)
            }
            Problem::Busy(error) => self.field_error(error),
            Problem::TooLarge(what) => self.message(&too_large(what)),
            Problem::Unsupported(what) => self.message(&unsupported(what)),
            _ => self.message(&code(problem.code())),
        }
    }

    /// The text of a stored problem, with its technical cause. A text that an older version stored is returned
    /// unchanged.
    pub fn stored_problem(self, stored: &str) -> String {
        let Some(StoredProblem { code: stored, cause }) = StoredProblem::parse(stored) else {
            return stored.to_owned();
        };
        let sentence = code(stored);
        self.message(&match cause {
            Some(cause) => Message::new("problem-with-cause").with("sentence", sentence).with("cause", cause),
            None => sentence,
        })
    }
}

/// The text of a code without details.
fn code(code: ProblemCode) -> Message {
    Message::new(match code {
        ProblemCode::NotFound { resource } => return Message::new(not_found(resource)),
        ProblemCode::Conflict { conflict: with } => return Message::new(conflict(with)),
        ProblemCode::Malformed { malformed: Malformed::Incomplete } => "problem-incomplete",
        ProblemCode::Malformed { malformed: Malformed::Unreadable } => "problem-unreadable",
        ProblemCode::Invalid => "problem-several-answers",
        ProblemCode::TooLarge => "problem-too-large",
        ProblemCode::Unsupported => "problem-unsupported",
        ProblemCode::DayFull => "problem-day-full",
        ProblemCode::TimedOut => "problem-timed-out",
        ProblemCode::StorageFull => "problem-storage-full",
        ProblemCode::Busy => "problem-busy",
        ProblemCode::Unavailable => "problem-unavailable",
        ProblemCode::FileMissing => "problem-file-missing",
        ProblemCode::Unconfirmed => "problem-unconfirmed",
        ProblemCode::Internal => "problem-internal",
    })
}

fn too_large(what: &TooLarge) -> Message {
    match what {
        TooLarge::Request { megabytes } => Message::new("problem-request-too-large").with("megabytes", *megabytes),
        TooLarge::Form { files, answers, megabytes } => Message::new("problem-form-too-large")
            .with("files", *files)
            .with("answers", *answers)
            .with("megabytes", *megabytes),
        TooLarge::File(_) => code(ProblemCode::TooLarge),
    }
}

fn unsupported(what: &Unsupported) -> Message {
    Message::new(match what {
        Unsupported::FormEncoding => "problem-form-encoding",
        Unsupported::Compressed => "problem-compressed",
        Unsupported::NotJson => "problem-not-json",
        Unsupported::PictureType => "problem-picture-type",
        Unsupported::MappingMissing => "problem-mapping-missing",
        Unsupported::Export(export) => unusable(*export),
        Unsupported::Mapping { detail } => return Message::new("problem-mapping").with("detail", detail),
        Unsupported::File(_) => return code(ProblemCode::Unsupported),
    })
}

fn unusable(export: UnusableExport) -> &'static str {
    match export {
        UnusableExport::Utf16 => "problem-export-utf16",
        UnusableExport::Utf32 => "problem-export-utf32",
        UnusableExport::Compressed => "problem-export-compressed",
        UnusableExport::Bson => "problem-export-bson",
        UnusableExport::Sqlite => "problem-export-sqlite",
        UnusableExport::BareValues => "problem-export-bare-values",
        UnusableExport::NotJson => "problem-export-not-json",
    }
}

fn not_found(resource: Resource) -> &'static str {
    match resource {
        Resource::Page => "problem-no-page",
        Resource::Module => "problem-no-module",
        Resource::Submission => "problem-no-submission",
        Resource::Job => "problem-no-job",
        Resource::Upload => "problem-no-upload",
        Resource::Link => "problem-no-link",
        Resource::Report => "problem-no-report",
        Resource::SetupLink => "problem-no-setup-link",
        Resource::Source => "problem-no-source",
        Resource::Run => "problem-no-run",
        Resource::Record => "problem-no-record",
        Resource::Token => "problem-no-token",
        Resource::LegacyKey => "problem-no-legacy-key",
        Resource::ReportFile => "problem-no-report-file",
        Resource::Archive => "problem-no-archive",
        Resource::Difference => "problem-no-difference",
        Resource::Person => "problem-no-person",
        Resource::Invitation => "problem-no-invitation",
        Resource::OneTimeLink => "problem-no-one-time-link",
        Resource::PublicLink => "problem-no-public-link",
        Resource::Webhook => "problem-no-webhook",
        Resource::PrivacyRequest => "problem-no-privacy-request",
        Resource::Action => "problem-no-action",
        Resource::Factor => "problem-no-factor",
    }
}

fn conflict(conflict: Conflict) -> &'static str {
    match conflict {
        Conflict::KeyUsed => "problem-key-used",
        Conflict::UploadGone => "problem-upload-gone",
        Conflict::FormRetired => "problem-form-retired",
        Conflict::FormChanged => "problem-form-changed",
        Conflict::CorrectedMeanwhile => "problem-corrected-meanwhile",
        Conflict::Locked => "problem-locked",
        Conflict::NotWaiting => "problem-not-waiting",
        Conflict::TooManyResponses => "problem-too-many-responses",
        Conflict::OwnSubmission => "problem-own-submission",
        Conflict::FlowChanged => "problem-flow-changed",
        Conflict::JobState => "problem-job-state",
        Conflict::AlreadyRuns => "problem-already-runs",
        Conflict::FilesMove => "problem-files-move",
        Conflict::OldFileChanged => "problem-old-file-changed",
        Conflict::NothingToPack => "problem-nothing-to-pack",
        Conflict::StillInUse => "problem-still-in-use",
        Conflict::ArchiveBroken => "problem-archive-broken",
        Conflict::RunOver => "problem-run-over",
        Conflict::CommentPlaceGone => "problem-comment-place-gone",
        Conflict::ActionItemGone => "problem-action-item-gone",
        Conflict::ChangedSinceImport => "problem-changed-since-import",
        Conflict::Decided => "problem-decided",
        Conflict::RecordGone => "problem-record-gone",
        Conflict::SchemaDiffers => "problem-schema-differs",
        Conflict::GatesClosed => "problem-gates-closed",
        Conflict::PhaseChanged => "problem-phase-changed",
        Conflict::OldStoreLacks => "problem-old-store-lacks",
        Conflict::SecondPerson => "problem-second-person",
        Conflict::ActionChanged => "problem-action-changed",
        Conflict::ActionVerifier => "problem-action-verifier",
        Conflict::NoOldStore => "problem-no-old-store",
        Conflict::NotEnoughSpace => "problem-not-enough-space",
        Conflict::LastAdministrator => "problem-last-administrator",
        Conflict::AlreadyMember => "problem-already-member",
        Conflict::BelongsElsewhere => "problem-belongs-elsewhere",
        Conflict::CannotSignIn => "problem-cannot-sign-in",
        Conflict::FactorElsewhere => "problem-factor-elsewhere",
        Conflict::FactorThere => "problem-factor-there",
        Conflict::TooManyPasskeys => "problem-too-many-passkeys",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            lang::{Label, Lang},
            upload::FileRefusal,
            validate::{FieldError, ValidationCode},
        },
        i18n::{assert_complete, languages},
    };

    fn problems() -> Vec<Problem> {
        let cause = || anyhow::anyhow!("the disk has failed");
        let file = |refusal| FieldError::of("photo", Label::new("Photo", "الصورة"), ValidationCode::File(refusal));
        let mut all = vec![
            Problem::Invalid(Vec::new()),
            Problem::TooLarge(TooLarge::Request { megabytes: 100 }),
            Problem::TooLarge(TooLarge::Form { files: 100, answers: 1, megabytes: 2 }),
            Problem::of_file(file(FileRefusal::TooLarge { limit: 15_000_000 })),
            Problem::Unsupported(Unsupported::FormEncoding),
            Problem::Unsupported(Unsupported::Compressed),
            Problem::Unsupported(Unsupported::NotJson),
            Problem::Unsupported(Unsupported::PictureType),
            Problem::Unsupported(Unsupported::MappingMissing),
            Problem::Unsupported(Unsupported::Mapping { detail: "mapping.toml: fields: is missing.".to_owned() }),
            Problem::of_file(file(FileRefusal::Heic)),
            Problem::of_file(file(FileRefusal::Damaged)),
            Problem::DayFull,
            Problem::TimedOut,
            Problem::StorageFull(cause()),
            Problem::Unavailable(cause()),
            Problem::FileMissing(cause()),
            Problem::Unconfirmed(cause()),
            Problem::Internal(cause()),
        ];
        all.extend(Resource::ALL.iter().map(|resource| Problem::NotFound(*resource)));
        all.extend(Conflict::ALL.iter().map(|conflict| Problem::Conflict(*conflict)));
        all.extend(UnusableExport::ALL.iter().map(|export| Problem::Unsupported(Unsupported::Export(*export))));
        all.extend(Malformed::ALL.iter().map(|malformed| Problem::Malformed(*malformed)));
        all
    }

    #[test]
    fn every_problem_is_a_sentence_in_every_language() {
        for problem in problems() {
            assert_complete(&code(problem.code()));
            match &problem {
                Problem::TooLarge(what) => assert_complete(&too_large(what)),
                Problem::Unsupported(what) => assert_complete(&unsupported(what)),
                _ => {}
            }
            for texts in languages() {
                let sentence = texts.problem(&problem);
                assert!(sentence.ends_with('.') && !sentence.contains("the disk has failed"), "{sentence}");
            }
        }
    }

    #[test]
    fn one_wrong_answer_is_named_and_several_are_not() {
        let error = FieldError::of("site_name", Label::new("Site name", "اسم الموقع"), ValidationCode::Missing);
        let texts = Texts::of(Lang::EN);
        assert_eq!(texts.problem(&Problem::Invalid(vec![error.clone()])), "Enter the site name.");
        let several = texts.problem(&Problem::Invalid(vec![error.clone(), error]));
        assert!(several.starts_with("Some answers need your attention."), "{several}");
    }

    #[test]
    fn limits_have_their_plural_form() {
        let limit = |files, answers| {
            Texts::of(Lang::AR).problem(&Problem::TooLarge(TooLarge::Form { files, answers, megabytes: 2 }))
        };
        assert!(limit(100, 1_000).contains("100 صورة و1,000 إجابة"), "{}", limit(100, 1_000));
        assert!(limit(2, 1).contains("صورتين وإجابة واحدة"), "{}", limit(2, 1));
        assert!(limit(7, 3).contains("7 صور و3 إجابات"), "{}", limit(7, 3));
    }

    #[test]
    fn stored_problems_are_read_back_and_older_texts_are_shown_unchanged() {
        let problem = Problem::Unavailable(anyhow::anyhow!("no route to host"));
        let stored = StoredProblem::new(&problem).to_text();
        for texts in languages() {
            let sentence = texts.stored_problem(&stored);
            assert_eq!(sentence, format!("{} (no route to host)", texts.problem(&problem)));
            assert_eq!(texts.stored_problem("The disk was full."), "The disk was full.");
        }
        let conflict = Problem::Conflict(Conflict::FilesMove);
        let stored = StoredProblem::new(&conflict).to_text();
        assert_eq!(Texts::of(Lang::EN).stored_problem(&stored), Texts::of(Lang::EN).problem(&conflict));
    }
}
