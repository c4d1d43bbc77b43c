// Controls to set or freeze single weights and biases by hand.
//
// They show the numbers of the network on screen; live_chart.js sends the changes to the server.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../basics/parts.js${search}`);
const { say } = await import(`../basics/words.js${search}`);

// The server's name of a parameter: "W2:5" is the sixth entry of W2, in row-major order.
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
  // edit(name, value, dragging), freeze(names): send the command; asked(): the names in the last freeze command, while
  // that is pending.
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
    // Translators: before a list of weights, to choose the one that is set to another number
    this.which = labelled(say("Set "), "select");
    // Translators: between that list and the number
    this.value = labelled(say("to "), "input", "number");
    this.value.step = 0.1;
    this.one = labelled(say("frozen"), "input", "checkbox");
    this.layer = labelled(say("whole layer frozen"), "input", "checkbox");
    this.which.addEventListener("change", () => this.show(this.state, this.unit));
    // In a wide layer, another unit may be shown by the time the value has been typed.
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

  // The frozen names, plus these if on, and without the gone ones.
  toggled(on, names, gone) {
    return [...this.frozen.filter((name) => !gone.includes(name)), ...(on ? names : [])];
  }

  // A pending freeze counts already, so that the next box adds to it.
  get frozen() {
    return this.asked() ?? this.state.frozen;
  }

  ask(names) {
    this.freeze(names);
    this.showBoxes();
  }

  // Show the parameters of unit r of column c; an input has none.
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

  // Select a weight of the unit by its input; undefined selects the bias.
  choose(from) {
    this.which.selectedIndex = from ?? this.which.length - 1;
    this.show(this.state, this.unit);
  }
}
