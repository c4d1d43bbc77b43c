// Says what elements of Streamlit's are, where no widget of its own would say it: that the question is a heading, that
// the place for a file is a group, that a popover is called as its button is, whose Markdown is not for the ear, and that
// what scrolls can be reached by keys.

const MESSAGE = ":is(.st-key-lines, .st-key-asked)";
// The question comes before what can be answered, or, where nothing can, first.
const PLACES = [`${MESSAGE} > :has(+ .st-key-comment, + * > .st-key-answer)`, `${MESSAGE}:not(:has(.st-key-comment)) > :first-child`];
const QUESTION = PLACES.flatMap((place) => [`${place} [data-testid=stMarkdownContainer] > p`, `${place} [data-testid=stText]`]).join();
const DROP = "[data-testid=stFileUploaderDropzone][role=presentation]"; // it has a name, so it is not mere presentation
const OPEN = "[data-testid=stPopoverButton][aria-expanded=true] [data-testid=stMarkdownContainer]";
const SCROLLS = ".st-key-message, .st-key-lines > *";
const EVERY = 200; // least milliseconds between two passes over the page

let due = null;
let looked = -Infinity;

function look() {
  [due, looked] = [null, performance.now()];
  const questions = new Set(document.querySelectorAll(QUESTION));
  for (const old of document.querySelectorAll("[data-question]")) {
    if (!questions.has(old)) ["data-question", "role", "aria-level"].forEach((name) => old.removeAttribute(name));
  }
  for (const each of questions) {
    if (!each.dataset.question) Object.assign(each, { role: "heading", ariaLevel: "2" }).dataset.question = "true";
  }
  const popover = document.querySelector("[data-testid=stPopoverBody]");
  const name = document.querySelector(OPEN)?.textContent.trim();
  if (popover && name && popover.ariaLabel !== name) popover.ariaLabel = name;
  for (const each of document.querySelectorAll(SCROLLS)) {
    const scrolls = each.scrollHeight > each.clientHeight + 1 && getComputedStyle(each).overflowY === "auto";
    sizes.observe(each);
    if (!scrolls) each.removeAttribute("tabindex");
    else if (!each.hasAttribute("tabindex")) each.tabIndex = 0; // Chromium says so by itself; others need it
  }
}

function lookSoon() {
  due ??= setTimeout(look, Math.max(0, looked + EVERY - performance.now()));
}

function changed() {
  for (const each of document.querySelectorAll(DROP)) each.role = "group";
  lookSoon();
}

const sizes = new ResizeObserver(lookSoon); // as what is said below the question grows
new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
addEventListener("resize", lookSoon);
changed();
