/** A word as a POSIX shell reads it back whole; plain words stay as they are. */
export function shellQuoted(word: string): string {
  return /^[\w./:,@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** An argv as one line that runs the same thing when it is pasted into a shell. */
export function shellCommand(argv: readonly string[]): string {
  return argv.map(shellQuoted).join(' ')
}
