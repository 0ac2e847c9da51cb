import { replaceHidden } from '#schemas/format'

/**
 * Text of a job on one line of a native question: what shows nothing or turns the text around is spelt out as `\u{…}`, as the
 * core spells it in commands, so that nothing can pass for something else.
 */
export function line(text: string): string {
  return replaceHidden(text, (code) => `\\u{${code.toString(16)}}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
}
