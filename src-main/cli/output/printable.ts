import { replaceHidden } from '#schemas/format'

// oxlint-disable-next-line no-control-regex -- colours begin with a control character
const COLOURS = /\u001b\[[0-9;]*m/g

/**
 * Text of a job as it may be shown on a terminal: a control character could move the cursor, rename the window or fake a
 * line of ours, and one that is invisible or turns the writing direction could make a name read as another, so each is
 * replaced by its picture (`␛`). Tab and newline stay.
 */
export function printable(text: string): string {
  return replaceHidden(text, pictureOf)
}

/** The same on one line: tabs and newlines become pictures too. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '␊').replaceAll('\t', '␉')
}

/** Ends every colour that the output of a run may have left on. */
export const RESET = '\u001b[0m'

/** Output of a run: as `printable`, but colours stay where the reader can show them; `RESET` is to follow it. */
export function printableOutput(text: string, colours: boolean): string {
  const lines = text.replaceAll('\r\n', '\n')
  if (!colours) return printable(lines.replace(COLOURS, ''))
  const kept = (lines.match(COLOURS) ?? []).map(visible)
  return lines
    .split(COLOURS)
    .map((part, index) => printable(part) + (kept[index] ?? ''))
    .join('')
}

/** Numbers of a colour, which stand for nothing else: `38;5;8` is a grey. */
const EXTENDED = /0*[34]8;0*(?:5;\d*|2;\d*;\d*;\d*)/g

/** Without 8 (conceal), which would hide what follows. */
function visible(colour: string): string {
  const codes = colour.slice(2, -1).replace(EXTENDED, '').split(';')
  return codes.some((code) => Number(code) === 8) ? '' : colour
}

function pictureOf(code: number): string {
  if (code === 0x7f) return '␡'
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd'
}
