// A lesson in one file: its chapters, in one language or several, played without a server.
//
// playground/export/lesson.py records it. What comes of a chapter is told to the page as an event "lesson-outcome".

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`./elements.js${search}`);
const { handout } = await import(`./lesson_print.js${search}`);
const { Player } = await import(`./lesson_player.js${search}`);
const { unpacked } = await import(`./lesson_recording.js${search}`);
const { say, speak } = await import(`./words.js${search}`);

class Lesson {
  constructor({ languages, predict, texts, recordings }) {
    Object.assign(this, { languages, predict, texts });
    this.recordings = recordings.map((text) => ({ text, unpacked: null }));
    this.chapter = 0;
    this.kept = new Map(); // chapter → what there was when it was left
    this.root = element("main", "lesson", document.body);
    const head = element("header", "lesson-head", this.root);
    this.title = element("h1", "", head);
    this.way = element("nav", "lesson-way", head);
    this.tongues = element("p", "lesson-tongues", head);
    this.place = element("div", "", this.root);
    document.addEventListener("keydown", (event) => this.key(event));
    addEventListener("beforeprint", () => this.print());
    addEventListener("afterprint", () => this.printed?.close());
    this.speak(languages.find(({ code }) => navigator.language.startsWith(code)) ?? languages[0]);
  }

  speak(language) {
    Object.assign(this, { language });
    speak(language);
    document.documentElement.lang = language.tag;
    this.here = this.texts[language.code];
    document.title = this.here.title;
    setText(this.title, this.here.title);
    this.tongues.replaceChildren();
    for (const other of this.languages.filter((each) => each !== language)) {
      const button = element("button", "", this.tongues);
      Object.assign(button, { type: "button", textContent: other.name, lang: other.tag });
      button.addEventListener("click", () => this.speak(other));
    }
    this.buildWay();
    this.open(this.chapter);
  }

  buildWay() {
    const { chapters } = this.here;
    this.way.replaceChildren();
    this.way.hidden = chapters.length < 2;
    this.way.setAttribute("aria-label", say("Chapters"));
    const button = (text, by) => {
      const made = Object.assign(element("button", "", this.way), { type: "button", textContent: text });
      made.addEventListener("click", () => this.open(this.chapter + by));
      return made;
    };
    this.back = button(say("Previous"), -1);
    this.list = element("select", "", this.way);
    this.list.setAttribute("aria-label", say("Chapters"));
    this.list.append(...chapters.map(({ name }, i) => new Option(`${i + 1} · ${name}`, i)));
    this.list.addEventListener("change", () => this.open(Number(this.list.value)));
    this.on = button(say("Next"), 1);
  }

  // A promise, kept, of a chapter's recording.
  recording(chapter) {
    const kept = this.recordings[chapter];
    kept.promise ??= unpacked(kept.text).then((found) => (kept.unpacked = found));
    return kept.promise;
  }

  async open(chapter) {
    if (!this.recordings[chapter]) return;
    if (this.player) this.kept.set(this.chapter, this.player.state);
    this.player?.close();
    this.player = null;
    this.chapter = chapter;
    this.list.value = chapter;
    this.back.disabled = chapter === 0;
    this.on.disabled = chapter === this.recordings.length - 1;
    const opened = (this.opened = {}); // another may be opened meanwhile
    let recording;
    try {
      recording = await this.recording(chapter);
    } catch {
      setText(this.place, say("This browser is too old to open the recording: it needs one from 2023 or later."));
      return;
    }
    if (opened !== this.opened) return;
    const { code } = this.language;
    this.player = new Player(this.place, recording, this.here.chapters[chapter], code, {
      predict: this.predict,
      kept: this.kept.get(chapter),
      tell: (outcome) => dispatchEvent(new CustomEvent("lesson-outcome", { detail: { chapter, ...outcome } })),
    });
    for (let other = 0; other < this.recordings.length; other++) await this.recording(other).catch(() => null); // to print
  }

  key(event) {
    const { player } = this;
    const { target, key } = event;
    if (!player || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target.closest("select, input") || (target.closest("button") && [" ", "Enter"].includes(key))) return;
    const letter = "abcd".indexOf(key.toLowerCase());
    const keys = {
      " ": () => player.toggle(),
      ArrowRight: () => player.go(player.moment + 1),
      ArrowLeft: () => player.go(player.moment - 1),
      Home: () => player.go(0),
      End: () => player.go(Infinity),
      PageDown: () => this.open(this.chapter + 1),
      PageUp: () => this.open(this.chapter - 1),
    };
    const act = keys[key] ?? (letter >= 0 && key.length === 1 ? () => player.choose(letter) : null);
    if (!act) return;
    event.preventDefault();
    act();
  }

  print() {
    this.printed?.close();
    const chapters = this.recordings.map(({ unpacked: recording }, i) => [recording, this.here.chapters[i]]);
    this.printed = handout(document.body, this.here.title, chapters.filter(([recording]) => recording), this.language.code);
  }
}

new Lesson(JSON.parse(document.getElementById("lesson").textContent));
