// Loads a page anew that has lost its content.
//
// Where the connection is cut in a bad moment, Streamlit takes what the server still had to say of an interrupted run for
// a whole page, and stays empty, or without its charts; or it breaks down over parts that have come without those before
// them. Neither asks for more, so nothing else would bring the page back. Its link has the settings; what a caller keeps,
// it keeps.

const EVERY = 500; // milliseconds from one look to the next
const LOST = 2500; // milliseconds without what was there: between two pages and after a cut it is missing for a moment, too
const LATE = 15_000; // milliseconds without what was never there: a slow line may still bring it
const YOUNG = 10_000; // milliseconds for which a page is not loaded anew: were it lost each time, it would be all the time
const WORD = "[data-testid=stAlert], [data-testid=stException]"; // about something that is wrong
const BUSY = ["running", "rerunRequested"];

// keep: called before the page is loaded anew.
export function rescue(keep) {
  let was = false; // whether all has been there
  let since = null; // when something was found missing
  const timer = setInterval(async () => {
    const all = isWhole();
    was ||= all;
    const now = performance.now();
    if (all || mayCome(was)) since = null;
    else if (now - (since ??= now) > (was ? LOST : has(WORD) ? Infinity : LATE) && now > YOUNG && (await answers())) {
      clearInterval(timer);
      try {
        keep();
      } finally {
        location.reload();
      }
    }
  }, EVERY);
}

// Whether Streamlit may be about to bring more. Where it has broken down, or is not there yet, it has no element.
function mayCome(was) {
  const app = document.querySelector("[data-testid=stApp]")?.dataset;
  return app ? BUSY.includes(app.testScriptState) || app.testConnectionState !== "CONNECTED" : !was;
}

// Whether the page has its bar, which can be left with nothing in it, and if there is something to play, charts or a word
// about what is wrong.
function isWhole() {
  const plays = has(".st-key-bar :is(.st-key-play, [class*=_play])");
  return has(".st-key-bar button") && (!plays || has(".live-screen") || has(WORD));
}

function has(selector) {
  return document.querySelector(selector) !== null;
}

// Whether there is a server: without one, loading the page anew would leave nothing at all.
async function answers() {
  try {
    return (await fetch(new URL("../../_stcore/health", import.meta.url))).ok;
  } catch {
    return false;
  }
}
