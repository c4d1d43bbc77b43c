// A student's page: enters a room, shows what the room is at, and sends what the student answers. It draws everything
// itself, so that a phone needs neither Plotly nor a script run for each change.
//
// The room sends a *view* (playground/classroom/views.py) whenever something has changed for this student, and nothing of
// a view is ever Markdown or HTML. What is at hand is a *scene*: it stays until another question, round or phase comes.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`./elements.js${search}`);
const { say, speak, tag } = await import(`./words.js${search}`);
const { DrawScene, VoteScene } = await import(`./student_answer.js${search}`);
const { isJudged, RevealScene } = await import(`./student_reveal.js${search}`);
const { ContestScene } = await import(`./student_contest.js${search}`);
const { recall, remember, forget } = await import(`./memory.js${search}`);

const DEVICE = "room-device"; // key in the browser's storage: the random name of this device, which a room counts once
const UNSENT = "room-answer"; // key in the tab's storage: an answer that has not arrived
const CODE = 5; // letters
const SLOW = 600; // milliseconds without an answer until the page says that it is waiting

// The same in every tab; where storage is refused, of this tab.
export function device() {
  try {
    const kept = localStorage.getItem(DEVICE);
    if (/^[0-9a-f]{32}$/.test(kept ?? "")) return kept;
    const made = randomName();
    localStorage.setItem(DEVICE, made);
    return made;
  } catch {
    const made = recall(DEVICE) ?? randomName();
    remember(DEVICE, made);
    return made;
  }
}

// crypto.randomUUID needs https, which a classroom's own network may lack.
function randomName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class StudentPage {
  // root: address of the app. enter(code): asks for a room, called when the student has typed its code. send(message): a
  // promise of the room's answer, null or the sentence with which it refuses; fails if there is no connection. along: what
  // every link of the app is to have. languages: names of the other languages by code.
  constructor(parent, { root, enter, send, along, languages }) {
    Object.assign(this, { appRoot: root, enterRoom: enter, sendToRoom: send, along });
    this.view = null;
    this.connected = true;
    this.unsent = recall(UNSENT);
    this.root = element("div", "student", parent);
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
    element("p", "", foot).textContent = say("Your answer is kept without a name, and deleted with the room, four hours after its last use.");
    const others = element("p", "", foot);
    for (const [code, name] of Object.entries(languages)) {
      const other = element("a", "student-language", others);
      Object.assign(other, { textContent: name, lang: code });
      other.addEventListener("click", () => (other.href = this.address({ lang: code })));
      other.href = this.address({ lang: code });
    }
    this.ask();
  }

  close() {
    this.scene?.close();
    this.root.remove();
  }

  // The page's address with other parameters.
  address(changes) {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(changes)) address.searchParams.set(name, value);
    return address.href;
  }

  // A link within the app as an address; null for anything else, as students send links, too.
  appAddress(link) {
    try {
      const address = new URL(link, this.appRoot);
      if (!address.href.startsWith(this.appRoot)) return null;
      for (const [name, value] of Object.entries(this.along)) address.searchParams.set(name, value);
      return address.href;
    } catch {
      return null;
    }
  }

  // Ask for the code of a room; refused: why the last one was no use.
  ask(refused = "") {
    this.view = null;
    this.room.textContent = this.place.textContent = "";
    if (!(this.scene instanceof EntryScene)) this.change(new EntryScene(this.body, this), "entry");
    setText(this.said, "");
    setText(this.question, say("Which room is it?"));
    this.scene.show(refused);
  }

  // On the way into a room.
  enter(code) {
    setText(this.room, say("Room {code}", { code }));
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
    this.view = view;
    this.forgetOld();
    setText(this.room, say("Room {code}", { code: view.code }));
    setText(this.place, placeInLesson(view));
    setText(this.said, isJudged(view) ? "" : view.said); // the verdict says it
    setText(this.question, view.contest?.name ?? view.question ?? "");
    this.root.dataset.phase = view.phase;
    const [make, kind] = sceneOf(view);
    const name = [kind, view.number, view.round].join(" ");
    if (name !== this.sceneName) this.change(make(this.body, this), name);
    this.update();
    this.sendUnsent();
  }

  // What the student has answered in this round, whether or not the room has it yet.
  get mine() {
    return this.unsent ? this.unsent.value : this.view?.mine ?? null;
  }

  update() {
    if (this.view) this.scene.show(this.view);
  }

  connection(connected) {
    this.connected = connected;
    setText(this.link, connected ? "" : say("No connection. It comes back by itself; what you choose is kept and sent then."));
    if (this.view) this.update();
    if (connected) this.sendUnsent();
  }

  answer(value) {
    const { code, number, round } = this.view;
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
      const refused = await this.sendToRoom({ do: "answer", number: unsent.number, round: unsent.round, value: unsent.value });
      if (refused) [this.refused, this.refusedAt] = [refused, momentOf(unsent)];
      if (!refused && momentOf(unsent) === momentOf(this.view)) this.view = { ...this.view, mine: unsent.value };
      if (this.unsent === unsent) {
        this.unsent = null;
        forget(UNSENT);
      }
    } catch {
      // It goes out once there is a connection again.
    } finally {
      clearTimeout(slow);
      this.sending = this.slow = false;
    }
    this.update();
    if (this.unsent !== unsent) this.sendUnsent(); // another has been chosen meanwhile
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

function sceneOf({ phase, kind }) {
  if (phase === "gone") return [(parent, page) => new OverScene(parent, page), "gone"];
  if (kind === "contest") return [(parent, page) => new ContestScene(parent, page), "contest"];
  if (phase === "revealed") return [(parent, page) => new RevealScene(parent, page), "reveal"];
  if (kind === "curve") return [(parent, page) => new DrawScene(parent, page), "draw"];
  return [(parent, page) => new VoteScene(parent, page), "vote"];
}

// Where the code of a room is typed.
class EntryScene {
  constructor(parent, page) {
    this.form = element("form", "student-entry", parent);
    this.form.noValidate = true;
    const label = element("label", "", this.form);
    label.textContent = say("The five letters on the screen in front of you");
    label.htmlFor = "student-code";
    this.field = element("input", "student-code", this.form);
    Object.assign(this.field, { id: "student-code", type: "text", maxLength: 12, autocomplete: "off", spellcheck: false });
    this.field.setAttribute("autocapitalize", "characters");
    this.field.setAttribute("aria-describedby", "student-refused");
    this.refused = element("p", "student-refused", this.form);
    Object.assign(this.refused, { id: "student-refused", role: "alert" });
    const button = element("button", "student-button student-primary", this.form);
    Object.assign(button, { type: "submit", textContent: say("Enter") });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const code = this.field.value.toUpperCase().replace(/[^A-Z0-9]/g, "");
      if (code.length === CODE) page.enter(code);
      else this.show(say("A code has five letters."));
    });
  }

  show(refused) {
    this.refused.textContent = refused;
    this.field.setAttribute("aria-invalid", String(Boolean(refused)));
    this.field.focus();
    if (refused) this.field.select();
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

let styled = false;
function style(stylesheet) {
  if (!styled) Object.assign(element("link", "", document.head), { rel: "stylesheet", href: stylesheet });
  styled = true;
}
