import { CliError } from './failure.ts'

/** What is read from; process.stdin fits. */
export interface HiddenSource extends AsyncIterable<unknown> {
  readonly isTTY?: boolean
  setRawMode?(on: boolean): unknown
  on(event: 'data', take: (chunk: Buffer) => void): unknown
  off(event: 'data', take: (chunk: Buffer) => void): unknown
  resume(): unknown
  pause(): unknown
}

/** Longer than any value that is taken; what is typed or piped beyond it is no value. */
const MAX_BYTES = 128 * 1024

const ENTER = new Set(['\r', '\n', '\u0004'])
const ERASE = new Set(['\u007f', '\b'])

/**
 * A text nobody is to see: typed at a terminal without showing it, otherwise all of standard input but its last line end.
 * @throws CliError usage, interrupted
 */
export async function hiddenInput(
  question: string,
  source: HiddenSource,
  shown: { readonly write: (text: string) => unknown },
): Promise<string> {
  if (source.isTTY !== true || source.setRawMode === undefined) return piped(source)
  shown.write(question)
  source.setRawMode(true)
  try {
    return await typed(source)
  } finally {
    source.setRawMode(false)
    source.pause()
    shown.write('\n')
  }
}

async function piped(source: HiddenSource): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of source) {
    const piece = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
    bytes += piece.length
    if (bytes > MAX_BYTES)
      throw new CliError(
        'usage',
        'Standard input is too long for a secret.',
        'Nothing was changed. Give the value alone.',
      )
    chunks.push(piece)
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

function typed(source: HiddenSource): Promise<string> {
  return new Promise((resolve, reject) => {
    const decoder = new TextDecoder()
    let characters: string[] = []
    const take = (chunk: Buffer) => {
      for (const character of decoder.decode(chunk, { stream: true })) {
        if (character === '\u0003') return end(() => reject(interrupted()))
        if (ENTER.has(character)) {
          const text = characters.join('')
          return end(() => resolve(text))
        }
        if (ERASE.has(character)) characters.pop()
        else if (character === '\u0015') characters = []
        else if (characters.length < MAX_BYTES) characters.push(character)
      }
    }
    const end = (settle: () => void) => {
      source.off('data', take)
      settle()
    }
    source.on('data', take)
    source.resume()
  })
}

function interrupted(): CliError {
  return new CliError('interrupted', 'Nothing was entered.', 'Nothing was changed.')
}
