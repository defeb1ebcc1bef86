/* The form of an editor as it is typed just now, sent to our own server to be looked at; nothing is kept by it.
   It is Wagtail's, whose <service-checks> knows the addresses, or one marked data-typed, which knows them itself. */

export const editor = () => document.getElementById("page-edit-form") ?? document.querySelector("form[data-typed]");

const panel = () => document.querySelector("service-checks, form[data-typed]");

/** Posts the form with more values; resolves to the response, or null where there is no editor or no line. */
export const sendTyped = async (name, more = {}, signal) => {
  const form = editor();
  const url = panel()?.dataset[name];
  if (!form || !url) return null;
  const data = new FormData(form);
  for (const [key, value] of [...data]) if (value instanceof File) data.delete(key);
  for (const [key, value] of Object.entries(more)) data.set(key, value);
  try {
    const answer = await fetch(url, { method: "POST", body: data, credentials: "same-origin", signal });
    return answer.ok ? answer : null;
  } catch {
    return null;
  }
};
