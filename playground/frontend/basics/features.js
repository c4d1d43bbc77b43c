// What features add to the scripts that know none of them: each adds its hooks, functions by name, and whoever has a place
// for them calls all of that name. In the app, a feature's scripts that begin with on_chart run before the first chart; in a
// lesson in one file, those that begin with lesson before the lesson.
//
//   onChart(screen, name, div): with each chart that is put on a screen; a layer on it, or null. place: as drawn_line.js has
//     it; show({ open, start, plays }): called with each picture, open as long as nothing of the run has been seen; close();
//     keepsRoom: whether it is drawn beyond the run
//   inChapter(screen, source, state, rules, changed): with each chapter of a lesson; a way to predict, see lesson_player.js
//   shown(player, picture): a live chart has shown a picture, or the state of its runs has changed
//   opened(lesson): in a lesson in one file, with each chapter that is opened, which lesson.player plays
//   spoken(): in a lesson in one file, at first and with each change of the language
//   played(screen, decides): a recording has played to another moment; whether there the runs first decide on the claims
//   pointed({ pitch, side }): a key has moved a cursor to a place; pitch from 0 to 1, side from -1 to 1
//   inKeysList(list): in the list of the keys, when it is shown; returns what ends it
//   keepsProgress(asks, tell): once, in a lesson in one file, what keeps how far a learner has come; see lesson.js

const all = [];

export function add(hooks) {
  all.push(hooks);
}

// What those return that have the hook, in the order in which they were added.
export function call(hook, ...args) {
  return all.filter((hooks) => hooks[hook]).map((hooks) => hooks[hook](...args));
}
