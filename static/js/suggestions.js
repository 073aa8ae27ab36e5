// Suggestions below a question: what the server knows that begins with what was typed. Where it cannot be asked, the last
// ones stay.

const PAUSE = 200;

const followed = new WeakSet();

export function follow(form, input) {
  if (followed.has(input)) return;
  followed.add(input);
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE, form, input);
  });
  ask(form, input);
}

async function ask(form, input) {
  const typed = input.value;
  const site = form.elements[form.dataset.site]?.value ?? "";
  const query = new URLSearchParams({ field: input.name, text: typed, site });
  try {
    const response = await fetch(`/suggestions/${encodeURIComponent(form.dataset.form)}?${query}`, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { suggestions } = await response.json();
    if (input.value === typed) listOf(input).replaceChildren(...suggestions.map((value) => Object.assign(document.createElement("option"), { value })));
  } catch (problem) {
    console.warn(problem);
  }
}

/** The list of the input, made where it has none. An item may get another name. */
function listOf(input) {
  if (input.list) return input.list;
  const list = Object.assign(document.createElement("datalist"), { id: `suggested-${crypto.randomUUID?.() ?? Math.random()}` });
  document.body.append(list);
  input.setAttribute("list", list.id);
  return list;
}
