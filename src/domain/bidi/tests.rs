//! Tests: which parts are isolated, and what the reference implementation of the bidirectional algorithm makes of it.

use super::*;
use proptest::prelude::*;
use unicode_bidi::{BidiInfo, Level};

/// The text with `⟦ ⟧` around isolated and `⟪ ⟫` around forced parts.
fn marked(text: &str) -> String {
    let mark = |part| match part {
        Part::Plain(text) => text.to_owned(),
        Part::LeftToRight(text) => format!("⟦{text}⟧"),
        Part::Forced(text) => format!("⟪{text}⟫"),
    };
    parts(text).into_iter().map(mark).collect()
}

/// What is seen from left to right, paragraph by paragraph, without controls.
fn seen(text: &str, base: Option<Base>) -> Vec<String> {
    let level = base.map(|base| if base == Base::LeftToRight { Level::ltr() } else { Level::rtl() });
    let info = BidiInfo::new(text, level);
    let lines = info.paragraphs.iter().map(|paragraph| {
        let line = info.reorder_line(paragraph, paragraph.range.clone());
        line.chars().filter(|c| !is_control(*c) && *c != '\n').collect()
    });
    lines.collect()
}

#[test]
fn what_would_be_torn_is_isolated() {
    for (text, expected) in [
        ("وصل الفني 2026-11-20 14:30 وغادر", "وصل الفني ⟦2026-11-20⟧ 14:30 وغادر"),
        ("الموعد 20/11/2026 08:15:30 صباحا", "الموعد 20/11/2026 08:15:30 صباحا"),
        ("من 2026-11-20 08:00 إلى 2026-11-21 17:30", "من ⟦2026-11-20⟧ 08:00 إلى ⟦2026-11-21⟧ 17:30"),
        ("20-11-2026 9:05 ص", "⟦20-11-2026⟧ 9:05 ص"),
        ("المقاس 1200x1350 بتاريخ 20-11-2026 16:45", "المقاس ⟦1200x1350⟧ بتاريخ ⟦20-11-2026⟧ 16:45"),
        ("المقاس 1200 × 1350، ثم", "المقاس ⟦1200 × 1350⟧، ثم"),
        ("المقاس 1200 x 1350 mm ثم", "المقاس ⟦1200 x 1350 mm⟧ ثم"),
        ("المقاس 2×3×4 م", "المقاس ⟦2×3×4⟧ م"),
        ("الضغط 4.5 bar طبيعي", "الضغط ⟦4.5 bar⟧ طبيعي"),
        ("الضغط 3.5-4.5 bar، ثم", "الضغط ⟦3.5-4.5 bar⟧، ثم"),
        ("السماحية ±0.5 mm.", "السماحية ⟦±0.5 mm⟧."),
        ("التدفق 12 m³/h والحرارة -5 °C ثم", "التدفق ⟦12 m³/h⟧ والحرارة ⟦-5 °C⟧ ثم"),
        ("هاتف +971 50 100 1000 1.5 bar ثم", "هاتف ⟦+971 50 100 1000⟧ ⟦1.5 bar⟧ ثم"),
        ("المضخة 2 Carrier تعمل", "المضخة 2 Carrier تعمل"),
        ("هاتف +971 50 123 4567.", "هاتف ⟦+971 50 123 4567⟧."),
        ("هاتف (04) 123 4567، مكتب", "هاتف ⟦(04) 123 4567⟧، مكتب"),
        ("هاتف 050-123-4567 أو 800 4567", "هاتف ⟦050-123-4567⟧ أو ⟦800 4567⟧"),
        ("هاتف 04 1234567 050 7654321", "هاتف ⟦04 1234567⟧ ⟦050 7654321⟧"),
        ("هاتف 050 123 4567 2026-11-20", "هاتف ⟦050 123 4567⟧ ⟦2026-11-20⟧"),
        ("هاتف ٠٥٠ ١٢٣ ٤٥٦٧", "هاتف ⟪٠٥٠ ١٢٣ ٤٥٦٧⟫"),
        ("يوم ٢٠-١١-٢٠٢٦ الساعة ٩:٠٥", "يوم ٢٠-١١-٢٠٢٦ الساعة ٩:٠٥"),
        ("الغرف 101 102 103 104", "الغرف 101 102 103 104"),
        ("الغرف 01 02 03 04", "الغرف 01 02 03 04"),
        ("من 10-20 قطعة، 3/4 بوصة", "من 10-20 قطعة، 3/4 بوصة"),
        ("رقم INV-2026-001 ورقم 2026-0013", "رقم INV-2026-001 ورقم ⟦2026-0013⟧"),
        ("و2026-11-20", "و⟦2026-11-20⟧"),
        ("ب-68 و ب -5", "ب-68 و ب ⟦-5⟧"),
        ("الحرارة -5.5°C والضغط 7%", "الحرارة ⟦-5.5°C⟧ والضغط ⟦7%⟧"),
        ("لغة C++ و#12", "لغة ⟦C++⟧ و⟦#12⟧"),
        ("المضخة (AHU-3) (2) [Carrier 30RB]", "المضخة (AHU-3) (2) [Carrier 30RB]"),
        ("المضخة AHU (3) تعمل", "المضخة ⟦AHU (3)⟧ تعمل"),
        ("راجع https://x.example/a?b=1 أو a.b@c.ae", "راجع https://x.example/a?b=1 أو a.b@c.ae"),
        ("1. فحص المضخة\n2) Pump 24V ثم\n- 5 قطع", "1. فحص المضخة\n2) Pump 24V ثم\n- 5 قطع"),
        ("Check الفلتر 2026-11-20 then", "Check الفلتر ⟦2026-11-20⟧ then"),
        ("Call +971 50 123 4567, 2026-11-20 14:30", "Call +971 50 123 4567, 2026-11-20 14:30"),
        ("الفترة 2026-11-20T14:30:00Z انتهت", "الفترة ⟦2026-11-20T14:30:00Z⟧ انتهت"),
        ("م+ 1+", "م+ 1+"),
    ] {
        assert_eq!(marked(text), expected);
    }
}

#[test]
fn numbers_in_groups_stay_together() {
    for (text, kept) in [
        ("هاتف +971 50 123 4567.", "هاتف \u{2066}+971 50 123 4567\u{2069}."),
        ("في 2026-03-14 و 12", "في \u{2066}2026-03-14\u{2069} و 12"),
        ("م+ 1+", "م+ 1+"),
        ("Call +971 50 123 4567", "Call +971 50 123 4567"),
        ("م 08:30, 2 × B-68", "م 08:30, 2 × B-68"),
        ("م+", "م+"),
    ] {
        assert_eq!(isolated(text), kept);
    }
}

#[test]
fn the_reference_shows_every_part_whole_and_in_its_place() {
    for (text, line) in [
        ("وصل 2026-11-20 14:30 وغادر", "رداغو 14:30 2026-11-20 لصو"),
        ("من 2026-11-20 08:00 إلى 2026-11-21 17:30", "17:30 2026-11-21 ىلإ 08:00 2026-11-20 نم"),
        ("هاتف +971 50 123 4567.", ".+971 50 123 4567 فتاه"),
        ("هاتف ٠٥٠ ١٢٣ ٤٥٦٧", "٠٥٠ ١٢٣ ٤٥٦٧ فتاه"),
        ("المقاس 1200 × 1350 ثم", "مث 1200 × 1350 ساقملا"),
        ("الحرارة -5% ثم", "مث -5% ةرارحلا"),
        // The reference does not mirror brackets.
        ("المضخة (AHU 3) (2)", ")2( )AHU 3( ةخضملا"),
        ("1. فحص", "صحف .1"),
        ("Check الفلتر 2026-11-20 then", "Check رتلفلا 2026-11-20 then"),
    ] {
        assert_eq!(seen(&isolated(text), None), [line], "{text}");
    }
}

#[test]
fn the_first_letter_gives_the_direction() {
    for (text, direction) in [
        ("12 فحص AHU", Some(Base::RightToLeft)),
        ("AHU فحص", Some(Base::LeftToRight)),
        ("+971 50 123 4567", None),
        ("\u{2066}AHU\u{2069} فحص", Some(Base::RightToLeft)),
        ("\u{200f}AHU", Some(Base::RightToLeft)),
        ("٢٠٢٦", None),
    ] {
        assert_eq!(base(text), direction, "{text}");
    }
}

/// A word of a remark, and whether it must be seen as it was typed.
fn word() -> impl Strategy<Value = (String, bool)> {
    let typed = |text: String| (text, true);
    prop_oneof![
        4 => prop_oneof![Just("فحص"), Just("المضخة"), Just("ثم"), Just("وغادر")].prop_map(|w| (w.to_owned(), false)),
        2 => prop_oneof![Just("AHU"), Just("Carrier"), Just("Pump-3")].prop_map(|w| (w.to_owned(), true)),
        1 => (2000u32..2100, 1u32..13, 1u32..29).prop_map(move |(y, m, d)| typed(format!("{y}-{m:02}-{d:02}"))),
        1 => (2000u32..2100, 1u32..13, 1u32..29).prop_map(move |(y, m, d)| typed(format!("{d}/{m}/{y}"))),
        1 => (0u32..24, 0u32..60).prop_map(move |(h, m)| typed(format!("{h:02}:{m:02}"))),
        1 => (0u32..10, 100u32..1000, 1000u32..10_000).prop_map(move |(a, b, c)| typed(format!("+971 5{a} {b} {c}"))),
        1 => (100u32..2000, 100u32..2000).prop_map(move |(a, b)| typed(format!("{a}×{b}"))),
        1 => (100u32..2000, 100u32..2000).prop_map(move |(a, b)| typed(format!("{a}x{b}"))),
        1 => (1u32..100).prop_map(move |n| typed(format!("-{n}.5%"))),
        1 => (1u32..100).prop_map(move |n| typed(format!("{n}.5 bar"))),
        1 => (1u32..100).prop_map(move |n| typed(format!("{n}-{} kW", n + 5))),
        1 => (1u32..1000).prop_map(move |n| typed(format!("#{n}"))),
        1 => (1000u32..10_000, 1u32..1000).prop_map(move |(a, b)| typed(format!("{a}-{b:03}"))),
        1 => (1u32..100_000).prop_map(move |n| typed(n.to_string())),
    ]
}

proptest! {
    #[test]
    fn the_text_stays_the_same(text in any::<String>(), arabic in "[a-z0-9 ب-ي٠-٩+()%:/.-]{0,40}") {
        for text in [text, arabic] {
            let joined: String = parts(&text).into_iter().map(|part| match part {
                Part::Plain(text) | Part::LeftToRight(text) | Part::Forced(text) => text,
            }).collect();
            prop_assert_eq!(joined, text);
        }
    }

    /// Dates, times, telephone numbers, measures, signs and ids are seen as they were typed, whatever stands beside
    /// them, in paragraphs of both directions.
    #[test]
    fn no_number_is_torn_apart(words in prop::collection::vec(word(), 1..8)) {
        let text = words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
        for base in [None, Some(Base::LeftToRight), Some(Base::RightToLeft)] {
            let line = seen(&isolated(&text), base).concat();
            // Without right-to-left letters nothing is isolated, because nothing is torn in its own direction.
            if !text.chars().any(is_rtl) && base == Some(Base::RightToLeft) {
                continue;
            }
            for (word, _) in words.iter().filter(|(_, whole)| *whole) {
                prop_assert!(line.contains(word.as_str()), "{} in {:?} of {:?}", word, line, text);
            }
        }
    }

    /// Numbers between right-to-left words follow each other from right to left.
    #[test]
    fn numbers_follow_the_direction_of_the_paragraph(days in prop::collection::btree_set(1u32..29, 2..6)) {
        let text = days.iter().map(|day| format!("فحص 2026-11-{day:02}")).collect::<Vec<_>>().join(" ");
        let line = seen(&isolated(&text), None).concat();
        let places: Vec<usize> = days.iter().filter_map(|day| line.find(&format!("2026-11-{day:02}"))).collect();
        prop_assert_eq!(places.len(), days.len());
        prop_assert!(places.is_sorted_by(|a, b| a > b), "{:?}", line);
    }
}
