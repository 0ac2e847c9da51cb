/** The text in `bytes`, which begin at `from` of a whole of `size`, without the half character a cut may leave at the end. */
export function textSlice(
  bytes: Buffer,
  from: number,
  size: number,
): { text: string; next: number; complete: boolean } {
  const last = from + bytes.length >= size
  const whole = last ? bytes.length : bytes.length - tailBytes(bytes)
  const next = from + whole
  return { text: bytes.toString('utf8', 0, whole), next, complete: next >= size }
}

/** How many bytes at the end belong to a character that is not all there; never all of them. */
function tailBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length - 1); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0
  }
  return 0
}
