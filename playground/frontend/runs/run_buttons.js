// Buttons that act on the runs of a live chart. They are enabled at once according to what is on screen.
//
// They look like Streamlit's buttons beside them. A button is described in playground/ui/components/run_buttons.py.

const { search } = new URL(import.meta.url); // of the same version
const keys = await import(`../keyboard/keys.js${search}`);
const { element, shape } = await import(`../basics/parts.js${search}`);
const { follow, playerOf } = await import(`./run_parts.js${search}`);

// Paths on a square of side 24: outlines, and filled shapes.
const ICONS = {
  play: { line: "M9 6.6v10.8l8-5.4z" },
  pause: { line: "M7.5 6.5h2.2v11H7.5zM14.3 6.5h2.2v11h-2.2z" },
  step: { line: "M7.5 7v10l7-5zM17.5 6.5v11" },
  reset: { line: "M6.2 8.5a7 7 0 1 1-1 5.5M5.6 4.6v4.4h4.4" },
  start: { line: "M17.5 7v10l-7-5zM7 6.5v11" },
  dice: { line: "M5.5 4.5h13a1 1 0 0 1 1 1v13a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1z", fill: dots([8.3, 8.3], [15.7, 8.3], [12, 12], [8.3, 15.7], [15.7, 15.7]) },
  bulb: { line: "M9.5 17.5h5M10.5 20h3M12 4a5.3 5.3 0 0 0-3.2 9.5c.7.6 1 1.2 1 2h4.4c0-.8.3-1.4 1-2A5.3 5.3 0 0 0 12 4z" },
  down: { line: "M12 4.5v14M6.5 13l5.5 5.5 5.5-5.5" },
  hand: { line: "M9.5 15.5V6a1.5 1.5 0 0 1 3 0v6l4.7 1.2a1.6 1.6 0 0 1 1.2 1.8l-.7 4.5H11.4l-4.9-4.7 1-1zM7 8.7a4.4 4.4 0 1 1 8 0" },
  dots: { fill: dots([6.5, 15.5], [11, 18], [17.5, 16.5], [9, 8.5], [15, 10.5], [17, 5.5]) },
};

function dots(...places) {
  return places.map(([x, y]) => `M${x - 1.5} ${y}a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0z`).join("");
}

// When a button is disabled.
const OFF = {
  play: ({ failed, bare, ended, playing }) => failed || bare || (ended && !playing),
  step: ({ failed, bare, ended, playing, seeking }) => failed || bare || ended || playing || seeking,
  do: ({ failed, ended, seeking }) => failed || ended || seeking,
};
const NEXT = '[class*="next_experiment"], .st-key-next_page';
const UNKNOWN = { playing: false, ended: false, seeking: false, failed: false, end: "", advice: "" }; // until there is a chart

// What comes next is no longer to play: page.css has the other button filled. (It asks the root: to look for what is over
// anywhere on the page would cost every picture some time.)
function isOver(over) {
  document.documentElement.toggleAttribute("data-over", Boolean(over));
}

class Buttons {
  constructor(parent, data) {
    this.root = element("div", "run-buttons", parent);
    this.show = this.show.bind(this);
    this.update(data);
    this.end = follow(data.runs, this.show);
  }

  // Replace the buttons if they, or the language, have changed.
  update(data) {
    const { runs, buttons } = data;
    const said = JSON.stringify(data);
    if (said === this.said) return;
    Object.assign(this, { said, runs, buttons });
    const focused = this.drawn?.findIndex(({ button }) => button === document.activeElement);
    this.root.replaceChildren();
    this.removeKeys?.();
    this.drawn = buttons.map((each) => this.draw(each));
    this.removeKeys = keys.add(...buttons.flatMap((each, i) => (each.key ? [this.keyOf(each, i)] : [])));
    this.show(playerOf(runs));
    this.drawn[focused]?.button.focus();
  }

  draw({ what, label, icon, help, key_name: named, primary, arguments: { action = what } }) {
    const button = element("button", primary ? "run-button run-primary" : "run-button", this.root);
    Object.assign(button, { type: "button", title: primary ? help : [label, help].filter(Boolean).join("\n") });
    button.dataset.command = action;
    const drawing = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, button);
    const [line, fill] = ["run-line", "run-fill"].map((name) => shape("path", { class: name }, drawing));
    const words = element("span", "run-words", button);
    if (named) Object.assign(element("kbd", "", button), { textContent: named, ariaHidden: "true" });
    button.addEventListener("blur", () => button.ariaDisabled && this.show(playerOf(this.runs)));
    button.addEventListener("click", () => this.press(this.drawn.findIndex((each) => each.button === button)));
    return { button, line, fill, words, label, icon };
  }

  keyOf({ key, label, other_label: other, help }, i) {
    const { button } = this.drawn[i];
    const words = other ? `${label} / ${other}` : help || label;
    return { keys: [key], words, group: "run", on: button, when: () => button.isConnected && !button.hidden, does: () => this.press(i) };
  }

  press(i) {
    const { what, arguments: more } = this.buttons[i];
    const player = playerOf(this.runs);
    const { button } = this.drawn[i];
    if (!player || button.disabled || button.ariaDisabled) return;
    player.give(what === "play" && player.state.playing ? "pause" : what, more);
  }

  show(player) {
    const state = player?.state ?? UNKNOWN;
    this.buttons.forEach(({ what, when, other_label: other }, i) => {
      const { button, line, fill, words, label, icon } = this.drawn[i];
      const plays = other && state.playing;
      const { line: stroke = "", fill: filled = "" } = ICONS[plays ? "pause" : icon];
      line.setAttribute("d", stroke);
      fill.setAttribute("d", filled);
      const text = when === "advice" ? state.advice : plays ? other : label;
      if (words.textContent !== text) words.textContent = text;
      const now = when === "advice" ? state.advice : when === "wrong" ? state.right === false : when === state.way || (state.ended && state.end === when);
      button.hidden = Boolean(when) && !now;
      const off = !player || (OFF[what]?.(state) ?? false);
      const stays = button.matches(":focus-visible"); // whoever has the keyboard alone would lose the focus
      button.disabled = off && !stays;
      button.ariaDisabled = off && stays ? "true" : null;
      if (button.disabled && document.activeElement === button) button.blur(); // otherwise some browsers send no key events
    });
    if (this.buttons.some(({ primary }) => primary)) isOver((state.ended || state.way === "decided") && !state.playing && document.querySelector(NEXT));
    this.root.hidden = this.drawn.every(({ button }) => button.hidden);
  }

  close() {
    this.end();
    this.removeKeys();
    isOver(false);
    this.root.remove();
  }
}

const all = new WeakMap(); // parent element → its buttons

export default function ({ data, parentElement }) {
  if (!all.has(parentElement)) all.set(parentElement, new Buttons(parentElement, data));
  all.get(parentElement).update(data);
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    all.get(parentElement)?.close();
    all.delete(parentElement);
  };
}
