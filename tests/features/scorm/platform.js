// A learning platform's side of SCORM 1.2, at its strictest: what the standard does not allow is refused with its error code.
//
// What it is given in its address: `mode`, `credit`, `mastery`; `lacks`, elements that the standard leaves to a platform;
// `forgets`, after which visits the lesson's own data are gone: "finished" or "every"; `recounts`, whether interactions are.

const given = { mode: "normal", credit: "credit", mastery: "", lacks: [], forgets: "", recounts: false };
Object.assign(given, JSON.parse(decodeURIComponent(location.hash.slice(1)) || "{}"));
const [calls, refused, stored] = [[], [], { "cmi.core.lesson_status": "not attempted", "cmi.core.total_time": "0000:00:00" }];
let [open, error, ill] = [false, "0", false];

const [read, both, write] = ["r", "rw", "w"];
const [text, anything] = [/^[^]{0,255}$/, /^[^]{0,4096}$/];
const score = /^(100(\.0+)?|\d{1,2}(\.\d+)?|)$/;
const timespan = /^\d{2,4}:\d\d:\d\d(\.\d{1,2})?$/;
const choice = /^(\{[0-9a-z](,[0-9a-z])*\}|[0-9a-z](,[0-9a-z])*)$/;
const MODEL = {
  "cmi.core.student_id": [read],
  "cmi.core.student_name": [read],
  "cmi.core.lesson_location": [both, text],
  "cmi.core.credit": [read],
  "cmi.core.lesson_status": [both, /^(passed|completed|failed|incomplete|browsed)$/],
  "cmi.core.entry": [read],
  "cmi.core.score.raw": [both, score],
  "cmi.core.score.max": [both, score],
  "cmi.core.score.min": [both, score],
  "cmi.core.total_time": [read],
  "cmi.core.lesson_mode": [read],
  "cmi.core.exit": [write, /^(time-out|suspend|logout|)$/],
  "cmi.core.session_time": [write, timespan],
  "cmi.suspend_data": [both, anything],
  "cmi.launch_data": [read],
  "cmi.comments": [both, anything],
  "cmi.comments_from_lms": [read],
  "cmi.student_data.mastery_score": [read],
};
const INTERACTION = {
  id: [write, /^[!-~]{1,255}$/],
  time: [write, /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/],
  type: [write, /^(true-false|choice|fill-in|matching|performance|sequencing|likert|numeric)$/],
  weighting: [write, /^-?\d+(\.\d+)?$/],
  student_response: [write, choice], // of any other type than "choice" it has no need
  result: [write, /^(correct|wrong|unanticipated|neutral|-?\d+(\.\d+)?)$/],
  latency: [write, timespan],
  "correct_responses._count": [read],
  "correct_responses.0.pattern": [write, choice],
};

const names = () => [...Object.keys(MODEL), "cmi.interactions._count"].filter((name) => !given.lacks.some((no) => name.startsWith(no)));
const counted = () => String(new Set(Object.keys(stored).map((name) => name.match(/^cmi\.interactions\.(\d+)\./)?.[1]).filter(Boolean)).size);

// What an element may do, its type, and its index and leaf if it is an interaction's.
function described(name) {
  if (given.lacks.some((no) => name.startsWith(no))) return null;
  const [, index, leaf] = name.match(/^cmi\.interactions\.(\d+)\.(.+)$/) ?? [];
  const found = leaf ? INTERACTION[leaf] : MODEL[name];
  return found && { access: found[0], type: found[1], index, leaf };
}

function got(name) {
  if (name === "cmi._version") return answer("0", "3.4");
  if (name === "cmi.interactions._count" && names().includes(name)) return answer("0", counted());
  const children = name.endsWith("._children") && names().filter((each) => each.startsWith(name.replace("_children", "")));
  if (children) return children.length ? answer("0", children.join()) : answer(MODEL[name.replace("._children", "")] ? "202" : "401", "");
  if (name.endsWith("._count")) return answer(MODEL[name.replace("._count", "")] ? "203" : "401", "");
  const element = described(name);
  if (!element) return answer("401", "");
  if (element.access === write) return answer("404", "");
  return answer("0", stored[name] ?? "");
}

function set(name, value) {
  if (/\._(children|count|version)$/.test(name)) return answer("402");
  const element = described(name);
  if (!element) return answer("401");
  if (element.access === read) return answer("403");
  if (typeof value !== "string" || !element.type.test(value)) return answer("405");
  const { index, leaf } = element;
  const has = (other) => `cmi.interactions.${index}.${other}` in stored;
  if (index && Number(index) > Number(counted())) return answer("201");
  if (leaf && leaf !== "id" && !has("id")) return answer("201");
  if (["student_response", "correct_responses.0.pattern"].includes(leaf) && !has("type")) return answer("201");
  stored[name] = value;
  return answer("0");
}

function begin(nothing) {
  if (nothing !== "") return answer("201");
  if (open) return answer("101");
  open = true;
  const again = stored["cmi.core.exit"] === "suspend" ? "resume" : "";
  stored["cmi.core.entry"] = stored["cmi.core.lesson_status"] === "not attempted" ? "ab-initio" : again;
  ["cmi.core.exit", "cmi.core.session_time"].forEach((name) => delete stored[name]);
  Object.assign(stored, { "cmi.core.lesson_mode": given.mode, "cmi.core.credit": given.credit });
  stored["cmi.student_data.mastery_score"] = given.mastery;
  return answer("0");
}

function finish(nothing) {
  if (nothing !== "") return answer("201");
  open = false;
  const raw = stored["cmi.core.score.raw"];
  if (given.mode === "normal" && given.credit === "credit" && given.mastery && raw) {
    stored["cmi.core.lesson_status"] = Number(raw) >= Number(given.mastery) ? "passed" : "failed";
  }
  const forgotten = given.forgets === "every" || (given.forgets === "finished" && stored["cmi.core.exit"] !== "suspend");
  if (forgotten) ["cmi.suspend_data", "cmi.core.lesson_location"].forEach((name) => delete stored[name]);
  if (given.recounts) Object.keys(stored).forEach((name) => name.startsWith("cmi.interactions.") && delete stored[name]);
  return answer("0");
}

const answer = (code, said = String(code === "0")) => ((error = code), said);

function noted(name, does) {
  return (...arguments_) => {
    const nothing = name === "LMSGetValue" ? "" : "false";
    const said = ill ? answer("101", nothing) : open || does === begin ? does(...arguments_) : answer("301", nothing);
    if (name !== "LMSGetValue") calls.push([name, ...arguments_]);
    if (error !== "0" && !ill) refused.push([error, name, ...arguments_]);
    return said;
  };
}

window.API = {
  LMSInitialize: noted("LMSInitialize", begin),
  LMSFinish: noted("LMSFinish", finish),
  LMSGetValue: noted("LMSGetValue", got),
  LMSSetValue: noted("LMSSetValue", set),
  LMSCommit: noted("LMSCommit", (nothing) => answer(nothing === "" ? "0" : "201")),
  LMSGetLastError: () => error,
  LMSGetErrorString: (code) => `error ${code}`,
  LMSGetDiagnostic: () => "",
};
