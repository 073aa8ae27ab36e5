// Choice filters of a form: only choices that fit the other answers are offered.

import { isTrue } from "./rule_language.js";

/** Choices that were taken back because they no longer fit. */
const taken = new WeakMap();

/**
 * Offers the choices that fit. A chosen one that does not is taken back, and given again when it does; whether the answer
 * has changed.
 */
export function filter(field, { rule, where, applies }) {
  if (!("filter" in rule) || !applies || !field || field.closest("section[hidden]")) return false;
  const fits = (value) => isTrue(rule.filter, { ...where, columns: rule.columns[value] });
  const select = field.querySelector("select");
  return select ? filterSelect(select, fits) : filterButtons(field, fits);
}

function filterSelect(select, fits) {
  for (const option of select.options) {
    const isAway = Boolean(option.value) && !fits(option.value);
    option.hidden = isAway;
    option.disabled = isAway;
  }
  const before = select.value;
  if (before && !fits(before)) {
    taken.set(select, before);
    select.value = "";
  } else if (!before && taken.has(select) && fits(taken.get(select))) {
    select.value = taken.get(select);
    taken.delete(select);
  } else return false;
  select.dispatchEvent(new Event("changed", { bubbles: true }));
  return true;
}

function filterButtons(field, fits) {
  let isChanged = false;
  for (const button of field.querySelectorAll("input[type=radio], input[type=checkbox]")) {
    // One answer of the field, or each box for itself.
    const home = button.type === "radio" ? field : button;
    const isAway = !fits(button.value);
    button.closest("label").hidden = isAway;
    button.disabled = isAway;
    if (isAway && button.checked) {
      button.checked = false;
      taken.set(home, button.value);
      isChanged = true;
    } else if (!isAway && taken.get(home) === button.value && (home === button || !field.querySelector(":checked"))) {
      button.checked = true;
      taken.delete(home);
      isChanged = true;
    }
  }
  return isChanged;
}
