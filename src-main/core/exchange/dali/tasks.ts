import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { canonicalJson } from '#schemas/format'
import type { ReaderTask } from '#core/record'
import type { copyAnswer, JobPart, nextAnswer, openAnswer, unreadableAnswer } from './answers.ts'
import { copyEvidence } from './evidence.ts'
import { exportLedger } from './export-ledger.ts'
import { asJson } from './loose-json.ts'
import { partsOf } from './parts.ts'
import { type Session, openSession } from './session.ts'
import { reasonOf } from './source.ts'

/** What one answer holds at most, so that neither thread is kept long. */
const MOST_PARTS = 8
const MOST_RUNS = 25
const MOST_CHARACTERS = 2 * 1024 * 1024

const openRequest = z.strictObject({ path: z.string(), now: z.int() })
const sessionRequest = z.strictObject({ session: z.string() })
const unreadableRequest = z.strictObject({ session: z.string(), from: z.int(), limit: z.int() })
const copyRequest = z.strictObject({ session: z.string(), name: z.string(), target: z.string() })
const resultRequest = z.strictObject({
  session: z.string(),
  target: z.string(),
  offset: z.int(),
  length: z.int(),
  index: z.int(),
})

interface Open {
  readonly session: Session
  readonly parts: Iterator<JobPart, void, void>
}

/** Reading a DALI installation on the reader thread: opened once, then asked for piece by piece, then closed. */
export function daliTasks(): Readonly<Record<string, ReaderTask>> {
  const sessions = new Map<string, Open>()

  function sessionOf(id: string): Open {
    const open = sessions.get(id)
    if (open === undefined) throw new Error('The reader thread has forgotten this import.')
    return open
  }

  async function open(input: unknown): Promise<z.infer<typeof openAnswer>> {
    const { path, now } = openRequest.parse(input)
    try {
      const session = await openSession(path, now)
      const id = randomUUID()
      sessions.set(id, { session, parts: partsOf(session) })
      return {
        outcome: 'opened',
        session: id,
        source: session.found,
        kill_switch_path: session.source.killSwitchPath,
        unreadable: session.unreadableCount,
        recovered: session.recovered,
        files: [...session.filesLeft],
      }
    } catch (error) {
      return { outcome: 'unreadable', reason: reasonOf(error) }
    }
  }

  function next(input: unknown): z.infer<typeof nextAnswer> {
    const { parts: source } = sessionOf(sessionRequest.parse(input).session)
    const parts: JobPart[] = []
    let runs = 0
    let characters = 0
    while (parts.length < MOST_PARTS && runs < MOST_RUNS && characters < MOST_CHARACTERS) {
      const part = source.next()
      if (part.done === true) break
      parts.push(part.value)
      runs += part.value.runs.length
      for (const { result } of part.value.runs)
        if (result.kind === 'value') characters += JSON.stringify(result.value).length
    }
    return { parts }
  }

  function unreadable(input: unknown): z.infer<typeof unreadableAnswer> {
    const { session, from, limit } = unreadableRequest.parse(input)
    return { rows: sessionOf(session).session.unreadable.slice(from, from + limit) }
  }

  async function copy(input: unknown): Promise<z.infer<typeof copyAnswer>> {
    const { session, name, target } = copyRequest.parse(input)
    const { source } = sessionOf(session).session
    try {
      return { outcome: 'copied', bytes: await copyEvidence(source, name, target) }
    } catch (error) {
      return { outcome: 'refused', reason: reasonOf(error) }
    }
  }

  function result(input: unknown): z.infer<typeof copyAnswer> {
    const { session, target, ...place } = resultRequest.parse(input)
    const row = sessionOf(session).session.row({ line: 0, ...place })
    if (row.event !== 'complete') throw new Error('The ledger changed while it was read.')
    const text = canonicalJson(asJson(row.result))
    writeFileSync(target, text, { flag: 'wx', mode: 0o600 })
    return { outcome: 'copied', bytes: Buffer.byteLength(text) }
  }

  function close(input: unknown): null {
    const { session } = sessionRequest.parse(input)
    sessions.get(session)?.session.close()
    sessions.delete(session)
    return null
  }

  return {
    'dali.open': (_database, input) => open(input),
    'dali.next': async (_database, input) => next(input),
    'dali.unreadable': async (_database, input) => unreadable(input),
    'dali.copy': (_database, input) => copy(input),
    'dali.result': async (_database, input) => result(input),
    'dali.export': exportLedger,
    'dali.close': async (_database, input) => close(input),
  }
}
