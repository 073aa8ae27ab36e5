// Entry of the page about the API: sends what the forms below each address say, with the token that was pasted. The
// token is in its field and nowhere else; cookies stay at home, so that what is seen is what a program sees.

const token = document.getElementById("token");
const words = document.getElementById("operations").dataset;
document.documentElement.classList.replace("no-js", "js");

document.getElementById("token-field").hidden = false;
for (const form of document.querySelectorAll("form.try")) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

async function send(form) {
  const answered = form.querySelector(".answered");
  const button = form.querySelector("button");
  answered.replaceChildren(words.sending);
  button.disabled = true;
  try {
    const answer = await fetch(addressOf(form), requestOf(form));
    answered.replaceChildren(...(await shown(answer)));
  } catch {
    answered.replaceChildren(words.noAnswer);
  } finally {
    button.disabled = false;
  }
}

function addressOf(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  for (const { name, value, dataset } of form.querySelectorAll("[data-in]")) {
    if (dataset.in === "path") path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (value) query.set(name, value);
  }
  return query.size ? `${path}?${query}` : path;
}

function requestOf(form) {
  const headers = {};
  if (token.value.trim()) headers.Authorization = `Bearer ${token.value.trim()}`;
  const request = { method: form.dataset.method, headers, credentials: "omit", cache: "no-store" };
  const text = form.querySelector("[data-body]");
  const file = form.querySelector("[data-file]")?.files[0];
  if (text) {
    headers["Content-Type"] = "application/json";
    request.body = text.value;
  } else if (file) {
    headers["Content-Type"] = file.type || "application/octet-stream";
    request.body = file;
  }
  return request;
}

/** What an answer looks like: JSON as text, a picture as itself, any other file to be saved. */
async function shown(answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  const pre = document.createElement("pre");
  pre.dir = "ltr";
  pre.tabIndex = 0;
  pre.textContent = `${answer.status} ${type}`;
  if (type.startsWith("application/json")) {
    pre.textContent += `\n\n${JSON.stringify(await answer.json(), null, 2)}`;
    return [pre];
  }
  const address = URL.createObjectURL(await answer.blob());
  if (type.startsWith("image/")) {
    const image = document.createElement("img");
    image.src = address;
    image.alt = "";
    return [pre, image];
  }
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.textContent = words.save;
  return [pre, link];
}
