// What a lecturer's room says about the question on screen, for the parts of the page that show it: the claims, the chart
// of costs. The class row hears it from the server (class_row.js); null while there is no room, or it is about another
// question.

let now = null;
const shows = new Set();

export function tell(view) {
  if (view === now) return;
  now = view;
  shows.forEach((show) => show(now));
}

// Call show(view) now and with every change; returns a function that stops this.
export function follow(show) {
  shows.add(show);
  show(now);
  return () => shows.delete(show);
}
