/* Things that changed their place glide there instead of jumping: remember(), change the page, play(). */

const TIME = 140;

export class Glide {
  constructor(root, selector, byline) {
    Object.assign(this, { root, selector, byline, places: new Map() });
  }

  things() {
    return this.root.querySelectorAll(this.selector);
  }

  remember() {
    this.places = new Map([...this.things()].map((one) => [one.id, [one.getBoundingClientRect(), one.parentElement?.id]]));
  }

  /** Moves what stood elsewhere; what somebody else moved (not `mine`) is marked with the mover's name for a while. */
  play(mine) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const one of this.things()) {
      const [was, parent] = this.places.get(one.id) ?? [];
      const is = one.getBoundingClientRect();
      if (was && !still && (was.left !== is.left || was.top !== is.top)) {
        one.animate(
          [{ transform: `translate(${was.left - is.left}px, ${was.top - is.top}px)` }, { transform: "none" }],
          { duration: TIME, easing: "cubic-bezier(0.2, 0, 0, 1)" },
        );
      }
      const elsewhere = this.places.size > 0 && (!was || parent !== one.parentElement?.id);
      if (elsewhere && one.dataset.card !== mine && one.dataset.movedBy) this.sign(one);
    }
    this.places = new Map();
  }

  sign(one) {
    const mark = Object.assign(document.createElement("span"), {
      className: "moved-by",
      textContent: this.byline.replace("%(name)s", one.dataset.movedBy),
    });
    one.append(mark);
    setTimeout(() => mark.remove(), 4000);
  }
}
