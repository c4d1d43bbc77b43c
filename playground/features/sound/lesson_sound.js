// The sound of a lesson in one file: its key, and what is heard of a recorded run while it plays, as of the runs of the
// app; see sonification.js.

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { say } = await import(`../../frontend/basics/words.js${search}`);
const { pitches } = await import(`./sonification.js${search}`);
const { click, isOn, sing } = await import(`./sound.js${search}`);
const { addSound } = await import(`./sound_key.js${search}`);

let removeKey = () => {};

add({ spoken, played });

// Its texts in the language that the page has now.
function spoken() {
  removeKey();
  removeKey = addSound(document.body, {
    key: say("Sound on or off"),
    on: say("The sound is on."),
    off: say("The sound is off."),
    sound: {
      name: say("Sound"),
      volume: say("Volume"),
      help: say("While it plays, the cost is the pitch: as it falls, so does the tone. Of several runs, the first one is on the left, the last one on the right. M switches the sound on or off."),
    },
  });
}

// The recording has played on to what the screen shows; decides: whether a claim has come true by that.
function played(screen, decides) {
  if (!isOn()) return;
  sing(pitches(screen));
  if (decides) click();
}
