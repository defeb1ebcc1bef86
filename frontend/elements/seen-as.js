/* <seen-as>: keeps the chosen colleague when Wagtail draws the preview of a draft anew.

   <seen-as><form method="get" action="…/preview/"> …a field named "as"… <a href="…?as=">As myself</a></form></seen-as>

   Wagtail puts a new frame in the place of the old one whenever the draft changes, and the old frame takes with it a
   choice that is still on its way. So the choice is told to the panel around the frames, which asks for every later
   one by it; a frame that was asked for before the choice, and came after it, asks again. */

class SeenAs extends HTMLElement {
  connectedCallback() {
    this.panel = window.frameElement?.closest("[data-w-preview-render-url-value]");
    if (!this.panel) return;
    const chosen = this.chosen;
    if (chosen !== null && !new URL(location.href).searchParams.has("as")) {
      location.replace(withChoice(location.href, chosen));
      return;
    }
    this.addEventListener("submit", (event) => this.choose(new FormData(event.target).get("as") ?? ""));
    this.addEventListener("click", (event) => event.target.closest("a") && this.choose(""));
  }

  get chosen() {
    return new URL(this.panel.dataset.wPreviewRenderUrlValue, location.href).searchParams.get("as");
  }

  choose(name) {
    this.panel.dataset.wPreviewRenderUrlValue = withChoice(this.panel.dataset.wPreviewRenderUrlValue, name);
  }
}

function withChoice(address, name) {
  const url = new URL(address, location.href);
  url.searchParams.set("as", name);
  return url.href;
}

customElements.define("seen-as", SeenAs);
