// Tells the browser which language the page is in, and writes beside the values of options what they mean in it.
//
// What an option shows is what Streamlit puts into the link, so a value stays as it is in every language. Its meaning is
// an attribute of the element that shows it, which page.css writes behind it.

// Where an option shows its value: in a list, beside others, on a slider; and the box of a list that is closed.
const OPTIONS = [
  '[role="option"]',
  '[data-testid="stButtonGroup"] button p',
  ':is([data-testid="stSliderThumbValue"], [data-testid="stSliderTickBar"]) p',
  '[data-testid="stSelectbox"] [role="group"]:has(input)',
].join();
const EVERY = 100; // milliseconds from one look at the page to the next, at least

let glosses = {};
let later = null;

// The columns of a visitor's own table, whose names mean what the visitor means.
const OWN = ".st-key-own_columns";

function look() {
  later = null;
  const own = document.querySelector(`${OWN} [aria-expanded="true"]`);
  for (const option of document.querySelectorAll(OPTIONS)) {
    if (option.closest(OWN) || (own && option.role === "option")) continue;
    const gloss = glosses[option.querySelector("input")?.value ?? option.textContent.trim()];
    if (gloss === option.dataset.gloss) continue;
    if (gloss) option.dataset.gloss = option.title = gloss;
    else {
      delete option.dataset.gloss;
      option.removeAttribute("title");
    }
  }
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
  else if (before) look(); // at once: without them the page has another shape
}
