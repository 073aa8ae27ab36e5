// Brings one photo or file to the server over a bad connection: two at a time, told how far it is, given up only after two
// minutes of silence, tried again by itself when the connection broke. Sending twice is harmless: the server forgets
// what no form claims.

const AT_ONCE = 2;
const SILENCE = 120_000;
const PAUSES = [1_000, 4_000, 12_000];

/** The server's answer on a photo that it does not take; the sentence is for the person. */
export class Refused extends Error {
  /** Whether the same photo can be sent again, such as after the person has signed in. */
  mayRetry = false;
}

const page = () => document.getElementById("inspection").dataset;

/** What shows that a request comes from a page of this session: the same in every form of the page. */
const formToken = () => document.querySelector("input[name=form_token]")?.value ?? "";

/** Where this form sends its photos. */
export const address = () => page().uploads;

let free = AT_ONCE;
const queue = [];

/** Resolves to the server's answer; rejects with `Refused`, or any other error when the connection failed. */
export async function upload({ field, name, kind, blob, signal, onProgress, onPause }) {
  if (free > 0) free -= 1;
  else await new Promise((resolve) => queue.push(resolve));
  try {
    for (const pause of [...PAUSES, null]) {
      try {
        signal.throwIfAborted();
        return await signedIn(() => post({ field, name, kind, blob, signal, onProgress }));
      } catch (problem) {
        if (problem instanceof Refused || signal.aborted || pause === null) throw problem;
        onPause();
        await new Promise((resolve) => {
          setTimeout(resolve, pause);
          signal.addEventListener("abort", resolve, { once: true });
        });
      }
    }
  } finally {
    const waiting = queue.shift();
    if (waiting) waiting();
    else free += 1;
  }
}

/** Once more after the person has signed in again, if that was the reason. */
async function signedIn(attempt) {
  try {
    return await attempt();
  } catch (problem) {
    if (!problem.mayRetry || !(await renew())) throw problem;
    return attempt();
  }
}

/** Whether the page belongs to a valid session now. Loaded when a session has ended. */
export const renew = async () => (await import("./session.js")).renew();

/** One attempt. XMLHttpRequest, because fetch does not tell how much has been sent. */
function post({ field, name, kind, blob, signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    let silence;
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      alive();
      onProgress(Math.floor((loaded / total) * 100));
    };
    request.onloadend = () => {
      clearTimeout(silence);
      signal.removeEventListener("abort", stop);
      judge(request, blob.size, resolve, reject);
    };
    signal.addEventListener("abort", stop);
    const body = new FormData();
    body.append("field", field);
    body.append("name", name);
    body.append("file", blob);
    // The form's own words for the question are used in a refusal.
    request.open("POST", `${address()}?form=${encodeURIComponent(page().form)}${kind ? `&kind=${kind}` : ""}`);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Form-Token", formToken());
    request.responseType = "json";
    request.send(body);
    alive();
  });
}

function judge({ status, response }, size, resolve, reject) {
  const worthRetrying = status === 0 || status === 408 || status === 429 || status >= 500;
  if (status === 201 && response?.upload_id && response.size === size) resolve(response);
  else if (status >= 400 && !worthRetrying && response?.error) {
    const refused = new Refused(response.fields?.[0]?.message ?? response.error);
    refused.mayRetry = status === 401 || status === 403;
    reject(refused);
  } else reject(new Error(`upload failed with status ${status}`));
}
