// The key of the sound, its switch in the list of keys, and the tones of a cursor: on a page of the app and in a lesson in
// one file.

const SECONDS = 0.12; // of a cursor's tone

const { search } = new URL(import.meta.url); // of the same version
const { add } = await import(`../../frontend/basics/features.js${search}`);
const { element } = await import(`../../frontend/basics/elements.js${search}`);
const keys = await import(`../../frontend/keyboard/keys.js${search}`);
const { isOn, tone } = await import(`./sound.js${search}`);
const { soundSwitch, toggle } = await import(`./sound_switch.js${search}`);

let texts = null;

add({
  inKeysList: (list) => texts && soundSwitch(list, texts.sound),
  pointed: ({ pitch, side }) => tone({ pitch, side, seconds: SECONDS }),
});

// key: what M does; on, off: what has come of it; sound: see sound_switch.js. Returns a function that ends the key.
export function addSound(parent, said) {
  texts = said;
  const status = element("p", "keys-said", parent); // for screen readers: silence says nothing
  status.setAttribute("role", "status");
  const remove = keys.add({
    group: "page",
    keys: ["M"],
    words: texts.key,
    does: () => {
      toggle();
      status.textContent = isOn() ? texts.on : texts.off;
    },
  });
  return () => {
    remove();
    status.remove();
  };
}
