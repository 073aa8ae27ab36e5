//! Content of the demo submissions: answers and photos that depend only on a number and the date.

use time::{Date, Duration};

/// The answers of one form and its photos.
pub(super) struct DemoAnswers {
    pub module: &'static str,
    pub texts: Vec<(String, String)>,
    /// The field, and the number of the photo.
    pub photos: Vec<(String, u32)>,
    pub visit: Date,
}

const SITES: [&str; 6] =
    ["Marina Heights", "Palm Grove Mall", "برج الواحة", "Creekside Offices", "Al Noor Hospital", "مجمع السدرة السكني"];

const EQUIPMENT: [(&str, &str, &str, &str, &str); 6] = [
    (
        "HVAC",
        "Chiller Evaporator",
        "Secondary Pump",
        "Grundfos",
        "Bearing is worn and runs warm. Replace it within two weeks.",
    ),
    ("HVAC", "Chiller Evaporator", "FCU", "Carrier", "Filter clogged, cleaned on site. Drain pan treated."),
    ("HVAC", "Extract Fans", "Toilet Extract Fan", "Systemair", "المروحة تهتز عند السرعة العالية، يلزم ضبط الاتزان."),
    (
        "Electrical",
        "LV Panel",
        "Emergency Lights / Exit Lights",
        "Philips",
        "Two of fourteen did not hold for three hours.",
    ),
    ("Life & Safety", "Fire Detection", "Smoke Detector", "Siemens", "All tested, all answered at the panel."),
    ("Plumbing", "Water Storage Tank", "Booster Pumps", "Wilo", "Pressure is steady at 4.2 bar."),
];

const WORKS: [(&str, &str, &str, &str, &str); 4] = [
    ("Basement", "Waterproofing of the retaining wall", "Bituminous membrane, 4 mm", "120", "38.50"),
    ("Rooftop", "Screed repair around the drains", "Polymer-modified mortar", "24", "55.00"),
    ("Parking", "إعادة طلاء خطوط المواقف", "طلاء مروري حراري", "310", "6.25"),
    ("Floor", "Replacement of cracked tiles in the lobby", "Porcelain 60 x 60 cm", "18", "92.00"),
];

const CLIENTS: [&str; 3] = ["Gulf Retail Group", "شركة الواحة العقارية", "Harbour Hospitality LLC"];

fn pick<T: Copy>(list: &[T], number: u32) -> Option<T> {
    list.get(number as usize % list.len().max(1)).copied()
}

/// The content of the submission with this number. The visits lie in the last two months.
pub(super) fn filled(number: u32, today: Date) -> DemoAnswers {
    let visit = today - Duration::days(i64::from(number * 11 % 60));
    let site = pick(&SITES, number / 3).unwrap_or_default();
    let mut form = DemoAnswers { module: "", texts: Vec::new(), photos: Vec::new(), visit };
    match number % 3 {
        0 => hvac(&mut form, number, site, visit),
        1 => civil(&mut form, number, site, visit),
        _ => cleaning(&mut form, number, site, visit),
    }
    form
}

/// The answers of the re-inspection of the submission with this number, some days later: what was found is repaired.
pub(super) fn reinspected(number: u32, today: Date) -> DemoAnswers {
    let first = filled(number, today);
    let visit = (first.visit + Duration::days(11)).min(today);
    let texts = first.texts.into_iter().map(|(name, text)| match name.as_str() {
        "visit_date" => (name, visit.to_string()),
        "items.0.comments" => (name, "Bearing replaced. The pump runs cool and quiet.".to_owned()),
        _ => (name, text),
    });
    DemoAnswers { texts: texts.collect(), visit, ..first }
}

impl DemoAnswers {
    fn text(&mut self, name: impl Into<String>, text: impl ToString) {
        self.texts.push((name.into(), text.to_string()));
    }
}

fn hvac(form: &mut DemoAnswers, number: u32, site: &str, visit: Date) {
    form.module = "hvac_mep";
    form.text("site_name", site);
    form.text("visit_date", visit);
    for item in 0..=(number / 3 % 3) {
        let Some((asset, system, description, brand, comments)) = pick(&EQUIPMENT, number + item) else { continue };
        for (field, text) in [
            ("asset", asset),
            ("system", system),
            ("description", description),
            ("brand", brand),
            ("comments", comments),
        ] {
            form.text(format!("items.{item}.{field}"), text);
        }
        form.text(format!("items.{item}.quantity"), 1 + (number + item) % 8);
        form.photos.push((format!("items.{item}.photos"), number * 7 + item));
    }
    form.text("tech_signature_typed", "Yousef Rahman");
    form.text("opMan_signature_typed", "Omar Haddad");
}

fn civil(form: &mut DemoAnswers, number: u32, site: &str, visit: Date) {
    form.module = "civil";
    form.text("project_name", site);
    form.text("location", format!("Block {}", 1 + number % 4));
    form.text("date", visit);
    form.text("developer_client", pick(&CLIENTS, number).unwrap_or_default());
    form.text("city_area", "Dubai");
    for item in 0..=(number / 3 % 2) {
        let Some((area, work, material, amount, price)) = pick(&WORKS, number + item) else { continue };
        for (field, text) in [
            ("area", area),
            ("work_desc", work),
            ("material", material),
            ("work_qty", amount),
            ("material_qty", amount),
            ("unit_price", price),
        ] {
            form.text(format!("items.{item}.{field}"), text);
        }
        form.text(format!("items.{item}.labour"), "2 x 8 h");
    }
    form.photos.push(("photos".to_owned(), number * 7));
    form.photos.push(("items.0.photos".to_owned(), number * 7 + 1));
    form.text("estimated_time", format!("{} days", 3 + number % 12));
    form.text("inspector_name", "Yousef Rahman");
    form.text("tech_signature_typed", "Yousef Rahman");
}

fn cleaning(form: &mut DemoAnswers, number: u32, site: &str, visit: Date) {
    form.module = "cleaning";
    form.text("client_name", pick(&CLIENTS, number).unwrap_or_default());
    form.text("project_name", site);
    form.text("date_of_visit", visit);
    form.text("key_person_name", "Elena Petrova");
    form.text("contact_number", "+971 4 000 0000");
    for (field, count) in [
        ("room_count", 20 + number * 3),
        ("current_team_size", 4 + number % 9),
        ("facility_staircase", 2 + number % 4),
        ("facility_washroom_male", 6 + number % 5),
        ("facility_washroom_female", 6 + number % 5),
        ("required_team_size", 5 + number % 9),
    ] {
        form.text(field, count);
    }
    for scope in ["scope_offices", "scope_toilets", "scope_hallways", "waste_general"] {
        form.text(scope, "yes");
    }
    form.text("deep_clean_required", if number.is_multiple_of(2) { "Yes" } else { "No" });
    form.text("facility_equipment_condition", pick(&["Good", "Fair", "Excellent"], number).unwrap_or_default());
    form.text("working_hours", "07:00 - 19:00");
    form.text(
        "general_comments",
        pick(&["Loading bay is free before 9.", "الدخول من البوابة 4."], number).unwrap_or_default(),
    );
    form.photos.push(("photos".to_owned(), number * 7));
    form.photos.push(("photos".to_owned(), number * 7 + 1));
    form.text("contact_signature_typed", "Elena Petrova");
}
