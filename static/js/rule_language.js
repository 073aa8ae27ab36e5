// Evaluates the expressions of a form while one types. The server has read and checked them and sends each as a tree
// (domain/rules/json.rs); it evaluates them too and decides. Both are tested with the same vectors.
//
// Values: null (blank), true and false, Num, text, { day } (days since 1970), { day, second }, a list of texts, and
// PRESENT for files. Evaluation never fails: what has no result is null.

import { Num } from "./rule_numbers.js";
import { matches } from "./rule_pattern.js";

export const PRESENT = Symbol("present");
const MAX_TEXT = 10_000;
const FIRST_DAY = -719162;
const LAST_DAY = 2932896;
const DAY = 86_400_000;

const isNumber = (value) => value instanceof Num;
const isList = Array.isArray;
const isDate = (value) => value !== null && typeof value === "object" && "day" in value && !("second" in value);
const isMoment = (value) => value !== null && typeof value === "object" && "second" in value;
const isText = (value) => typeof value === "string";

/**
 * The value of a tree. `view`: `top` (answers by name), `groups` (of each its items, of each item its answers by name),
 * and where the rule stands: `group`, `item`, `self` (the answers of an item that does not count), `own` (the answer
 * itself), `columns` (of a choice), `now`.
 */
export function evaluate(tree, view) {
  if (!isList(tree)) return tree === "" ? null : tree;
  const [name, ...given] = tree;
  return (lazy[name] ?? strict)(view, given, name);
}

export const isTrue = (tree, view) => evaluate(tree, view) === true;

/** What reads other things than the values of its operands, or not all of them. */
const lazy = {
  n: (view, [text]) => Num.read(text),
  f: (view, [name]) => view.top[name] ?? null,
  i: (view, [name]) => (view.self ?? view.groups[view.group]?.[view.item])?.[name] ?? null,
  ".": (view) => view.own ?? null,
  position: (view) => (view.item === undefined ? null : Num.whole(view.item + 1)),
  column: (view, [name]) => view.columns?.[name] || null,
  today: ({ now }) => ({ day: now.day }),
  now: ({ now }) => now,
  not: (view, [inner]) => !isTrue(inner, view),
  and: (view, [left, right]) => isTrue(left, view) && isTrue(right, view),
  or: (view, [left, right]) => isTrue(left, view) || isTrue(right, view),
  if: (view, [condition, yes, no]) => evaluate(isTrue(condition, view) ? yes : no, view),
  count: (view, [group]) => Num.whole(itemsOf(view, group).length),
  "count-non-empty": (view, [group, name]) => Num.whole(all(view, group, name).length),
  sum: (view, [group, name]) => {
    const numbers = all(view, group, name).filter(isNumber);
    return numbers.length ? numbers.reduce((sum, number) => sum && sum.plus(number)) : null;
  },
  "all-min": (view, [group, name]) => extreme(all(view, group, name), -1),
  "all-max": (view, [group, name]) => extreme(all(view, group, name), 1),
  "indexed-repeat": (view, [group, name, number]) => {
    const place = evaluate(number, view);
    if (!isNumber(place)) return null;
    return itemsOf(view, group)[place.toInteger() - 1]?.[name] ?? null;
  },
  regex: (view, [text, pattern]) => matches(pattern, printed(evaluate(text, view))),
  "format-date": (view, [date, pieces]) => formatted(evaluate(date, view), pieces),
};
const itemsOf = (view, group) => view.groups[group] ?? [];
const all = (view, group, name) =>
  itemsOf(view, group)
    .map((item) => item[name] ?? null)
    .filter((value) => value !== null);

function extreme(values, wanted) {
  const better = (best, number) => (number.compare(best) * wanted > 0 ? number : best);
  const numbers = values.filter(isNumber);
  return numbers.length ? numbers.reduce(better) : null;
}

function strict(view, given, name) {
  const values = given.map((each) => evaluate(each, view));
  if (name in comparisons) return comparisons[name](...values);
  if (name in operations) return operation(name, ...values);
  return functions[name](...values);
}

// ---- Operators ----

function isEqual(left, right) {
  if (isNumber(left)) return isNumber(right) && left.compare(right) === 0;
  if (isMoment(left)) return isMoment(right) && order(left, right) === 0;
  if (isDate(left)) return isDate(right) && left.day === right.day;
  return left === right;
}

/** Null where there is no order. */
function order(left, right) {
  if (isNumber(left) && isNumber(right)) return left.compare(right);
  if (isDate(left) && isDate(right)) return left.day - right.day;
  if (isMoment(left) && isMoment(right)) return left.day - right.day || left.second - right.second;
  return null;
}

const ordered = (test) => (left, right) => {
  const found = order(left, right);
  return found !== null && test(found);
};

const comparisons = {
  "=": isEqual,
  "!=": (left, right) => !isEqual(left, right),
  "<": ordered((found) => found < 0),
  "<=": ordered((found) => found <= 0),
  ">": ordered((found) => found > 0),
  ">=": ordered((found) => found >= 0),
};

const operations = {
  "+": (left, right) => left.plus(right),
  "-": (left, right) => left.minus(right),
  "*": (left, right) => left.times(right),
  div: (left, right) => left.over(right),
  mod: (left, right) => left.rest(right),
};

function operation(name, left, right) {
  if (isNumber(left) && isNumber(right)) return operations[name](left, right);
  if (name === "-" && isDate(left) && isDate(right)) return Num.whole(left.day - right.day);
  if (name === "-" && isDate(left) && isNumber(right)) return later(left, right.negated());
  if (name === "+" && isDate(left) && isNumber(right)) return later(left, right);
  if (name === "+" && isNumber(left) && isDate(right)) return later(right, left);
  return null;
}

// ---- Functions ----

const made = (text) => (text === "" || [...text].length > MAX_TEXT ? null : text);
/** An empty text is in every text, which is never what a form means. */
const within = (test) => (text, part) => {
  const [whole, piece] = [printed(text), printed(part)];
  return whole !== "" && piece !== "" && test(whole, piece);
};
const numbersOf = (values) => values.filter(isNumber);

const functions = {
  neg: (value) => (isNumber(value) ? value.negated() : null),
  coalesce: (...values) => values.find((value) => value !== null) ?? null,
  concat: (...values) => made(values.map(printed).join("")),
  string: (value) => made(printed(value)),
  contains: within((text, part) => text.includes(part)),
  "starts-with": within((text, part) => text.startsWith(part)),
  "ends-with": within((text, part) => text.endsWith(part)),
  "string-length": (value) => Num.whole([...printed(value)].length),
  selected: (chosen, value) => isText(value) && (isList(chosen) ? chosen.includes(value) : chosen === value),
  "count-selected": (chosen) => Num.whole(isList(chosen) ? chosen.length : chosen === null ? 0 : 1),
  date: dateOf,
  number: (value) => {
    if (isText(value)) return Num.entered(value.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, ""));
    if (isDate(value)) return Num.whole(value.day);
    return isNumber(value) ? value : null;
  },
  int: (value) => (isNumber(value) ? value.truncated() : null),
  round: (value, ...decimals) => {
    if (!isNumber(value)) return null;
    if (!decimals.length) return value.rounded(0);
    const places = isNumber(decimals[0]) ? decimals[0].toInteger() : null;
    return places !== null && places >= 0 && places <= 10 ? value.rounded(places) : null;
  },
  min: (...values) => extreme(numbersOf(values), -1),
  max: (...values) => extreme(numbersOf(values), 1),
};

// ---- Days ----

/** The day of `2026-03-14`; null for anything else. */
export function readDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text) return null;
  return { day: date.getTime() / DAY };
}

const dayOf = (day) => (day !== null && day >= FIRST_DAY && day <= LAST_DAY ? { day } : null);

function later({ day }, days) {
  const more = days.toInteger();
  return more === null ? null : dayOf(day + more);
}

function dateOf(value) {
  if (isText(value)) return readDay(value);
  if (isNumber(value)) return dayOf(value.toInteger());
  return isDate(value) || isMoment(value) ? { day: value.day } : null;
}

const isoOf = ({ day }) => new Date(day * DAY).toISOString().slice(0, 10);
const two = (number) => String(number).padStart(2, "0");

function formatted(date, pieces) {
  if (!isDate(date) && !isMoment(date)) return null;
  const [year, month, day] = isoOf(date).split("-");
  const seconds = date.second ?? 0;
  const [hour, minute, second] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const letters = { Y: year, y: year.slice(2), m: month, n: Number(month), d: day, e: Number(day) };
  Object.assign(letters, { H: two(hour), h: hour, M: two(minute), S: two(second) });
  return made(pieces.map((piece) => (isList(piece) ? letters[piece[0]] : piece)).join(""));
}

/** A value as a text; blank is empty. */
export function printed(value) {
  if (value === null || value === PRESENT) return "";
  if (isList(value)) return value.join(" ");
  if (isMoment(value)) return `${isoOf(value)}T${formatted(value, [["H"], ":", ["M"], ":", ["S"]])}`;
  if (isDate(value)) return isoOf(value);
  return String(value);
}
