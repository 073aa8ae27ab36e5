/** What shows that a request comes from a page of this session: the same in every form of the page. */
export function formToken() {
  return document.querySelector("input[name=form_token]")?.value ?? "";
}
