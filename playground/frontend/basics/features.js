// What features add to the scripts that know none of them: each adds its hooks, functions by name, and whoever has a place
// for them calls all of that name. In a lesson in one file, a feature's scripts that begin with lesson run before the lesson.
//
//   keepsProgress(asks, tell): once, in a lesson in one file, what keeps how far a learner has come; see lesson.js

const all = [];

export function add(hooks) {
  all.push(hooks);
}

// What those return that have the hook, in the order in which they were added.
export function call(hook, ...args) {
  return all.filter((hooks) => hooks[hook]).map((hooks) => hooks[hook](...args));
}
