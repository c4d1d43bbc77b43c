// Loads a page anew that has lost its content.
//
// Where the connection is cut in a bad moment, Streamlit takes what the server still had to say of an interrupted run for
// a whole page, and stays empty, or without its chart; or it breaks down over parts that have come without those before
// them. Neither asks for more, so nothing else would bring the page back. Its link has the settings; what a caller keeps,
// it keeps.

const EVERY = 500; // milliseconds from one look to the next
const TOO_LONG = 2500; // milliseconds without content: between two pages and after a cut it is missing for a moment, too
const YOUNG = 10_000; // milliseconds for which a page is not loaded anew: were it lost each time, it would be all the time
const BUSY = ["running", "rerunRequested"];
const STAGE = ":is(.st-key-screen, [class*=_screen])";
const PLAYS = ".st-key-bar :is(.st-key-play, [class*=_play])";
const SHOWS = `${STAGE} .live-screen, ${STAGE} [data-testid=stAlertContainer], [data-testid=stException]`; // or says why not

// keep: called before the page is loaded anew.
export function rescue(keep) {
  let was = false; // whether there has been content
  let since = null; // when it was found missing
  const timer = setInterval(async () => {
    const there = hasContent();
    const busy = BUSY.includes(document.querySelector("[data-testid=stApp]")?.dataset.testScriptState);
    was ||= there;
    const now = performance.now();
    if (!was || there || busy) since = null;
    else if (now - (since ??= now) > TOO_LONG && now > YOUNG && (await answers()) && !hasContent()) {
      clearInterval(timer);
      try {
        keep();
      } finally {
        location.reload();
      }
    }
  }, EVERY);
}

// Whether the page has its bar, which can be left with nothing in it, and its chart if there is something to play.
function hasContent() {
  const has = (selector) => document.querySelector(selector) !== null;
  return has(".st-key-bar button") && (!has(PLAYS) || has(SHOWS));
}

// Whether there is a server: without one, loading the page anew would leave nothing at all.
async function answers() {
  try {
    return (await fetch(new URL("../../_stcore/health", import.meta.url))).ok;
  } catch {
    return false;
  }
}
