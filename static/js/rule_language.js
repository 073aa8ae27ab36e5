// Evaluates the expressions of a form while one types: questions, conditions and equality, which every form with rules
// needs. `rule_functions.js` adds numbers, dates and functions where the rules of a form use them.
//
// The server has read and checked the expressions and sends each as a tree (domain/rules/json.rs); it evaluates them too
// and decides. Both are tested with the same vectors.
//
// Values: null (blank), true and false, text, PRESENT for files; of `rule_functions.js` numbers, { day } (days since
// 1970), { day, second } and lists. Evaluation never fails: what has no result is null.

export const PRESENT = Symbol("present");

/**
 * The value of a tree. `view`: `top` (answers by name), `groups` (of each its items, of each item its answers by name),
 * and where the rule stands: `group`, `item`, `self` (the answers of an item that does not count), `own` (the answer
 * itself), `columns` (of a choice), `now`.
 */
export function evaluate(tree, view) {
  if (!Array.isArray(tree)) return tree;
  const [name, ...given] = tree;
  return operations[name](view, given);
}

export const isTrue = (tree, view) => evaluate(tree, view) === true;

/** Numbers know how they compare; days and moments are compared by their parts. */
export function isEqual(left, right) {
  if (left?.compare) return Boolean(right?.compare) && left.compare(right) === 0;
  if (left?.day !== undefined) return left.day === right?.day && left.second === right?.second;
  if (left?.minute !== undefined) return left.minute === right?.minute;
  return left === right;
}

const operations = {
  f: (view, [name]) => view.top[name] ?? null,
  i: (view, [name]) => (view.self ?? view.groups[view.group]?.[view.item])?.[name] ?? null,
  ".": (view) => view.own ?? null,
  column: (view, [name]) => view.columns?.[name] || null,
  not: (view, [inner]) => !isTrue(inner, view),
  and: (view, [left, right]) => isTrue(left, view) && isTrue(right, view),
  or: (view, [left, right]) => isTrue(left, view) || isTrue(right, view),
  if: (view, [condition, yes, no]) => evaluate(isTrue(condition, view) ? yes : no, view),
  "=": (view, [left, right]) => isEqual(evaluate(left, view), evaluate(right, view)),
  "!=": (view, [left, right]) => !isEqual(evaluate(left, view), evaluate(right, view)),
};

/** Adds operations by name: functions of the view and the operands. */
export const add = (more) => Object.assign(operations, more);
