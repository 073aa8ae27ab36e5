//! The buttons of a form, parsed from the value of the field `do`.

use crate::domain::ids::UploadId;

/// What the sender wants done. Without JavaScript each of these is a round trip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Submit,
    /// The Enter key in a browser without scripts: the page is shown again and nothing is sent.
    Enter,
    /// The answers of the site's last visit, where the form is blank.
    CopyLastVisit,
    /// One more card in a repeating group.
    Add {
        items: String,
    },
    /// A copy of a card, without its photos.
    Duplicate {
        items: String,
        index: usize,
    },
    Remove {
        items: String,
        index: usize,
    },
    /// Takes a file off its field again.
    Drop {
        name: String,
        id: UploadId,
    },
}

impl Action {
    /// Reads the value of a button: `submit`, `enter`, `copy`, `add:items`, `duplicate:items:0`, `remove:items:0`,
    /// `drop:items.0.photos:upl_…`.
    pub fn parse(text: &str) -> Option<Action> {
        if text == "submit" {
            return Some(Action::Submit);
        }
        if text == "enter" {
            return Some(Action::Enter);
        }
        if text == "copy" {
            return Some(Action::CopyLastVisit);
        }
        let (verb, rest) = text.split_once(':')?;
        match verb {
            "add" if is_name(rest) => Some(Action::Add { items: rest.to_owned() }),
            "duplicate" => item(rest).map(|(items, index)| Action::Duplicate { items, index }),
            "remove" => item(rest).map(|(items, index)| Action::Remove { items, index }),
            "drop" => {
                let (name, id) = rest.rsplit_once(':')?;
                Some(Action::Drop { name: Some(name).filter(|n| is_name(n))?.to_owned(), id: id.parse().ok()? })
            }
            _ => None,
        }
    }
}

fn item(text: &str) -> Option<(String, usize)> {
    let (items, index) = text.split_once(':')?;
    let digits = (1..=6).contains(&index.len()) && index.bytes().all(|b| b.is_ascii_digit());
    if is_name(items) && digits { Some((items.to_owned(), index.parse().ok()?)) } else { None }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_button_has_one_spelling() {
        let id = UploadId::random();
        let items = || "items".to_owned();
        for (text, action) in [
            ("submit", Some(Action::Submit)),
            ("enter", Some(Action::Enter)),
            ("copy", Some(Action::CopyLastVisit)),
            ("add:items", Some(Action::Add { items: items() })),
            ("duplicate:items:0", Some(Action::Duplicate { items: items(), index: 0 })),
            ("remove:items:199", Some(Action::Remove { items: items(), index: 199 })),
            (
                &format!("drop:items.0.photos:{id}"),
                Some(Action::Drop { name: "items.0.photos".to_owned(), id: id.clone() }),
            ),
            ("", None),
            ("Submit", None),
            ("enter:items", None),
            ("copy:items:0", None),
            ("add", None),
            ("add:", None),
            ("add:items:1", None),
            ("duplicate:items", None),
            ("duplicate:items:-1", None),
            ("remove:items:+1", None),
            ("remove::0", None),
            ("remove:items:99999999999999999999", None),
            ("drop:items.0.photos:upl_1", None),
            ("drop::upl_00000000000000000000", None),
        ] {
            assert_eq!(Action::parse(text), action, "{text}");
        }
    }
}
