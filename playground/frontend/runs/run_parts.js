// Connects the parts of a page that belong to the runs of one live chart: the chart itself, buttons, comment, drawing.
//
// A page draws its parts in any order, and redraws some of them: they find each other by the key of the chart.

const charts = new Map(); // key → the player of the chart on the page
const parts = new Map(); // key → the callbacks of the other parts, called with the player

// A chart has appeared, or its state has changed.
export function tell(key, player) {
  charts.set(key, player);
  parts.get(key)?.forEach((show) => show(player));
}

// A chart has left the page: nothing can be pressed until it is back.
export function left(key, player) {
  if (charts.get(key) !== player) return;
  charts.delete(key);
  parts.get(key)?.forEach((show) => show());
}

// The player of the chart with this key; undefined if there is none yet.
export function playerOf(key) {
  return charts.get(key);
}

// The players of all charts on the page.
export function everyPlayer() {
  return [...charts.values()];
}

// Call show(player) on every change; returns a function that stops this.
export function follow(key, show) {
  if (!parts.has(key)) parts.set(key, new Set());
  parts.get(key).add(show);
  if (charts.has(key)) show(charts.get(key));
  return () => parts.get(key).delete(show);
}
