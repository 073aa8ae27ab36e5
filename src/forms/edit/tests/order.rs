use super::{
    super::editor::{Direction, EditRefusal},
    *,
};

fn names(editor: &FormEditor) -> Vec<String> {
    let sections = editor.outline();
    sections
        .iter()
        .map(|section| {
            let questions: Vec<&str> = section.questions.iter().map(|question| question.name.as_str()).collect();
            format!("{}: {}", section.id, questions.join(" "))
        })
        .collect()
}

#[test]
fn sections_and_questions_change_places() {
    let mut editor = open(VISIT);
    editor.move_section("plants", Direction::Up).unwrap();
    editor.move_question(&place("visit", "park"), Direction::Down).unwrap();
    editor.move_question(&place("visit", "day"), Direction::Up).unwrap();
    editor.move_question(&place("visit", "state"), Direction::Down).unwrap();
    let expected = ["plants: family species height", "visit: day park state"];
    assert_eq!(names(&editor), expected);
    // The text has the same order.
    assert_eq!(names(&open(&editor.text())), expected);
    let def = parsed(&mut editor);
    assert_eq!(def.sections.iter().map(|section| section.id.as_str()).collect::<Vec<_>>(), ["plants", "visit"]);
    assert_eq!(editor.move_section("gone", Direction::Up), Err(EditRefusal::Gone));
    assert_eq!(editor.move_question(&place("visit", "gone"), Direction::Up), Err(EditRefusal::Gone));
}

#[test]
fn a_question_moves_to_another_section() {
    let mut editor = open(VISIT);
    let at = place("plants", "height");
    let mut question = editor.question(&at).unwrap();
    question.set("section", "visit");
    assert_eq!(editor.change_question(&at, &question), Ok(place("visit", "height")));
    assert_eq!(names(&open(&editor.text())), ["visit: park day state height", "plants: family species"]);
    parsed(&mut editor);
}

#[test]
fn what_is_needed_stays() {
    let mut editor = open(VISIT);
    assert_eq!(editor.remove_question(&place("visit", "park")), Err(EditRefusal::FillsColumn));
    assert_eq!(editor.remove_section("visit"), Err(EditRefusal::FillsColumn));
    editor.remove_question(&place("visit", "state")).unwrap();
    editor.remove_question(&place("plants", "species")).unwrap();
    editor.remove_question(&place("plants", "height")).unwrap();
    assert_eq!(editor.remove_question(&place("plants", "family")), Err(EditRefusal::LastQuestion));
    parsed(&mut editor);
    editor.remove_section("plants").unwrap();
    // The tree that nothing uses any more is gone, too.
    assert!(!editor.text().contains("trees"), "{}", editor.text());
    assert_eq!(editor.remove_section("visit"), Err(EditRefusal::FillsColumn));
    parsed(&mut editor);
}

#[test]
fn a_question_that_a_rule_needs_is_missed_by_it() {
    let text = VISIT.replace("name = \"day\"", "name = \"day\"\nrelevant = \"${state} = 'Good'\"");
    let mut editor = open(&text);
    editor.remove_question(&place("visit", "state")).unwrap();
    assert!(mistakes(&mut editor).contains("day: relevant: character 1: the form has no question state"));
}

#[test]
fn a_question_leaves_the_columns_of_the_reports() {
    let text = format!("{VISIT}\n[report]\ncolumns = [\"height\", \"species\"]\nremarks = [\"notes\"]\n");
    let text = text.replace("name = \"height\"", "name = \"notes\"\nkind = \"text\"\nlabel = { en = \"Notes\", ar = \"ملاحظات\" }\n\n[[sections.fields]]\nname = \"height\"");
    let mut editor = open(&text);
    parsed(&mut editor);
    editor.remove_question(&place("plants", "height")).unwrap();
    editor.remove_question(&place("plants", "notes")).unwrap();
    let now = editor.text();
    assert!(now.contains("columns = [ \"species\"]") || now.contains("columns = [\"species\"]"), "{now}");
    assert!(!now.contains("remarks"), "{now}");
    parsed(&mut editor);
}

#[test]
fn lists_in_brackets_are_changed_as_well() {
    let text = "module = 'a_b'\nversion = 1\ntitle = {en = 'A', ar = 'ا'}\nshort = {en = 'A', ar = 'ا'}\nabout = {en = 'A', ar = 'ا'}\nsite_field = 's'\ndate_field = 'd'\nsections = [{id = 'v', title = {en = 'V', ar = 'ف'}, fields = [{name = 's', kind = 'text', required = true, label = {en = 'S', ar = 'س'}}, {name = 'd', kind = 'date', label = {en = 'D', ar = 'د'}}]}]\n";
    let mut editor = open(text);
    editor.move_question(&place("v", "d"), Direction::Up).unwrap();
    assert_eq!(parsed(&mut editor).sections[0].id, "v");
    assert_eq!(names(&open(&editor.text())), ["v: d s"]);
}
