// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
// oxlint-disable-next-line no-control-regex -- as above
const COLOURS = /\u001b\[[0-9;]*m/g

/**
 * Text of a job as it may be shown on a terminal: a control character could move the cursor, rename the window or fake a
 * line of ours, so each is replaced by its picture (`␛`). Tab and newline stay.
 */
export function printable(text: string): string {
  return text.replace(CONTROLS, (character) => pictureOf(character.charCodeAt(0)))
}

/** The same on one line: tabs and newlines become pictures too. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '␊').replaceAll('\t', '␉')
}

/** Output of a run: as `printable`, but colours stay where the reader can show them. */
export function printableOutput(text: string, colours: boolean): string {
  const lines = text.replaceAll('\r\n', '\n')
  if (!colours) return printable(lines.replace(COLOURS, ''))
  const kept: string[] = lines.match(COLOURS) ?? []
  return lines
    .split(COLOURS)
    .map((part, index) => printable(part) + (kept[index] ?? ''))
    .join('')
}

function pictureOf(code: number): string {
  if (code === 0x7f) return '␡'
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd'
}
