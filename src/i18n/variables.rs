//! The variables that each text of a file names, for the check that callers pass these and no others.
//!
//! Variables of a referenced text belong to that text.

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

/// The texts of a file, by key, with the names of their variables in the order of their first use.
pub(super) fn of_file(file: &FluentResource) -> Vec<(String, Vec<String>)> {
    let named = |entry: &Entry<&str>| {
        let Entry::Message(message) = entry else { return None };
        let mut names = Vec::new();
        if let Some(pattern) = &message.value {
            in_pattern(pattern, &mut names);
        }
        Some((message.id.name.to_owned(), names))
    };
    file.entries().filter_map(named).collect()
}

fn in_pattern(pattern: &Pattern<&str>, names: &mut Vec<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, names);
        }
    }
}

fn in_expression(expression: &Expression<&str>, names: &mut Vec<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, names),
        Expression::Select { selector, variants } => {
            in_inline(selector, names);
            variants.iter().for_each(|variant| in_pattern(&variant.value, names));
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, names: &mut Vec<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            if !names.iter().any(|name| name == id.name) {
                names.push(id.name.to_owned());
            }
        }
        InlineExpression::FunctionReference { arguments, .. }
        | InlineExpression::TermReference { arguments: Some(arguments), .. } => in_arguments(arguments, names),
        InlineExpression::Placeable { expression } => in_expression(expression, names),
        InlineExpression::TermReference { arguments: None, .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::StringLiteral { .. }
        | InlineExpression::NumberLiteral { .. } => {}
    }
}

fn in_arguments(arguments: &CallArguments<&str>, names: &mut Vec<String>) {
    arguments.positional.iter().for_each(|argument| in_inline(argument, names));
    arguments.named.iter().for_each(|argument| in_inline(&argument.value, names));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_wherever_a_text_can_name_them() {
        let source = "\
# { $comment }
plain = Costs 5 $ { \"{ $literal }\" }
plural = { $count ->
    [one] { $site } of { $count }
   *[other] { INLINE($unit, style: \"long\") }
}
nested = { { $inner } } { plain }
";
        let file = FluentResource::try_new(source.to_owned()).unwrap();
        let found = of_file(&file);
        let found: Vec<(&str, String)> = found.iter().map(|(key, names)| (key.as_str(), names.join(" "))).collect();
        assert_eq!(found, [("plain", "".into()), ("plural", "count site unit".into()), ("nested", "inner".into())]);
    }
}
