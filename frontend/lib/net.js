/* One way to ask our own server from an element: same origin, CSRF token, and what failed said aloud once. */

const token = () => {
  try {
    return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["x-csrftoken"] ?? "";
  } catch {
    return "";
  }
};

/** Posts form data; resolves to the response, whatever its status. */
export const post = (url, data = {}, headers = {}) =>
  fetch(url, {
    method: "POST",
    credentials: "same-origin",
    headers: { "x-csrftoken": token(), "x-requested-with": "fetch", ...headers },
    body: data instanceof FormData ? data : new URLSearchParams(data),
  });

export const csrf = token;

/** JSON from the server, or null where the answer was anything else. */
export const getJSON = async (url, signal) => {
  const answer = await fetch(url, { credentials: "same-origin", headers: { accept: "application/json" }, signal });
  return answer.ok ? answer.json() : null;
};

/** Shows a toast from any element: `{text, tone, undo}`; `undo` is a URL to post to. */
export const say = (detail) => document.body.dispatchEvent(new CustomEvent("toast", { detail }));
