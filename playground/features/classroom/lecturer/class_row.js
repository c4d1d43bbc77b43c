// The row of a lecturer whose class answers: the room's code, how many have answered, and what can be done next, of which
// one button is the one to press. It stands in the place of the settings (playground/features/classroom/lecturer/asking.py).
//
// It alone talks with the room (room.js); what the room says of the question on screen, others show: see others.js.

const SPARINGLY = 10_000; // least milliseconds between two counts that are read out
const OF_THE_ROOM = ["close", "reveal", "again"]; // all buttons, in order, but those that kinds of question add
const OF_THE_PAGE = ["ask", "back", "next"]; // what they do needs the page's script

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../../frontend/basics/elements.js${search}`);
const keys = await import(`../../../frontend/keyboard/keys.js${search}`);
const { say } = await import(`../../../frontend/basics/words.js${search}`);
const { tell } = await import(`../../../frontend/runs/others.js${search}`);
const room = await import(`../process/room.js${search}`);

let styled = false;
function style(stylesheets) {
  if (!styled) for (const href of stylesheets) Object.assign(element("link", "", document.head), { rel: "stylesheet", href });
  styled = true;
}

// What the row does with a question of each kind. The script of a feature adds its own.
//   offers(view, on): what can be done, see offered; on: the button for the next question, if there is one
//   again, counted: the names of the texts of the button for another round, and of how many have answered
//   says(view, data): what the row says
//   add(row): what it adds to a new row, if anything: { buttons, by name what they do; show(view, data), at each change }
export const kinds = {
  claims: { offers: offersVote, again: "again", counted: "answered", says: ({ said }) => said },
  curve: { offers: offersVote, again: "redraw", counted: "answered", says: ({ said }) => said },
};

// What can be done now: first what comes next, which is "" if that is Play, then the rest.
function offered(view, { asks, back, next }, here) {
  if (!here) return asks ? ["ask"] : back ? ["back"] : [""];
  return kinds[view.kind].offers(view, next ? ["next"] : []);
}

function offersVote({ phase, round, right, answer }, on) {
  if (phase === "open") return ["close", "reveal"];
  if (phase === "closed") return ["reveal"];
  if (answer || typeof right === "number") return [...on, "again"];
  return round > 1 ? ["", "again", ...on] : ["again", ...on];
}

class ClassRow {
  constructor(parent) {
    this.root = element("div", "class-row", parent);
    this.root.setAttribute("role", "group");
    this.code = Object.assign(element("button", "class-code", this.root), { type: "button" });
    this.letters = element("strong", "", this.code);
    this.address = element("span", "", this.code);
    this.state = element("p", "class-state", this.root);
    this.count = element("span", "class-count", this.state);
    this.bar = element("span", "class-bar", this.state);
    this.bar.ariaHidden = "true";
    this.note = element("span", "class-note", this.state);
    const row = element("div", "run-buttons", this.root);
    this.spoken = element("p", "run-choice", this.root);
    this.spoken.setAttribute("role", "status");
    this.whole = element("dialog", "class-whole", this.root);
    this.picture = element("img", "", this.whole);
    this.large = element("p", "", this.whole);
    this.closing = this.button("", this.whole, () => this.whole.close());
    this.added = Object.values(kinds).flatMap(({ add }) => (add ? [add(this)] : []));
    const does = Object.assign(
      Object.fromEntries(OF_THE_ROOM.map((what) => [what, () => this.send(what)])),
      Object.fromEntries(OF_THE_PAGE.map((what) => [what, () => this.trigger("did", what)])),
      ...this.added.map(({ buttons }) => buttons),
    );
    this.buttons = Object.fromEntries(Object.entries(does).map(([what, act]) => [what, this.button(what, row, act)]));
    this.code.addEventListener("click", () => this.whole.showModal());
    keys.add({ at: this.whole, keys: ["Q"], repeats: false, group: "page", words: "", does: () => this.whole.close() });
    this.received = this.received.bind(this);
  }

  button(what, parent, act) {
    const made = Object.assign(element("button", "run-button", parent), { type: "button" });
    if (what) Object.assign(made, { hidden: true }).dataset.class = what; // until the room has said what it is at
    made.addEventListener("click", ({ detail }) => detail < 2 && act()); // a double click would press what comes in its place
    return made;
  }

  // A message from the script.
  receive(data, trigger) {
    Object.assign(this, { data, trigger });
    const { texts, place: { room: code }, address: short, picture } = data;
    this.root.ariaLabel = say(texts.group, { code });
    setText(this.letters, code);
    setText(this.address, short);
    this.code.title = texts.large;
    this.removeKeys?.();
    this.removeKeys = keys.add({ keys: ["Q"], group: "page", words: texts.large, on: this.code, does: () => this.whole.showModal() });
    for (const [what, button] of Object.entries(this.buttons)) setText(button, texts[what]);
    if (this.picture.src !== picture) Object.assign(this.picture, { src: picture, alt: texts.picture });
    this.large.replaceChildren(...[["strong", code], ["span", short]].map(([tag, textContent]) => Object.assign(document.createElement(tag), { textContent })));
    this.whole.ariaLabel = texts.large;
    setText(this.closing, texts.away);
    this.answered(data.answer);
    room.enter({ ...data.place, served: data.served, ask: (message) => this.ask(message) });
    this.leave ??= room.follow(this.received);
    this.show();
  }

  // The way by the script, where the websocket is not served: a message is a trigger, and the answer comes with data.
  ask(message) {
    this.asked = { number: Math.floor(Math.random() * Number.MAX_SAFE_INTEGER) }; // the last answer may be from before a reload
    this.trigger("room", { number: this.asked.number, message });
    return new Promise((resolve) => (this.asked.resolve = resolve));
  }

  answered(answer) {
    if (answer?.number === this.asked?.number) this.asked?.resolve(answer.answer);
  }

  // connected: whether the room can be reached; said: why not, or why this page is not let in.
  received(view, { connected, said }) {
    const { phase } = this.view ?? {};
    const turnedAway = !view && connected && said && said !== this.trouble;
    const back = view && connected && !this.data.known; // the script could not read it
    Object.assign(this, { view: view ?? this.view, connected, trouble: said ?? "" });
    const changed = this.view && phase !== this.view.phase;
    const ended = changed && this.view.phase === "gone";
    const revealed = changed && phase && this.view.phase === "revealed"; // what the runs came to before has to be told again
    if (turnedAway || back || ended || revealed) this.trigger("did", "look");
    this.show();
  }

  show() {
    const { view, data, connected } = this;
    if (!data) return;
    if (!view) return setText(this.note, this.trouble);
    const here = this.here;
    tell(here && view.phase !== "gone" ? view : null);
    const can = offered(view, data, here);
    const [first] = can;
    setText(this.buttons.again, data.texts[kinds[view.kind]?.again ?? "again"]);
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    const byKey = focused?.matches(":focus-visible");
    for (const [what, button] of Object.entries(this.buttons)) {
      button.hidden = !can.includes(what);
      button.classList.toggle("run-primary", what === first);
    }
    if (focused?.hidden && byKey) (this.buttons[first] ?? this.code).focus();
    else if (focused?.hidden) focused.blur(); // otherwise the next key would leave the focus here, and keep the dock awake
    document.documentElement.dataset.class = ["open", "closed"].includes(view.phase) && here ? "votes" : first ? "asks" : "plays";
    const { answered = 0, present = 0 } = view;
    setText(this.count, this.words());
    const trouble = this.trouble || (connected ? "" : data.texts.unreached);
    setText(this.note, trouble || this.remark());
    this.note.classList.toggle("class-trouble", Boolean(trouble));
    this.bar.style.setProperty("--share", `${present ? Math.min(100, (100 * answered) / present) : 0}%`);
    this.bar.hidden = !here || view.phase === "revealed";
    for (const each of this.added) each.show(view, data);
    this.announce();
  }

  // Whether the room's question is the one on screen.
  get here() {
    return this.view?.number === this.data.number;
  }

  words() {
    const { view: { kind, round, answered = 0, present = 0 }, data: { texts } } = this;
    if (!present) return texts.nobody;
    const words = say(texts[kinds[kind].counted], { answered, present });
    return round > 1 ? say(texts.round, { round, words }) : words;
  }

  remark() {
    const { view, data } = this;
    return (this.here ? kinds[view.kind].says(view, data) : data.texts.elsewhere) ?? "";
  }

  // A phase at once, a count now and then, and when it is complete.
  announce() {
    const { view: { phase, round, number, answered, present } } = this;
    const step = JSON.stringify([phase, round, number, this.connected, this.trouble]);
    const text = `${this.count.textContent}. ${this.note.textContent}`;
    clearTimeout(this.speaking);
    const wait = step !== this.step || (present && answered === present) ? 0 : (this.spokeAt ?? -Infinity) + SPARINGLY - performance.now();
    this.step = step;
    this.speaking = setTimeout(() => {
      if (this.spoken.textContent === text) return;
      this.spokeAt = performance.now();
      this.spoken.textContent = text;
    }, Math.max(0, wait));
  }

  send(what) {
    const { number, round } = this.view;
    room.send({ do: what, number, round }).catch(({ message }) => {
      this.trouble = message;
      this.show();
    });
  }

  close() {
    this.leave?.();
    clearTimeout(this.speaking);
    this.removeKeys?.();
    delete document.documentElement.dataset.class;
    tell(null);
    this.root.remove();
  }
}

const rows = new WeakMap(); // parent element → its row

export default function ({ data, parentElement, setTriggerValue }, ...stylesheets) {
  style(stylesheets);
  if (!rows.has(parentElement)) rows.set(parentElement, new ClassRow(parentElement));
  rows.get(parentElement).receive(data, setTriggerValue);
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    rows.get(parentElement)?.close();
    rows.delete(parentElement);
  };
}
