// Patterns of regex(): the tree that the server made, run as a machine of states. It follows all ways at once, so that
// its time is bounded by the length of the text times the states (at most 1 000), whatever the pattern is. The browser's
// own RegExp tries one way after the other and can take for ever.

/** Programs by tree. */
const programs = new WeakMap();

/** Whether the whole text matches. */
export function matches(tree, text) {
  if (!programs.has(tree)) programs.set(tree, program(tree));
  const states = programs.get(tree);
  const characters = [...text];
  let current = follow(states, [0], 0, characters.length);
  for (let place = 0; place < characters.length && current.length; place += 1) {
    const code = characters[place].codePointAt(0);
    const next = current.filter((at) => states[at].ranges && isIn(states[at].ranges, code)).map((at) => at + 1);
    current = follow(states, next, place + 1, characters.length);
  }
  return current.some((at) => states[at].end);
}

/** The states that are reached from these without another character. */
function follow(states, from, place, length) {
  const met = new Set();
  const open = [...from];
  while (open.length) {
    const at = open.pop();
    if (met.has(at)) continue;
    met.add(at);
    const { ways, assert } = states[at];
    if (ways) open.push(...ways);
    else if (assert && place === (assert === "^" ? 0 : length)) open.push(at + 1);
  }
  return [...met];
}

/** Ranges begin with whether the class is negated. */
function isIn([isNegated, ...ranges], code) {
  for (let i = 0; i < ranges.length; i += 2) if (code >= ranges[i] && code <= ranges[i + 1]) return !isNegated;
  return Boolean(isNegated);
}

function program(tree) {
  const states = [];
  add(tree);
  states.push({ end: true });
  return states;

  function add(part) {
    if (Array.isArray(part)) states.push({ ranges: part });
    else if (typeof part === "string") states.push({ assert: part });
    else if (part.all) part.all.forEach(add);
    else if (part.any) addAny(part.any);
    else addRepeat(part);
  }

  function addAny(parts) {
    const start = { ways: [] };
    states.push(start);
    const ends = parts.map((part) => {
      start.ways.push(states.length);
      add(part);
      const end = { ways: [] };
      states.push(end);
      return end;
    });
    for (const end of ends) end.ways.push(states.length);
  }

  function addRepeat({ part, least, most }) {
    for (let i = 0; i < least; i += 1) add(part);
    if (most === null) {
      const at = states.length;
      const start = { ways: [at + 1] };
      states.push(start);
      add(part);
      states.push({ ways: [at] });
      start.ways.push(states.length);
      return;
    }
    const skips = [];
    for (let i = least; i < most; i += 1) {
      const skip = { ways: [states.length + 1] };
      skips.push(skip);
      states.push(skip);
      add(part);
    }
    for (const skip of skips) skip.ways.push(states.length);
  }
}
