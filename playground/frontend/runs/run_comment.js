// The comment on the runs: what to look at while they play, and how they turned out, as Said in
// playground/ui/components/tick.py has it. Before the runs begin, what a visitor can predict of them stands in its place;
// while others answer, with how they have (others.js). A section further down may have one of its own, which no key
// chooses and nobody else answers.

const { search } = new URL(import.meta.url); // of the same version
const keys = await import(`../keyboard/keys.js${search}`);
const { atAPress, element, setText } = await import(`../basics/parts.js${search}`);
const { follow: followOthers } = await import(`./others.js${search}`);
const { follow, playerOf } = await import(`./run_parts.js${search}`);
const { marked } = await import(`../basics/emphasis.js${search}`);
const { say } = await import(`../basics/words.js${search}`);

const LETTERS = "ABCD"; // of the claims, as on the phones of a class
const ROUNDS = 2; // of a class's answers that are shown beside each other
const SETTLED = 300; // milliseconds: a choice may be shown, gone and there again before the server has answered

class Comment {
  constructor(parent) {
    this.claims = element("div", "run-claims", parent);
    this.claims.setAttribute("role", "group");
    this.line = element("p", "run-comment", parent);
    this.line.setAttribute("aria-live", "polite");
    this.choice = element("p", "run-choice", parent); // for screen readers: a key chooses without a focus on what is chosen
    this.choice.setAttribute("role", "status");
    this.show = this.show.bind(this);
  }

  receive(data, trigger) {
    if (!this.data && !data.aside) {
      this.leaveOthers = followOthers((view) => {
        this.view = view;
        if (this.data) this.show(this.player);
      });
    }
    const { runs, claims, chosen, group } = data;
    const other = !this.data || runs !== this.data.runs;
    if (JSON.stringify(claims) !== JSON.stringify(this.data?.claims)) this.offer(claims, chosen, data.aside);
    this.claims.ariaLabel = group;
    Object.assign(this, { data, trigger });
    if (runs && other) {
      this.leave?.();
      this.leave = follow(runs, this.show);
    } else this.show(this.player);
  }

  // Not with every update: the focus may be on one of them.
  offer(claims, chosen, aside) {
    this.claims.replaceChildren();
    this.chosen = chosen;
    this.counted = undefined;
    this.buttons = claims.map(([sign, text], place) => {
      const button = Object.assign(element("button", "run-button", this.claims), { type: "button" });
      button.dataset.claim = place + 1;
      Object.assign(element("kbd", "", button), { textContent: sign, ariaHidden: "true" });
      element("span", "", button).textContent = text;
      element("b", "", button);
      button.addEventListener("click", () => this.choose(place));
      return button;
    });
    this.removeKeys?.();
    if (!aside) this.removeKeys = keys.add(...claims.map(([sign], place) => this.keyOf(place, sign)));
  }

  keyOf(place, sign) {
    const words = () => this.data.predict[place];
    const when = () => this.claims.isConnected && !this.claims.hidden && !this.view;
    return { keys: [...new Set([`${place + 1}`, sign])], get words() { return words(); }, group: "run", on: this.buttons[place], when, does: () => this.choose(place) };
  }

  // Of the runs; a page without a live chart has none, and its script says all that there is to say.
  get player() {
    const { runs, said } = this.data;
    return runs ? playerOf(runs) : { said, state: { way: "" }, screen: {}, give: (what, { claim }) => this.trigger("claim", claim) };
  }

  show(player) {
    if (player && player.said !== undefined) this.say(player.said);
    const { playing, seeking, failed, way } = player?.state ?? {};
    const moved = playing || seeking || player?.screen.shown?.iteration > 0;
    const votes = this.view?.claims?.length > 0; // else the class does not choose one
    this.claims.hidden = !player || !this.buttons.length || failed || (this.view ? !votes : moved);
    const decided = votes && this.view.answer;
    this.line.hidden = !this.claims.hidden && this.data.runs !== null && way !== "from_here" && !decided; // what to look at comes with Play
    this.claims.classList.toggle("run-decided", Boolean(decided));
    this.mark(this.view ? -1 : (player?.channel?.pending("predict")?.claim ?? this.data.chosen));
    this.count(this.view);
  }

  // How the class has answered, round by round, and which claim is true; nobody predicts here meanwhile.
  count(view) {
    const rounds = (view?.counts ?? []).slice(-ROUNDS);
    const share = (counts, place) => `${(100 * counts[place]) / Math.max(1, counts.reduce((sum, each) => sum + each, 0))}%`;
    const said = JSON.stringify([Boolean(view), rounds, view?.right]);
    if (said === this.counted) return;
    this.counted = said;
    this.claims.classList.toggle("run-votes", rounds.length > 0);
    this.claims.classList.toggle("run-twice", rounds.length > 1);
    this.buttons.forEach((button, place) => {
      button.disabled = Boolean(view);
      setText(button.firstChild, view ? LETTERS[place] : this.data.claims[place][0]);
      button.toggleAttribute("data-true", view?.right === place);
      setText(button.lastChild, rounds.map((counts) => counts[place]).join(" → ") + (view?.right === place ? " ✓" : ""));
      for (const [name, counts] of [["--now", rounds.at(-1)], ["--before", rounds.at(-2)]]) button.style.setProperty(name, counts ? share(counts, place) : "0%");
    });
  }

  say(said) {
    const text = JSON.stringify(said);
    if (text === this.said) return; // what somebody has opened stays open
    this.said = text;
    this.line.replaceChildren();
    const { predicted, right, outcome, rest, details } = said ?? {};
    const verdict = this.add("span", "run-said", predicted);
    if (verdict && right !== null) verdict.dataset.right = right;
    this.add("strong", "run-outcome", outcome);
    this.add("span", "", rest);
    if (details) this.add("span", "run-details", details, atAPress(this.line, "run-more", say("More")).words);
  }

  // Each is separated from what comes before it, as words are.
  add(tag, className, text, parent = this.line) {
    if (!text) return null;
    if (parent.hasChildNodes()) parent.append(" ");
    const part = element(tag, className, parent);
    marked(part, text);
    return part;
  }

  mark(chosen) {
    this.buttons.forEach((button, place) => (button.ariaPressed = String(place === chosen)));
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => this.speak(chosen), SETTLED);
  }

  // Say what was chosen, if it was not there from the beginning, by a link.
  speak(chosen) {
    if (this.chosen !== chosen) this.choice.textContent = this.data.spoken[chosen] ?? this.data.taken_back;
    this.chosen = chosen;
  }

  choose(claim) {
    if (!this.claims.hidden && !this.view) this.player?.give("predict", { claim });
  }

  close() {
    this.leave?.();
    this.leaveOthers?.();
    clearTimeout(this.speaking);
    this.removeKeys?.();
    this.claims.remove();
    this.line.remove();
    this.choice.remove();
  }
}

const comments = new WeakMap(); // parent element → its comment

export default function ({ data, parentElement, setTriggerValue }) {
  if (!comments.has(parentElement)) comments.set(parentElement, new Comment(parentElement));
  comments.get(parentElement).receive(data, setTriggerValue);
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    comments.get(parentElement)?.close();
    comments.delete(parentElement);
  };
}
