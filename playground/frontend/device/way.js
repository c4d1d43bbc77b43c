// Notes on this device which pages were visited, which of their experiments were played to their end, and which
// predictions came true, and marks that in the menu. The menu is Streamlit's, and built anew each time it opens: so the
// marks are a style of its links.
//
// On a page on which nothing plays, the server tells what is right: for its questions, and for a sweep.
//
// An experiment about which a prediction was wrong is asked about again two lessons later, in another form: a line at the
// end of that page leads to it.

const { search } = new URL(import.meta.url); // of the same version
const { note, noted } = await import(`./device.js${search}`);
const { element } = await import(`../basics/parts.js${search}`);
const { follow } = await import(`../runs/run_parts.js${search}`);

const MENU = ".st-key-pages";
const LATER = 2; // lessons after which a question comes again

let here = {}; // the page on screen, as playground/ui/components/way.py has sent it
let played = false; // whether its runs have played since they last ended
let open = null; // the run that was seen at its beginning, and whose prediction has not been judged yet
let judged = null; // the last run whose prediction was
const attempts = new Set(); // the predictions judged on pages without runs
let leave = () => {};
const marks = element("style", "", document.head);

export default function ({ data, parentElement }) {
  if (data.runs !== here.runs) {
    leave();
    played = false;
    open = judged = null;
    here = data;
    leave = data.runs ? follow(data.runs, (player) => player && look(player)) : () => {};
  }
  here = data;
  keep(data.ended ? data.asking : null);
  if (data.attempt && data.right !== null && !attempts.has(data.attempt)) {
    attempts.add(data.attempt);
    judge(data.right);
  }
  remind(parentElement);
}

// What moves beside the doors of a first visit has been played by nobody.
//
// An end that was not played to, such as that of a link, does not count. Neither does a second look at the same run.
function look({ run, state: { playing, seeking, ended, way, right }, screen: { shown } }) {
  if (document.querySelector(".doors")) return;
  const over = ended || way === "decided";
  if (playing && !played) note({ begun: true });
  if (played && over) keep(here.asking);
  played = playing || (played && !over);
  if (!playing && !seeking && shown?.iteration === 0 && run !== judged) open = run;
  else if (run === open && typeof right === "boolean") {
    [open, judged] = [null, run];
    judge(right);
  }
}

// Note this visit, and the experiment that has ended, if any. What is no experiment of the page any more is forgotten.
function keep(experiment) {
  const { pages, answers } = noted();
  const { page, experiments } = here;
  const before = pages[page]?.done ?? [];
  const all = experiments.includes(""); // the whole page counts, as where a teacher has left out its questions
  const done = experiments.filter((name) => name === experiment || before.includes(name));
  const known = Object.entries(answers).filter(([name]) => pageOf(name) !== page || all || experiments.includes(experimentOf(name)));
  note({ pages: { ...pages, [page]: { of: experiments.length, done } }, answers: Object.fromEntries(known) });
  mark();
}

// Note whether the prediction about the experiment on screen was right.
function judge(right) {
  const { page, asking, claim, instead, runs } = here;
  if (asking === null || claim === null) return;
  const name = `${page}?${asking}`;
  const { [name]: before, ...answers } = noted().answers;
  const now = { claim, right: (before?.right ?? 0) + right, wrong: (before?.wrong ?? 0) + !right, last: right };
  const again = right ? before?.again : instead && { ...instead, from: page, tag: here.tag };
  note({ begun: noted().begun || Boolean(runs), answers: { ...answers, [name]: again ? { ...now, again } : now } });
  keep(asking);
}

function pageOf(name) {
  return name.slice(0, name.indexOf("?"));
}

function experimentOf(name) {
  return name.slice(name.indexOf("?") + 1);
}

export function mark() {
  const { pages, answers } = noted();
  const rules = Object.entries(pages).map(([page, { of, done }]) => {
    const right = Object.entries(answers).filter(([name, { last }]) => pageOf(name) === page && last);
    const again = right.filter(([, { wrong }]) => wrong).length;
    const counts = [here.said.done.replace("{done}", done.length).replace("{all}", of)];
    if (right.length > again) counts.push(here.said.right.replace("{n}", right.length - again));
    if (again) counts.push(here.said.again.replace("{n}", again));
    const words = done.length ? counts.join(" · ") : here.said.visited;
    const sign = done.length ? (of > 1 ? `✔ ${words}` : "✔") : "✓";
    const link = `${MENU} a:is([href="${page}"], [href^="${page}?"]):not([href*="chapter="])`; // which is a part of it
    return `${link} p::after { content: " ${sign}"; content: " ${sign}" / " ${words}"; }`;
  });
  const style = rules.join("\n");
  if (marks.textContent !== style) marks.textContent = style;
}

// The answers whose questions are due here, the oldest first: the menu's order goes on at its beginning after its end.
function due() {
  const order = here.pages.map(([path]) => path);
  const all = order.length;
  return Object.entries(noted().answers).filter(([, { again }]) => {
    const from = order.indexOf(again?.from);
    const since = (order.indexOf(here.page) - from + all) % all;
    return from >= 0 && order.includes(here.page) && since >= LATER && since <= Math.max(LATER, all / 2);
  });
}

// At most one question a lesson: the others that are due wait as long as if they had been missed here.
function settle(name, taken) {
  const { answers } = noted();
  for (const [other] of due()) {
    const { again, ...rest } = answers[other];
    answers[other] = taken && other === name ? rest : { ...rest, again: { ...again, from: here.page } };
  }
  note({ answers });
}

function remind(parent) {
  const [[name, answer] = []] = here.reminds ? due() : [];
  const said = name === undefined ? "" : JSON.stringify([name, answer.again, here.said, here.along]);
  if (parent.said === said) return;
  parent.said = said;
  parent.replaceChildren();
  if (!said) return;
  const page = pageOf(name);
  const { link, question, tag } = answer.again;
  const line = element("p", "again", parent);
  line.append(`${here.said.missed.replace("{page}", here.pages.find(([path]) => path === page)?.[1] ?? page)} `);
  const query = [link, here.along].filter(Boolean).join("&");
  const address = `${new URL(".", document.baseURI)}${page}${query && "?"}${query}`;
  const other = Object.assign(element("a", "", line), { href: address });
  other.textContent = tag === here.tag ? question : here.said.open;
  other.addEventListener("click", () => settle(name, true));
  line.append(" ");
  const later = Object.assign(element("button", "quiet-button", line), { type: "button", textContent: here.said.later });
  later.addEventListener("click", () => {
    settle(name, false);
    remind(parent);
  });
}
