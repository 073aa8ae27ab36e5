//! `injaaz forms`: checks form files, converts spreadsheets in the XLSForm standard, and writes forms as such.
//!
//! No command needs the database. A spreadsheet and a form file are told apart by the end of their names.

use super::output;
use crate::{
    config::Config,
    domain::{
        form::FormDef,
        form_mistake::{DefinitionError, SheetMessage},
        ids::ModuleSlug,
        lang::Lang,
    },
    files,
    forms::{
        Forms,
        xlsform::{
            read::{Converted, MOST_BYTES, read},
            write::write,
        },
    },
    i18n::Texts,
};
use anyhow::{Context, anyhow, bail, ensure};
use clap::{Args, Subcommand};
use serde_json::json;
use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    path::{Path, PathBuf},
};

#[derive(Debug, Subcommand)]
pub enum FormsCommand {
    /// Check form files, TOML or XLSForm, and print every mistake with its line or cell. Exit code 1 if there is any.
    #[command(after_help = CHECK)]
    Check(Check),
    /// Convert a spreadsheet in the XLSForm standard into a form file.
    #[command(after_help = CONVERT)]
    Convert(Convert),
    /// Write a form of this installation as a spreadsheet in the XLSForm standard, or as TOML.
    #[command(after_help = EXPORT)]
    Export(Export),
}

const CHECK: &str = "\
Examples:
  injaaz forms check pool_round.xlsx
  injaaz forms check forms/*.toml --json

docs/forms.md describes form files and what of XLSForm is supported.";

const CONVERT: &str = "\
Examples:
  injaaz forms convert pool_round.xlsx
  injaaz forms convert pool_round.xlsx --out /etc/injaaz/forms/pool_round.toml

A form is installed in the folder that INJAAZ_FORMS names; restart the server after a change there.";

const EXPORT: &str = "\
Examples:
  injaaz forms export civil --xlsx civil.xlsx
  INJAAZ_FORMS=/etc/injaaz/forms injaaz forms export pool_round --toml pool_round.toml";

#[derive(Debug, Args)]
pub struct Check {
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Print an array with an object for each file: file, ok, mistakes, notices.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct Convert {
    #[arg(value_name = "FILE.xlsx")]
    file: PathBuf,
    /// Write the form into this new file; without it, it is printed.
    #[arg(long, value_name = "FILE.toml")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Export {
    /// The name of the form, such as civil.
    #[arg(value_name = "MODULE")]
    module: String,
    #[command(flatten)]
    target: Target,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Target {
    /// Write a spreadsheet into this new file.
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// Write the form file as it is into this new file.
    #[arg(long, value_name = "FILE")]
    toml: Option<PathBuf>,
}

impl FormsCommand {
    pub fn run(self, config: &Config) -> anyhow::Result<()> {
        match self {
            FormsCommand::Check(check) => check.run(),
            FormsCommand::Convert(convert) => convert.run(),
            FormsCommand::Export(export) => export.run(config),
        }
    }
}

/// What was found in one file, as lines.
struct Checked {
    summary: String,
    mistakes: Vec<String>,
    notices: Vec<String>,
}

impl Check {
    fn run(self) -> anyhow::Result<()> {
        let mut wrong = 0;
        let mut objects = Vec::new();
        for file in &self.files {
            let name = file.display().to_string();
            let checked = checked(file).with_context(|| format!("{name} cannot be read"))?;
            let is_right = checked.mistakes.is_empty();
            wrong += usize::from(!is_right);
            if self.json {
                let Checked { mistakes, notices, .. } = checked;
                objects.push(json!({ "file": name, "ok": is_right, "mistakes": mistakes, "notices": notices }));
                continue;
            }
            let lines = |lines: &[String], word: &str| -> String {
                lines.iter().map(|line| format!("{name}: {word}{line}\n")).collect()
            };
            let mut text = lines(&checked.notices, "notice: ") + &lines(&checked.mistakes, "");
            if is_right {
                text.push_str(&format!("{name}: {}\n", checked.summary));
            }
            output::print(&text)?;
        }
        if self.json {
            output::print_json(&objects)?;
        }
        ensure!(wrong == 0, "{wrong} of {} files cannot be used.", self.files.len());
        Ok(())
    }
}

fn checked(file: &Path) -> anyhow::Result<Checked> {
    let bytes = bytes_of(file)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let texts = Texts::of(Lang::EN);
    let lines = |messages: &[SheetMessage]| messages.iter().map(|found| texts.sheet_message(found)).collect::<Vec<_>>();
    let wrong = |mistakes, notices| Checked { summary: String::new(), mistakes, notices };
    if is_spreadsheet(file) {
        return Ok(match read(&bytes, &name) {
            Ok(Converted { def, notices, .. }) => {
                Checked { summary: summary(&def), mistakes: Vec::new(), notices: lines(&notices) }
            }
            Err(found) => wrong(lines(&found.mistakes), lines(&found.notices)),
        });
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return Ok(wrong(vec!["the file is no text in UTF-8".to_owned()], Vec::new()));
    };
    Ok(match Forms::parse(&text, "") {
        Ok(def) => Checked { summary: summary(&def), mistakes: Vec::new(), notices: Vec::new() },
        // The name of the file stands before the line already.
        Err(errors) => {
            let line =
                |error: &DefinitionError| texts.definition_error(error).trim_start_matches(':').trim().to_owned();
            wrong(errors.0.iter().map(line).collect(), Vec::new())
        }
    })
}

fn summary(def: &FormDef) -> String {
    let of_items: usize = def.items().map(|items| items.fields.len()).sum();
    format!("the form {} version {} is right ({} questions)", def.module, def.version, def.fields().count() + of_items)
}

fn is_spreadsheet(file: &Path) -> bool {
    file.extension().is_some_and(|end| !end.eq_ignore_ascii_case("toml"))
}

/// A file that is larger than any form is not read to its end.
fn bytes_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(u64::try_from(MOST_BYTES)? + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Convert {
    fn run(self) -> anyhow::Result<()> {
        let name = self.file.display().to_string();
        let bytes = bytes_of(&self.file).with_context(|| format!("{name} cannot be read"))?;
        let short = self.file.file_name().unwrap_or_default().to_string_lossy();
        let texts = Texts::of(Lang::EN);
        match read(&bytes, &short) {
            Ok(converted) => {
                for notice in &converted.notices {
                    eprintln!("{name}: notice: {}", texts.sheet_message(notice));
                }
                let Some(out) = &self.out else { return output::print(&converted.toml) };
                write_new(out, converted.toml.as_bytes())?;
                output::print(&format!(
                    "{} has the form {} version {}. Put it into the folder that INJAAZ_FORMS names, and restart the server.",
                    out.display(),
                    converted.def.module,
                    converted.def.version
                ))
            }
            Err(found) => {
                for mistake in &found.mistakes {
                    eprintln!("{name}: {}", texts.sheet_message(mistake));
                }
                bail!("{name} was not converted: {} mistakes.", found.mistakes.len())
            }
        }
    }
}

impl Export {
    fn run(self, config: &Config) -> anyhow::Result<()> {
        let extra = config.forms.as_deref().map(files::read_definitions).transpose()?.unwrap_or_default();
        let forms = Forms::load(&extra).map_err(|errors| anyhow!(Texts::of(Lang::EN).definition_errors(&errors)))?;
        let module = self.module.parse::<ModuleSlug>().ok();
        let Some(source) = module.and_then(|module| forms.source(&module)) else {
            let known: Vec<&str> = forms.all().iter().map(|def| def.module.as_str()).collect();
            bail!("There is no form {:?}; there are {}.", self.module, known.join(", "));
        };
        let (file, bytes) = match (self.target.xlsx, self.target.toml) {
            (Some(file), _) => (file, write(&source.text)?),
            (None, Some(file)) => (file, source.text.clone().into_bytes()),
            (None, None) => bail!("Write --xlsx FILE or --toml FILE."),
        };
        write_new(&file, &bytes)?;
        output::print(&format!("{} has the form {} version {}.", file.display(), source.module, source.version))
    }
}

/// A file that exists is never overwritten.
fn write_new(file: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut target =
        OpenOptions::new().write(true).create_new(true).open(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                anyhow!("{} exists already. Name another file, or delete it.", file.display())
            }
            _ => anyhow!("{} cannot be written: {error}", file.display()),
        })?;
    let written = target.write_all(bytes).and_then(|()| target.sync_all());
    if let Err(error) = written {
        drop(target);
        // Half a form is worse than none; the error is told in any case.
        let _ = fs::remove_file(file);
        bail!("{} cannot be written: {error}", file.display());
    }
    Ok(())
}
