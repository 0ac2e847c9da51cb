/** What a shell does itself where it stands first: there is no such program. */
const BUILTINS = new Set(
  '. : [ alias bg break case cd command continue declare do done elif else esac eval exec exit export fi for function getopts hash if in jobs local read readonly return select set shift source test then time times trap type typeset ulimit umask unalias unset until wait while {'.split(
    ' ',
  ),
)

/**
 * The words of a command line that says the same to a shell and without one; undefined where a shell would make something of
 * it: variables, patterns, `~`, pipes, lists, redirections, builtins.
 */
export function plainWords(line: string): string[] | undefined {
  const words: string[] = []
  let rest = line.trim()
  if (rest === '') return undefined
  while (rest !== '') {
    const taken = takeWord(rest)
    if (taken === undefined) return undefined
    words.push(taken.word)
    rest = rest.slice(taken.length).replace(/^[ \t]+/, '')
  }
  const [first = ''] = words
  // `NAME=value program` sets a variable; a word that is no path may be what only the shell knows.
  if (first === '' || /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(first) || BUILTINS.has(first)) return undefined
  return words
}

const SHELL = /^(?:ba|da|z|k|mk|a|fi|c|tc)?sh$/
/** Options of a shell in one word, the one before its line among them: `-lc`. */
const TAKES_LINE = /^-[A-Za-z]{0,4}c[A-Za-z]{0,3}$/

/** Options of a shell with a word of their own behind them: `-o pipefail`. */
const TAKES_WORD = /^(?:[-+][A-Za-z]*[oO]|--(?:rcfile|init-file))$/

/** Whether a list of arguments gives a shell a line, also behind a program that starts it: `env bash -l -c …`. */
export function givesShellLine(argv: readonly string[]): boolean {
  const shell = argv.findIndex((word) => SHELL.test(word.slice(word.lastIndexOf('/') + 1)))
  if (shell === -1) return false
  const after = argv.slice(shell + 1)
  const end = after.findIndex((word, at) => !/^[-+]/.test(word) && !TAKES_WORD.test(after[at - 1] ?? ''))
  const options = end === -1 ? after : after.slice(0, end)
  return options.some((word) => TAKES_LINE.test(word))
}

/** Characters that mean themselves wherever they stand. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+/
const SINGLE = /^'([^']*)'/
/** Between double quotes a shell still looks for variables, commands, escapes and its history. */
const DOUBLE = /^"([^"$`\\!]*)"/

function takeWord(text: string): { word: string; length: number } | undefined {
  let word = ''
  let length = 0
  for (;;) {
    const rest = text.slice(length)
    if (rest === '' || /^[ \t]/.test(rest)) return length === 0 ? undefined : { word, length }
    const part = PLAIN.exec(rest) ?? SINGLE.exec(rest) ?? DOUBLE.exec(rest)
    if (part === null) return undefined
    word += part[1] ?? part[0]
    length += part[0].length
  }
}
