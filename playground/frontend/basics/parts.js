// The parts of a page around its charts: labelled numbers, explanations of terms, tables.

const { search } = new URL(import.meta.url); // of the same version
const { say } = await import(`./words.js${search}`);
export const { element, oncePainted, setText, shape } = await import(`./elements.js${search}`);

// A list of labelled numbers; returns the elements whose text is to be updated.
export function labelled(labels, className, parent, help) {
  if (!labels.length) return [];
  const list = element("dl", className, parent);
  return labels.map((label) => {
    const item = element("div", "", list);
    const name = element("dt", "", item);
    name.textContent = label;
    explain(label, name, help);
    return element("dd", "", item);
  });
}

// A button after a term that explains it.
export function explain(label, parent, help) {
  if (!help[label]) return;
  const { mark, words } = atAPress(parent, "live-help", "?");
  words.textContent = help[label];
  mark.setAttribute("aria-label", say("What is meant by “{label}”?", { label }));
  mark.title = help[label];
}

// A button, and the words that it opens over the page.
let opened = 0;
export function atAPress(parent, className, text) {
  const words = element("div", "live-help-words", parent);
  const mark = element("button", className, parent);
  Object.assign(words, { id: `live-help-${++opened}`, popover: "auto" });
  Object.assign(mark, { type: "button", textContent: text });
  mark.setAttribute("popovertarget", words.id);
  return { mark, words };
}

export class Table {
  constructor(headings, parent, help) {
    const scroll = element("div", "live-scroll", parent);
    scroll.tabIndex = 0; // so that it can be scrolled without a mouse
    const table = element("table", "live-table", scroll);
    const row = element("tr", "", element("thead", "", table));
    this.headsRows = !headings[0]; // nothing stands over what its first column says
    for (const heading of headings) {
      const cell = element(heading ? "th" : "td", "", row);
      cell.textContent = heading;
      explain(heading, cell, help);
    }
    this.body = element("tbody", "", table);
  }

  show(rows) {
    while (this.body.rows.length > rows.length) this.body.lastChild.remove();
    rows.forEach(([mark, cells], i) => {
      const row = this.body.rows[i] ?? element("tr", "", this.body);
      // Hues a golden angle apart, so that neighbouring marks, and any small number of them, differ clearly.
      row.style.background = mark < 0 ? "" : `hsl(${40 + 137.5 * mark} 90% 45% / 0.2)`;
      cells.forEach((text, j) => setText(row.cells[j] ?? element("td", "", row), text));
      if (this.headsRows) row.cells[0].role = "rowheader";
    });
  }
}
