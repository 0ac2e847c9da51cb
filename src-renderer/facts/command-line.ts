/**
 * A command typed on one line, split into the arguments it stands for. Spaces part, quotes join, a backslash takes the
 * next character as it is. Nothing is expanded: there is no shell, so `$HOME`, `*`, `|` and `>` are plain characters.
 */
export interface SplitLine {
  readonly argv: readonly string[]
  /** What is probably not meant. */
  readonly warnings: readonly string[]
}

export function splitLine(line: string): SplitLine {
  const argv: string[] = []
  let part: string | undefined
  let quote = ''
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at)
    if (quote !== '') {
      if (char === quote) quote = ''
      else if (char === '\\' && quote === '"' && /["\\]/.test(line.charAt(at + 1)))
        part = `${part ?? ''}${line.charAt((at += 1))}`
      else part = `${part ?? ''}${char}`
    } else if (char === '"' || char === "'") {
      quote = char
      part ??= ''
    } else if (char === '\\' && at + 1 < line.length) {
      part = `${part ?? ''}${line.charAt((at += 1))}`
    } else if (/\s/.test(char)) {
      if (part !== undefined) argv.push(part)
      part = undefined
    } else part = `${part ?? ''}${char}`
  }
  if (part !== undefined) argv.push(part)
  const unclosed = quote === '' ? [] : [`A ${quote} is not closed, so the rest is one argument.`]
  return { argv, warnings: [...unclosed, ...shellSigns(argv)] }
}

const OPERATORS = new Set(['|', '||', '&&', ';', '&', '>', '>>', '<', '2>&1'])

/** Arguments that a shell would have acted on. Here they reach the program as they are, which is rarely meant. */
export function shellSigns(argv: readonly string[]): string[] {
  const signs = argv.filter((part) => OPERATORS.has(part) || /^\$[A-Za-z_{(]/.test(part))
  if (signs.length === 0) return []
  return [`${[...new Set(signs)].join(' ')} reaches the program as text: there is no shell. Use one row per command.`]
}
