// Entry of the page that is shown where there is no network: the forms that this device keeps.

import { state } from "./kept_pages.js";

const list = document.getElementById("kept-forms");
const kept = await state();
const lang = document.documentElement.lang;
list.replaceChildren(
  ...(kept?.forms ?? []).map(({ module, titles }) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.className = "button secondary";
    link.href = `/forms/${encodeURIComponent(module)}`;
    link.textContent = titles[lang] ?? titles.en;
    line.append(link);
    return line;
  }),
);
document.getElementById("no-kept-forms").hidden = list.childElementCount > 0;
document.documentElement.classList.replace("no-js", "js");
document.getElementById("try-again").addEventListener("click", () => location.reload());
// The address is that of the page that could not be loaded. A browser that believes to be online may be wrong.
addEventListener("online", async () => {
  const answer = await fetch("/health/live", { cache: "no-store" }).catch(console.info);
  if (answer?.ok && location.pathname !== "/offline") location.reload();
});
