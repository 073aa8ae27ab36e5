// The texts of the scripts, in the language of the page. The page carries them as JSON in the elements #texts (of its
// own scripts), #shell-texts (of those of every page) and #correction-texts (of corrections), so that all languages have
// their texts in one place on the server.

const root = document.documentElement;
const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "{}");
const texts = { ...read("shell-texts"), ...read("correction-texts"), ...read("texts") };
const rules = new Intl.PluralRules(root.lang);

/**
 * The text of a key with its arguments. A text with plural forms is an object of patterns by CLDR category; the
 * argument `count` selects the pattern.
 */
export function text(key, args = {}) {
  let pattern = texts[key] ?? key;
  if (typeof pattern !== "string") pattern = pattern[rules.select(args.count)] ?? pattern.other;
  return pattern.replace(/\{([a-z-]+)\}/g, (whole, name) => args[name] ?? whole);
}

/** "10:42", or "14 March, 10:42" if that was on another day. */
export function clock(when) {
  const date = new Date(when);
  const today = date.toDateString() === new Date().toDateString();
  const day = today ? {} : { day: "numeric", month: "long" };
  const time = { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(text("language-browser-locale"), time).format(date);
}
