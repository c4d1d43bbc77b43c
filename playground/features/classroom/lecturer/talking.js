// For how long a class has talked: since this tab has first heard of it, which it remembers over a reload.

const SINCE = "class-talk"; // key in the tab's storage

const { search } = new URL(import.meta.url); // of the same version
const { recall, remember } = await import(`../../../frontend/device/memory.js${search}`);

// In minutes and seconds, as on a stopwatch.
export function talked({ code, number, round }) {
  const about = [code, number, round].join(" ");
  if (recall(SINCE)?.about !== about) remember(SINCE, { about, since: Date.now() });
  const seconds = Math.max(0, Math.floor((Date.now() - (recall(SINCE)?.since ?? Date.now())) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
