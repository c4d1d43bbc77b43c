// What scripts say, in the visitor's language. playground/ui/visit/speech.py has the words; here they go by the
// English ones.

let spoken = { tag: "en", words: {} };

export function speak(given) {
  spoken = given;
}

// A text with its values, which stand for {names}.
export function say(text, values = {}) {
  const found = spoken.words[text] ?? text;
  return found.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

// The language, as browsers call it.
export function tag() {
  return spoken.tag;
}

// A number as the language writes it.
export function counted(number) {
  return number.toLocaleString(spoken.tag);
}

// For Plotly, which has words of its own.
export function locale() {
  return { locale: spoken.tag, locales: { [spoken.tag]: { dictionary: spoken.words } } };
}
