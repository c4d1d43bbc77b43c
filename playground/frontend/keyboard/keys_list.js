// The list of the keys that are in effect, at `?`, with the switch of those of one character, and what features add to it.

const NAMES = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", PageUp: "Page Up", PageDown: "Page Down", Escape: "Esc" };
const MANY = 4; // keys of one entry that are all listed
const ICONS = "[data-testid=stIconMaterial]"; // their text is a name
const STREAMLITS = "[data-testid=stButton] button:has(kbd)"; // its buttons with shortcuts, which they show

const { search } = new URL(import.meta.url); // of the same version
const { note, noted } = await import(`../device/device.js${search}`);
const { element } = await import(`../basics/elements.js${search}`);
const { call } = await import(`../basics/features.js${search}`);
const keys = await import(`./keys.js${search}`);

keys.setCharacters(noted().characters);

export class KeyList {
  // texts: title; list, what it is called in itself; close; space, the name of that key; groups, by name; characters, the
  // name of their switch.
  constructor(parent, texts) {
    this.root = element("dialog", "keys-list", parent);
    this.root.setAttribute("closedby", "any");
    this.root.setAttribute("aria-labelledby", "keys-title");
    this.root.addEventListener("close", () => this.root.open || this.empty()); // it may have been opened again since
    keys.add({ at: this.root, keys: ["?", "？"], repeats: false, group: "page", words: texts.list, does: () => this.root.close() });
    this.receive(texts);
  }

  receive(texts) {
    this.texts = texts;
    this.removeKeys?.();
    this.removeKeys = keys.add({ group: "page", keys: ["?", "？"], words: texts.list, does: () => this.show() });
  }

  show() {
    this.empty();
    const { title, close, groups, characters } = this.texts;
    const head = element("header", "", this.root);
    Object.assign(element("h2", "", head), { id: "keys-title", textContent: title });
    const away = Object.assign(element("button", "run-button", head), { type: "button", textContent: close, autofocus: true });
    away.addEventListener("click", () => this.root.close());
    const all = [...keys.inEffect(), ...ofStreamlit()].sort(asOnPage);
    for (const group of keys.GROUPS) this.showGroup(groups[group], all.filter((each) => each.group === group));
    this.ends = call("inKeysList", this.root);
    this.addSwitch(characters);
    this.root.showModal();
  }

  addSwitch(name) {
    const label = element("label", "keys-characters", this.root);
    const input = Object.assign(element("input", "", label), { type: "checkbox", checked: noted().characters });
    element("span", "", label).textContent = name;
    input.addEventListener("click", () => {
      note({ characters: input.checked });
      keys.setCharacters(input.checked);
    });
  }

  // End what features have put there.
  leave() {
    this.ends?.forEach((end) => end?.());
    this.ends = null;
  }

  // Closed it leaves nothing on the page.
  empty() {
    this.leave();
    this.root.replaceChildren();
  }

  showGroup(name, entries) {
    if (!entries.length) return;
    element("h3", "", this.root).textContent = name;
    const list = element("dl", "", this.root);
    const listed = new Set();
    for (const { keys: names, words } of entries) {
      if (listed.size === listed.add(`${names} ${words}`).size) continue; // two areas to draw on have the same keys
      const row = element("div", "", list);
      const place = element("dt", "", row);
      const few = names.length > MANY ? [names[0], "…", names.at(-1)] : names.filter((each) => each !== "？");
      few.forEach((each) => (each === "…" ? place.append(each) : (element("kbd", "", place).textContent = this.nameOf(each))));
      element("dd", "", row).textContent = words;
    }
  }

  nameOf(key) {
    if (key === "Space") return this.texts.space;
    return NAMES[key] ?? key.replace("Control+", "Ctrl ");
  }

  close() {
    this.leave();
    this.removeKeys();
    this.root.remove();
  }
}

// By the place of what they belong to, in the order that the eye goes through the page; the rest first.
function asOnPage(...entries) {
  const [one, other] = entries.map(({ on, at }) => on ?? at);
  if (!one || !other || one === other) return Boolean(one) - Boolean(other);
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

// Streamlit's own shortcuts: its buttons say them.
function ofStreamlit() {
  return [...document.querySelectorAll(STREAMLITS)].map((button) => {
    const words = button.cloneNode(true);
    const [key] = words.querySelectorAll("kbd");
    for (const part of [key, ...words.querySelectorAll(ICONS)]) part.remove();
    return { group: "page", keys: [key.textContent], words: words.textContent, on: button };
  });
}
