// The keys of a page: one table, one listener. A part of the page adds its own; `?` lists those in effect (keys_list.js).
//
// An entry:
//   keys: as KeyboardEvent.key has them, but "Space", capital letters, and "Control+Z" for Ctrl or ⌘ with it
//   words: what they do, in the visitor's language
//   does(event): does it
//   group: where the list has it, one of GROUPS
//   at: the element in which alone they apply, as long as it lives; otherwise they do wherever they have no other meaning
//   repeats: whether a key that is held down does it again; at an element it does, unless this is false
//   when(event): whether they do anything now, or with this event; such keys go before those that always do
//   on: the button that does the same

export const GROUPS = ["page", "run", "plane", "drawing"];

const WRITES = "textarea, select, input:not([type=range], [type=checkbox], [type=radio]), [contenteditable=true], [role=combobox], [role=listbox], [role=option], [role=menu]";
// Elements that Space presses, and those that other keys move.
const PRESSES = "button, a[href], summary, [type=checkbox], [type=radio]";
const MOVES = "[role=slider], [role=spinbutton], [type=range], [type=radio], [role=radio], [role=tab], [role=application]";
const MODAL = "dialog:modal";
const ALWAYS = ["?", "？"]; // so that the list can be opened, where the others are switched on again

// Where arrow keys lead: to the right and upwards, and along a line.
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
export const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

const table = new Set(); // the entries of the page
const here = new WeakMap(); // element → its entries
const HERE = "data-keys"; // marks such an element
let characters = true; // whether keys of one character apply wherever the focus is
let reached = null; // the focused element, if it was reached by keyboard
let taken = null; // the key that is down, if it was one of these

addEventListener("focusin", ({ target }) => (reached = target.matches(":focus-visible") ? target : null));
addEventListener("keydown", pressed, true); // capture: before the focused control gets it
addEventListener("keyup", released, true);

// Add entries; returns a function that removes those of the page.
export function add(...entries) {
  for (const entry of entries) {
    const { at, on } = entry;
    if (at) here.set(at, [...(here.get(at) ?? []), entry]);
    else table.add(entry);
    at?.setAttribute(HERE, "");
    on?.setAttribute("aria-keyshortcuts", entry.keys.join(" "));
  }
  return () => entries.forEach((entry) => table.delete(entry));
}

// Whoever speaks to the machine, or often hits a wrong key, has those of one character do nothing outside their element.
export function setCharacters(on) {
  characters = on;
}

// What could be pressed now, wherever the focus is.
export function inEffect() {
  const places = [...document.querySelectorAll(`[${HERE}]`)].filter((part) => part.getClientRects().length);
  const those = [...table].filter((entry) => entry.keys.some(isOn));
  return [...those, ...places.flatMap((part) => here.get(part))].filter((entry) => applies(entry));
}

function isOn(name) {
  return characters || name.length > 1 || ALWAYS.includes(name);
}

function applies({ when }, event) {
  return when?.(event) ?? true;
}

function nameOf({ key, ctrlKey, metaKey }) {
  const name = key === " " ? "Space" : key.length === 1 ? key.toUpperCase() : key;
  return ctrlKey || metaKey ? `Control+${name}` : name;
}

// The entry that a key belongs to: that of the element it is pressed in, or one of the page, unless the key has another
// meaning there.
function entryOf(event) {
  const { target } = event;
  if (event.altKey || event.isComposing || !target.closest) return null;
  const name = nameOf(event);
  const fits = (entry) => entry.keys.includes(name) && applies(entry, event);
  const modal = document.querySelector(MODAL);
  for (let part = modal && !modal.contains(target) ? modal : target; part; part = part.parentElement) {
    const entry = here.get(part)?.find(fits);
    if (entry) return entry;
  }
  const named = name.length > 1; // not a character
  if (modal || !isOn(name) || target.closest(WRITES) || (named && event.shiftKey)) return null;
  const those = [...table].filter(fits);
  const entry = those.find(({ when }) => when) ?? those[0];
  // Space presses another button that was reached by keyboard.
  const other = named && target.closest(name === "Space" ? PRESSES : MOVES);
  return other && other !== entry?.on && (name !== "Space" || target === reached) ? null : entry;
}

function pressed(event) {
  const entry = entryOf(event);
  if (!entry) {
    if (document.querySelector(MODAL)) event.stopPropagation(); // what is behind it does not hear
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation(); // an element focused by a click would be pressed as well
  taken = event.key;
  if (!event.repeat || (entry.repeats ?? entry.at)) entry.does(event);
}

function released(event) {
  if (event.key === taken) event.preventDefault();
  taken = null;
}
