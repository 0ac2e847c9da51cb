import { createSanitiser, type Redaction } from '#confine'
import type { LogStream, OutputLog } from './output-log.ts'

/**
 * The text of one stream of one command, decoded as its bytes come; what is no UTF-8 becomes U+FFFD, as in Python. Secrets are
 * hidden and control sequences lose their power before any of it leaves the worker.
 */
export interface StreamText {
  write(bytes: Uint8Array): Promise<void> | undefined
  /** Writes what was held back. With `cut`, the output did not end there, so half a secret may stand at its end. */
  end(cut: boolean): void
}

export interface StreamTextDeps {
  readonly log: Pick<OutputLog, 'write'>
  readonly redaction: Redaction
}

export function createStreamText({ log, redaction }: StreamTextDeps, stream: LogStream): StreamText {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const redactor = redaction.stream()
  const sanitiser = createSanitiser()

  function pass(text: string): Promise<void> | undefined {
    return text === '' ? undefined : log.write(stream, text)
  }

  return {
    write: (bytes) => pass(sanitiser.push(redactor.push(decoder.decode(bytes, { stream: true })))),
    end(cut) {
      const rest = redactor.push(decoder.decode()) + redactor.end(cut)
      void pass(sanitiser.push(rest) + sanitiser.end())
    },
  }
}
