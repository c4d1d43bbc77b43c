// Tells the browser the page's language, and shows what people call the values of options, and what they mean in it.
//
// Streamlit puts what an option shows into the link, format_func or not, and a link has to be the same in every
// language. So widgets have the values, and their names are put in place of them here. A closed list is a text field,
// whose text is Streamlit's: there page.css draws the name over it. The meaning follows the name, from an attribute.

// Elements that show an option's value: in a list, in a row of buttons, on a slider, and in the box of a closed list.
const OPTIONS = [
  '[role="option"]',
  '[data-testid="stButtonGroup"] button p',
  ':is([data-testid="stSliderThumbValue"], [data-testid="stSliderTickBar"]) p',
  '[data-testid="stSelectbox"] [role="group"]:has(input)',
].join();
const BESIDE = 105; // pixels that a box needs besides its gloss
const LETTER = 13; // pixels of a letter of it
const EVERY = 100; // least milliseconds between two passes over the page

const { search } = new URL(import.meta.url); // of the same version
import(`./roles.js${search}`); // when it is there: a page begins with this file

let names = {};
let glosses = {};
let last = 0;
let later = null;

// Around lists of what a visitor has typed, which is not ours to explain.
const OWN = "[class*=st-key-as_typed_]";

const shown = new WeakMap(); // text node → the value whose name it shows, and that name

function valueIn(text) {
  const before = shown.get(text);
  return before && before.name === text.data ? before.value : text.data.trim();
}

function say(text, value) {
  const name = names[value] ?? value;
  if (text.data.trim() !== name) text.data = name;
  shown.set(text, { value, name });
}

function set(option, attribute, words) {
  if (words === option.dataset[attribute]) return;
  if (words) option.dataset[attribute] = words;
  else delete option.dataset[attribute];
}

function look() {
  clearTimeout(later);
  later = null;
  last = performance.now();
  const own = document.querySelector(`${OWN} [aria-expanded="true"]`);
  const named = document.querySelectorAll("[data-name], [data-gloss]"); // perhaps no options any more
  for (const option of new Set([...document.querySelectorAll(OPTIONS), ...named])) {
    if (option.closest(OWN) || (own && option.role === "option")) continue;
    const field = option.querySelector("input");
    const text = field ? null : document.createTreeWalker(option, NodeFilter.SHOW_TEXT).nextNode();
    const value = field ? field.value : text ? valueIn(text) : "";
    if (text) say(text, value);
    if (field) set(option, "name", names[value]);
    const gloss = glosses[value];
    const shown = gloss && (!field || fits(option, gloss)) ? gloss : undefined;
    if (shown !== option.dataset.gloss || (gloss ?? "") !== option.title) {
      set(option, "gloss", shown);
      if (gloss) option.title = gloss;
      else option.removeAttribute("title");
    }
  }
}

// Whether there is room for it: in the box of a closed list, beside the value and the arrow.
function fits(option, gloss) {
  return option.clientWidth > BESIDE + LETTER * gloss.length;
}

// At once if possible: before the value is painted.
function lookSoon() {
  const wait = last + EVERY - performance.now();
  if (wait <= 0) look();
  else later ??= setTimeout(look, wait);
}

new MutationObserver(lookSoon).observe(document.body, { childList: true, characterData: true, subtree: true });
document.addEventListener("input", () => setTimeout(look)); // what is typed into a list is no value yet

export default function ({ data }) {
  document.documentElement.lang = data.tag;
  // A visit that began on a page on which nothing plays has its style sheet from there: here it would cost pictures.
  if (data.plays) document.getElementById("static_style")?.remove();
  ({ names, glosses } = data);
  look(); // at once: it changes the layout
}
