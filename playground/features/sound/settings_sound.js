// The switch of the sound among the settings of a page; screen.py has its texts.

const { search } = new URL(import.meta.url); // of the same version
const { soundSwitch } = await import(`./sound_switch.js${search}`);

const switches = new WeakMap(); // parent element → what ends its switch

export default function ({ data, parentElement }) {
  switches.get(parentElement)?.();
  parentElement.replaceChildren();
  switches.set(parentElement, soundSwitch(parentElement, data));
  return () => {
    if (parentElement.isConnected) return; // overtaken by a newer update
    switches.get(parentElement)?.();
    switches.delete(parentElement);
  };
}
