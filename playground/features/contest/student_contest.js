// A contest: what is to be reached, a student's own links with what they score, and the table of the class.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../frontend/basics/elements.js${search}`);
const { say } = await import(`../../frontend/basics/words.js${search}`);
const { kinds } = await import(`../classroom/student/student_page.js${search}`);

class ContestScene {
  constructor(parent, page) {
    this.page = page;
    this.root = element("div", "student-contest", parent);
    this.goal = element("p", "student-goal", this.root);
    this.open = element("a", "student-button student-primary", this.root);
    this.open.textContent = say("Open the playground");
    this.state = element("p", "student-state", this.root);
    this.state.setAttribute("role", "status");
    this.mine = element("ul", "student-entries", this.root);
    this.form = element("form", "student-send", this.root);
    const label = element("label", "", this.form);
    Object.assign(label, { textContent: say("Or paste a link to your network"), htmlFor: "student-entry" });
    this.field = element("input", "student-field", this.form);
    Object.assign(this.field, { id: "student-entry", type: "url", maxLength: 4000, autocomplete: "off", spellcheck: false });
    this.button = element("button", "student-button", this.form);
    Object.assign(this.button, { type: "submit", textContent: say("Send") });
    this.table = element("table", "student-table", this.root);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  // From the playground. What the room refuses stays in the field.
  take(entry) {
    this.field.value = entry;
    this.send();
  }

  async send() {
    const link = this.field.value.trim();
    if (!link) return this.field.focus();
    this.sending = true;
    this.page.update();
    setText(this.state, say("Sending…"));
    let said = ""; // it is in the list
    try {
      await this.page.sendToRoom({ do: "enter", number: this.page.view.number, link });
      this.field.value = "";
    } catch (error) {
      said = error.lost ? say("No connection. Press Send again once it is back.") : error.message;
    }
    this.sending = false;
    this.page.update();
    setText(this.state, said);
  }

  show({ phase, contest = {}, link }) {
    setText(this.goal, contest.goal ?? ""); // the heading is its name
    const address = link === undefined ? null : this.page.appAddress(link);
    this.open.hidden = !address;
    if (address) this.open.href = address;
    this.form.hidden = phase !== "open" && !this.field.value;
    const shut = phase !== "open" || this.sending;
    if (this.button.disabled && !shut) setText(this.state, ""); // that it was closed
    this.button.disabled = shut;
    this.showMine(contest.mine ?? [], contest.waiting ?? 0);
    this.showTable(contest.table ?? []);
  }

  showMine(entries, waiting) {
    const all = JSON.stringify([entries, waiting]);
    if (all === this.shownMine) return;
    this.shownMine = all;
    this.mine.replaceChildren();
    const waits = [say("Training it again to check it…"), say("{number} still to be checked", { number: waiting })].join(" ");
    for (const entry of entries) element("li", "", this.mine).textContent = entry.state === "waits" ? waits : entry.said || entry.score;
  }

  showTable(rows) {
    const all = JSON.stringify(rows);
    if (all === this.shownTable) return;
    this.shownTable = all;
    this.table.replaceChildren();
    this.table.hidden = !rows.length;
    element("caption", "", this.table).textContent = say("All networks");
    const head = element("tr", "", element("thead", "", this.table));
    for (const title of [say("Rank"), say("Result"), ""]) element(title ? "th" : "td", "", head).textContent = title;
    const body = element("tbody", "", this.table);
    for (const { rank, score, link, mine } of rows) {
      const row = element("tr", mine ? "student-own" : "", body);
      element("td", "", row).textContent = rank ?? "";
      // Translators: in the table of a contest, beside the student's own network
      element("td", "", row).textContent = [score, mine && say("yours")].filter(Boolean).join(" · ");
      const cell = element("td", "", row);
      const address = link && this.page.appAddress(link);
      if (!address) continue;
      const open = element("a", "", cell);
      Object.assign(open, { href: address, textContent: say("Open") });
      open.setAttribute("aria-label", say("Open the network ranked {rank}", { rank }));
    }
  }

  close() {
    this.root.remove();
  }
}

const SCENE = [ContestScene, "contest"];
kinds.contest = { answers: SCENE, reveals: SCENE, heading: ({ contest }) => contest?.name };
