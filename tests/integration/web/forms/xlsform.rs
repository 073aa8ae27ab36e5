//! Spreadsheets of the shape that companies use with Kobo and ODK, converted, installed, filled in over HTTP and
//! reported.

use crate::{
    reports::pdf::run_tool,
    support::app::{Multipart, TestApp},
};
use calamine::{Reader, Xlsx};
use injaaz::forms::xlsform::read::{Converted, read};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::io::Cursor;

/// A form as an office writes it: rows of cells that are separated by `|`, then what is entered, what has to be stored
/// in part, and words of both reports.
struct Office {
    title: &'static str,
    title_ar: &'static str,
    id: &'static str,
    survey: &'static [&'static str],
    choices: &'static [&'static str],
    entered: &'static [(&'static str, &'static str)],
    stored: fn() -> Value,
    printed: &'static [&'static str],
}

const CHOICES: &str = "list_name|name|label::English (en)|label::Arabic (ar)";

const OFFICES: [Office; 10] = [
    Office {
        title: "HVAC round",
        title_ar: "جولة التكييف",
        id: "hvac_round",
        survey: &[
            "type|name|label::English (en)|label::Arabic (ar)|required|relevant|constraint|constraint_message::English (en)|constraint_message::Arabic (ar)|calculation",
            "start|start",
            "end|end",
            "text|site|Building|المبنى|yes",
            "date|day|Date|التاريخ|yes",
            "begin_repeat|units|Air handling units|وحدات المناولة",
            "barcode|tag|Asset tag|رمز الأصل|yes",
            "decimal|supply|Supply air (°C)|هواء التغذية|||. > -10 and . < 60|Check the thermometer.|افحص مقياس الحرارة.",
            "decimal|return|Return air (°C)|الهواء الراجع",
            "calculate|delta|Difference|الفرق||||||${return} - ${supply}",
            "select_multiple faults|faults|Faults|الأعطال",
            "text|other_fault|Which fault|أي عطل|yes|selected(${faults}, 'other')",
            "end_repeat",
        ],
        choices: &[
            CHOICES,
            "faults|belt|Loose belt|سير مرتخٍ",
            "faults|filter|Dirty filter|مرشح متسخ",
            "faults|other|Other|أخرى",
        ],
        entered: &[
            ("site", "Marina Tower"),
            ("day", "2026-03-13"),
            ("units.0.tag", "AHU-07"),
            ("units.0.supply", "13.5"),
            ("units.0.return", "24.25"),
            ("units.0.faults", "filter"),
            ("units.0.faults", "other"),
            ("units.0.other_fault", "Bearing noise"),
        ],
        stored: || json!({ "units": [{ "tag": "AHU-07", "supply": 13.5, "return": 24.25, "delta": 10.75, "faults": ["filter", "other"], "other_fault": "Bearing noise" }] }),
        printed: &["Marina Tower", "AHU-07", "Dirty filter, Other", "Bearing noise"],
    },
    Office {
        title: "Fire extinguisher round",
        title_ar: "جولة الطفايات",
        id: "extinguishers",
        survey: &[
            "type|name|label::English (en)|label::Arabic (ar)|required|relevant|injaaz::kind|injaaz::critical|appearance",
            "begin group|visit|Visit|الزيارة",
            "text|building|Building|المبنى|yes",
            "date|day|Date|التاريخ|yes",
            "end group",
            "begin repeat|extinguishers|Extinguishers|الطفايات",
            "text|place|Place|المكان|yes",
            "select_one checks|pressure|Pressure in the green field|الضغط في المجال الأخضر|yes||check|yes",
            "select_one checks|pin|Pin and seal in place|المسمار والختم|yes||check",
            "image|photo|Photo of the failure|صورة الخلل|${pressure} = 'Fail'|${pressure} = 'Fail'",
            "text|todo|What is to be done|ما المطلوب|yes|${pressure} = 'Fail' or ${pin} = 'Fail'|||multiline",
            "end repeat",
        ],
        choices: &[CHOICES, "checks|Pass|OK|سليم", "checks|Fail|Defect|خلل", "checks|N/A|Not there|غير موجود"],
        entered: &[
            ("building", "Creek Hospital"),
            ("day", "2026-03-12"),
            ("extinguishers.0.place", "Lobby"),
            ("extinguishers.0.pressure", "Pass"),
            ("extinguishers.0.pin", "Fail"),
            ("extinguishers.0.todo", "Replace the seal"),
        ],
        stored: || json!({ "extinguishers": [{ "place": "Lobby", "pressure": "Pass", "pin": "Fail", "todo": "Replace the seal" }] }),
        printed: &["Creek Hospital", "Lobby", "Defect", "Replace the seal"],
    },
    Office {
        title: "Lift inspection",
        title_ar: "فحص المصعد",
        id: "lift_inspection",
        survey: &[
            "name|type|label|label::Arabic (ar)|required|parameters|appearance|constraint",
            "site|text|Site|الموقع|yes",
            "day|date|Day of the inspection|يوم الفحص|yes|||. <= today()",
            "lift|text|Lift number|رقم المصعد|yes",
            "levelling|range|Levelling (mm)|التسوية|yes|start=-20 end=20 step=5",
            "doors|select_one state|Doors|الأبواب|yes",
            "alarm|acknowledge|Alarm bell tested|جُرّب جرس الإنذار|yes",
            "ride|range|Comfort of the ride|راحة الركوب||start=1 end=5 step=1|rating",
            "sign|image|Signature|التوقيع|||signature",
        ],
        choices: &[CHOICES, "state|good|Good|جيدة", "state|worn|Worn|بالية", "state|unsafe|Unsafe|غير آمنة"],
        entered: &[
            ("site", "Deira Mall"),
            ("day", "2026-03-11"),
            ("lift", "L-3"),
            ("levelling", "-5"),
            ("doors", "worn"),
            ("alarm", "true"),
            ("ride", "4"),
            ("sign_typed", "Omar Haddad"),
        ],
        stored: || json!({ "levelling": -5, "doors": "worn", "alarm": true, "ride": 4 }),
        printed: &["Deira Mall", "L-3", "Worn", "Omar Haddad"],
    },
    Office {
        title: "Kitchen hygiene",
        title_ar: "نظافة المطبخ",
        id: "kitchen_hygiene",
        survey: &[
            "type|name|label::English (en)|label::Arabic (ar)|required|relevant|constraint|hint::English (en)|hint::Arabic (ar)|default",
            "text|restaurant|Restaurant|المطعم|true",
            "date|visit_date|Date|التاريخ|true|||||today()",
            "time|opened|Kitchen opened at|وقت فتح المطبخ",
            "begin group|cold|Cold store|غرفة التبريد",
            "decimal|fridge|Temperature of the fridge|حرارة الثلاجة|yes||. >= -30 and . <= 30|In degrees.|بالدرجات.",
            "text|fridge_action|What was done about it|الإجراء المتخذ|yes|${fridge} > 5",
            "end group",
            "select_one yes_no|pests|Signs of pests|آثار الآفات|yes|||||no",
        ],
        choices: &[CHOICES, "yes_no|yes|Yes|نعم", "yes_no|no|No|لا"],
        entered: &[
            ("restaurant", "Palm Kitchen"),
            ("visit_date", "2026-03-10"),
            ("opened", "05:45"),
            ("fridge", "8.4"),
            ("fridge_action", "Door seal ordered"),
            ("pests", "no"),
        ],
        stored: || json!({ "opened": "05:45", "fridge": 8.4, "fridge_action": "Door seal ordered", "pests": "no" }),
        printed: &["Palm Kitchen", "05:45", "Door seal ordered"],
    },
    Office {
        title: "Pool water",
        title_ar: "ماء المسبح",
        id: "pool_water",
        survey: &[
            "type|name|label::English (en)|label::Arabic (ar)|required|constraint|calculation|injaaz::decimals|injaaz::unit",
            "text|site_name|Pool|المسبح|yes",
            "date|day|Day|اليوم|yes",
            "decimal|ph|pH|الرقم الهيدروجيني|yes|. >= 0 and . <= 14||1",
            "decimal|chlorine_free|Free chlorine|الكلور الحر||||2|mg/l",
            "decimal|chlorine_total|Total chlorine|الكلور الكلي||||2|mg/l",
            "decimal|chlorine_bound|Bound chlorine|الكلور المرتبط|||${chlorine_total} - ${chlorine_free}|2|mg/l",
            "note|warning|Close the pool above 0.6 mg/l of bound chlorine.|أغلق المسبح فوق 0.6.",
        ],
        choices: &[CHOICES],
        entered: &[
            ("site_name", "Roof pool"),
            ("day", "2026-03-09"),
            ("ph", "7.2"),
            ("chlorine_free", "0.65"),
            ("chlorine_total", "1.4"),
        ],
        stored: || json!({ "ph": 7.2, "chlorine_bound": 0.75 }),
        printed: &["Roof pool", "Bound chlorine"],
    },
    Office {
        title: "Handover snag list",
        title_ar: "قائمة ملاحظات التسليم",
        id: "snag_list",
        survey: &[
            "type|name|label::English (en)|label::Arabic (ar)|required|choice_filter|appearance|repeat_count",
            "text|project|Project|المشروع|yes",
            "date|day|Date|التاريخ|yes",
            "begin_repeat|snags|Snags|الملاحظات",
            "select_one floors|floor|Floor|الطابق|yes",
            "select_one rooms|room|Room|الغرفة|yes|floor = ${floor}",
            "text|snag|Snag|الملاحظة|yes||multiline",
            "image|photos|Photos|الصور",
            "end_repeat",
            "begin_repeat|witnesses|Witnesses|الشهود||||2",
            "text|witness|Name|الاسم|yes",
            "end_repeat",
        ],
        choices: &[
            "list_name|name|label::English (en)|label::Arabic (ar)|floor",
            "floors|g|Ground floor|الطابق الأرضي",
            "floors|one|First floor|الطابق الأول",
            "rooms|lobby|Lobby|البهو|g",
            "rooms|flat|Flat 101|شقة ١٠١|one",
        ],
        entered: &[
            ("project", "Villa 12"),
            ("day", "2026-03-08"),
            ("snags.0.floor", "one"),
            ("snags.0.room", "flat"),
            ("snags.0.snag", "Scratched door frame"),
            ("witnesses.0.witness", "Sara"),
            ("witnesses.1.witness", "Omar"),
        ],
        stored: || json!({ "snags": [{ "floor": "one", "room": "flat", "snag": "Scratched door frame" }], "witnesses": [{ "witness": "Sara" }, { "witness": "Omar" }] }),
        printed: &["Villa 12", "Flat 101", "Scratched door frame"],
    },
    Office {
        title: "Generator test",
        title_ar: "اختبار المولد",
        id: "generator_test",
        survey: &[
            "type|name|label::English (en)|label::Arabic (ar)|required|constraint|constraint_message::English (en)|constraint_message::Arabic (ar)|calculation",
            "text|location|Location|الموقع|yes",
            "date|day|Day|اليوم|yes",
            "time|started|Started at|بدأ في|yes",
            "time|stopped|Stopped at|توقف في|yes|. > ${started}|It stops after it starts.|يتوقف بعد أن يبدأ.",
            "calculate|minutes|Minutes under load|الدقائق تحت الحمل|||||round((decimal-time(${stopped}) - decimal-time(${started})) * 1440, 0)",
            "integer|fuel|Fuel (%)|الوقود|yes|. >= 0 and . <= 100",
            "calculate|verdict|Verdict|النتيجة|||||if(${minutes} >= 30 and ${fuel} > 50, 'Ready', 'Not ready')",
        ],
        choices: &[CHOICES],
        entered: &[
            ("location", "Data centre"),
            ("day", "2026-03-07"),
            ("started", "10:00"),
            ("stopped", "10:45"),
            ("fuel", "80"),
        ],
        stored: || json!({ "minutes": 45, "verdict": "Ready" }),
        printed: &["Data centre", "10:45", "Ready"],
    },
    Office {
        title: "Legionella samples",
        title_ar: "عينات الليجيونيلا",
        id: "legionella",
        survey: &[
            "type|name|label::English (en)|label::Arabic (ar)|required|constraint|calculation",
            "text|facility|Facility|المنشأة|yes",
            "date|sampled|Sampled on|تاريخ العينة|yes",
            "begin_group|hot|Hot water|الماء الساخن",
            "decimal|outlet|Outlet after one minute (°C)|المخرج بعد دقيقة|yes|. > 0 and . < 100",
            "end_group",
            "begin_repeat|samples|Samples|العينات",
            "text|outlet_name|Outlet|المخرج|yes",
            "barcode|bottle|Bottle|القارورة|yes|regex(., '[A-Z]{2}[0-9]{4}')",
            "end_repeat",
            "calculate|bottles|Number of bottles|عدد القوارير|||count(${samples})",
            "date|result_due|Result due|موعد النتيجة|||${sampled} + 10",
        ],
        choices: &[CHOICES],
        entered: &[
            ("facility", "Staff housing"),
            ("sampled", "2026-03-06"),
            ("outlet", "58.5"),
            ("samples.0.outlet_name", "Shower 3"),
            ("samples.0.bottle", "LG0042"),
            ("samples.1.outlet_name", "Kitchen tap"),
            ("samples.1.bottle", "LG0043"),
        ],
        stored: || json!({ "bottles": 2, "result_due": "2026-03-16" }),
        printed: &["Staff housing", "LG0043", "Kitchen tap"],
    },
    Office {
        title: "Facade inspection",
        title_ar: "فحص الواجهة",
        id: "facade",
        survey: &[
            "type|name|label::English (en)|label::Arabic (ar)|required|relevant|guidance_hint::English (en)|guidance_hint::Arabic (ar)|default",
            "text|building|Building|المبنى|yes",
            "date|day|Date|التاريخ|yes",
            "geopoint|position|Position|الموضع",
            "select_multiple sides|sides|Sides seen|الجهات المعاينة|yes||Walk around the building.|امشِ حول المبنى.|north south",
            "select_one yes_no|cracks|Cracks|شقوق|yes",
            "begin_group|crack|Cracks|الشقوق||${cracks} = 'yes'",
            "integer|widest|Widest crack (mm)|أعرض شق|yes",
            "text|where|Where|أين|yes",
            "end_group",
        ],
        choices: &[
            CHOICES,
            "sides|north|North|الشمال",
            "sides|south|South|الجنوب",
            "sides|east|East|الشرق",
            "yes_no|yes|Yes|نعم",
            "yes_no|no|No|لا",
        ],
        entered: &[
            ("building", "Bank Street 4"),
            ("day", "2026-03-05"),
            ("position_lat", "25.2"),
            ("position_lon", "55.3"),
            ("sides", "north"),
            ("sides", "east"),
            ("cracks", "yes"),
            ("widest", "3"),
            ("where", "Below the parapet"),
        ],
        stored: || json!({ "sides": ["north", "east"], "position": { "lat": 25.2, "lon": 55.3 }, "widest": 3 }),
        printed: &["Bank Street 4", "North, East", "Below the parapet"],
    },
    Office {
        title: "Vehicle check",
        title_ar: "فحص المركبة",
        id: "vehicle_check",
        survey: &[
            "type|name|label::English (en)|label::Arabic (ar)|required|read_only|default|constraint|appearance|injaaz::singular::English (en)|injaaz::singular::Arabic (ar)|injaaz::min|injaaz::max",
            "text|place|Depot|المستودع|yes",
            "date|day|Date|التاريخ|yes",
            "text|plate|Number plate|رقم اللوحة|yes|||string-length(.) < 12",
            "text|phone|Phone of the driver|هاتف السائق|||||numbers",
            "text|fleet|Fleet|الأسطول||yes|Service vans",
            "integer|mileage|Mileage|المسافة المقطوعة|yes|||. >= 0",
            "begin_repeat|tyres|Tyres|الإطارات||||||Tyre|الإطار|1|6",
            "select_one wheels|wheel|Wheel|العجلة|yes",
            "decimal|tread|Tread (mm)|عمق المداس|yes|||. >= 1.6",
            "end_repeat",
        ],
        choices: &[
            CHOICES,
            "wheels|fl|Front left|أمامي أيسر",
            "wheels|fr|Front right|أمامي أيمن",
            "wheels|rl|Rear left|خلفي أيسر",
        ],
        entered: &[
            ("place", "North depot"),
            ("day", "2026-03-04"),
            ("plate", "D 12345"),
            ("phone", "+971 4 000 0000"),
            ("mileage", "120300"),
            ("tyres.0.wheel", "fr"),
            ("tyres.0.tread", "4.5"),
        ],
        stored: || json!({ "fleet": "Service vans", "mileage": 120300, "tyres": [{ "wheel": "fr", "tread": 4.5 }] }),
        printed: &["North depot", "D 12345", "Front right"],
    },
];

fn spreadsheet(office: &Office) -> Vec<u8> {
    let settings = format!("{}|{}|{}|2026031401|English (en)", office.title, office.title_ar, office.id);
    let settings = ["form_title|form_title::Arabic (ar)|form_id|version|default_language", &settings];
    let mut book = Workbook::new();
    for (name, rows) in [("survey", office.survey), ("choices", office.choices), ("settings", &settings)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, line) in (0..).zip(rows) {
            for (column, text) in (0..).zip(line.split('|')).filter(|(_, text)| !text.is_empty()) {
                sheet.write_string(row, column, text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// The values of `part` in `whole`.
fn assert_contains(whole: &Value, part: &Value) {
    for (key, value) in part.as_object().unwrap() {
        assert_eq!(&whole[key], value, "{key} in {whole}");
    }
}

#[rocket::async_test]
async fn spreadsheets_of_offices_are_forms_that_are_filled_in_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    for office in &OFFICES {
        let Converted { toml, def, .. } = read(&spreadsheet(office), &format!("{}.xlsx", office.id))
            .unwrap_or_else(|mistakes| panic!("{}: {mistakes:?}", office.title));
        assert_eq!(def.module.as_str(), office.id);
        std::fs::write(folder.path().join(format!("{}.toml", office.id)), toml).unwrap();
    }
    let test = TestApp::with(&[("INJAAZ_FORMS", &folder.path().to_string_lossy())]).await;
    let mut sent = Vec::new();
    for office in &OFFICES {
        for (lang, title) in [("ar", office.title_ar), ("en", office.title)] {
            let page = test.get(&format!("/forms/{}?lang={lang}", office.id)).await.into_string().await.unwrap();
            assert!(page.contains(title), "{title} in {page}");
        }
        let form = Multipart::new().text("submission_key", format!("key-of-{}", office.id));
        let form = office.entered.iter().fold(form, |form, (name, value)| form.text(name, value));
        sent.push((office, test.submit(office.id, &form).await));
    }
    test.run_jobs().await;
    for (office, id) in sent {
        let (_, submission) = test.get_json(&format!("/submissions/{id}")).await;
        assert_contains(&submission["form_data"], &(office.stored)());
        let report = async |kind: &str| {
            let url = submission["reports"][kind].as_str().unwrap_or_else(|| panic!("{submission}")).to_owned();
            test.client.get(url).dispatch().await.into_bytes().await.unwrap()
        };
        let mut book = Xlsx::new(Cursor::new(report("excel_url").await)).unwrap();
        let sheets = book.worksheets().into_iter();
        let cells: Vec<String> =
            sheets.flat_map(|(_, sheet)| sheet.rows().flatten().map(ToString::to_string).collect::<Vec<_>>()).collect();
        let cells = cells.join("\n");
        let pdf = run_tool("pdftotext", &["-layout"], &report("pdf_url").await);
        for text in office.printed {
            assert!(cells.contains(text), "{}: {text} in {cells}", office.title);
            assert!(pdf.contains(text), "{}: {text} in {pdf}", office.title);
        }
    }
}
