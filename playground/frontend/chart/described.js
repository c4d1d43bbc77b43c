// What is on screen in words, computed from the runs: by the server, or beforehand in a recording. A picture that stays is
// described once by itself, to those who hear the page, and whenever the key W is pressed, to everybody.

const KEY = "W"; // not D: where claims have letters, that is the fourth of them
const SETTLED = 700; // milliseconds that a picture stays before it is described
export const APART = 5000; // least milliseconds between two descriptions of a run that plays, or of where it is

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../basics/elements.js${search}`);
const keys = await import(`../keyboard/keys.js${search}`);
const { say } = await import(`../basics/words.js${search}`);

const there = new Set(); // the descriptions of the charts on the page
let removeKey = null;
let count = 0;
let note = null; // the dialog, while it is open

export class Described {
  // ask(): asks for the words of a run that plays, which then come with update()
  constructor(ask) {
    this.askNow = ask;
    this.words = []; // paragraphs
    this.alternative = Object.assign(element("p", "", document.createElement("div")), { id: `described-${++count}`, hidden: true });
    this.region = element("div", "live-described", document.createElement("div"));
    this.region.setAttribute("aria-live", "polite");
    this.asked = -Infinity; // when that was last
    this.wanted = false; // whether its answer has still to come
    this.saidAt = -Infinity; // when sentences of charts that change by themselves were last said
    this.arrive();
  }

  // What is on screen now. root: of the charts; isRun: whether they show runs; moves: whether other charts change by
  // themselves; state: of the player.
  update(now, { root, isRun, moves = false, state: { playing, seeking } }) {
    Object.assign(this, { root, isRun, playing });
    if (this.region.parentElement !== root) this.place();
    if (playing || seeking) clearTimeout(this.timer);
    if (!now?.described) return;
    this.words = now.described;
    setText(this.alternative, this.words.join(" "));
    if (this.wanted) show();
    this.wanted = false;
    if (!isRun) return this.follow(root, moves);
    if (playing || seeking) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => setText(this.region, now.iteration ? this.words.join(" ") : ""), SETTLED);
  }

  // Its words, or why there is nothing to describe.
  get paragraphs() {
    const empty = this.root?.querySelector(".pen-draws .pen-empty .pen-said");
    return empty ? [empty.textContent] : this.words;
  }

  // Sentences are said as they change; while that comes of itself, and once after it, all at once and not too often.
  follow(root, moves) {
    const sentences = [...root.querySelectorAll(".live-sentence")];
    const together = moves || this.moved;
    this.moved = moves;
    sentences.forEach((each) => each.setAttribute("aria-live", together ? "off" : "polite"));
    if (!together) return;
    clearTimeout(this.timer);
    const wait = Math.max(SETTLED, this.saidAt + APART - performance.now());
    this.timer = setTimeout(() => {
      this.saidAt = performance.now();
      setText(this.region, sentences.map(({ textContent }) => textContent).filter(Boolean).join(" "));
    }, wait);
  }

  // The charts have been built anew. What their sentences say of runs is in the description, too.
  place() {
    const { root, isRun } = this;
    root.append(this.alternative, this.region);
    root.querySelector("[role=figure], canvas[role=img]")?.setAttribute("aria-describedby", this.alternative.id);
    if (isRun) root.querySelectorAll(".live-sentence").forEach((each) => each.removeAttribute("aria-live"));
  }

  // Show the words of all charts, with those of what plays now, or a moment ago.
  ask() {
    const now = performance.now();
    if (!this.playing || now - this.asked < APART) return show();
    [this.asked, this.wanted] = [now, true];
    this.askNow();
  }

  arrive() {
    there.add(this);
    if (this.root) this.place(); // it is back
    removeKey ??= keys.add({ keys: [KEY], group: "page", get words() { return say("What is on screen, in words"); }, does: ask });
  }

  leave() {
    clearTimeout(this.timer);
    this.alternative.remove();
    this.region.remove();
    setText(this.region, ""); // whatever the charts are when they are back, nothing was said of that
    there.delete(this);
    if (there.size) return;
    removeKey?.();
    removeKey = null;
  }
}

// The key has been pressed: of a chart that plays, the words have to be asked for.
function ask() {
  ([...there].find(({ playing }) => playing) ?? [...there][0])?.ask();
}

// Show the words of all charts, one below the other; a screen reader reads them as those of the dialog.
function show() {
  const shown = [...there].filter(({ paragraphs }) => paragraphs.length);
  if (!shown.length) return;
  note?.close(); // the focus goes back, and later from the next one, too
  note?.remove();
  note = element("dialog", "live-words", shown[0].region.parentElement.parentElement);
  note.setAttribute("closedby", "any");
  note.setAttribute("aria-label", say("What is on screen, in words"));
  const text = element("div", "", note);
  Object.assign(text, { id: "live-words", tabIndex: 0, autofocus: true });
  note.setAttribute("aria-describedby", text.id);
  for (const each of shown.flatMap(({ paragraphs }) => paragraphs)) element("p", "", text).textContent = each;
  const away = Object.assign(element("button", "run-button", note), { type: "button", textContent: say("Close") });
  away.addEventListener("click", () => note.close());
  keys.add({ at: note, keys: [KEY], repeats: false, group: "page", words: say("Close"), does: () => note.close() });
  note.addEventListener("close", ({ target }) => {
    target.remove();
    if (note === target) note = null;
  });
  note.showModal();
}
