/* Wagtail's rich text fields have no name of their own for a screen reader; they get their label's. */
const unnamed = "[role=textbox][contenteditable]:not([aria-label])";

const name = () => {
  for (const field of document.querySelectorAll(unnamed)) {
    let around = field.parentElement;
    while (around && !around.querySelector(".w-field__label")) around = around.parentElement;
    const label = around?.querySelector(".w-field__label");
    if (label) field.setAttribute("aria-label", label.textContent.trim());
  }
};

addEventListener("load", () => {
  name();
  const form = document.getElementById("page-edit-form");
  if (form) new MutationObserver(name).observe(form, { childList: true, subtree: true });
});
