// Notes on this device which pages were visited, and which of their experiments were played to their end, and marks that
// in the menu. The menu is Streamlit's, and built anew each time it opens: so the marks are a style of its links.

const { search } = new URL(import.meta.url); // of the same version
const { note, noted } = await import(`./device.js${search}`);
const { element } = await import(`./parts.js${search}`);
const { follow } = await import(`./run_parts.js${search}`);

const MENU = ".st-key-pages";

let here = {}; // the page on screen, as playground/ui/components/way.py has sent it
let played = false; // whether its runs have played since they last ended
let leave = () => {};
const marks = element("style", "", document.head);

export default function ({ data }) {
  if (data.runs !== here.runs) {
    leave();
    played = false;
    leave = data.runs ? follow(data.runs, (player) => player && look(player.state)) : () => {};
  }
  here = data;
  keep(data.ended ? data.asking : null);
}

// An end that was not played to, such as that of a link, does not count.
function look({ playing, ended }) {
  if (playing && !played) note({ begun: true });
  if (played && ended) keep(here.asking);
  played = playing || (played && !ended);
}

// Note this visit, and the experiment that has ended, if any. What is no experiment of the page any more is forgotten.
function keep(experiment) {
  const { pages } = noted();
  const { page, experiments } = here;
  const before = pages[page]?.done ?? [];
  const done = experiments.filter((name) => name === experiment || before.includes(name));
  note({ pages: { ...pages, [page]: { of: experiments.length, done } } });
  mark();
}

function mark() {
  const rules = Object.entries(noted().pages).map(([page, { of, done }]) => {
    const count = here.said.done.replace("{done}", done.length).replace("{all}", of);
    const [sign, words] = done.length ? [of > 1 ? `✔ ${count}` : "✔", count] : ["✓", here.said.visited];
    const link = `${MENU} a:is([href="${page}"], [href^="${page}?"])`;
    return `${link} p::after { content: " ${sign}"; content: " ${sign}" / " ${words}"; }`;
  });
  const style = rules.join("\n");
  if (marks.textContent !== style) marks.textContent = style;
}
