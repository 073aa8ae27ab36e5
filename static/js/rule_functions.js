// Numbers, dates, items and functions of the rules of a form, for forms that use them. Importing it adds them to
// `rule_language.js`.

import { PRESENT, add, evaluate } from "./rule_language.js";
import { Num } from "./rule_numbers.js";
import { matches } from "./rule_pattern.js";

const MAX_TEXT = 10_000;
const FIRST_DAY = -719162;
const LAST_DAY = 2932896;
const DAY = 86_400_000;

const isNumber = (value) => value instanceof Num;
const isList = Array.isArray;
const isMoment = (value) => value?.second !== undefined;
const isDate = (value) => value?.day !== undefined && !isMoment(value);
/** A time of day, in minutes. */
const isTime = (value) => value?.minute !== undefined;
const isText = (value) => typeof value === "string";

/** What reads other things than the values of its operands. */
const special = {
  n: (view, [text]) => Num.read(text),
  time: (view, [text]) => readTime(text),
  many: (view, [values]) => values,
  position: (view) => (view.item === undefined ? null : Num.whole(view.item + 1)),
  today: ({ now }) => ({ day: now.day }),
  now: ({ now }) => now,
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

/** How many items a value of `repeat_count` asks for, at most `max`; null if it asks for no number of them. */
export function itemCount(value, max) {
  if (!isNumber(value)) return null;
  const { units } = value.truncated();
  if (units < 0n) return 0;
  return units < BigInt(max) ? Number(units) : max;
}

// ---- Operators ----

/** Null where there is no order. */
function order(left, right) {
  if (isNumber(left) && isNumber(right)) return left.compare(right);
  if (isDate(left) && isDate(right)) return left.day - right.day;
  if (isTime(left) && isTime(right)) return left.minute - right.minute;
  if (isMoment(left) && isMoment(right)) return left.day - right.day || left.second - right.second;
  return null;
}

const ordered = (test) => (left, right) => {
  const found = order(left, right);
  return found !== null && test(found);
};

const comparisons = {
  "<": ordered((found) => found < 0),
  "<=": ordered((found) => found <= 0),
  ">": ordered((found) => found > 0),
  ">=": ordered((found) => found >= 0),
};

const operators = {
  "+": (left, right) => left.plus(right),
  "-": (left, right) => left.minus(right),
  "*": (left, right) => left.times(right),
  div: (left, right) => left.over(right),
  mod: (left, right) => left.rest(right),
};

const operation = (name) => (left, right) => {
  if (isNumber(left) && isNumber(right)) return operators[name](left, right);
  if (name === "-" && isDate(left) && isDate(right)) return Num.whole(left.day - right.day);
  if (name === "-" && isDate(left) && isNumber(right)) return later(left, right.negated());
  if (name === "+" && isDate(left) && isNumber(right)) return later(left, right);
  if (name === "+" && isNumber(left) && isDate(right)) return later(right, left);
  return null;
};

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
  "decimal-time": (value) => (isTime(value) ? Num.whole(value.minute).over(Num.whole(1440)) : null),
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

const [FIRST_VISIT, LAST_VISIT] = ["1900-01-01", "2100-12-31"].map((text) => readDay(text).day);

/** A number as it is entered; null if the server would refuse it. */
export function readNumber(rule, text) {
  const found = Num.entered(text);
  if (!found || (text.startsWith("-") && !found.units) || found.scale > rule.decimals) return null;
  const isBelow = rule.min !== undefined && found.compare(Num.read(rule.min)) < 0;
  const isAbove = rule.max !== undefined && found.compare(Num.read(rule.max)) > 0;
  const isBetween = rule.step && found.minus(Num.read(rule.min)).rest(Num.read(rule.step)).compare(Num.whole(0)) !== 0;
  return isBelow || isAbove || isBetween ? null : found;
}

/** The time of `14:30`; null for anything else. */
export function readTime(text) {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text) ?? [];
  return hours < 24 && minutes < 60 ? { minute: hours * 60 + Number(minutes) } : null;
}

/** A time as it is entered; null if the server would refuse it. */
export function readAnswerTime({ min, max }, text) {
  const found = readTime(text);
  const isOutside = found && ((min && found.minute < readTime(min).minute) || (max && found.minute > readTime(max).minute));
  return isOutside ? null : found;
}

/** The values that are chosen; null without any, or if the server would refuse their number. */
export function readChoices({ min = 1, max = Infinity }, field) {
  const chosen = [...(field?.querySelectorAll(":checked") ?? [])].map(({ value }) => value);
  return chosen.length && chosen.length >= min && chosen.length <= max ? chosen : null;
}

/** A day as it is entered; null if the server would refuse it. */
export function readAnswerDay(control, text) {
  const found = readDay(text);
  const isFuture = control.max && text > control.max;
  return found && !isFuture && found.day >= FIRST_VISIT && found.day <= LAST_VISIT ? found : null;
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
  if (isTime(value)) return `${two(Math.floor(value.minute / 60))}:${two(value.minute % 60)}`;
  return String(value);
}

const arithmetic = Object.fromEntries(Object.keys(operators).map((name) => [name, operation(name)]));
/** All their operands are evaluated. */
const strict = Object.entries({ ...comparisons, ...arithmetic, ...functions }).map(([name, work]) => [
  name,
  (view, given) => work(...given.map((each) => evaluate(each, view))),
]);
add({ ...special, ...Object.fromEntries(strict) });
