// A lesson in one file: its chapters, in one language or several, played without a server.
//
// playground/export/lesson_file/lesson.py records it. What comes of a chapter is told to the page as an event "lesson-outcome".

const { search } = new URL(import.meta.url); // of the same version
const { element, oncePainted, setText } = await import(`../basics/elements.js${search}`);
const { call } = await import(`../basics/features.js${search}`);
const { addKeys } = await import(`./lesson_keys.js${search}`);
const { handout } = await import(`./lesson_print.js${search}`);
const { Player } = await import(`./lesson_player.js${search}`);
const { unpacked } = await import(`./lesson_recording.js${search}`);
const { say, speak } = await import(`../basics/words.js${search}`);

class Lesson {
  constructor({ languages, predict, rules, texts, recordings }) {
    Object.assign(this, { languages, predict, rules, texts });
    this.packed = recordings;
    this.endings = recordings.map(() => null); // of each chapter its recording at the end, to print
    this.kept = new Map(); // chapter → what there was when it was left
    this.root = element("main", "lesson", document.body);
    const head = element("header", "lesson-head", this.root);
    this.title = element("h1", "", head);
    this.way = element("nav", "lesson-way", head);
    this.tongues = element("p", "lesson-tongues", head);
    this.problem = element("p", "", this.root);
    this.problem.setAttribute("role", "alert");
    this.place = element("div", "", this.root);
    addEventListener("beforeprint", () => this.print());
    addEventListener("afterprint", () => this.printed?.close());
    const first = languages.find(({ code }) => navigator.language.startsWith(code)) ?? languages[0];
    const { chapters } = texts[first.code];
    this.ended = chapters.map(() => false);
    speak(first); // what keeps the progress may have to say something
    // What keeps how far a learner has come, if anything does. asks: of each chapter, whether there is something to choose.
    // It has the chapter to go on with, which of them have ended, and what is said of it, and is told which one is opened.
    const asks = chapters.map(({ claims }) => claims.length > 0);
    [this.progress] = call("keepsProgress", asks, (said) => setText(this.problem, said));
    this.chapter = this.progress?.chapter ?? 0;
    this.speak(first);
  }

  speak(language) {
    Object.assign(this, { language });
    speak(language);
    document.documentElement.lang = language.tag;
    this.here = this.texts[language.code];
    document.title = this.here.title;
    setText(this.title, this.here.title);
    setText(this.problem, this.progress?.said ?? "");
    const hasFocus = this.tongues.contains(document.activeElement);
    this.tongues.replaceChildren();
    for (const other of this.languages.filter((each) => each !== language)) {
      const button = element("button", "", this.tongues);
      Object.assign(button, { type: "button", textContent: other.name, lang: other.tag });
      button.addEventListener("click", () => this.speak(other));
    }
    if (hasFocus) this.tongues.firstChild.focus(); // the button that had it is gone
    this.buildWay();
    addKeys(this);
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
    this.list.append(...chapters.map((_, i) => new Option("", i)));
    this.markEnded();
    this.list.addEventListener("change", () => this.open(Number(this.list.value)));
    this.on = button(say("Next"), 1);
  }

  // The chapters' names, with a sign those that have been seen to their end.
  markEnded() {
    const name = ({ name }, i) => `${i + 1} · ${name}${this.ended[i] || this.progress?.ended[i] ? " ✓" : ""}`;
    this.here.chapters.forEach((chapter, i) => setText(this.list.options[i], name(chapter, i)));
  }

  async open(chapter) {
    if (!this.packed[chapter]) return;
    if (this.player) this.kept.set(this.chapter, this.player.state);
    this.player?.close();
    this.player = null;
    this.chapter = chapter;
    this.progress?.open(chapter);
    this.list.value = chapter;
    this.back.disabled = chapter === 0;
    this.on.disabled = chapter === this.packed.length - 1;
    const opened = (this.opened = {}); // another may be opened meanwhile
    let recording;
    try {
      recording = await unpacked(this.packed[chapter]);
    } catch {
      setText(this.place, say("This browser is too old to open the recording: it needs one from 2023 or later."));
      return;
    }
    if (opened !== this.opened) return;
    const { code } = this.language;
    this.player = new Player(this.place, recording, this.here.chapters[chapter], code, {
      predict: this.predict,
      rules: this.rules,
      kept: this.kept.get(chapter),
      tell: (outcome) => {
        this.ended[chapter] ||= outcome.ended;
        dispatchEvent(new CustomEvent("lesson-outcome", { detail: { chapter, ...outcome } }));
        this.markEnded();
      },
    });
    call("opened", this);
    oncePainted(() => {
      this.endings[chapter] ??= recording.ending;
      this.unpackOthers();
    });
  }

  // To print them: one after the other, and once.
  async unpackOthers() {
    if (this.unpacks) return;
    this.unpacks = true;
    for (const [other, text] of this.packed.entries()) this.endings[other] ??= (await unpacked(text)).ending;
  }

  print() {
    this.printed?.close();
    this.endings[this.chapter] ??= this.player?.recording.ending ?? null;
    const chapters = this.endings.map((ending, i) => [ending, this.here.chapters[i]]);
    this.printed = handout(document.body, this.here.title, chapters, this.language.code);
  }
}

new Lesson(JSON.parse(document.getElementById("lesson").textContent));
