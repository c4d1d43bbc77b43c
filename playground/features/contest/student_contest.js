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
    this.open = element("a", "student-button", this.root);
    this.open.textContent = say("Open the playground");
    this.form = element("form", "student-send", this.root);
    const label = element("label", "", this.form);
    Object.assign(label, { textContent: say("Paste the link to your network, from the address bar or from Share"), htmlFor: "student-entry" });
    this.field = element("input", "student-field", this.form);
    Object.assign(this.field, { id: "student-entry", type: "url", maxLength: 4000, autocomplete: "off", spellcheck: false });
    this.button = element("button", "student-button student-primary", this.form);
    Object.assign(this.button, { type: "submit", textContent: say("Send") });
    this.state = element("p", "student-state", this.root);
    this.state.setAttribute("role", "status");
    this.mine = element("ul", "student-entries", this.root);
    this.table = element("table", "student-table", this.root);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  async send() {
    const link = this.field.value.trim();
    if (!link) return this.field.focus();
    this.button.disabled = true;
    setText(this.state, say("Sending…"));
    try {
      await this.page.sendToRoom({ do: "enter", number: this.page.view.number, link });
      setText(this.state, ""); // it is in the list
      this.field.value = "";
    } catch (error) {
      setText(this.state, error.lost ? say("No connection. Press Send again once it is back.") : error.message);
    }
    this.button.disabled = this.page.view.phase !== "open";
  }

  show({ phase, contest = {}, link }) {
    setText(this.goal, contest.goal ?? ""); // the heading is its name
    const address = link === undefined ? null : this.page.appAddress(link);
    this.open.hidden = !address;
    if (address) this.open.href = address;
    this.form.hidden = phase !== "open";
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
