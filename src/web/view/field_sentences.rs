//! The errors of a small form by field; its page comes back with everything that was entered.

/// Names of fields, each with the sentence that stands at it. An empty name is about the whole form.
#[derive(Clone, Debug, Default)]
pub struct FieldSentences(Vec<(&'static str, String)>);

impl FieldSentences {
    pub fn add(&mut self, field: &'static str, sentence: impl Into<String>) {
        self.0.push((field, sentence.into()));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn all(&self) -> &[(&'static str, String)] {
        &self.0
    }

    /// The sentence at this field.
    pub fn at(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, sentence)| sentence.as_str())
    }
}
