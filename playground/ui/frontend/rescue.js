// Loads a page anew that has lost its content.
//
// Where the connection is cut in a bad moment, Streamlit takes what the server still had to say of an interrupted run for
// a whole page, and stays empty, or without its chart; or it breaks down over parts that have come without those before
// them. Neither asks for more, so nothing else would bring the page back; nor one that is lost before it ever had any
// content. Its link has the settings; what a caller keeps, it keeps.

const EVERY = 500; // milliseconds from one look to the next
const TOO_LONG = 2500; // milliseconds without content: between two pages and after a cut it is missing for a moment, too
const YOUNG = 10_000; // milliseconds for which a page is not loaded anew, and twice as long each time it did not help
const AGE = "rescue-age"; // in the tab's storage: the same, for the page that comes next
const BUSY = ["initial", "running", "rerunRequested"];
const BROKEN = "[data-testid=stException]";
const PLAYS = ".st-key-bar :is(.st-key-play, [class*=_play])";
const STAGE = ":is(.st-key-screen, [class*=_screen])";
const CHART = `${STAGE} :is(.st-key-live, [class*=_live])`; // which may still load
const SHOWS = `${CHART}, ${STAGE} [data-testid=stAlertContainer], ${BROKEN}`; // or says why not

// keep: called before the page is loaded anew.
export function rescue(keep) {
  let young = Number(store("getItem")) || YOUNG;
  let was = false; // whether it has ever been whole
  let since = null; // when it was found not to be
  const timer = setInterval(async () => {
    const now = performance.now();
    if (!was && !isBusy() && hasContent()) {
      [was, young] = [true, YOUNG];
      store("removeItem");
    }
    if (isWell(was)) since = null;
    else if (now - (since ??= now) > TOO_LONG && now > young && (await answers()) && !isWell(was)) {
      clearInterval(timer);
      try {
        store("setItem", 2 * young);
        keep();
      } finally {
        location.reload();
      }
    }
  }, EVERY);
}

// Whether the page has what it should, or that may still come: if there never was any, not without a connection; and an
// error may be all there is.
function isWell(was) {
  return isBusy() || hasContent() || (!was && (app().testConnectionState !== "CONNECTED" || has(BROKEN)));
}

function isBusy() {
  return BUSY.includes(app().testScriptState);
}

// Whether the page has its bar, which can be left with nothing in it, and its chart if there is something to play.
function hasContent() {
  return has(".st-key-bar button") && (!has(PLAYS) || has(SHOWS));
}

function has(selector) {
  return document.querySelector(selector) !== null;
}

function app() {
  return document.querySelector("[data-testid=stApp]")?.dataset ?? {};
}

// A browser need not have a storage for a page in a frame; then each page is as young as the first.
function store(how, ...value) {
  try {
    return sessionStorage[how](AGE, ...value);
  } catch {
    return null;
  }
}

// Whether there is a server: without one, loading the page anew would leave nothing at all.
async function answers() {
  try {
    return (await fetch(new URL("../../_stcore/health", import.meta.url))).ok;
  } catch {
    return false;
  }
}
