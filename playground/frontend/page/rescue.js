// Reloads a page that has lost its content.
//
// If the connection is lost at a bad moment, Streamlit takes the last messages of an interrupted script run for a whole
// page, and stays empty or without its chart; or it fails on elements that arrived without those before them. In
// neither case does it request more, so nothing else would bring the page back. This can also happen before there is
// any content. And a control whose code did not arrive stays a TypeError in a red box for as long as the page is open.
// Settings survive in the page's link, and the run in the tab (live_chart.js).

const { search } = new URL(import.meta.url); // of the same version
const { forget, recall, remember } = await import(`../device/memory.js${search}`);

const EVERY = 500; // milliseconds between two checks
const TOO_LONG = 2500; // milliseconds without content or code: they are also missing briefly between pages and after a reconnect
const PATIENCE = 5000; // milliseconds to wait for the server
const [YOUNG, OLD] = [10_000, 80_000]; // least age in milliseconds before a page is reloaded: initially, and at most
const AGE = "rescue-age"; // key in the tab's storage: that age for this page; doubled for the next, until one has had content
const RETRIES = "rescue-retries"; // key in the tab's storage: reloads for missing code, until a page has it all
const MOST_RETRIES = 3; // after that many failures the next would fail, too
const BUSY = ["initial", "running", "rerunRequested"]; // states of the script
const CONNECTING = ["INITIAL", "PINGING_SERVER", "CONNECTING"]; // states of the connection
const BROKEN = "[data-testid=stException]";
const ERROR = "[data-testid=stAlertContentError]";
const NO_CODE = /dynamically imported module|importing a module script failed/i; // as Chrome and Firefox say it, and Safari
const BAR = ".st-key-bar .st-key-bar_end"; // an incomplete bar can be empty, or only its beginning
const WITHOUT_BAR = "[data-whole-page]"; // a page that draws all of itself
const PLAYS = ".st-key-bar .st-key-transport";
const SCREEN = ":is(.st-key-screen, [class*=_screen])";
const CHART = `${SCREEN} :is(.st-key-live, [class*=_live])`; // its place: the chart itself may still be loading
const SHOWS = `${CHART}, ${SCREEN} [data-testid=stAlertContainer], ${BROKEN}`; // the chart, or why there is none

export async function rescue() {
  let young = recall(AGE) ?? YOUNG;
  const counts = remember(AGE, young); // otherwise a page that never has content would be reloaded forever
  let began = false; // whether Streamlit's app has appeared
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
  location.reload();
}

function isOnItsWay() {
  const { testScriptState: script, testConnectionState: connection } = app()?.dataset ?? {};
  return BUSY.includes(script) || CONNECTING.includes(connection);
}

function hasContent() {
  return has(WITHOUT_BAR) || (has(BAR) && (!has(PLAYS) || has(SHOWS)));
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

// Whether the server responds: without one, a reload would leave nothing at all.
async function answers() {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    return (await fetch(new URL("_stcore/health", document.baseURI), { signal })).ok;
  } catch {
    return false;
  }
}
