//! `injaaz doctor`: checks everything that a start needs, one line each, with advice.

mod checks;
mod finding;

use super::{database, output};
use crate::config::{BadSettings, Config};
use anyhow::ensure;
use clap::Args;
use finding::{Finding, Level, finding};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  injaaz doctor\n  injaaz doctor --json")]
pub struct Doctor {
    /// Print an array of objects.
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub fn run(self, config: Config) -> anyhow::Result<()> {
        let mut findings = vec![Finding::new("settings", Level::Ok, "all values are valid")];
        findings.push(finding("forms", checks::forms(&config)));
        findings.push(finding("folder", checks::folder(&config)));
        findings.push(finding("space", checks::space(&config)));
        findings.push(checks::backup(&config));
        findings.push(finding("pictures", checks::pictures()));
        findings.extend(checks::old_store(&config).map(|found| finding("legacy store", found)));
        findings.push(finding("proxy", checks::proxy(&config)));
        // A server that cannot be started is a finding too; the checks that need it are then skipped.
        let asked = database::with(config, async |config, url| {
            findings.extend(checks::database(&config, &url).await);
            findings.push(finding("mail", checks::mail(&config).await));
            Ok(())
        });
        if let Err(error) = asked {
            findings.push(finding("database", Err(error)));
        }
        self.print(&findings)
    }

    /// If the settings are invalid, nothing else can be checked.
    pub fn settings_are_bad(self, bad: &BadSettings) -> anyhow::Result<()> {
        let finding = |says: &String| Finding::new("settings", Level::Problem, says);
        self.print(&bad.0.iter().map(finding).collect::<Vec<_>>())
    }

    fn print(self, findings: &[Finding]) -> anyhow::Result<()> {
        if self.json {
            output::print_json(&findings)?;
        } else {
            let rows: Vec<_> = findings.iter().map(|f| [f.level.word(), f.check, f.says.as_str()]).collect();
            output::print(&output::table(&rows))?;
        }
        let problems = findings.iter().filter(|finding| !finding.ok).count();
        ensure!(problems == 0, "{problems} of {} checks found a problem.", findings.len());
        Ok(())
    }
}
