/**
 * Characters that show nothing, or change where other ones are shown: controls but tab and newline, halves of pairs, all that
 * Unicode says to ignore where it is not understood (joiners, variation selectors, fillers, tags), marks of the writing
 * direction, separators of lines, and the blank pattern of Braille.
 */
const HIDDEN =
  /(?![\t\n])[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2028\u2029\u2800\ufff9-\ufffb]/gu

/** The text with `shown` in place of each of them, so that nothing in it is disguised. */
export function replaceHidden(text: string, shown: (code: number) => string): string {
  return text.replace(HIDDEN, (char) => shown(char.codePointAt(0) ?? 0))
}

/** Whether the text holds any of them. */
export function hasHidden(text: string): boolean {
  return text.search(HIDDEN) !== -1
}
