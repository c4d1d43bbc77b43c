// The comment on the runs: what to look at while they play, and how they turned out. The server sends it as HTML,
// rendered from its own Markdown (playground/ui/components/live_chart.py). Before the runs begin, what a visitor can
// predict of them stands in its place.

const { search } = new URL(import.meta.url); // of the same version
const { element, writesIn } = await import(`./parts.js${search}`);
const { follow, playerOf } = await import(`./run_parts.js${search}`);

class Comment {
  constructor(parent) {
    this.claims = element("div", "run-claims", parent);
    this.claims.setAttribute("role", "group");
    this.line = element("p", "run-comment", parent);
    this.line.setAttribute("aria-live", "polite");
    this.show = this.show.bind(this);
    this.pressed = this.pressed.bind(this);
    addEventListener("keydown", this.pressed);
  }

  receive(data) {
    const said = JSON.stringify(data);
    if (said === this.said) return;
    const other = data.runs !== this.data?.runs;
    Object.assign(this, { said, data });
    this.claims.ariaLabel = data.group;
    this.claims.replaceChildren();
    this.buttons = data.claims.map(([sign, text], place) => {
      const button = Object.assign(element("button", "run-button", this.claims), { type: "button" });
      button.dataset.claim = place + 1;
      button.setAttribute("aria-keyshortcuts", `${place + 1}`);
      Object.assign(element("kbd", "", button), { textContent: sign, ariaHidden: "true" });
      element("span", "", button).textContent = text;
      button.addEventListener("click", () => this.choose(place));
      return button;
    });
    if (other) {
      this.leave?.();
      this.leave = follow(data.runs, this.show);
    } else this.show(playerOf(data.runs));
  }

  show(player) {
    if (player && player.said !== undefined && this.line.said !== player.said) this.line.innerHTML = this.line.said = player.said;
    const { playing, seeking, failed, way } = player?.state ?? {};
    this.claims.hidden = !player || !this.buttons.length || playing || seeking || failed || player.screen.shown?.iteration > 0;
    this.line.hidden = !this.claims.hidden && way !== "from_here"; // what to look at comes with Play
    const chosen = player?.channel.pending("predict")?.claim ?? this.data.chosen;
    this.buttons.forEach((button, place) => {
      button.ariaPressed = String(place === chosen);
      button.classList.toggle("run-primary", place === chosen);
    });
  }

  choose(claim) {
    if (!this.claims.hidden) playerOf(this.data.runs)?.give("predict", { claim });
  }

  pressed({ target, key, repeat, ctrlKey, metaKey, altKey }) {
    if (repeat || ctrlKey || metaKey || altKey || !this.line.isConnected || writesIn(target)) return;
    const place = this.data.claims.findIndex(([sign], i) => key === `${i + 1}` || key.toUpperCase() === sign);
    if (place >= 0) this.choose(place);
  }

  close() {
    this.leave();
    removeEventListener("keydown", this.pressed);
    this.claims.remove();
    this.line.remove();
  }
}

const comments = new WeakMap(); // parent element → its comment

export default function ({ data, parentElement }) {
  if (!comments.has(parentElement)) comments.set(parentElement, new Comment(parentElement));
  comments.get(parentElement).receive(data);
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    comments.get(parentElement)?.close();
    comments.delete(parentElement);
  };
}
