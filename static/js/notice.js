// The notice above the form: a sentence and buttons. It stays in view while the page is scrolled, because a browser
// returns to the place where the page was before a reload.

/**
 * Shows a notice in place of the previous one, and returns what hides it. `choices` are [label, action] pairs; pressing
 * one hides the notice.
 */
export function notice(form, sentence, choices, { urgent = false, details = [] } = {}) {
  const banner = document.createElement("section");
  banner.className = urgent ? "draft-offer urgent" : "draft-offer";
  const line = document.createElement("p");
  line.setAttribute("role", urgent ? "alert" : "status");
  line.textContent = sentence;
  const list = document.createElement("ul");
  list.append(...details.map((detail) => Object.assign(document.createElement("li"), { textContent: detail, dir: "auto" })));
  const buttons = choices.map(([label, act], place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = place === 0 ? "button secondary" : "button quiet";
    button.textContent = label;
    button.addEventListener("click", () => {
      dismiss();
      act();
    });
    return button;
  });
  banner.replaceChildren(line, ...(details.length ? [list] : []), ...buttons);
  dismiss();
  (document.getElementById("drafts") ?? form).before(banner);
  return () => banner.remove();
}

/** Hides the notice. */
export function dismiss() {
  document.querySelector(".draft-offer")?.remove();
}
