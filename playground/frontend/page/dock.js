// Present: the controls are a dock over the pictures, like those of a video. The bar is there until the runs are first
// played; after that it comes when the pointer moves, at a tap or a key, and goes again. The row of choices, which hides
// more of the pictures, comes when the pointer is on the bar. present.css draws both.

const { search } = new URL(import.meta.url); // of the same version
const { follow } = await import(`../runs/run_parts.js${search}`);

const AWAKE = 3000; // milliseconds after the last sign of somebody
const SIGNS = ["pointermove", "pointerdown", "keydown", "keyup", "focusin", "wheel"]; // keyup: buttons stop their keys
const ROW = ".st-key-row";
const DOCK = `:is(.st-key-bar, ${ROW})`;
const BUTTONS = `:is(${DOCK}, .st-key-way_on)`;
const OPEN = '[aria-expanded="true"]'; // a list, or a popover

class Dock {
  constructor(runs) {
    this.wake = this.wake.bind(this);
    this.pressed = this.pressed.bind(this);
    this.escaped = this.escaped.bind(this);
    this.at = ""; // where the pointer was last
    this.byKey = false; // whether the last sign was a key
    this.on = false; // whether the pointer is on the dock
    this.woken = false; // whether by the last tap
    this.played = !runs; // a page without runs has nothing to wait for
    SIGNS.forEach((sign) => addEventListener(sign, this.wake, { capture: true, passive: true }));
    addEventListener("click", this.pressed, { capture: true });
    document.documentElement.addEventListener("keydown", this.escaped);
    this.end = runs ? follow(runs, (player) => player && this.runsChanged(player)) : () => {};
    this.wake({});
  }

  runsChanged({ state: { playing }, screen: { shown } }) {
    if (this.played || !(playing || shown?.iteration)) return;
    this.played = true;
    this.wake({});
  }

  wake({ type, target, screenX, screenY }) {
    if (type === "pointermove") {
      // The browser also says so when something else comes under a pointer at rest.
      if (this.at === `${screenX} ${screenY}`) return;
      this.at = `${screenX} ${screenY}`;
    }
    if (type?.startsWith("pointer")) this.on = Boolean(target.closest?.(DOCK));
    if (type === "keydown") this.open = Boolean(document.querySelector(OPEN)); // before the key closes it
    if (type && type !== "focusin") this.byKey = type.startsWith("key");
    if (["pointerdown", "keydown"].includes(type)) this.woken = type === "pointerdown" && this.asleep;
    const all = this.on || document.querySelector(`${ROW} :is(${OPEN}, :focus-visible)`);
    document.documentElement.dataset.dock = all ? "all" : "bar";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), AWAKE);
  }

  // A tap that wakes it presses no button, since none could be seen.
  pressed(event) {
    if (this.woken && event.target.closest?.(BUTTONS)) event.stopPropagation();
  }

  // Escape closes what is open, and only then leaves Present.
  escaped(event) {
    if (event.key === "Escape" && this.open) event.stopPropagation();
  }

  get asleep() {
    return document.documentElement.dataset.dock === "asleep";
  }

  rest() {
    if (!this.played) return; // runsChanged() goes on from there
    const focused = document.querySelector(`${DOCK} :focus-visible`);
    if (document.querySelector(`${DOCK} ${OPEN}`) || (focused && this.byKey)) return this.wake({});
    focused?.blur(); // a list touched with the mouse would take the keys that play and step
    this.on = false;
    document.documentElement.dataset.dock = "asleep";
  }

  close() {
    SIGNS.forEach((sign) => removeEventListener(sign, this.wake, { capture: true }));
    removeEventListener("click", this.pressed, { capture: true });
    document.documentElement.removeEventListener("keydown", this.escaped);
    clearTimeout(this.timer);
    this.end();
    delete document.documentElement.dataset.dock;
  }
}

const docks = new WeakMap(); // parent element → its dock

export default function ({ data: { runs }, parentElement }) {
  if (!docks.has(parentElement)) docks.set(parentElement, new Dock(runs));
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    docks.get(parentElement)?.close();
    docks.delete(parentElement);
  };
}
