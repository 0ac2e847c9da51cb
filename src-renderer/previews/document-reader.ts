import { type Part, readPart } from './markdown.ts'

/** Reads a document whose text grows at its end, so far as it is wanted, and nothing of it twice. */
export interface DocumentReader {
  /** The first `most` parts of the text; those that were read before are the same objects. */
  read(text: string, most: number): { readonly parts: readonly Part[]; readonly more: boolean }
}

export function createDocumentReader(read: typeof readPart = readPart): DocumentReader {
  let known = ''
  let parts: readonly Part[] = []
  return {
    read(text, most) {
      if (!text.startsWith(known)) parts = []
      // The last block of what had come may go on in what came since.
      else if (text.length > known.length) parts = parts.filter(({ to }) => to < known.length)
      known = text
      const all = [...parts]
      for (;;) {
        const last = all.at(-1)
        const from = last?.to ?? 0
        if (all.length >= most || from >= text.length) break
        all.push(read(text, from, last?.head))
      }
      parts = all
      const shown = all.slice(0, most)
      return { parts: shown, more: (shown.at(-1)?.to ?? 0) < text.length }
    },
  }
}
