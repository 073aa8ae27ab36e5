//! The answers of the three forms: every question, with every kind of answer.

use super::page_actions::FieldAction::{self, Choose, Day, Tick, Type};
use injaaz::{
    domain::{
        form::{FieldKind, FormDef},
        lang::Lang,
    },
    forms::Forms,
};
use std::sync::Arc;
use time::{Date, macros::format_description};

pub type Answers = &'static [(&'static str, FieldAction)];

/// One visit: the answers of the form and those of each item.
pub struct Visit {
    pub module: &'static str,
    pub fields: Answers,
    pub items: &'static [Answers],
    /// The number of photos of each question, by its name in the page.
    pub photos: &'static [(&'static str, usize)],
    /// Signatures, with the typed name.
    pub signatures: &'static [(&'static str, &'static str)],
}

pub const HVAC: Visit = Visit {
    module: "hvac_mep",
    fields: &[("site_name", Type("Marina Tower B")), ("visit_date", Day("2026-03-14"))],
    items: &[
        &[
            ("asset", Choose("HVAC")),
            ("system", Choose("Chiller Evaporator")),
            ("description", Choose("Secondary Pump")),
            ("quantity", Type("12")),
            ("brand", Type("Grundfos")),
            ("specification", Type("CR 64-2, 15 kW")),
            ("comments", Type("المضخة الثانية تهتز ويجب استبدال المحمل")),
        ],
        &[
            ("asset", Choose("Electro Mechanical")),
            ("system", Choose("Electro Mechanical")),
            ("description", Choose("Generator")),
            ("quantity", Type("1250")),
            ("brand", Type("=1+1")),
            ("specification", Type("00123")),
            (
                "comments",
                Type(
                    "Started at the second attempt. The battery charger shows a fault, the day tank was found half \
                     empty, and the louvre of the intake is stuck: to be seen to before the summer.",
                ),
            ),
        ],
    ],
    photos: &[("items.0.photos", 3), ("items.2.photos", 1)],
    signatures: &[("tech_signature", "Ahmed Al Mansoori"), ("opMan_signature", "فاطمة الزعابي")],
};

pub const CIVIL: Visit = Visit {
    module: "civil",
    fields: &[
        ("project_name", Type("Palm Villas – Phase 2")),
        ("location", Type("Plot 117")),
        ("date", Day("2026-02-28")),
        ("floor", Type("Basement 1")),
        ("developer_client", Type("Nakheel & Sons <Main>")),
        ("city_area", Type("دبي")),
        ("description_of_work", Type("Repair of the retaining wall and of the drain behind it.")),
        ("estimated_time", Type("2 weeks")),
        ("inspector_name", Type("Joseph D'Souza")),
    ],
    items: &[
        &[
            ("area", Choose("Other")),
            ("area_other", Type("Pump room")),
            ("work_desc", Type("Injection of cracks")),
            ("work_qty", Type("37.5")),
            ("material", Type("Sika 107")),
            ("specification", Type("Two coats")),
            ("material_qty", Type("8.25")),
            ("unit_price", Type("95.5")),
            ("price", Type("3581.25")),
            ("labour", Type("3 men, 8 hours")),
            ("comments", Type("يلزم إغلاق الموقف أثناء العمل")),
        ],
        &[
            ("area", Choose("Other")),
            ("area_other", Type("North side")),
            ("work_desc", Type("Waterproofing")),
            ("work_qty", Type("120")),
            ("material", Type("Bitumen membrane 4 mm")),
            ("specification", Type("EN 13707")),
            ("material_qty", Type("132")),
            ("unit_price", Type("1234567.89")),
            ("price", Type("0")),
            ("labour", Type("4 men, 2 days")),
            ("comments", Type("After the rain only.")),
        ],
    ],
    photos: &[("items.0.photos", 2), ("photos", 2)],
    signatures: &[("tech_signature", "Joseph D'Souza"), ("op_signature", "Mona Haddad")],
};

pub const CLEANING: Visit = Visit {
    module: "cleaning",
    fields: &[
        ("client_name", Type("Emaar Hospitality")),
        ("project_name", Type("Burj Vista")),
        ("site_address", Type("شارع الشيخ محمد بن راشد دبي")),
        ("date_of_visit", Day("2026-01-09")),
        ("key_person_name", Type("Layla Nasser")),
        ("contact_number", Type("+971 50 123 4567")),
        ("room_count", Type("480")),
        ("current_team_size", Type("14")),
        ("lift_count_total", Type("6")),
        ("current_team_desc", Type("Two supervisors, twelve cleaners in two shifts.")),
        ("facility_floor", Type("G + 2P + 60")),
        ("facility_ground_parking", Type("21")),
        ("facility_basement", Type("3")),
        ("facility_podium", Type("2")),
        ("facility_gym_room", Type("1")),
        ("facility_swimming_pool", Type("4")),
        ("facility_washroom_male", Type("31")),
        ("facility_washroom_female", Type("33")),
        ("facility_changing_room", Type("5")),
        ("facility_play_kids_place", Type("7")),
        ("facility_garbage_room", Type("61")),
        ("facility_floor_chute_room", Type("59")),
        ("facility_staircase", Type("8")),
        ("facility_floor_service_room", Type("60")),
        ("facility_cleaner_count", Type("16")),
        ("scope_offices", Tick),
        ("scope_toilets", Tick),
        ("scope_hallways", Tick),
        ("scope_kitchen", Tick),
        ("scope_exterior", Tick),
        ("scope_special_care", Tick),
        ("deep_clean_required", Choose("Yes")),
        ("deep_clean_areas", Type("Kitchen hoods and grease traps")),
        ("waste_recycling", Tick),
        ("waste_hazardous", Tick),
        ("waste_hazardous_details", Type("Fluorescent lamps")),
        ("restricted_access", Type("Server room: escorted only.")),
        ("pest_control", Type("تمت المعالجة في الشهر الماضي")),
        ("working_hours", Type("07:00 to 16:00")),
        ("required_team_size", Type("18")),
        ("site_access_requirements", Type("Gate pass a day ahead.")),
        ("facility_equipment_condition", Choose("Fair")),
        ("required_equipment", Type("Two scrubber driers")),
        ("facility_maintenance_notes", Type("The drier of level 3 leaks.")),
        ("high_risk_areas", Type("Facade cradle.")),
        ("suggested_safety_ppe", Type("Harness, goggles")),
        ("general_comments", Type("A clean building; offer for 24 months.")),
    ],
    items: &[],
    photos: &[("photos", 4)],
    signatures: &[("tech_signature", "Ravi Kumar"), ("contact_signature", "ليلى ناصر")],
};

/// An answer as the workbook must contain it.
#[derive(Debug, PartialEq)]
pub enum ReportedValue {
    Text(String),
    Number(f64),
    Day(Date),
    Yes,
}

/// The label of a question in the English reports, and its answer there.
pub struct Expected {
    pub label: String,
    pub told: ReportedValue,
    /// As the PDF shows it.
    pub shown: String,
}

pub fn definition(module: &str) -> Arc<FormDef> {
    let forms = Forms::load(&[]).unwrap();
    Arc::clone(forms.get(&module.parse().unwrap()).unwrap())
}

impl Visit {
    pub fn expected_fields(&self, def: &FormDef) -> Vec<Expected> {
        let answers = self.fields.iter();
        answers.map(|(name, how)| expected(def, def.fields().find(|f| f.name == *name).unwrap(), *how)).collect()
    }

    /// Those of one item.
    pub fn expected_item(&self, def: &FormDef, answers: Answers) -> Vec<Expected> {
        let fields = &def.items_named("items").unwrap().fields;
        let answers = answers.iter();
        answers.map(|(name, how)| expected(def, fields.iter().find(|f| f.name == *name).unwrap(), *how)).collect()
    }

    /// Asserts that the visit answers every question of the form.
    pub fn assert_complete(&self, def: &FormDef) {
        let asked = def.fields().filter(|f| !matches!(f.kind, FieldKind::Photos { .. } | FieldKind::Signature));
        // Checked by default, so the test does nothing.
        let asked = asked.filter(|f| !matches!(f.kind, FieldKind::Checkbox { default: true }));
        let answered: Vec<&str> = self.fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(asked.map(|f| f.name.as_str()).collect::<Vec<_>>(), answered);
        for item in self.items {
            let fields = def.items_named("items").unwrap().fields.iter();
            let asked = fields.filter(|f| !matches!(f.kind, FieldKind::Photos { .. }));
            let answered: Vec<&str> = item.iter().map(|(name, _)| *name).collect();
            assert_eq!(asked.map(|f| f.name.as_str()).collect::<Vec<_>>(), answered);
        }
    }
}

fn expected(def: &FormDef, field: &injaaz::domain::form::Field, how: FieldAction) -> Expected {
    let (told, shown) = match how {
        Type(text) if matches!(field.kind, FieldKind::Number { .. }) => {
            (ReportedValue::Number(text.parse().unwrap()), grouped(text))
        }
        Type(text) => (ReportedValue::Text(text.to_owned()), text.to_owned()),
        Choose(value) => {
            let label = def.choice_label(field, value, Lang::EN).to_owned();
            (ReportedValue::Text(label.clone()), label)
        }
        Day(day) => {
            let day = Date::parse(day, format_description!("[year]-[month]-[day]")).unwrap();
            (
                ReportedValue::Day(day),
                day.format(format_description!("[day padding:none] [month repr:long] [year]")).unwrap(),
            )
        }
        Tick => (ReportedValue::Yes, "Yes".to_owned()),
    };
    let label = field.label.get(Lang::EN);
    let label = match &field.kind {
        FieldKind::Number { unit: Some(unit), .. } => format!("{label} ({})", unit.get(Lang::EN)),
        _ => label.to_owned(),
    };
    Expected { label, told, shown }
}

/// `1234567.89` as `1,234,567.89`.
fn grouped(number: &str) -> String {
    let (whole, part) = number.split_once('.').map_or((number, String::new()), |(w, p)| (w, format!(".{p}")));
    let groups: Vec<&str> = whole.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap()).collect();
    format!("{}{part}", groups.join(","))
}
