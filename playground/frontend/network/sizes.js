// The number of hidden layers and of units, changed in the picture of the network: each is a number with less and more.

const { search } = new URL(import.meta.url); // of the same version
const keys = await import(`../keyboard/keys.js${search}`);
const { element, setText } = await import(`../basics/parts.js${search}`);
const { say } = await import(`../basics/words.js${search}`);

export class Sizes {
  // choose(name, value): changes the setting; pending(): the arguments of a change on its way to the server.
  constructor(parent, { choose, pending }) {
    Object.assign(this, { choose, pending, sizes: {}, spins: new Map() });
    this.root = element("div", "live-sizes-of", parent);
  }

  // sizes: by setting its label, its value and that in words, and the limits; a setting that can't be changed is missing.
  show(sizes) {
    this.sizes = sizes;
    for (const name of this.spins.keys()) if (!(name in sizes)) this.remove(name);
    for (const name of Object.keys(sizes)) {
      if (!this.spins.has(name)) this.spins.set(name, this.build(name));
      this.showOne(name);
    }
  }

  remove(name) {
    this.spins.get(name).root.remove();
    this.spins.delete(name);
  }

  build(name) {
    const root = element("div", "live-size", this.root);
    root.dataset.setting = name;
    root.tabIndex = 0;
    root.setAttribute("role", "spinbutton");
    const [less, words, more] = ["−", "", "+"].map((text) => Object.assign(element("span", "", root), { textContent: text }));
    for (const [part, by] of [[less, -1], [more, 1]]) {
      part.className = "live-size-step";
      part.addEventListener("click", () => this.change(name, by));
    }
    keys.add({ at: root, group: "run", keys: Object.keys(keys.STEPS), words: say("On “{label}”: fewer or more", this.sizes[name]), does: ({ key }) => this.change(name, keys.STEPS[key]) });
    return { root, less, words, more };
  }

  valueOf(name) {
    const pending = this.pending();
    return pending?.name === name ? pending.value : this.sizes[name].value;
  }

  change(name, by) {
    const { least, most } = this.sizes[name];
    const value = this.valueOf(name) + by;
    if (value < least || value > most) return;
    this.choose(name, value);
    this.showOne(name);
  }

  showOne(name) {
    const { label, value, words, least, most } = this.sizes[name];
    const { root, less, words: part, more } = this.spins.get(name);
    const now = this.valueOf(name);
    const text = words.replace(String(value), String(now)); // until the server says it in proper grammar
    setText(part, text);
    const aria = { label, valuenow: now, valuemin: least, valuemax: most, valuetext: text };
    for (const [key, given] of Object.entries(aria)) root.setAttribute(`aria-${key}`, given);
    less.toggleAttribute("data-off", now <= least);
    more.toggleAttribute("data-off", now >= most);
  }
}
