//! A form with every kind of field, and submissions of it, in both languages.

use image::{Rgb, RgbImage};
use injaaz::{
    domain::{
        answers::{Answer, Answers, Group, Signature},
        branding::Branding,
        form::{Choice, Field, FieldKind, FormDef, Items, Section, SectionBody, TextInput},
        ids::{JobId, UploadId},
        lang::{Label, Lang},
        report::{Picture, ReportDoc},
        submission::{Status, Submission},
        time_zone::TimeZone,
    },
    i18n::Texts,
    reports::{
        build::{BuildInput, StoredPicture, build_in},
        pictures::{Purpose, render},
    },
};
use std::{collections::HashMap, io::Cursor};
use time::macros::{date, datetime};

fn field(name: &str, en: &str, ar: &str, kind: FieldKind) -> Field {
    Field { name: name.into(), label: Label::new(en, ar), hint: None, required: false, rules: Default::default(), kind }
}

fn section(id: &str, en: &str, ar: &str, body: SectionBody) -> Section {
    Section { id: id.into(), title: Label::new(en, ar), hint: None, relevant: None, body }
}

const LINE: FieldKind = FieldKind::Text { max: 200, input: TextInput::Plain };
const LONG: FieldKind = FieldKind::LongText { max: 100_000 };

fn choices() -> FieldKind {
    let choice = |value: &str, en: &str, ar: &str| Choice { value: value.into(), label: Label::new(en, ar) };
    FieldKind::Choice {
        choices: vec![choice("good", "Good", "جيدة"), choice("poor", "Poor", "سيئة")], default: None
    }
}

/// Every kind of field except a cascade, once at the top level and most of them in an item.
pub fn form() -> FormDef {
    let decimals = |decimals| FieldKind::Number { min: None, max: None, decimals, unit: None };
    let metres = FieldKind::Number { min: None, max: None, decimals: 1, unit: Some(Label::new("m²", "م²")) };
    FormDef {
        module: "hvac_mep".parse().unwrap(),
        version: 1,
        title: Label::new("HVAC & MEP Inspection", "تفتيش التكييف والأعمال الكهروميكانيكية"),
        short: Label::new("HVAC", "التكييف"),
        about: Label::default(),
        site_field: "site_name".into(),
        date_field: "visit_date".into(),
        inspector_field: None,
        sections: vec![
            section(
                "site",
                "Site Information",
                "معلومات الموقع",
                SectionBody::Fields(vec![
                    field("site_name", "Site Name", "اسم الموقع", LINE),
                    field("visit_date", "Visit Date", "تاريخ الزيارة", FieldKind::Date { future: true }),
                    field("area", "Area", "المساحة", metres),
                    field("condition", "Overall condition", "الحالة العامة", choices()),
                    field("shutdown", "Shutdown needed", "يلزم إيقاف التشغيل", FieldKind::Checkbox { default: false }),
                    field("contact", "Contact", "جهة الاتصال", LINE),
                    field("comments", "General comments", "ملاحظات عامة", LONG),
                    field("pictures", "Pictures from site", "صور من الموقع", FieldKind::Photos { max: 100 }),
                ]),
            ),
            section(
                "items",
                "Inspection Items",
                "بنود التفتيش",
                SectionBody::Items(Items {
                    name: "items".into(),
                    singular: Label::new("Item", "البند"),
                    min: 0,
                    max: 100,
                    repeat_count: None,
                    fields: vec![
                        field("asset", "Asset", "الأصل", LINE),
                        field("condition", "Condition", "الحالة", choices()),
                        field("quantity", "Quantity", "الكمية", decimals(0)),
                        field("price", "Price", "السعر", decimals(2)),
                        field("next", "Next service", "الصيانة القادمة", FieldKind::Date { future: true }),
                        field("notes", "Notes", "ملاحظات", LONG),
                        field("photos", "Photos", "الصور", FieldKind::Photos { max: 100 }),
                    ],
                }),
            ),
            section(
                "sign",
                "Sign-off",
                "الاعتماد",
                SectionBody::Fields(vec![
                    field("tech_signature", "Technician Signature", "توقيع الفني", FieldKind::Signature),
                    field(
                        "opMan_signature",
                        "Operation Manager Signature",
                        "توقيع مدير العمليات",
                        FieldKind::Signature,
                    ),
                ]),
            ),
        ],
        trees: Default::default(),
        totals: None,
        report: Default::default(),
    }
}

/// A picture with content: sky, a building, and an air-conditioning unit on it.
pub fn photo(number: u32, width: u32, height: u32) -> Vec<u8> {
    let image = RgbImage::from_fn(width, height, |x, y| {
        let (u, v) = (x * 100 / width, y * 100 / height);
        let grain = ((x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663)).wrapping_add(number) >> 7) % 24;
        let tone = |base: u32| u8::try_from((base + grain).min(255)).unwrap();
        let unit = (30..70).contains(&u) && (40..75).contains(&v);
        let fan = (i64::from(u) - 50).pow(2) + (i64::from(v) - 57).pow(2) < 120;
        match (fan, unit, v < 35) {
            (true, ..) => Rgb([tone(60), tone(64), tone(70)]),
            (_, true, _) => Rgb([tone(205), tone(205), tone(198)]),
            (_, _, true) => Rgb([tone(120), tone(160), tone(205 - v)]),
            _ => Rgb([tone(150 + (number * 17) % 60), tone(130), tone(100 + (number * 29) % 70)]),
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

fn signature() -> Vec<u8> {
    let image = image::RgbaImage::from_fn(500, 180, |x, y| {
        let wave = 90.0 + 50.0 * (x as f64 / 28.0).sin() * (1.0 - x as f64 / 700.0);
        let ink = (40..460).contains(&x) && (f64::from(y) - wave).abs() < 4.0;
        image::Rgba([20, 30, 90, if ink { 255 } else { 0 }])
    });
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The builder of a submission.
pub struct Sample {
    pub lang: Lang,
    pub fields: Group,
    pub items: Vec<Group>,
    pub pictures: HashMap<UploadId, StoredPicture>,
    /// The organisation of the report; the default one of the language if none.
    pub organisation: Option<String>,
    /// Answers and photos of an old record that the form does not ask for.
    pub further: Vec<(String, String)>,
    pub further_photos: Vec<UploadId>,
    pub branding: Branding,
    pub logo: Option<Picture>,
}

impl Sample {
    pub fn new(lang: Lang) -> Sample {
        Sample {
            lang,
            fields: Vec::new(),
            items: Vec::new(),
            pictures: HashMap::new(),
            organisation: None,
            further: Vec::new(),
            further_photos: Vec::new(),
            branding: Branding::default(),
            logo: None,
        }
    }

    pub fn field(mut self, name: &str, answer: Answer) -> Sample {
        self.fields.push((name.into(), answer));
        self
    }

    pub fn text(self, name: &str, text: &str) -> Sample {
        self.field(name, Answer::Text(text.into()))
    }

    pub fn item(mut self, answers: impl IntoIterator<Item = (&'static str, Answer)>) -> Sample {
        self.items.push(answers.into_iter().map(|(name, answer)| (name.to_owned(), answer)).collect());
        self
    }

    /// Photos of different sizes, the same in each run.
    pub fn photos(&mut self, numbers: std::ops::Range<u32>) -> Answer {
        let ids = numbers.map(|n| {
            let (width, height) = [(640, 480), (480, 640), (640, 360)][n as usize % 3];
            let renditions = render(Purpose::Photo, &photo(n, width, height)).unwrap();
            let id: UploadId = format!("upl_{n:020x}").parse().unwrap();
            let stored = StoredPicture {
                large: Some(renditions.large),
                thumb: Some(renditions.thumb),
                received: Some(TimeZone::UTC.at(datetime!(2026-03-14 09:00 UTC) + time::Duration::minutes(n.into()))),
                note: None,
            };
            self.pictures.insert(id.clone(), stored);
            id
        });
        Answer::Photos(ids.collect())
    }

    pub fn signed(&mut self, name: Option<&str>) -> Answer {
        let id: UploadId = "upl_ffffffffffffffffffff".parse().unwrap();
        let large = Some(render(Purpose::Signature, &signature()).unwrap().large);
        self.pictures.insert(id.clone(), StoredPicture { large, ..StoredPicture::default() });
        Answer::Signature(Signature { drawn: Some(id), name: name.map(str::to_owned) })
    }

    pub fn doc(self) -> ReportDoc {
        self.doc_of(&form())
    }

    pub fn doc_of(self, form: &FormDef) -> ReportDoc {
        let texts = Texts::of(self.lang);
        self.doc_in(texts, form)
    }

    pub fn doc_in(self, texts: Texts, form: &FormDef) -> ReportDoc {
        let further = self.further;
        let answers = Answers { fields: self.fields, items: vec![("items".into(), self.items)], further };
        let text_of = |name| match answers.get(name) {
            Some(Answer::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let submission = Submission {
            id: "sub_0123456789ab".parse().unwrap(),
            key: "sample-key".parse().unwrap(),
            module: "hvac_mep".parse().unwrap(),
            form_version: 1,
            status: Status::Processing,
            without_reports: false,
            missing_files: 0,
            revision: 1,
            lang: self.lang,
            site_name: text_of("site_name"),
            visit_date: Some(date!(2026 - 03 - 14)),
            form_data: answers.to_json(),
            answers,
            job_id: JobId::random(),
            content_hash: String::new(),
            created_at: datetime!(2026-03-14 09:41:27 UTC),
            updated_at: datetime!(2026-03-14 09:41:27 UTC),
        };
        let usual = match self.lang {
            Lang::EN => "Gulf Facilities Management",
            _ => "الخليج لإدارة المرافق",
        };
        let input = BuildInput {
            approvals: &[],
            client_responses: &[],
            actions: &[],
            reinspects: None,
            form,
            submission: &submission,
            zone: TimeZone::UTC,
            organisation: self.organisation.as_deref().unwrap_or(usual),
            branding: &self.branding,
            logo: self.logo.as_ref(),
            pictures: &self.pictures,
            files: &HashMap::new(),
            further_photos: &self.further_photos,
            upload_url: &|id| format!("https://injaaz.example/uploads/{id}"),
            genuine: Some("https://injaaz.example/verify/0190b0a47e2c7c119d5b3f1f2f9e5a10".to_owned()),
        };
        build_in(texts, &input)
    }
}

/// A usual visit with this many items, each with this many photos.
pub fn visit(lang: Lang, items: u32, photos: u32) -> Sample {
    let mut sample = Sample::new(lang);
    let signed = sample.signed(Some(if lang == Lang::EN { "Ahmed Al Mansoori" } else { "أحمد المنصوري" }));
    let date = Answer::Date(date!(2026 - 03 - 14));
    sample = match lang {
        Lang::EN => sample
            .text("site_name", "Marina Tower")
            .text("contact", "Priya Nair, +971 50 123 4567")
            .text("comments", "Access to the roof plant room was given at 08:30. Two chillers were running; the third is isolated for repair and tagged.\nThe client asked for the grease filters to be replaced before Ramadan."),
        _ => sample
            .text("site_name", "برج المارينا – Tower B")
            .text("contact", "سارة العلي، +971 50 123 4567")
            .text("comments", "تم السماح بالدخول إلى غرفة المعدات على السطح الساعة 08:30. كانت وحدتا تبريد تعملان، أما الثالثة (Chiller 3) فمعزولة للصيانة.\nطلب العميل استبدال فلاتر الشحوم قبل شهر رمضان."),
    };
    sample = sample
        .field("visit_date", date)
        .field("area", Answer::Number("1250.5".parse().unwrap()))
        .field("condition", Answer::Choice("good".into()))
        .field("shutdown", Answer::Bool(false));
    for n in 0..items {
        let own = sample.photos(n * photos..(n + 1) * photos);
        let (asset, notes) = match lang {
            Lang::EN => (
                ["Chiller 2 – Carrier 30XA", "FAHU, roof north", "Toilet extract fan"][n as usize % 3],
                "Belt worn and slack; bearings noisy at start. Replace both belts and grease.",
            ),
            _ => (
                ["وحدة تبريد 2 – Carrier 30XA", "وحدة مناولة الهواء النقي", "مروحة شفط دورات المياه"][n as usize % 3],
                "السير متآكل ومرتخٍ، وصوت المحامل مرتفع عند بدء التشغيل. يلزم استبدال السيرين (2 × B-68) والتشحيم.",
            ),
        };
        sample = sample.item([
            ("asset", Answer::Text(asset.into())),
            ("condition", Answer::Choice(if n % 2 == 0 { "poor" } else { "good" }.into())),
            ("quantity", Answer::Number("2".parse().unwrap())),
            ("price", Answer::Number("1499.95".parse().unwrap())),
            ("next", Answer::Date(date!(2026 - 06 - 01))),
            ("notes", Answer::Text(notes.into())),
            ("photos", own),
        ]);
    }
    sample.field("tech_signature", signed)
}
