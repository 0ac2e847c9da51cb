/** A piece of a line: plain, or marked as its author marked it. */
export interface Span {
  readonly text: string
  readonly mark: 'plain' | 'code' | 'strong' | 'emphasis'
}

/** Marks that one text is drawn with; what comes after stays as it is written. */
const MOST_MARKS = 500

/** Code, bold and italic within a line; a mark that is not closed is text. */
export function readSpans(text: string): Span[] {
  const spans: Span[] = []
  let from = 0
  for (const found of text.matchAll(/`([^`\n]+)`|\*\*([^*\n]+)\*\*|(?<![\w*])\*([^*\s][^*\n]*)\*(?![\w*])/g)) {
    if (spans.length >= MOST_MARKS) break
    if (found.index > from) spans.push({ text: text.slice(from, found.index), mark: 'plain' })
    const [whole, code, strong, emphasis] = found
    if (code !== undefined) spans.push({ text: code, mark: 'code' })
    else if (strong !== undefined) spans.push({ text: strong, mark: 'strong' })
    else spans.push({ text: emphasis ?? whole, mark: 'emphasis' })
    from = found.index + whole.length
  }
  if (from < text.length) spans.push({ text: text.slice(from), mark: 'plain' })
  return spans
}
