// The row of a lecturer whose class answers: the room's code, how many have answered, and one button for what comes next,
// which one key presses, too. What else can be done is under More. It stands in the place of the settings (playground/features/classroom/lecturer/asking.py).
//
// It alone talks with the room (room.js); what the room says of the question on screen, others show: see others.js.

const SPARINGLY = 10_000; // least milliseconds between two counts that are read out
const OF_THE_SCRIPT = ["ask", "back", "next"]; // what they do needs the page's script
const OF_THE_PAGE = [...OF_THE_SCRIPT, "play"];
const SECOND = 1000;

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../../frontend/basics/elements.js${search}`);
const keys = await import(`../../../frontend/keyboard/keys.js${search}`);
const { say } = await import(`../../../frontend/basics/words.js${search}`);
const { tell } = await import(`../../../frontend/runs/others.js${search}`);
const { everyPlayer } = await import(`../../../frontend/runs/run_parts.js${search}`);
const { talked } = await import(`./talking.js${search}`);
const room = await import(`../process/room.js${search}`);

let styled = false;
function style(stylesheets) {
  if (!styled) for (const href of stylesheets) Object.assign(element("link", "", document.head), { rel: "stylesheet", href });
  styled = true;
}

// What a feature adds to a row, given the row: { show(view, data), at each change; says(view, data), if it has anything to
// say }.
export const additions = [];

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
    this.quote = element("q", "class-quote", this.state);
    this.note = element("span", "class-note", this.state);
    this.buttons = element("div", "run-buttons", this.root);
    this.nextButton = Object.assign(this.button("", this.buttons, () => this.press()), { hidden: true }); // until there is a view
    this.nextButton.classList.add("run-primary");
    this.spoken = element("p", "run-choice", this.root);
    this.spoken.setAttribute("role", "status");
    this.whole = element("dialog", "class-whole", this.root);
    this.picture = element("img", "", this.whole);
    this.large = element("p", "", this.whole);
    this.closing = this.button("", this.whole, () => this.whole.close());
    this.added = additions.map((add) => add(this));
    this.code.addEventListener("click", () => this.whole.showModal());
    keys.add({ at: this.whole, keys: ["Q"], repeats: false, group: "page", words: "", does: () => this.whole.close() });
    this.received = this.received.bind(this);
  }

  button(text, parent, act) {
    const made = Object.assign(element("button", "run-button", parent), { type: "button", textContent: text });
    made.addEventListener("click", ({ detail }) => detail < 2 && act()); // a double click would press what comes in its place
    return made;
  }

  // A message from the script.
  receive(data, trigger) {
    Object.assign(this, { data, trigger, pressed: null });
    const { texts, place: { room: code }, address: short, picture } = data;
    this.root.ariaLabel = say(texts.group, { code });
    setText(this.letters, code);
    setText(this.address, short);
    this.code.title = texts.large;
    this.removeKeys?.();
    this.removeKeys = keys.add(
      { keys: ["Q"], group: "page", words: texts.large, on: this.code, does: () => this.whole.showModal() },
      { keys: ["PageDown", "B"], group: "page", words: texts.step, on: this.nextButton, when: () => this.root.isConnected && Boolean(this.view && this.next), does: () => this.press() },
    );
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
    const { phase, number } = this.view ?? {};
    const turnedAway = !view && connected && said && said !== this.trouble;
    const back = view && connected && !this.data.known; // the script could not read it
    Object.assign(this, { view: view ?? this.view, connected, trouble: said ?? "" });
    const changed = this.view && phase !== this.view.phase;
    const ended = changed && this.view.phase === "gone";
    // Once answers are revealed, what the runs came to has to be told again, and after them it is no longer said.
    const revealed = changed && number === this.view.number && [phase, this.view.phase].includes("revealed");
    const pressed = this.pressedThere < this.view?.pressed; // on the teacher's own device
    this.pressedThere = this.view?.pressed;
    if (changed) this.offer = undefined; // the room has forgotten it
    if (turnedAway || back || ended || revealed) this.trigger("did", "look");
    this.show();
    if (pressed && this.next === view.offer?.[0]) this.press();
  }

  show() {
    const { view, data, connected } = this;
    if (!data) return;
    if (!view) return setText(this.note, this.trouble);
    const here = this.here;
    tell(here && view.phase !== "gone" ? view : null);
    const { next } = this;
    if (next !== this.pressed) this.pressed = null;
    this.tellOffer(OF_THE_PAGE.includes(next) ? next : "");
    setText(this.quote, view.quoted ?? "");
    this.root.classList.toggle("class-quotes", Boolean(view.quoted));
    const focused = document.activeElement === this.nextButton;
    const [, label] = view.steps?.find(([what]) => what === next) ?? [];
    setText(this.nextButton, label ?? data.texts[next] ?? "");
    this.nextButton.dataset.class = next;
    this.nextButton.hidden = !next;
    this.nextButton.disabled = next === "play" && plays();
    if (focused && !next && this.nextButton.matches(":focus-visible")) this.code.focus();
    else if (focused && !next) this.nextButton.blur(); // otherwise the next key would leave the focus here, and keep the dock awake
    document.documentElement.dataset.class = ["open", "closed", "talk"].includes(view.phase) && here ? "votes" : next ? "asks" : "plays";
    const { answered = 0, present = 0 } = view;
    this.tick();
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

  // What comes next: what the room can do, or, once all is revealed, what the page can; "" if nothing does.
  get next() {
    const { view, data, here } = this;
    const { phase, steps, own, answer, right, at } = view;
    if (phase === "gone") return "";
    if (!here) return data.asks ? "ask" : data.back ? "back" : "";
    if (phase !== "revealed") return steps[0][0];
    const over = own || answer || typeof right === "number" || at === undefined || ended(); // or there is no run to decide
    return over ? (data.next ? "next" : "") : "play";
  }

  // Twice the same in a row is one press, until there is an answer.
  press() {
    const { next } = this;
    if (!next || (next === this.pressed && next !== "play")) return;
    this.pressed = next;
    if (next === "play") play();
    else if (OF_THE_SCRIPT.includes(next)) this.trigger("did", next);
    else this.send(next);
  }

  // Tell the room what only this page can do next, so that the teacher's own device can press it.
  tellOffer(offer) {
    const { number, round, offer: known } = this.view;
    this.offer ??= known?.[0] ?? "";
    if (offer === this.offer) return;
    this.offer = offer;
    room.send({ do: "offer", what: offer, number, round }).catch(() => (this.offer = null)); // it is told with the next view
  }

  // How many have answered, or for how long they have talked.
  tick() {
    const { view, data: { texts } } = this;
    clearTimeout(this.ticking);
    const talks = view.phase === "talk" && this.here;
    setText(this.count, talks ? say(texts.talking, { time: talked(view) }) : view.count ?? "");
    if (talks) this.ticking = setTimeout(() => this.tick(), SECOND);
  }

  remark() {
    const { view, data } = this;
    if (!this.here) return data.texts.elsewhere;
    return this.added.map((each) => each.says?.(view, data)).find(Boolean) ?? view.said ?? "";
  }

  // A phase at once, a count now and then, and when it is complete.
  announce() {
    const { view: { phase, round, number, answered, present }, data: { texts } } = this;
    const step = JSON.stringify([phase, round, number, this.connected, this.trouble]);
    const [count, note] = [this.count.textContent, this.note.textContent];
    const text = count ? say(texts.spoken, { count, note }) : note;
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
      Object.assign(this, { trouble: message, pressed: null });
      this.show();
    });
  }

  close() {
    if (this.offer) room.send({ do: "offer", what: "" }).catch(() => {});
    this.leave?.();
    clearTimeout(this.speaking);
    clearTimeout(this.ticking);
    this.removeKeys?.();
    delete document.documentElement.dataset.class;
    tell(null);
    this.root.remove();
  }
}

const ended = () => everyPlayer().some(({ state }) => state.ended);
const plays = () => everyPlayer().some(({ state }) => state.playing);

// Begin what decides, as its own button does: the runs, or on a page without a live chart the sweep.
function play() {
  const [player] = everyPlayer();
  if (!player) document.querySelector('[class*="_train"] button')?.click();
  else if (!player.state.playing) player.give("play");
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
