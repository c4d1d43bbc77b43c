// Stands in for the sounds of the page, which another change brings: nothing is heard.

export function tone({ pitch, side, seconds }) {
  return { pitch, side, seconds };
}
