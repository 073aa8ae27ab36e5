//! Properties of the validation for arbitrary input.

use super::*;
use crate::domain::{raw::RawPart, raw::RawValue};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
};

/// Names that the form has, almost has, or does not have.
fn name() -> impl Strategy<Value = String> {
    let known = vec![
        "site_name",
        "visit_date",
        "next_visit",
        "notes",
        "price",
        "grade",
        "locked",
        "start",
        "trades",
        "level",
        "gps",
        "gps_lat",
        "gps_lon",
        "gps_accuracy",
        "about",
        "photos",
        "tech_signature",
        "tech_signature_typed",
        "items",
        "items.0",
        "items.0.asset",
        "items.0.system",
        "items.0.description",
        "items.3.asset",
        "items.3.photos",
        "items.3.state",
        "items.00.asset",
        "items.999999.quantity",
        "",
        ".",
        "..",
    ];
    prop_oneof![4 => select(known).prop_map(str::to_owned), 1 => any::<String>()]
}

fn text() -> impl Strategy<Value = String> {
    let telling = vec![
        "",
        "HVAC",
        "Fans",
        "Good",
        "2026-03-14",
        "0000-00-00",
        "-1",
        "1.5",
        "yes",
        "\u{fffe}",
        "٣",
        "07:30",
        "Civil",
    ];
    prop_oneof![
        1 => select(telling).prop_map(str::to_owned),
        1 => any::<String>(),
        // Arbitrary bytes after lossy UTF-8 decoding.
        1 => vec(any::<u8>(), 0..60).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    ]
}

fn part() -> impl Strategy<Value = RawPart> {
    let value = prop_oneof![
        4 => text().prop_map(RawValue::Text),
        1 => (0u8..6).prop_map(|n| RawValue::Upload(upload(n).parse().unwrap())),
    ];
    (name(), value).prop_map(|(name, value)| RawPart { name, value })
}

/// Valid form posts, as text parts.
fn valid() -> impl Strategy<Value = RawForm> {
    let said = "[ -~؀-ۿ👷]{0,20}";
    let item =
        (select(vec!["Jet fan", "Toilet fan"]), option::of(0u32..=1000), option::of(select(vec!["Good", "Poor"])));
    let top =
        (said, said, option::of("[0-9]{1,2}\\.[0-9]{1,2}"), option::of(select(vec!["Good", "Poor"])), any::<bool>());
    let more = (
        option::of(7 * 60..=19 * 60u32),
        subsequence(vec!["Civil", "HVAC", "Power, low voltage"], 0..=2),
        option::of(-4..=4i32),
        option::of((0..90_000_000u32, 1..180u32)),
    );
    (top, vec(item, 0..=3), more, "[a-z ]{0,30}", vec(0u8..2, 0..=1)).prop_map(
        |((site, notes, price, grade, locked), items, more, signer, photos)| {
            let mut raw = RawForm::default();
            raw.text("site_name", format!("M{}", site.chars().take(19).collect::<String>()));
            raw.text("visit_date", "2026-02-28");
            raw.text("notes", notes);
            raw.text("price", price.unwrap_or_default());
            raw.text("grade", grade.unwrap_or_default());
            if locked {
                raw.text("locked", "on");
            }
            let (minutes, trades, quarters, degrees) = more;
            raw.text("start", minutes.map(|n| format!("{}:{:02}", n / 60, n % 60)).unwrap_or_default());
            trades.iter().for_each(|trade| raw.text("trades", *trade));
            raw.text("level", quarters.map(|n| format!("{}", f64::from(n) / 4.0)).unwrap_or_default());
            if let Some((lat, lon)) = degrees {
                raw.text("gps_lat", format!("{}.{:06}", lat / 1_000_000, lat % 1_000_000));
                raw.text("gps_lon", format!("-{lon}.5"));
            }
            for (index, (leaf, quantity, state)) in items.into_iter().enumerate() {
                for (field, value) in [("asset", "HVAC"), ("system", "Fans"), ("description", leaf)] {
                    raw.text(format!("items.{index}.{field}"), value);
                }
                raw.text(format!("items.{index}.quantity"), quantity.map(|n| n.to_string()).unwrap_or_default());
                raw.text(format!("items.{index}.state"), state.unwrap_or_default());
            }
            photos.into_iter().for_each(|n| raw.upload("photos", upload(n).parse().unwrap()));
            raw.text("tech_signature_typed", signer);
            raw
        },
    )
}

proptest! {
    #[test]
    fn arbitrary_posts_are_answered(parts in vec(part(), 0..40)) {
        let raw = RawForm { parts, ..RawForm::default() };
        let (def, once) = (form(), validate(&form(), &raw, PostContext::on(TODAY)));
        prop_assert_eq!(&once, &validate(&def, &raw, PostContext::on(TODAY)), "the same twice");
        match once {
            Ok(answers) => prop_assert_eq!(Answers::from_json(&def, &answers.to_json()), answers),
            Err(errors) => prop_assert!(!errors.is_empty()),
        }
    }

    /// The order of parts with different names does not matter.
    #[test]
    fn complaints_are_in_the_order_of_the_form(mut parts in vec(part(), 0..30)) {
        parts.retain(|part| super::super::Question::find(&form(), &part.name).is_some());
        // The first of two equal uploads is accepted, so the order of uploads matters.
        parts.retain(|part| matches!(part.value, RawValue::Text(_)));
        let one = validate(&form(), &RawForm { parts: parts.clone(), ..RawForm::default() }, PostContext::on(TODAY));
        parts.sort_by(|a, b| b.name.cmp(&a.name));
        prop_assert_eq!(one, validate(&form(), &RawForm { parts, ..RawForm::default() }, PostContext::on(TODAY)));
    }

    #[test]
    fn right_answers_survive_their_json(raw in valid()) {
        let def = form();
        let answers = validate(&def, &raw, PostContext::on(TODAY)).map_err(|errors| TestCaseError::fail(format!("{errors:?}")))?;
        prop_assert_eq!(answers.get("site_name").cloned(), raw.first_text("site_name").map(|text| crate::domain::answers::Answer::Text(text.into())));
        let stored = answers.to_json().to_string();
        let read: serde_json::Value = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(Answers::from_json(&def, &read), answers);
    }
}
