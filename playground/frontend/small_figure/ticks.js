// The numbers at an axis.

// Round numbers up to the highest, so that there are about as many steps as this, with their texts.
export function ticks(highest, steps, count, lowest = 0) {
  const rough = (highest - lowest) / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((each) => each * power >= rough * 0.999);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(lowest / step - 1e-9);
  const values = Array.from({ length: Math.floor(highest / step + 1e-9) + 1 - first }, (_, i) => (first + i) * step);
  return values.map((value) => ({ value, text: count ? count(Math.round(value)) : value.toFixed(decimals) }));
}

// Powers of ten between two values, and where there is room for them twice and five times each, with their texts.
export function logTicks(low, high, steps, each = [1, 2, 5]) {
  const powers = Array.from({ length: Math.ceil(Math.log10(high / low)) + 1 }, (_, i) => Math.floor(Math.log10(low) + 1e-9) + i);
  const within = (factors) => powers.flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`))).filter((value) => value >= low && value <= high);
  const [fine, tens] = [within(each), within([1])];
  if (fine.length < 3) return ticks(high, steps, undefined, low); // a small part of a power is almost even
  const every = fine.length <= steps || tens.length < 2 ? fine : tens.filter((_, i) => i % Math.ceil(tens.length / steps) === 0);
  return every.map((value) => ({ value, text: value < 1e5 && value >= 1e-3 ? `${value}` : value.toExponential(0).replace("+", "").replace("-", "−") }));
}
