//! Files of the audit log's hash chain, kept outside of the database so that database access alone cannot change them.
//!
//! ```text
//! generated/audit/checkpoints.jsonl   signed checkpoints, one for each line; append-only
//! generated/audit/head.json           the newest sealed position, replaced after each batch
//! ```

use super::{Files, Lines, publish};
use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
};

impl Files {
    /// Appends a line durably. If a crash cut off the line before, the new one still begins on its own line.
    pub fn add_audit_checkpoint(&self, line: &str) -> io::Result<()> {
        let dir = self.root.join("audit");
        let path = dir.join("checkpoints.jsonl");
        let is_new = !path.exists();
        fs::create_dir_all(&dir)?;
        let mut file = File::options().create(true).append(true).read(true).open(&path)?;
        let mut text = String::new();
        if file.metadata()?.len() > 0 {
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                text.push('\n');
            }
        }
        text.push_str(line);
        text.push('\n');
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if is_new {
            publish::sync_dir(&dir)?;
            publish::sync_dir(&self.root)?;
        }
        Ok(())
    }

    /// The checkpoints, line by line; empty if the file does not exist.
    pub fn audit_checkpoints(&self) -> Lines {
        Lines::of(&self.root.join("audit").join("checkpoints.jsonl"))
    }

    /// The last position of the chain that this installation has written.
    pub fn audit_head(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.root.join("audit").join("head.json")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            text => text.map(Some),
        }
    }

    pub fn keep_audit_head(&self, text: &str) -> io::Result<()> {
        let dir = self.root.join("audit");
        fs::create_dir_all(&dir)?;
        let temporary = dir.join(format!(".head.json.{}.tmp", std::process::id()));
        let mut file = File::create(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&temporary, dir.join("head.json"))?;
        publish::sync_dir(&dir)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truncated_line_does_not_affect_the_next_one() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let files = Files::open(dir.path())?;
        files.add_audit_checkpoint("one")?;
        let path = dir.path().join("audit/checkpoints.jsonl");
        fs::write(&path, "one\ntw")?;
        files.add_audit_checkpoint("three")?;
        assert_eq!(fs::read_to_string(path)?, "one\ntw\nthree\n");
        assert_eq!(files.audit_head()?, None);
        files.keep_audit_head("{}")?;
        assert_eq!(files.audit_head()?.as_deref(), Some("{}"));
        Ok(())
    }
}
