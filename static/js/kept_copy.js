// A form page that was kept on the device and may be days old: its date questions must take today.

const DAY = 24 * 3600 * 1000;

/** The token of a kept page belongs to no session. */
export const isKept = () => /^0+$/.test(document.querySelector("input[name=form_token]")?.value ?? "");

export function start(form) {
  if (!isKept()) return;
  // The server decides about dates; in some time zone it is tomorrow.
  const tomorrow = new Date(Date.now() + DAY).toISOString().slice(0, 10);
  const templates = [...form.querySelectorAll("template")].map(({ content }) => content);
  for (const root of [form, ...templates]) {
    for (const control of root.querySelectorAll("input[type=date][max]")) {
      if (control.getAttribute("max") < tomorrow) control.setAttribute("max", tomorrow);
    }
  }
}
