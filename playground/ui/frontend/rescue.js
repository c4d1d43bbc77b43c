// Loads a page anew that has lost its content.
//
// Where the connection is cut in a bad moment, Streamlit takes what the server still had to say of an interrupted run for
// a whole page, and stays empty, or without its chart; or it breaks down over parts that have come without those before
// them. Neither asks for more, so nothing else would bring the page back. This can happen before there is any content, too.
// And a control whose code was cut off on its way is a TypeError in a red box for as long as the page lasts.
// The page's link has the settings; what a caller keeps, it keeps.

const { search } = new URL(import.meta.url); // of the same version
const { forget, recall, remember } = await import(`./memory.js${search}`);

const EVERY = 500; // milliseconds from one look to the next
const TOO_LONG = 2500; // milliseconds without content, or code: between two pages and after a cut there is none for a moment, too
const PATIENCE = 5000; // milliseconds to wait for the server
const [YOUNG, OLD] = [10_000, 80_000]; // milliseconds for which a page is not loaded anew: at first, and at most
const AGE = "rescue-age"; // in the tab's storage: what this page waits; the next waits twice as long, until one has had content
const RETRIES = "rescue-retries"; // there, too: how often a page was loaded anew for code, until one has it all
const MOST_RETRIES = 3; // what has failed so often would fail again
const BUSY = ["initial", "running", "rerunRequested"]; // states of the script
const CONNECTING = ["INITIAL", "PINGING_SERVER", "CONNECTING"]; // states of the connection
const BROKEN = "[data-testid=stException]";
const ERROR = "[data-testid=stAlertContentError]";
const NO_CODE = /dynamically imported module|importing a module script failed/i; // as Chrome and Firefox say it, and Safari
const BAR = ".st-key-bar .st-key-present"; // near its end: what is left of a bar can be empty, or its beginning
const PLAYS = ".st-key-bar .st-key-transport";
const STAGE = ":is(.st-key-screen, [class*=_screen])";
const CHART = `${STAGE} :is(.st-key-live, [class*=_live])`; // its place: what belongs there may still be loading
const SHOWS = `${CHART}, ${STAGE} [data-testid=stAlertContainer], ${BROKEN}`; // or says why not

// keep: called before the page is loaded anew.
export async function rescue(keep) {
  let young = recall(AGE) ?? YOUNG;
  const counts = remember(AGE, young); // else a page that never has content would be loaded anew all the time
  let began = false; // whether there has been anything of Streamlit's
  let was = false; // whether there has been content
  let retries = recall(RETRIES) ?? 0;
  let since = null; // when the page was found lost
  const isEmpty = () => !hasContent() && (was || (began && counts && !has(BROKEN)));
  const isWorthARetry = () => counts && retries < MOST_RETRIES && lacksCode();
  const isLost = () => !isOnItsWay() && (isEmpty() || isWorthARetry());
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    began ||= app() !== null;
    if (!was && hasContent()) {
      [was, young] = [true, YOUNG];
      forget(AGE);
    }
    const now = performance.now();
    if (retries && now > young && hasContent() && !lacksCode()) {
      retries = 0;
      forget(RETRIES);
    }
    if (!isLost()) since = null;
    else if (now - (since ??= now) > TOO_LONG && now > young && (await answers()) && isLost()) break;
  }
  remember(AGE, Math.min(2 * young, OLD));
  if (lacksCode()) remember(RETRIES, retries + 1);
  try {
    keep();
  } finally {
    location.reload();
  }
}

function isOnItsWay() {
  const { testScriptState: script, testConnectionState: connection } = app()?.dataset ?? {};
  return BUSY.includes(script) || CONNECTING.includes(connection);
}

function hasContent() {
  return has(BAR) && (!has(PLAYS) || has(SHOWS));
}

function lacksCode() {
  return [...document.querySelectorAll(ERROR)].some((error) => NO_CODE.test(error.textContent));
}

function has(selector) {
  return document.querySelector(selector) !== null;
}

function app() {
  return document.querySelector("[data-testid=stApp]");
}

// Whether there is a server: without one, loading the page anew would leave nothing at all.
async function answers() {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    return (await fetch(new URL("../../_stcore/health", import.meta.url), { signal })).ok;
  } catch {
    return false;
  }
}
