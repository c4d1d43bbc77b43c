// What features add to the scripts that know none of them: each adds its hooks, functions by name, and whoever has a place
// for them calls all of that name. In the app, a feature's scripts that begin with on_chart run before the first chart; in a
// lesson in one file, those that begin with lesson before the lesson.
//
//   onChart(screen, name, div): with each chart that is put on a screen; a layer on it, or null. place: as drawn_line.js has
//     it; show({ open, start, plays }): called with each picture, open as long as nothing of the run has been seen; close();
//     keepsRoom: whether it is drawn beyond the run
//   inChapter(view, recording, state, rules, changed): with each chapter of a lesson; a way to predict, see lesson_player.js
//   takeTexts(recording, texts): takes from the end of a moment's texts those that it has added; returns them by name

const all = [];

export function add(hooks) {
  all.push(hooks);
}

// What those return that have the hook, in the order in which they were added.
export function call(hook, ...args) {
  return all.filter((hooks) => hooks[hook]).map((hooks) => hooks[hook](...args));
}
