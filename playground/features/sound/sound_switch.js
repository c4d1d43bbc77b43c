// The switch of the sound and its volume, where a visitor looks for them: in the settings, and in the list of keys.

const { search } = new URL(import.meta.url); // of the same version
const { element } = await import(`../../frontend/basics/elements.js${search}`);
const { follow, isOn, set, tone, volume } = await import(`./sound.js${search}`);

const TRY = 0.6; // pitch of the tone that tells how loud it is

// On or off; a tone tells that it is on.
export function toggle() {
  set({ on: !isOn() });
  tone({ pitch: TRY });
}

// texts: name, volume, help. Returns a function that ends it.
export function soundSwitch(parent, { name, volume: loudness, help }) {
  const root = element("div", "switches", parent);
  root.title = help;
  const field = (text, attributes, act) => {
    const label = element("label", "", root);
    const input = Object.assign(element("input", "", label), attributes);
    element("span", "", label).textContent = text;
    input.addEventListener(attributes.type === "range" ? "change" : "click", act);
    return input;
  };
  const on = field(name, { type: "checkbox" }, toggle);
  const loud = field(loudness, { type: "range", min: 0.1, max: 1, step: 0.1 }, () => {
    set({ volume: Number(loud.value) });
    tone({ pitch: TRY });
  });
  const show = () => Object.assign(loud, { value: volume(), disabled: !(on.checked = isOn()) });
  show();
  return follow(show);
}
