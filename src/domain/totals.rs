//! What the items of a submission cost: the total of each item, the sums of its parts, and the grand total.
//!
//! The form says which questions are money (`[totals]`). Nothing is stored: page and reports compute the same totals
//! from the same answers. An item without an amount has no total, rather than zero.

use super::{
    answers::{Answer, Answers, Group, answer},
    decimal::Decimal,
    form::FormDef,
    form_report::{PartAmount, TotalsDef},
    lang::Label,
    money::{Currency, Money},
};

/// The totals of one submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Totals<'f> {
    pub def: &'f TotalsDef,
    /// One for each item, in order.
    pub lines: Vec<Option<Money>>,
    /// The sums of the parts over all items that are not priced as a whole.
    pub parts: Vec<(&'f Label, Money)>,
    /// The sum of the items that are priced as a whole.
    pub whole: Option<Money>,
    pub grand: Option<Money>,
}

impl Totals<'_> {
    /// How many items have no amount, so that the grand total does not contain them.
    pub fn unpriced(&self) -> usize {
        self.lines.iter().filter(|line| line.is_none()).count()
    }
}

/// The totals of these answers; `None` if the form has none.
pub fn totals<'f>(form: &'f FormDef, answers: &Answers, currency: Currency) -> Option<Totals<'f>> {
    let def = form.totals.as_ref()?;
    let items = answers.items_of(&def.items);
    let whole_of = |item: &Group| Some(Money::of(number(item, def.whole.as_ref()?)?, currency));
    let part_of = |item: &Group, part: &PartAmount| match part {
        PartAmount::Field(name) => Some(Money::of(number(item, name)?, currency)),
        PartAmount::Product { quantity, unit_price } => {
            Some(Money::product(number(item, quantity)?, number(item, unit_price)?, currency))
        }
    };
    let lines: Vec<Option<Money>> = items
        .iter()
        .map(|item| whole_of(item).or_else(|| Money::sum(def.parts.iter().filter_map(|p| part_of(item, &p.amount)))))
        .collect();
    let in_parts = || items.iter().filter(|item| whole_of(item).is_none());
    let parts = def
        .parts
        .iter()
        .filter_map(|part| Some((&part.label, Money::sum(in_parts().filter_map(|item| part_of(item, &part.amount)))?)));
    Some(Totals {
        def,
        parts: parts.collect(),
        whole: Money::sum(items.iter().filter_map(whole_of)),
        grand: Money::sum(lines.iter().flatten().copied()),
        lines,
    })
}

fn number(item: &Group, name: &str) -> Option<Decimal> {
    match answer(item, name) {
        Some(Answer::Number(number)) => Some(*number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        form::{Items, Section, SectionBody},
        form_report::TotalsPart,
    };

    fn form() -> FormDef {
        let items = Items {
            name: "lines".into(),
            singular: Label::default(),
            min: 0,
            max: 9,
            repeat_count: None,
            fields: Vec::new(),
        };
        let section = Section {
            id: "lines".into(),
            title: Label::default(),
            hint: None,
            relevant: None,
            body: SectionBody::Items(items),
        };
        let part = |en: &str, amount| TotalsPart { label: Label::new(en, en), amount };
        let product = PartAmount::Product { quantity: "quantity".into(), unit_price: "unit_price".into() };
        FormDef {
            module: "civil".parse().unwrap(),
            version: 1,
            title: Label::default(),
            short: Label::default(),
            about: Label::default(),
            site_field: "site".into(),
            date_field: "day".into(),
            inspector_field: None,
            sections: vec![section],
            trees: Default::default(),
            totals: Some(TotalsDef {
                items: "lines".into(),
                whole: Some("price".into()),
                parts: vec![part("Material", product), part("Labour", PartAmount::Field("labour".into()))],
            }),
            report: Default::default(),
        }
    }

    fn answers(items: &[&[(&str, &str)]]) -> Answers {
        let item = |fields: &&[(&str, &str)]| -> Group {
            let answer = |text: &str| text.parse().map_or_else(|_| Answer::Text(text.into()), Answer::Number);
            fields.iter().map(|(name, text)| ((*name).to_owned(), answer(text))).collect()
        };
        Answers { items: vec![("lines".into(), items.iter().map(item).collect())], ..Answers::default() }
    }

    fn shown(totals: &Totals) -> (Vec<String>, Vec<String>, String, String) {
        let text = |money: &Option<Money>| money.map_or_else(|| "–".to_owned(), |money| money.to_string());
        (
            totals.lines.iter().map(text).collect(),
            totals.parts.iter().map(|(label, sum)| format!("{} {sum}", label.en)).collect(),
            text(&totals.whole),
            text(&totals.grand),
        )
    }

    #[test]
    fn items_are_priced_by_their_parts_or_as_a_whole() {
        let form = form();
        let answers = answers(&[
            &[("quantity", "12.5"), ("unit_price", "95.5"), ("labour", "200")],
            &[("quantity", "3"), ("unit_price", "0.1")],
            &[("labour", "50.25")],
            // A price for the whole item is what was agreed; its parts are not added to it.
            &[("price", "900"), ("quantity", "10"), ("unit_price", "80"), ("labour", "100")],
            &[("quantity", "7")],
            &[("price", "on request")],
        ]);
        let found = totals(&form, &answers, Currency::AED).unwrap();
        let (lines, parts, whole, grand) = shown(&found);
        assert_eq!(lines, ["1393.75", "0.30", "50.25", "900.00", "–", "–"]);
        assert_eq!(parts, ["Material 1194.05", "Labour 250.25"]);
        assert_eq!((whole.as_str(), grand.as_str(), found.unpriced()), ("900.00", "2344.30", 2));
    }

    #[test]
    fn nothing_priced_is_no_total() {
        let form = form();
        for items in [answers(&[]), answers(&[&[("quantity", "1")]])] {
            let found = totals(&form, &items, Currency::AED).unwrap();
            assert_eq!((found.grand, found.whole, found.parts.len()), (None, None, 0));
        }
        assert_eq!(totals(&FormDef { totals: None, ..form.clone() }, &answers(&[]), Currency::AED), None);
    }
}
