import type { z } from 'zod'

/** One kind of failure: what it carries, what it says, what to do, and its HTTP status. */
export interface ErrorKind<Data extends z.ZodType = z.ZodType> {
  readonly status: number
  readonly data: Data
  /** A sentence that names the thing and the limit. */
  readonly sentence: (data: z.infer<Data>) => string
  /** What a person does next. */
  readonly remedy: (data: z.infer<Data>) => string
}

/** `queued, held or retrying`: names of which one is meant. */
export function anyOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

export function errorKind<Data extends z.ZodType<Record<string, unknown>>>(kind: ErrorKind<Data>): ErrorKind<Data> {
  return kind
}
