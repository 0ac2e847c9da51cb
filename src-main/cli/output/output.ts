import type { Tone } from '#schemas/texts'

/** Where a command says what it has to say. The answer goes to stdout, everything else to stderr. */
export interface Output {
  /** Whether the answer is one JSON value. */
  readonly json: boolean
  /** Columns of the terminal the answer goes to; undefined when it goes elsewhere. */
  readonly width: number | undefined
  /** Whether colours may be used. */
  readonly colours: boolean
  /** The answer of the command, in one of its two forms. */
  readonly answer: (value: unknown, lines: () => readonly string[]) => void
  /** Part of the answer for people; nothing with --json. */
  readonly print: (...lines: readonly string[]) => void
  /** Part of the answer as it is, without a line end of ours; nothing with --json. */
  readonly write: (text: string) => void
  /** One line of JSON, whatever the form: for commands whose answer is a stream of lines. */
  readonly row: (value: unknown) => void
  /** What goes on meanwhile, for people; nothing with --json. */
  readonly note: (...lines: readonly string[]) => void
  /** As `note`, without a line end of ours. */
  readonly noteText: (text: string) => void
  /** Why the command failed: sentence and remedy on stderr, or one JSON value there. */
  readonly fail: (error: unknown, lines: readonly string[]) => void
  /** A word in the colour of its tone. */
  readonly tone: (tone: Tone, word: string) => string
}

/** What `createOutput` writes to; process.stdout and process.stderr fit. */
export interface Stream {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

const COLOURS: Record<Tone, number | undefined> = { neutral: undefined, run: 36, good: 32, warn: 33, bad: 31, ask: 35 }

/** `environment` may forbid colours: `NO_COLOR` (https://no-color.org) or `TERM=dumb`. */
export function createOutput(
  json: boolean,
  stdout: Stream,
  stderr: Stream,
  environment: Record<string, string | undefined>,
): Output {
  const colours = stdout.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb'
  const to = (stream: Stream) => (text: string) => {
    if (text !== '') stream.write(text)
  }
  const toStdout = to(stdout)
  const toStderr = to(stderr)
  const print = (...lines: readonly string[]) => {
    if (!json) toStdout(withLineEnds(lines))
  }
  return {
    json,
    width: stdout.isTTY === true ? stdout.columns : undefined,
    colours,
    print,
    answer: (value, lines) => (json ? toStdout(`${JSON.stringify(value)}\n`) : print(...lines())),
    write: (text) => {
      if (!json) toStdout(text)
    },
    row: (value) => toStdout(`${JSON.stringify(value)}\n`),
    note: (...lines) => {
      if (!json) toStderr(withLineEnds(lines))
    },
    noteText: (text) => {
      if (!json) toStderr(text)
    },
    fail: (error, lines) => toStderr(json ? `${JSON.stringify({ error })}\n` : withLineEnds(lines)),
    tone: (tone, word) => {
      const colour = COLOURS[tone]
      return colours && colour !== undefined ? `\u001b[${colour}m${word}\u001b[0m` : word
    },
  }
}

function withLineEnds(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
