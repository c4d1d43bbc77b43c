// What a tab remembers while its visitor reloads the page, or goes back and forth. In a frame, a browser may not provide
// storage.

// Whether the visitor came by a link or an address: then the page shows what that says, and nothing from before.
export const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate";

export function recall(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

// Returns whether that was possible.
export function remember(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(key) {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // No storage, so nothing to forget.
  }
}
