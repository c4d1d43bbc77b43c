// Tables of a recorded page.

const { search } = new URL(import.meta.url); // of the same version
const { element, setText } = await import(`../../basics/elements.js${search}`);

// The rows of each panel's table, { mark, cells }, or null for panels without one. said: what is said at the moment; marks: of
// each table its rows' marks.
export function rowsOf({ panels, cells }, marks) {
  let [next, table] = [0, 0];
  return panels.map(({ table: headings }) => {
    if (!headings.length) return null;
    return marks[table++].map((mark) => ({ mark, cells: cells.slice(next, (next += headings.length)) }));
  });
}

export class Table {
  constructor(parent, headings) {
    this.root = element("div", "lesson-table", parent);
    this.root.tabIndex = 0; // so that it can be scrolled without a mouse
    const table = element("table", "", this.root);
    const row = element("tr", "", element("thead", "", table));
    headings.forEach((heading) => (element("th", "", row).textContent = heading));
    this.body = element("tbody", "", table);
  }

  show(rows) {
    while (this.body.rows.length > rows.length) this.body.lastChild.remove();
    rows.forEach(({ mark, cells }, i) => {
      const row = this.body.rows[i] ?? element("tr", "", this.body);
      row.style.background = mark < 0 ? "" : `hsl(${40 + 137.5 * mark} 90% 45% / 0.2)`; // as on the page
      cells.forEach((text, j) => setText(row.cells[j] ?? element("td", "", row), text));
    });
  }
}
