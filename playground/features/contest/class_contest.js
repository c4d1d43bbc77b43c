// A contest in the row of a lecturer: its ranking, which opens entries.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../frontend/basics/elements.js${search}`);
const { say } = await import(`../../frontend/basics/words.js${search}`);
const { additions } = await import(`../classroom/lecturer/class_row.js${search}`);

class Ranking {
  constructor(row) {
    this.row = row;
    this.button = row.button("", row.buttons, () => this.dialog.showModal());
    this.button.dataset.class = "ranking";
    this.dialog = element("dialog", "class-dialog class-ranking", row.root);
    this.table = element("ol", "", this.dialog);
    this.waiting = element("p", "", this.dialog);
    this.away = row.button("", this.dialog, () => this.dialog.close());
  }

  // Each entry opens with one press; before the reveal there are no links yet.
  show({ contest }, { texts }) {
    this.button.hidden = !contest || !this.row.here;
    setText(this.button, texts.ranking);
    const rows = contest?.table ?? [];
    const said = JSON.stringify([rows, contest?.waiting, texts]);
    if (said === this.said) return;
    this.said = said;
    this.dialog.ariaLabel = texts.ranking;
    setText(this.away, texts.away);
    this.table.replaceChildren();
    for (const { rank, score, link } of rows) {
      const item = element("li", "", this.table);
      item.value = rank;
      element("span", "", item).textContent = score;
      if (link) this.row.button("", item, () => this.open(link, `${rank}. ${score}`)).textContent = texts.open_entry;
    }
    setText(this.waiting, contest?.waiting ? say(texts.waiting, { number: contest.waiting }) : rows.length ? "" : texts.no_entries);
  }

  says({ contest }, { texts, opened }) {
    return contest && (opened || (contest.waiting ? say(texts.waiting, { number: contest.waiting }) : ""));
  }

  open(link, said) {
    this.dialog.close();
    this.row.trigger("entry", { link, said });
  }
}

additions.push((row) => new Ranking(row));
