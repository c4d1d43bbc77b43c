// How others answer the question on screen in the visitor's place, for the parts of the page that show it: the claims, the
// chart of costs. A feature tells it; null while nobody else answers, or another question.

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
