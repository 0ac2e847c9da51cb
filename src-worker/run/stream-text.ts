import type { LogStream, OutputLog } from './output-log.ts'

/** The text of one stream of one command, decoded as its bytes come; what is no UTF-8 becomes U+FFFD, as in Python. */
export interface StreamText {
  write(bytes: Uint8Array): Promise<void> | undefined
  /** Writes what an incomplete character at the end stands for. */
  end(): void
}

export function createStreamText(log: OutputLog, stream: LogStream): StreamText {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

  function pass(text: string): Promise<void> | undefined {
    return text === '' ? undefined : log.write(stream, text)
  }

  return {
    write: (bytes) => pass(decoder.decode(bytes, { stream: true })),
    end: () => void pass(decoder.decode()),
  }
}
