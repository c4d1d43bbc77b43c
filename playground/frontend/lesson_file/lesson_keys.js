// The keys of a lesson in one file, and their list.

const { search } = new URL(import.meta.url); // of the same version
const { call } = await import(`../basics/features.js${search}`);
const keys = await import(`../keyboard/keys.js${search}`);
const { KeyList } = await import(`../keyboard/keys_list.js${search}`);
const { LETTERS } = await import(`./lesson_player.js${search}`);
const { say } = await import(`../basics/words.js${search}`);
await import(`../keyboard/focus.js${search}`);

let list = null;
let removeKeys = () => {};

// Add them in the language of the page, in place of those before.
export function addKeys(lesson) {
  removeKeys();
  const plays = () => lesson.player !== null && !lesson.player.root.hidden; // nothing has taken the recording's place
  const run = { group: "run", when: plays };
  const go = (place) => () => lesson.player.go(place(lesson.player.moment));
  const answers = [...LETTERS].map((letter, place) => ({
    group: "run",
    keys: [letter],
    words: say("Choose prediction {letter}", { letter }),
    when: () => plays() && Boolean(lesson.player.claims[place]) && lesson.player.moment === 0,
    does: () => lesson.player.choose(place),
  }));
  const turn = (by) => ({ group: "page", when: () => Boolean(lesson.packed[lesson.chapter + by]), does: () => lesson.open(lesson.chapter + by) });
  removeKeys = keys.add(
    ...answers,
    { ...run, keys: ["Space"], words: `${say("Play")} / ${say("Pause")}`, does: () => lesson.player.toggle() },
    { ...run, keys: ["ArrowRight"], repeats: true, words: say("One moment forward"), does: go((moment) => moment + 1) },
    { ...run, keys: ["ArrowLeft"], repeats: true, words: say("One moment back"), does: go((moment) => moment - 1) },
    { ...run, keys: ["Home"], words: say("To the beginning"), does: go(() => 0) },
    { ...run, keys: ["End"], words: say("To the end"), does: go(() => Infinity) },
    { ...turn(1), keys: ["PageDown"], words: say("Next chapter") },
    { ...turn(-1), keys: ["PageUp"], words: say("Previous chapter") },
  );
  list ??= new KeyList(document.body, texts());
  list.receive(texts());
  call("spoken");
}

function texts() {
  return {
    title: say("Keys"),
    list: say("This list"),
    close: say("Close"),
    space: say("Space"),
    groups: { page: say("On this page"), run: say("The run"), plane: say("In the plane"), drawing: say("While drawing") },
    characters: say("Letters, digits and signs are keys"),
  };
}
