// Changing single weights and biases by hand: which number, what it is set to, and what is not trained any more.
//
// It shows the numbers of the network that is on screen; live_chart.js asks the server for another.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`./parts.js${search}`);
const { say } = await import(`./words.js${search}`);

// What the server calls a number: "W2:5" is the sixth of W2, counted row by row.
export function nameOf({ columns }, [c, r, from]) {
  const { units } = columns[c];
  if (from === undefined) return `b${c}:${units[r]}`;
  const before = columns[c - 1];
  return `W${c}:${units[r] * (before.units.length + before.hidden) + before.units[from]}`;
}

export function isFrozen({ frozen }, name) {
  return frozen.includes(name) || frozen.includes(name.split(":")[0]);
}

export class Weights {
  // edit(name, value, dragging), freeze(names): asks for it; asked(): the names that it was last asked to freeze, if the
  // server has not heard that yet.
  constructor(parent, { edit, freeze, asked }) {
    Object.assign(this, { edit, freeze, asked });
    this.root = element("div", "live-weights", parent);
    const labelled = (text, tag, type) => {
      const label = element("label", "", this.root);
      const part = Object.assign(element(tag, "", label), type && { type });
      const words = document.createTextNode(text);
      if (type === "checkbox") label.append(words);
      else label.prepend(words);
      return part;
    };
    this.which = labelled(say("Set "), "select");
    this.value = labelled(say("to "), "input", "number");
    this.value.step = 0.1;
    this.one = labelled(say("frozen"), "input", "checkbox");
    this.layer = labelled(say("whole layer frozen"), "input", "checkbox");
    this.which.addEventListener("change", () => this.show(this.state, this.unit));
    // Of a wide layer another unit may be shown by the time that it is typed.
    this.value.addEventListener("focus", () => (this.typed = this.name));
    this.value.addEventListener("change", () => this.value.value !== "" && this.edit(this.typed ?? this.name, this.value.value, false));
    this.one.addEventListener("change", () => this.ask(this.toggled(this.one.checked, [this.name], [this.name])));
    this.layer.addEventListener("change", () => {
      const [c] = this.unit;
      const matrices = [`W${c}`, `b${c}`];
      const within = this.frozen.filter((name) => matrices.includes(name.split(":")[0]));
      this.ask(this.toggled(this.layer.checked, matrices, within));
    });
  }

  // What is frozen, with or without these names; some go in any case.
  toggled(on, names, gone) {
    return [...this.frozen.filter((name) => !gone.includes(name)), ...(on ? names : [])];
  }

  // What was ticked counts before the answer is here: the next one that is ticked comes on top.
  get frozen() {
    return this.asked() ?? this.state.frozen;
  }

  ask(names) {
    this.freeze(names);
    this.showBoxes();
  }

  // The numbers of the unit r of column c; those of an input are none.
  show(state, [c, r]) {
    Object.assign(this, { state, unit: [c, r] });
    this.root.hidden = !c;
    if (!c) return;
    const { columns, links } = state;
    const options = [...columns[c - 1].names.map((name) => say("weight from {name}", { name })), say("bias")];
    const listed = JSON.stringify(options);
    if (listed !== this.listed) {
      const before = this.which.value;
      this.which.replaceChildren(...options.map((text) => new Option(text)));
      if (options.includes(before)) this.which.value = before;
      this.listed = listed;
    }
    const from = this.which.selectedIndex < options.length - 1 ? this.which.selectedIndex : undefined;
    this.name = nameOf(state, [c, r, from]);
    const value = from === undefined ? columns[c].bias[r] : links[c - 1].weight[r][from];
    if (document.activeElement !== this.value) this.value.value = value;
    this.showBoxes();
  }

  showBoxes() {
    const { frozen, unit: [c] } = this;
    this.layer.checked = frozen.includes(`W${c}`) && frozen.includes(`b${c}`);
    this.one.checked = isFrozen(this, this.name);
    this.one.disabled = frozen.includes(this.name.split(":")[0]);
  }

  // Have this number of the unit chosen: from undefined is the bias.
  choose(from) {
    this.which.selectedIndex = from ?? this.which.length - 1;
    this.show(this.state, this.unit);
  }
}
