//! Actions of a person on a page: type, choose, tap, attach, sign, send.

use crate::support::browser::Browser;
use fantoccini::{
    Locator,
    actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction},
    elements::Element,
};
use std::{path::PathBuf, time::Duration};

/// For each part of a stroke. Of moves within five milliseconds a phone reports one.
const STROKE_TIME: Duration = Duration::from_millis(40);

/// How to answer a question.
#[derive(Clone, Copy, Debug)]
pub enum FieldAction {
    Type(&'static str),
    /// A date such as `2026-03-14`.
    Day(&'static str),
    /// The value of a choice, in a list or a group of buttons.
    Choose(&'static str),
    /// Checks a box that is not checked.
    Tick,
}

impl Browser {
    pub async fn answer(&self, name: &str, how: FieldAction) {
        match how {
            FieldAction::Type(text) => {
                // Some answers are offered.
                if !self.value(name).await.is_empty() {
                    self.show(&named(name)).await;
                    self.find(&named(name)).await.clear().await.unwrap();
                }
                self.write(name, text).await;
            }
            FieldAction::Day(day) => self.day(name, day).await,
            FieldAction::Choose(value) => self.choose(name, value).await,
            FieldAction::Tick => self.tap(&format!("input[name='{name}']")).await,
        }
    }

    /// Changes the answer of a question.
    pub async fn correct(&self, name: &str, how: FieldAction) {
        if matches!(how, FieldAction::Type(_) | FieldAction::Day(_)) {
            self.show(&named(name)).await;
            self.find(&named(name)).await.clear().await.unwrap();
        }
        self.answer(name, how).await;
    }

    pub async fn write(&self, name: &str, text: &str) {
        self.show(&named(name)).await;
        self.find(&named(name)).await.send_keys(text).await.unwrap();
    }

    /// A date is typed part by part, in the order of the browser's language: month, day, year.
    async fn day(&self, name: &str, day: &str) {
        let (year, rest) = day.split_once('-').unwrap();
        self.write(name, &format!("{}{year}", rest.replace('-', ""))).await;
        assert_eq!(self.value(name).await, day);
    }

    pub async fn choose(&self, name: &str, value: &str) {
        self.show(&named(name)).await;
        let control = self.find(&named(name)).await;
        if control.tag_name().await.unwrap() == "select" {
            // An option without a `value` attribute has its text as the value.
            let option = format!(".//option[@value={value:?} or (not(@value) and .={value:?})]");
            control.find(Locator::XPath(&option)).await.unwrap().click().await.unwrap();
        } else {
            self.tap(&format!("input[name='{name}'][value='{value}']")).await;
        }
    }

    /// Taps a visible element, scrolled to the centre of the screen, where nothing covers it.
    pub async fn tap(&self, css: &str) {
        self.show(css).await;
        if self.scripts && css == "#send" {
            // The list of answers above the button, or the sentence in its place, moves it when it appears.
            self.until("document.querySelector('main[data-view=check] [data-check]')?.textContent.trim() !== ''").await;
        }
        let element = self.find(css).await;
        if !self.scripts {
            // chromedriver does not return from a click that leads to another page of this kind; a key press has the
            // same effect.
            return element.send_keys("\u{e007}").await.unwrap();
        }
        self.centre(&element).await;
        element.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Goes to the section of a form that has this element, and unfolds its item. Send is where the answers are checked.
    pub async fn show(&self, css: &str) {
        self.find(css).await;
        if !self.scripts {
            return;
        }
        let at = serde_json::to_string(css).unwrap();
        let go = format!(
            "const at = document.querySelector({at}); if (!at || at.checkVisibility()) return true; \
             const main = at.closest('main[data-view]'); if (!main) return true; \
             location.hash = at.id === 'send' ? 'check' : (at.closest('form > section')?.id ?? 'sections'); return false"
        );
        if self.run(&go).await == serde_json::json!(true) {
            return;
        }
        let unfold = format!(
            "(() => {{ const at = document.querySelector({at}); \
             const folded = at.closest('[data-folded]')?.querySelector('.item-line'); \
             if (folded?.checkVisibility()) folded.click(); return at.checkVisibility() }})()"
        );
        self.until(&unfold).await;
    }

    /// Presses Send without a network, once, and waits until the form is in the outbox.
    pub async fn send_to_outbox(&self) {
        self.tap("#send").await;
        self.find("#in-outbox").await;
    }

    /// Opens the account menu and presses "Sign out".
    pub async fn sign_out(&self) {
        if self.all(".account-menu[open]").await.is_empty() {
            self.tap(".account-menu summary").await;
        }
        self.tap("form[action='/sign-out'] button").await;
    }

    async fn centre(&self, element: &Element) {
        let element = serde_json::to_value(element).unwrap();
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.page.execute(script, vec![element]).await.unwrap();
    }

    /// The current value of a control.
    pub async fn value(&self, name: &str) -> String {
        self.find(&named(name)).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Chooses files as the file dialog does.
    pub async fn attach(&self, name: &str, files: &[PathBuf]) {
        let paths: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
        let css = format!("input[type=file][name='{name}'][multiple]");
        self.show(&css).await;
        let input = self.find(&css).await;
        input.send_keys(&paths.join("\n")).await.unwrap();
    }

    /// Waits until this many photos of a question are uploaded.
    pub async fn attached(&self, name: &str, count: usize) {
        let done = format!("document.querySelectorAll(`[data-photos='{name}'] [data-state=done]`).length === {count}");
        self.until(&done).await;
    }

    /// Draws a signature and waits until the form has it.
    pub async fn sign(&self, name: &str) {
        self.draw(name).await;
        self.until(&format!("document.querySelector(`input[type=hidden][name='{name}']`).value.startsWith('data:')"))
            .await;
    }

    /// Draws two strokes with what the device has: a phone turns these events of a mouse into touches, as it does with
    /// those of [`Browser::tap`]. Touches that chromedriver sends itself are another stream, and the browser then took no
    /// notice of the first tap after them.
    pub async fn draw(&self, name: &str) {
        self.show(&format!("[data-signature='{name}']")).await;
        // The pad is loaded when it comes near.
        self.centre(&self.find(&format!("[data-signature='{name}']")).await).await;
        self.find(&format!("[data-signature='{name}'] .pad:not([hidden])")).await;
        let canvas = self.find(&format!("[data-signature='{name}'] canvas")).await;
        self.centre(&canvas).await;
        for (from, to) in [((-90.0, 20.0), (80.0, -30.0)), ((-60.0, -25.0), (90.0, 30.0))] {
            let at = |(x, y): (f64, f64)| PointerAction::MoveToElement {
                element: canvas.clone(),
                duration: Some(STROKE_TIME),
                x,
                y,
            };
            let between = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0 - 25.0);
            let stroke = MouseActions::new("finger".to_owned())
                .then(at(from))
                .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
                .then(at(between))
                .then(at(to))
                .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
            self.page.perform_actions(stroke).await.unwrap();
        }
    }

    /// Sends the form and waits until the page shows its reports.
    pub async fn send(&self) -> Reports {
        self.tap("#send").await;
        self.reports().await
    }

    pub async fn reports(&self) -> Reports {
        self.find(".reports").await;
        let link = async |kind: &str| {
            let link = self.find(&format!(".reports a[href$='.{kind}']")).await;
            link.attr("href").await.unwrap().unwrap()
        };
        Reports { excel: link("xlsx").await, pdf: link("pdf").await }
    }
}

/// The addresses of the reports.
pub struct Reports {
    pub excel: String,
    pub pdf: String,
}

fn named(name: &str) -> String {
    format!("[name='{name}']:not([type=hidden])")
}
