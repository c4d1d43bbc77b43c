// Tells the browser the page's language, and shows beside the values of options what they mean in it.
//
// Streamlit puts an option's label into the link, so values are the same in every language. The meaning is an attribute
// of the element that shows the value; page.css displays it after the value.

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

let glosses = {};
let later = null;

// The column names of a visitor's own table, which are not ours to explain.
const OWN = ".st-key-own_columns";

function look() {
  later = null;
  const own = document.querySelector(`${OWN} [aria-expanded="true"]`);
  const told = document.querySelectorAll("[data-gloss]"); // one of them may be no option any more, or not for now
  for (const option of new Set([...document.querySelectorAll(OPTIONS), ...told])) {
    if (option.closest(OWN) || (own && option.role === "option")) continue;
    const gloss = glosses[option.querySelector("input")?.value ?? option.textContent.trim()];
    const shown = gloss && fits(option, gloss) ? gloss : undefined;
    if (gloss === (option.title || undefined) && shown === option.dataset.gloss) continue;
    if (gloss) option.title = gloss;
    else option.removeAttribute("title");
    if (shown) option.dataset.gloss = shown;
    else delete option.dataset.gloss;
  }
}

// Whether there is room for it: in the box of a closed list, beside the value and the arrow.
function fits(option, gloss) {
  return !option.querySelector("input") || option.clientWidth > BESIDE + LETTER * gloss.length;
}

function lookSoon() {
  later ??= setTimeout(look, EVERY);
}

const changes = new MutationObserver(lookSoon);

export default function ({ data }) {
  document.documentElement.lang = data.tag;
  const before = Object.keys(glosses).length;
  glosses = data.glosses;
  const any = Object.keys(glosses).length;
  if (any && !before) changes.observe(document.body, { childList: true, characterData: true, subtree: true });
  if (!any) changes.disconnect();
  if (any) lookSoon();
  else if (before) look(); // at once: removing them changes the layout
}
