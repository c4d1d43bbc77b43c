// The parts of a page that belong to the runs of one live chart: it, and what stands elsewhere and speaks of them.
//
// A page draws its parts in any order, and some of them anew: they find each other by the key of the chart.

const charts = new Map(); // key → the player of the chart that is on the page
const parts = new Map(); // key → the others, a function each that shows the state of the runs

// A chart has come, or its state has changed.
export function tell(key, player) {
  charts.set(key, player);
  parts.get(key)?.forEach((show) => show(player));
}

// A chart has left the page: there is nothing to press until it is back.
export function left(key, player) {
  if (charts.get(key) !== player) return;
  charts.delete(key);
  parts.get(key)?.forEach((show) => show());
}

// What the chart with this key plays; undefined if there is none yet.
export function playerOf(key) {
  return charts.get(key);
}

// Have show(player) called whenever something has changed; returns how to end that.
export function follow(key, show) {
  if (!parts.has(key)) parts.set(key, new Set());
  parts.get(key).add(show);
  if (charts.has(key)) show(charts.get(key));
  return () => parts.get(key).delete(show);
}
