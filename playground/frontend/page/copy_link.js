// A button that copies a link which is not to be read on a screen. Where the browser does not let it, the link can be shown.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../basics/elements.js${search}`);

// Only on https, and on this machine itself, is there a clipboard for scripts; elsewhere a selection is copied.
async function copied(text, near) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const field = Object.assign(element("textarea", "", near), { value: text, readOnly: true });
  field.style.cssText = "position: fixed; opacity: 0";
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

class Link {
  constructor(parent) {
    this.root = element("div", "copy-link", parent);
    this.button = Object.assign(element("button", "run-button", this.root), { type: "button" });
    this.said = element("span", "copy-said", this.root);
    this.said.setAttribute("role", "status");
    this.shown = element("code", "", this.root);
    this.shown.hidden = true;
    this.button.addEventListener("click", () => this.press());
  }

  receive(data) {
    if (data.link !== this.data?.link) [this.refused, this.shown.hidden] = [false, true];
    this.data = data;
    setText(this.button, this.refused ? data.show : data.copy);
    setText(this.shown, this.shown.hidden ? "" : data.link);
  }

  async press() {
    const { link, copied: done, refused } = this.data;
    if (this.refused) this.shown.hidden = false;
    else if (await copied(link, this.root)) setText(this.said, done);
    else {
      this.refused = true;
      setText(this.said, refused);
    }
    this.receive(this.data);
  }
}

const links = new WeakMap(); // parent element → its link

export default function ({ data, parentElement }) {
  if (!links.has(parentElement)) links.set(parentElement, new Link(parentElement));
  links.get(parentElement).receive(data);
}
