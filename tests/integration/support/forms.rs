//! A complete form of each module: the post, its files, and the expected stored values.

use super::{
    app::{Multipart, hvac},
    pictures,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// A form with every possible answer.
pub struct Complete {
    pub module: &'static str,
    pub form: Multipart,
    /// The field and the bytes of each file, in the order of the receipt: first those of the form, then those of items.
    pub files: Vec<(&'static str, Vec<u8>)>,
    /// The stored JSON, with "file 0", "file 1" … instead of ids.
    pub stored: Value,
    /// Site, visit date, items and photos, as the list shows them.
    pub columns: (&'static str, &'static str, usize, usize),
}

impl Complete {
    /// Adds the files as browsers do: photos as files, drawings as data URLs.
    fn new(module: &'static str, form: Multipart, files: Vec<(&'static str, Vec<u8>)>) -> Complete {
        let form = files.iter().fold(form, |form, (field, bytes)| match field.ends_with("_signature") {
            true => form.text(field, data_url(bytes)),
            false => form.jpeg(field, bytes),
        });
        Complete { module, form, files, stored: Value::Null, columns: ("", "", 0, 0) }
    }
}

/// A drawing as a data URL, as a canvas returns it.
pub fn data_url(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(png))
}

pub fn complete_hvac(key: &str) -> Complete {
    let form = hvac(key)
        .text("items.0.quantity", "2")
        .text("items.0.brand", "Grundfos")
        .text("items.0.specification", "TP 100-390/2")
        .text("items.0.comments", "Bearing is worn.\r\nReplace it.")
        .text("items.1.asset", "Lights")
        .text("items.1.system", "Lamps")
        .text("items.1.description", "Lamps")
        .text("tech_signature_typed", "Omar Haddad");
    let photo = |seed| pictures::jpeg(320, 240, seed);
    let files = vec![
        ("tech_signature", pictures::signature()),
        ("items.0.photos", photo(1)),
        ("items.0.photos", photo(2)),
        ("items.1.photos", photo(3)),
    ];
    Complete {
        stored: json!({
            "site_name": "Marina Tower",
            "visit_date": "2026-03-14",
            "items": [
                {
                    "asset": "HVAC", "system": "Chiller Evaporator", "description": "Secondary Pump", "quantity": 2,
                    "brand": "Grundfos", "specification": "TP 100-390/2",
                    "comments": "Bearing is worn.\nReplace it.", "photos": ["file 1", "file 2"],
                },
                { "asset": "Lights", "system": "Lamps", "description": "Lamps", "photos": ["file 3"] },
            ],
            "tech_signature": { "name": "Omar Haddad", "drawn": "file 0" },
        }),
        columns: ("Marina Tower", "2026-03-14", 2, 3),
        ..Complete::new("hvac_mep", form, files)
    }
}

pub fn complete_civil(key: &str) -> Complete {
    let form = [
        ("submission_key", key),
        ("do", "submit"),
        ("project_name", "برج النخيل"),
        ("location", "Plot 12"),
        ("date", "2026-02-28"),
        ("floor", "P2"),
        ("developer_client", "Emaar & Sons"),
        ("city_area", "Dubai"),
        ("description_of_work", "Repair of cracks"),
        ("items.0.area", "Other"),
        ("items.0.area_other", "Pump room"),
        ("items.0.work_desc", "Waterproofing"),
        ("items.0.work_qty", "12.5"),
        ("items.0.material", "Membrane"),
        ("items.0.specification", "4 mm"),
        ("items.0.material_qty", "14"),
        ("items.0.unit_price", "120.00"),
        ("items.0.price", "1500.75"),
        ("items.0.labour", "2 x 8 h"),
        ("items.0.comments", "=1+1"),
        ("estimated_time", "2 weeks"),
        ("inspector_name", "Laila"),
        ("op_signature_typed", "Manager"),
    ];
    let form = form.iter().fold(Multipart::new(), |form, (name, value)| form.text(name, value));
    let files = vec![
        ("photos", pictures::jpeg(200, 300, 5)),
        ("tech_signature", pictures::signature()),
        ("items.0.photos", pictures::jpeg(300, 200, 4)),
    ];
    Complete {
        stored: json!({
            "project_name": "برج النخيل", "location": "Plot 12", "date": "2026-02-28", "floor": "P2",
            "developer_client": "Emaar & Sons", "city_area": "Dubai", "description_of_work": "Repair of cracks",
            "items": [{
                "area": "Other", "area_other": "Pump room", "work_desc": "Waterproofing", "work_qty": 12.5,
                "material": "Membrane", "specification": "4 mm", "material_qty": 14, "unit_price": 120,
                "price": 1500.75, "labour": "2 x 8 h", "comments": "=1+1", "photos": ["file 2"],
            }],
            "photos": ["file 0"], "estimated_time": "2 weeks", "inspector_name": "Laila",
            "tech_signature": { "drawn": "file 1" }, "op_signature": { "name": "Manager" },
        }),
        columns: ("برج النخيل", "2026-02-28", 1, 2),
        ..Complete::new("civil", form, files)
    }
}

pub fn complete_cleaning(key: &str) -> Complete {
    let form = [
        ("submission_key", key),
        ("do", "submit"),
        ("client_name", "O'Brien \"Cleaning\" <Ltd>"),
        ("project_name", "100% Mall"),
        ("date_of_visit", "2026-03-01"),
        ("contact_number", "+971 4 000 0000"),
        ("room_count", "٤٢"),
        ("scope_offices", "yes"),
        ("deep_clean_required", "Yes"),
        ("waste_general", "yes"),
        ("general_comments", "مدخل Gate 4"),
    ];
    let form = form.iter().fold(Multipart::new(), |form, (name, value)| form.text(name, value));
    let files = vec![("photos", pictures::jpeg(160, 120, 6)), ("contact_signature", pictures::signature())];
    Complete {
        stored: json!({
            "client_name": "O'Brien \"Cleaning\" <Ltd>", "project_name": "100% Mall", "date_of_visit": "2026-03-01",
            "contact_number": "+971 4 000 0000", "room_count": 42,
            "scope_offices": true, "scope_toilets": false, "scope_hallways": false, "scope_kitchen": false,
            "scope_exterior": false, "scope_special_care": false, "deep_clean_required": "Yes",
            "waste_general": true, "waste_recycling": false, "waste_hazardous": false,
            "photos": ["file 0"], "general_comments": "مدخل Gate 4", "contact_signature": { "drawn": "file 1" },
        }),
        columns: ("100% Mall", "2026-03-01", 0, 1),
        ..Complete::new("cleaning", form, files)
    }
}
