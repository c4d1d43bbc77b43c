// Whoever has the keyboard alone never loses the focus, and goes through the page in the order that the eye does.
//
// What has the focus may go: a popover closes, a run has ended, another page comes. Then the focus goes back to where it
// was before; on another page, to the menu, where the page begins. And Streamlit puts the contents of a popover at the end
// of the page: Tab goes from its button into it, and from there on to what follows the button.

const MOST = 10; // places that are remembered
const SOON = 100; // milliseconds: what is drawn anew may be back by then
const FOCUSABLE = ":is(button, a[href], input, textarea, select, summary, [tabindex]):not(:disabled, [tabindex='-1'])";
const KEYED = '[class*="st-key-"]'; // an element of Streamlit's that is the same when it is drawn anew
const MENU = ".st-key-menu";
const OPENER = '[data-testid="stPopoverButton"][aria-expanded="true"]';
const BODY = '[data-testid="stPopoverBody"]';

let places = []; // where the focus has been, the last one first
let timer = null;

addEventListener("focusin", ({ target }) => {
  if (target.closest("dialog")) return; // from which the browser brings it back
  if (!target.matches(":focus-visible")) return forget(); // by mouse
  const keyed = target.closest(KEYED);
  const [key] = keyed?.className.match(/st-key-\S+/) ?? [];
  places = [{ target, path: location.pathname, key, place: keyed ? focusable(keyed).indexOf(target) : 0 }, ...places].slice(0, MOST);
});
addEventListener("pointerdown", forget, true);
new MutationObserver(() => {
  if (document.activeElement !== document.body || !places.length) return;
  timer ??= setTimeout(restore, SOON);
}).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden", "disabled", "tabindex"] });
addEventListener("keydown", tab);

function forget() {
  places = [];
}

function focusable(parent) {
  return [...parent.querySelectorAll(FOCUSABLE)].filter(isThere);
}

function isThere(element) {
  return element.isConnected && element.matches(FOCUSABLE) && element.getClientRects().length > 0;
}

function restore() {
  timer = null;
  if (document.activeElement !== document.body || !places.length || isThere(places[0].target)) return;
  for (const { target, key, place } of places.filter(({ path }) => path === location.pathname)) {
    const keyed = key ? focusable(document.querySelector(`.${CSS.escape(key)}`) ?? document.createElement("div")) : [];
    const found = isThere(target) ? target : (keyed[place] ?? keyed[0]);
    if (found) return found.focus();
  }
  const menu = document.querySelector(`${MENU} button`); // or not yet
  if (!menu) return;
  forget();
  menu.focus();
}

function tab(event) {
  if (event.key !== "Tab" || event.altKey || event.ctrlKey || event.metaKey) return;
  const [opener, body] = [OPENER, BODY].map((each) => document.querySelector(each));
  if (!opener || !body) return;
  const inside = focusable(body);
  const all = focusable(document.body).filter((each) => !body.contains(each));
  const next = all[all.indexOf(opener) + 1];
  const [from, to] = event.shiftKey ? [inside[0], opener] : event.target === opener ? [opener, inside[0]] : [inside.at(-1), next];
  if (event.target !== from || !to) return;
  event.preventDefault();
  to.focus();
}
