use super::{VISIT, errors_of, lines};
use crate::{domain::lang::Lang, forms::Forms, i18n::Texts};

/// The errors that the loader reports for the small form after `from` was replaced by `to`.
fn errors(from: &str, to: &str) -> String {
    assert!(VISIT.contains(from), "the form has no {from:?}");
    errors_of(&VISIT.replacen(from, to, 1), "garden.toml")
}

/// The beginning of the first section.
const SECTIONS: &str = "[[sections]]";

#[test]
fn the_small_form_is_right() {
    let def = Forms::parse(VISIT, "garden.toml").unwrap();
    assert_eq!(def.trees["flora"].counts(), [2, 2]);
    assert_eq!(def.choice_label(def.field("state").unwrap(), "Poor", Lang::EN), "Needs care");
}

#[test]
fn every_definition_error_has_a_message() {
    let mut silent = Vec::new();
    for (from, to, sentence) in [
        // Errors in the structure.
        ("version = 3", "version = ", "garden.toml:3: not valid TOML: "),
        ("version = 3", "", "garden.toml:1: version is missing"),
        ("version = 3", "version = 0", "garden.toml:3: version must be from 1 to 2147483647, not 0"),
        ("version = 3", "version = \"3\"", "garden.toml:3: version must be a whole number, not a text"),
        ("\"garden\"", "\"My Garden\"", "module \"My Garden\" must be 2 to 40 lower-case letters"),
        ("version = 3", "version = 3\ncolour = 1", "garden.toml:4: key \"colour\" is unknown; known are module, "),
        (
            "required = true",
            "requierd = true",
            "garden.toml:17: park: key \"requierd\" is unknown; did you mean \"required\"?",
        ),
        ("required = true", "required = 1", "park: required must be true, false or an expression, not a number"),
        ("\"text\"", "\"tex\"", "garden.toml:16: park: kind \"tex\" is unknown; did you mean \"text\"?"),
        ("\"text\"", "\"slider\"", "park: kind \"slider\" is unknown; known are text, long_text, "),
        ("kind = \"text\"", "", "park: kind is missing"),
        ("\"text\"", "\"text\"\nmax = 20000", "park: max must be from 1 to 10000, not 20000"),
        ("\"text\"", "\"text\"\ninput = \"mail\"", "park: input \"mail\" is unknown; did you mean \"email\"?"),
        ("label = { en = \"Park\", ar = \"المنتزه\" }", "", "park: label is missing"),
        ("label = { en = \"Park\", ar = \"المنتزه\" }", "label = \"Park\"", "park: label must be a table, not a text"),
        ("{ en = \"Park\", ar = \"المنتزه\" }", "{ en = \"Park\" }", "garden.toml:18: park: label: ar is missing"),
        ("{ en = \"Park\", ar", "{ en = \" \", ar", "park: label: en is empty"),
        (
            "choices = [{ value = \"Good\", ar = \"جيدة\" }, { value = \"Poor\", en = \"Needs care\", ar = \"سيئة\" }]",
            "choices = []",
            "state: choices is empty",
        ),
        ("value = \"Poor\"", "value = \"Good\"", "state: choice \"Good\" is in the list twice"),
        ("default = \"Good\"", "default = \"Fine\"", "state: default \"Fine\" is not among the choices"),
        ("min = 0", "min = 121", "plants.height: min 121 is above max 120.5"),
        ("decimals = 1", "decimals = 7", "plants.height: decimals must be from 0 to 6, not 7"),
        ("min = 0", "min = 1e3", "plants.height: min must be a number of at most 15 digits"),
        ("min = 1, max = 20", "min = 21, max = 20", "section plants: items: min 21 is above max 20"),
        ("min = 1, max = 20", "min = 1", "section plants: items: max is missing"),
        // Totals and report.
        (SECTIONS, "[totals]\nitems = \"plants\"\n[[sections]]", "totals: totals need the key whole"),
        (SECTIONS, "[totals]\nitems = \"plant\"\nwhole = \"height\"\n[[sections]]", "did you mean \"plants\"?"),
        (SECTIONS, "[totals]\nitems = \"plants\"\nwhole = \"hight\"\n[[sections]]", "did you mean \"height\"?"),
        (
            SECTIONS,
            "[totals]\nitems = \"plants\"\nwhole = \"family\"\n[[sections]]",
            "totals: field family is no number",
        ),
        (
            SECTIONS,
            "[totals]\nitems = \"plants\"\n[[totals.parts]]\nquantity = \"height\"\nlabel = { en = \"A\", ar = \"ا\" }\n[[sections]]",
            "a part needs either amount, or quantity and unit_price",
        ),
        (SECTIONS, "[report]\nunanswered = \"hidden\"\n[[sections]]", "value \"hidden\" is unknown; known are listed"),
        (SECTIONS, "[report]\ncolumns = \"height\"\n[[sections]]", "report: columns must be a list of field names"),
        (SECTIONS, "[report]\ncolumns = [\"park\"]\n[[sections]]", "report: column \"park\" is no field of an item"),
        (SECTIONS, "[report]\nclient = \"day\"\n[[sections]]", "report: \"day\" is not a top-level text field"),
        (SECTIONS, "[report]\nremarks = [\"height\"]\n[[sections]]", "report: remark \"height\" is no text field"),
        ("Lichen = \"الأشنات\"", "", "tree flora: \"Lichen\" has no Arabic word in ar"),
        (
            "Lichen = \"الأشنات\"",
            "Lichen = \"الأشنات\"\nMoss = \"طحلب\"",
            "ar has a word for \"Moss\", which is not a value",
        ),
        ("Lichen = []", "Lichen = [1]", "tree flora: the last choices of a tree must be texts in quotes"),
        ("\"Date palm\", ", "\"Doum palm\", ", "tree flora: \"Doum palm\" is in one list twice"),
        ("Lichen = []", "\"Moss/Lichen\" = []", "\"Moss/Lichen\" has choices below it, so it may not contain a slash"),
        // Contradictions.
        (
            "site_field = \"park\"",
            "site_field = \"lake\"",
            "garden.toml:7: site_field: \"lake\" is not a top-level text field",
        ),
        ("site_field = \"park\"", "site_field = \"day\"", "site_field: \"day\" is not a top-level text field"),
        ("required = true", "", "site_field: field park must be required"),
        ("date_field = \"day\"", "date_field = \"park\"", "date_field: \"park\" is not a top-level date field"),
        (
            "date_field = \"day\"",
            "date_field = \"day\"\ninspector_field = \"day\"",
            "inspector_field: \"day\" is not a top-level text field",
        ),
        ("name = \"state\"", "name = \"park\"", "garden.toml:25: park: there are two fields with this name"),
        ("name = \"plants\"", "name = \"park\"", "park: another field or group has the same name as this group"),
        ("name = \"state\"", "name = \"do\"", "do: the name \"do\" is reserved for the page itself"),
        ("name = \"state\"", "name = \"boss_typed\"", "the name \"boss_typed\" is reserved for the page itself"),
        ("name = \"state\"", "name = \"a.b\"", "a.b: the name \"a.b\" must be at most 60 letters"),
        ("id = \"plants\"", "id = \"visit\"", "section visit: there are two sections with this id"),
        ("tree = \"flora\"", "tree = \"flor\"", "plants.family: tree \"flor\" is unknown; did you mean \"flora\"?"),
        ("level = 0", "level = 2", "plants.family: tree flora has no level 2; the first is 0"),
        ("level = 0", "level = 1", "plants.family: level 1 of tree flora needs a field of level 0 before it in the"),
        ("level = 1", "level = 0", "plants.species: another field has level 0 of tree flora already"),
        (
            "[trees.flora.values]",
            "[trees.spare.values]\nX = []\n[trees.spare.ar]\nX = \"س\"\n[trees.flora.values]",
            "tree spare: no field uses this tree",
        ),
    ] {
        let reasons = errors(from, to);
        if !reasons.contains(sentence) {
            silent.push(format!("{to:?} should say\n  {sentence}\nbut reasons\n  {reasons}"));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn a_cascade_is_within_one_section() {
    let items = r#"items = { name = "plants", singular = { en = "Plant", ar = "نبتة" }, min = 1, max = 20 }"#;
    assert!(VISIT.contains(items));
    let flat = VISIT.replace(items, "");
    let species = "[[sections.fields]]\nname = \"species\"";
    let section = "[[sections]]\nid = \"more\"\ntitle = { en = \"More\", ar = \"المزيد\" }\n\n";
    let split = flat.replace(species, &format!("{section}{species}"));
    assert!(Forms::parse(&flat, "garden.toml").is_ok());
    let complaints = Forms::parse(&split, "garden.toml").unwrap_err();
    let found = lines(&complaints);
    assert_eq!(complaints.0.len(), 1, "{found}");
    let sentence = "species: level 1 of tree flora needs a field of level 0 before it in the same section";
    assert!(found.contains(sentence), "{found}");
}

#[test]
fn all_mistakes_are_reported_at_once_and_in_order() {
    let source = VISIT.replace("\"date\"", "\"dat\"").replace("version = 3", "").replace("level = 1", "level = -1");
    let complaints = Forms::parse(&source, "garden.toml").unwrap_err();
    let numbers: Vec<usize> = complaints.0.iter().map(|complaint| complaint.line).collect();
    let found = lines(&complaints);
    assert_eq!(complaints.0.len(), 3, "{found}");
    assert!(numbers.is_sorted(), "{found}");
}

#[test]
fn a_mistake_is_told_in_the_language_of_its_reader() {
    let errors = Forms::parse(&VISIT.replace("version = 3", "version = \"3\""), "garden.toml").unwrap_err();
    let arabic = Texts::of(Lang::AR).definition_errors(&errors);
    assert_eq!(arabic, "garden.toml:3: قيمة version غير صحيحة: المطلوب عدد صحيح، والموجود نص");
}

#[test]
fn too_many_fields_are_refused() {
    let field = "[[sections.fields]]\nname = \"n0\"\nkind = \"checkbox\"\nlabel = { en = \"N\", ar = \"ن\" }\n";
    let many: String = (0..300).map(|i| field.replace("n0", &format!("n{i}"))).collect();
    let reasons = errors("[trees.flora.values]", &format!("{many}[trees.flora.values]"));
    assert!(reasons.contains("the form has 306 fields, at most 300 are allowed"), "{reasons}");
}

#[test]
fn no_user_bytes_stop_the_program() {
    for (index, _) in VISIT.char_indices() {
        let _ = Forms::parse(&VISIT[..index], "cut.toml");
        let _ = Forms::parse(&VISIT[index..], "cut.toml");
    }
}
