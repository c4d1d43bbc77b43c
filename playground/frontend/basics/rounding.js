// Rounding for people: of the number as it is written, halves away from zero, as playground/language/rounding.py does
// for the numbers that the server writes.

// To so many places after the point.
export function rounded(value, places) {
  const [digits, power] = value.toExponential().split("e"); // as many digits as it takes to write it
  const whole = Math.round(Math.abs(Number(`${digits}e${Number(power) + places}`)));
  return Number.isSafeInteger(whole) ? Math.sign(value) * Number(`${whole}e${-places}`) : value;
}

// To so many digits.
export function significant(value, digits) {
  return value ? rounded(value, digits - 1 - Number(value.toExponential().split("e")[1])) : value;
}
