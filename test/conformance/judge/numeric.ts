const scale = 9;
const unit = 10n ** BigInt(scale);

/**
 * Decimal text ('-1.25') as the reference implementation carries a NUMERIC: the value times 10^9 as the shortest
 * little-endian two's complement integer (ZetaSQL's `NumericValue::SerializeAsProtoBytes`).
 */
export function numericBytes(text: string): Uint8Array {
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!parts || (parts[3] ?? '').length > scale) throw new Error(`not a NUMERIC: ${text}`);
  const size = BigInt(`${parts[2] ?? ''}${(parts[3] ?? '').padEnd(scale, '0')}`);
  let rest = parts[1] === '-' ? -size : size;
  const bytes: number[] = [];
  do {
    bytes.push(Number(rest & 0xffn));
    rest >>= 8n;
  } while (!isSignOf(rest, bytes[bytes.length - 1] ?? 0));
  return Uint8Array.from(bytes);
}

/** The decimal text of such bytes, without trailing zeros. */
export function numericText(bytes: Uint8Array): string {
  let scaled = 0n;
  for (let at = bytes.length - 1; at >= 0; at -= 1) scaled = (scaled << 8n) | BigInt(bytes[at] ?? 0);
  return scaledText(BigInt.asIntN(bytes.length * 8, scaled), scale);
}

/** A scaled integer as decimal text without trailing zeros: (-1250000000n, 9) is '-1.25'. */
export function scaledText(scaled: bigint, digits: number): string {
  const size = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0');
  const fraction = digits === 0 ? '' : size.slice(-digits).replace(/0+$/, '');
  const whole = digits === 0 ? size : size.slice(0, -digits);
  return `${scaled < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** True when every byte beyond `top` repeats its sign bit, so that they need not be written. */
function isSignOf(rest: bigint, top: number): boolean {
  return (rest === 0n && top < 0x80) || (rest === -1n && top >= 0x80);
}

/** NUMERIC's largest value, 29 digits before the point and nine after it. */
export const numericMaximum = scaledText(10n ** 38n - 1n, scale);
export const numericUnit = unit;
