// What a tab remembers when its page is reloaded. In a frame, a browser may not provide storage.

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
