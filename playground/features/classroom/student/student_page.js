// A student's page: what a room is at, and what the student answers. It draws everything itself, so that a phone needs
// neither Plotly nor a script run for each change.
//
// The room sends a *view* (playground/features/classroom/rooms/views.py) whenever something has changed for this student, and nothing of
// a view is ever Markdown or HTML. What there is to do is a *scene*: it stays until another question, round or phase comes.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../../frontend/basics/elements.js${search}`);
const { say } = await import(`../../../frontend/basics/words.js${search}`);
const { DrawScene, VoteScene } = await import(`./student_answer.js${search}`);
const { LeadScene } = await import(`./student_lead.js${search}`);
const { isJudged, RevealScene } = await import(`./student_reveal.js${search}`);
const { forget, recall, remember } = await import(`../../../frontend/device/memory.js${search}`);

const UNSENT = "room-answer"; // key in the tab's storage: an answer that has not arrived
const ENTRY = "entry"; // in the page's link: what the student sends from another page (joining.py)
const CODE = 6; // letters; in a link, more follow
const CUT = 1500; // milliseconds without a connection until the page says so
const SLOW = 600; // milliseconds without an answer until the page says that it is waiting

// What a student sees of a question of each kind: the scene in which they answer, the one once all is revealed, each with
// its name, and the heading, if it is not the question. The script of a feature adds its own. A scene with take(entry) sends
// what comes from another page.
const REVEAL = [RevealScene, "reveal"];
export const kinds = {
  claims: { answers: [VoteScene, "vote"], reveals: REVEAL },
  curve: { answers: [DrawScene, "draw"], reveals: REVEAL },
};

export class StudentPage {
  // root: address of the app. enter(code): asks for a room. send(message): a promise, rejected with the sentence by which
  // the room refuses it, or with an error that is lost if there is no connection. along: what every link of the app is to
  // have. languages: names of the other languages by code. opens: what opens the room to the teacher whose device this is.
  constructor(parent, { root, enter, send, along, languages, opens }) {
    Object.assign(this, { appRoot: root, enterRoom: enter, sendToRoom: send, along, opens });
    this.view = null;
    this.connected = true;
    this.unsent = recall(UNSENT);
    this.root = element("div", "student", parent);
    this.root.dataset.wholePage = ""; // rescue.js is here if the student has come back from a page that plays
    const bar = element("div", "student-bar", this.root);
    this.room = element("span", "student-room", bar);
    this.place = element("span", "student-place", bar);
    this.link = element("p", "student-link", this.root); // the connection
    this.link.setAttribute("role", "status");
    const now = element("div", "student-now", this.root);
    now.setAttribute("aria-live", "polite");
    this.said = element("p", "student-said", now);
    this.question = element("h2", "student-question", now);
    this.body = element("div", "student-scene", this.root);
    const foot = element("div", "student-foot", this.root);
    element("p", "", foot).textContent = say("Your answer is kept without a name, and deleted with the room: at the latest four hours after its last use.");
    const others = element("p", "", foot);
    for (const [code, name] of Object.entries(languages)) {
      const other = element("a", "student-language", others);
      Object.assign(other, { textContent: name, lang: code });
      other.addEventListener("click", () => (other.href = this.address({ lang: code })));
      other.href = this.address({ lang: code });
    }
  }

  // With the code of a link, which may be of no use.
  begin(code) {
    if (code) this.enter(code);
    else this.ask();
  }

  close() {
    this.leave?.();
    clearTimeout(this.speaking);
    this.scene?.close();
    this.root.remove();
  }

  // What the room says: a view, or why there is none. Before a code has been entered there is no connection to lose.
  hear(view, connected, said, waits = "") {
    if (view) this.show(view);
    else if (said && connected) this.ask(said);
    else if (waits) setText(this.said, waits);
    const asks = this.scene instanceof EntryScene;
    this.connection(connected || asks, view || !connected ? said : "");
  }

  // The page's address with other parameters.
  address(changes) {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(changes)) address.searchParams.set(name, value);
    return address.href;
  }

  // Let in: the address has the room's code, for a reload, and no longer what is sent, which is returned; null if nothing is.
  arrive({ code }) {
    const address = new URL(this.address({ code }));
    const entry = address.searchParams.get(ENTRY);
    address.searchParams.delete(ENTRY);
    history.replaceState(history.state, "", address.href);
    return entry;
  }

  // A link within the app as an address, with the way back to this room; null for anything else, as students send links,
  // too.
  appAddress(link) {
    try {
      const address = new URL(link, this.appRoot);
      if (!address.href.startsWith(this.appRoot)) return null;
      const room = this.view?.phase === "gone" ? {} : { class: this.view?.code };
      for (const [name, value] of Object.entries({ ...this.along, ...room })) address.searchParams.set(name, value);
      return address.href;
    } catch {
      return null;
    }
  }

  // The playground, as the page of whoever leads this room.
  get pageOfTeacher() {
    const address = new URL(this.appRoot);
    for (const [name, value] of Object.entries({ ...this.along, room: this.opens })) address.searchParams.set(name, value);
    return address.href;
  }

  // Ask for the code of a room; refused: why the last one was no use.
  ask(refused = "") {
    this.view = null;
    this.room.textContent = this.place.textContent = "";
    if (!(this.scene instanceof EntryScene)) this.change(new EntryScene(this.body, this), "entry");
    setText(this.said, "");
    setText(this.question, say("Which room is it?"));
    this.scene.show(refused, this.code);
  }

  // On the way into a room.
  enter(code) {
    this.code = code.slice(0, CODE);
    setText(this.room, say("Room {code}", { code: this.code }));
    setText(this.said, say("Entering the room…"));
    setText(this.question, "");
    this.change(new QuietScene(this.body), "entering");
    this.enterRoom(code);
  }

  change(scene, name) {
    this.scene?.close();
    Object.assign(this, { scene, sceneName: name });
  }

  show(view) {
    const entry = this.view ? null : this.arrive(view);
    this.view = view;
    this.forgetOld();
    setText(this.room, say("Room {code}", { code: view.code }));
    setText(this.place, placeInLesson(view));
    setText(this.said, isJudged(view) ? "" : view.said); // the verdict says it
    setText(this.question, kinds[view.kind]?.heading?.(view) ?? view.question ?? "");
    this.root.dataset.phase = view.phase;
    const [Scene, sceneName] = sceneOf(view);
    const name = [sceneName, view.number, view.round].join(" ");
    if (name !== this.sceneName) this.change(new Scene(this.body, this), name);
    if (entry) this.hand(entry);
    this.update();
    this.sendUnsent();
  }

  hand(entry) {
    if (this.scene.take) this.scene.take(entry);
    else [this.refused, this.refusedAt] = [say("That question is over: the class is on another one."), momentOf(this.view)];
  }

  // What the student has answered in this round, whether or not the room has it yet.
  get mine() {
    return this.unsent ? this.unsent.value : this.view?.mine ?? null;
  }

  update() {
    if (this.view) this.scene.show(this.view);
  }

  // Whether there is a connection, and a sentence if the room can't be reached.
  connection(connected, said = "") {
    this.connected = connected;
    const words = said || (connected ? "" : say("No connection. It will come back by itself; what you choose until then is kept, and sent."));
    clearTimeout(this.speaking);
    if (words) this.speaking = setTimeout(() => setText(this.link, words), CUT); // a short cut is of no interest
    else setText(this.link, "");
    if (this.view) this.update();
    if (connected) this.sendUnsent();
  }

  answer(value) {
    const { code, number, round, phase } = this.view;
    if (phase !== "open") return this.update(); // a stroke that was still on its way
    this.unsent = { code, number, round, value };
    this.refused = "";
    remember(UNSENT, this.unsent);
    this.update();
    this.sendUnsent();
  }

  // What was chosen for another question, or too late, is of no use any more.
  forgetOld() {
    const { unsent, view } = this;
    if (this.refused && this.refusedAt !== momentOf(view)) this.refused = "";
    if (!unsent || (momentOf(unsent) === momentOf(view) && view.phase === "open")) return;
    if (momentOf(unsent) === momentOf(view)) [this.refused, this.refusedAt] = [say("Your last answer came too late."), momentOf(view)];
    this.unsent = null;
    forget(UNSENT);
  }

  async sendUnsent() {
    const { unsent } = this;
    if (!unsent || !this.view || !this.connected || this.sending) return;
    this.sending = true;
    const slow = setTimeout(() => {
      this.slow = true;
      this.update();
    }, SLOW);
    try {
      await this.sendToRoom({ do: "answer", number: unsent.number, round: unsent.round, value: unsent.value });
      if (momentOf(unsent) === momentOf(this.view)) this.view = { ...this.view, mine: unsent.value };
      this.settle(unsent);
    } catch (error) {
      if (!error.lost) { // or else it goes out once there is a connection again
        [this.refused, this.refusedAt] = [error.message, momentOf(unsent)];
        this.settle(unsent);
      }
    }
    clearTimeout(slow);
    this.sending = this.slow = false;
    this.update();
    if (this.unsent !== unsent) this.sendUnsent(); // another has been chosen meanwhile
  }

  // Say why the room has not taken something, unless only the connection is lost.
  refuse(error) {
    if (error.lost) return;
    [this.refused, this.refusedAt] = [error.message, momentOf(this.view)];
    this.update();
  }

  explain(why) {
    const { number, round } = this.view;
    this.refused = "";
    return this.sendToRoom({ do: "why", number, round, why });
  }

  settle(sent) {
    if (this.unsent !== sent) return;
    this.unsent = null;
    forget(UNSENT);
  }

  // What has become of the answer, if the room has not said it.
  get state() {
    if (this.refused) return this.refused;
    if (this.unsent && !this.connected) return say("Kept: it will be sent as soon as there is a connection.");
    if (this.unsent) return this.slow ? say("Sending…") : "";
    return this.view.phase === "open" || this.mine !== null ? "" : say("You have not answered this time.");
  }
}

function momentOf({ code, number, round }) {
  return [code, number, round].join(" ");
}

function placeInLesson({ number, round, phase }) {
  if (phase === "gone") return "";
  return round > 1 ? say("Question {number}, round {round}", { number, round }) : say("Question {number}", { number });
}

function sceneOf({ phase, kind, steps }) {
  if (phase === "gone") return [OverScene, "gone"];
  if (steps) return [LeadScene, "lead"]; // which students have none of
  const { answers, reveals } = kinds[kind];
  return phase === "revealed" ? reveals : answers;
}

// Where the code of a room is typed.
class EntryScene {
  constructor(parent, page) {
    this.form = element("form", "student-entry", parent);
    this.form.noValidate = true;
    const label = element("label", "", this.form);
    label.textContent = say("The six letters on the screen in front of you");
    label.htmlFor = "student-code";
    this.field = element("input", "student-code", this.form);
    Object.assign(this.field, { id: "student-code", type: "text", maxLength: 12, autocomplete: "off", spellcheck: false });
    this.field.setAttribute("autocapitalize", "characters");
    this.field.setAttribute("aria-describedby", "student-refused");
    this.refused = element("p", "student-refused", this.form);
    Object.assign(this.refused, { id: "student-refused", role: "alert" });
    const button = element("button", "student-button student-primary", this.form);
    // Translators: on a button, into a room
    Object.assign(button, { type: "submit", textContent: say("Enter") });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const code = this.field.value.toUpperCase().replace(/[^A-Z0-9]/g, "");
      if (code.length === CODE) page.enter(code);
      else this.show(say("A code has six letters."));
    });
  }

  show(refused, code) {
    this.refused.textContent = refused;
    this.field.setAttribute("aria-invalid", String(Boolean(refused)));
    if (code !== undefined) this.field.value = code;
    this.field.focus();
    this.field.select();
  }

  close() {
    this.form.remove();
  }
}

// Nothing to do but to wait.
class QuietScene {
  constructor(parent) {
    this.dots = element("div", "student-dots", parent);
    this.dots.ariaHidden = "true";
    for (let i = 0; i < 3; i++) element("span", "", this.dots);
  }

  show() {}

  close() {
    this.dots.remove();
  }
}

class OverScene {
  constructor(parent, page) {
    this.on = element("a", "student-button student-primary", parent);
    Object.assign(this.on, { href: page.appAddress(""), textContent: say("Open the playground") });
  }

  show() {}

  close() {
    this.on.remove();
  }
}
