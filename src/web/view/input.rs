//! A text input with its label, hint and error (`parts/input.html`).

/// An input of a plain form.
#[derive(Clone, Debug, Default)]
pub struct Input {
    pub name: &'static str,
    pub label: &'static str,
    /// What browsers and password managers fill it with.
    pub autocomplete: &'static str,
    pub secret: bool,
    /// An address of e-mail: written from left to right, without capitals, and not judged by the browser, which would
    /// refuse addresses in other scripts.
    pub email: bool,
    /// What was typed; a secret is never printed again.
    pub value: String,
    pub hint: Option<&'static str>,
    pub error: Option<String>,
}

impl Input {
    pub fn email(name: &'static str, label: &'static str, value: &str) -> Input {
        Input { name, label, autocomplete: "username", email: true, value: value.to_owned(), ..Input::default() }
    }

    pub fn text(name: &'static str, label: &'static str, autocomplete: &'static str, value: &str) -> Input {
        Input { name, label, autocomplete, value: value.to_owned(), ..Input::default() }
    }

    /// A password; `current-password` or `new-password`.
    pub fn secret(name: &'static str, label: &'static str, autocomplete: &'static str) -> Input {
        Input { name, label, autocomplete, secret: true, ..Input::default() }
    }

    pub fn hint(self, hint: &'static str) -> Input {
        Input { hint: Some(hint), ..self }
    }

    pub fn error(self, error: Option<&str>) -> Input {
        Input { error: error.map(str::to_owned), ..self }
    }

    pub fn kind(&self) -> &'static str {
        if self.secret { "password" } else { "text" }
    }

    /// The ids of what describes it.
    pub fn described_by(&self) -> String {
        let hint = self.hint.map(|_| format!("h-{}", self.name));
        let error = self.error.as_ref().map(|_| format!("e-{}", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}
