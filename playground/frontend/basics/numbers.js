// Plotly.py encodes an array as base64 of its bytes.

const NUMBERS = {
  ...{ f8: Float64Array, f4: Float32Array, i1: Int8Array, i2: Int16Array, i4: Int32Array },
  ...{ u1: Uint8Array, u2: Uint16Array, u4: Uint32Array },
};

// The numbers of an array, encoded or not.
export function numbers(values) {
  if (!values?.bdata) return values ?? [];
  const bytes = Uint8Array.from(atob(values.bdata), (letter) => letter.charCodeAt(0));
  return new NUMBERS[values.dtype](bytes.buffer);
}
