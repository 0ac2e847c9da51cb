import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { type AliasSpecInput, aliasSpecSchema } from '#schemas'
import { type Clock, createClock, createIds } from '#schemas/format'
import { createRedaction } from '#confine'
import { createBodies, createLedger, openStore, prepareHome } from '#core/record'
import { createAliases } from './aliases.ts'
import { createChannels, type SendBy } from './channels/index.ts'
import { createOutbox } from './outbox.ts'
import type { PostInput } from './post.ts'

const lineSchema = z.looseObject({ id: z.string(), title: z.string(), text: z.string() })

/** A clock whose wall time and timers a test moves. */
export function aClock(start: string) {
  let now = Date.parse(start)
  let timers: { at: number; fire: () => void }[] = []
  const clock: Clock = {
    ...createClock(),
    now: () => now,
    after(ms, fire) {
      const timer = { at: now + ms, fire }
      timers.push(timer)
      return () => (timers = timers.filter((each) => each !== timer))
    },
  }
  return {
    clock,
    /** Moves the time on, and fires what comes due on the way. */
    pass(ms: number) {
      const until = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers = timers.filter((each) => each !== next)
        now = Math.max(now, next.at)
        next.fire()
      }
      now = until
    },
  }
}

/** An outbox on a data directory of its own; what it sends to files lies in `exports`. */
export function anOutbox({ at = '2026-01-10T12:00:00Z', send }: { at?: string; send?: SendBy } = {}) {
  const home = prepareHome(join(mkdtempSync(join(tmpdir(), 'interlock-outbox-')), 'home'))
  const { clock, pass } = aClock(at)
  const ids = createIds()
  const store = openStore(home.database, createClock())
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, ids)
  const situation = {
    killSwitch: false,
    hidden: 'no secret at all',
    lastLines: (run: string) => Promise.resolve(`last line of ${run}`),
  }
  const aliases = createAliases({
    store,
    ledger,
    bodies,
    clock,
    secrets: { unknown: () => [], isOpen: () => true, redaction: () => createRedaction(['hunter2hunter2']) },
  })
  const troubles: unknown[] = []
  const outbox = createOutbox({
    store,
    ledger,
    bodies,
    clock,
    ids,
    random: () => 0.5,
    aliases,
    backoff: { minMs: 10_000, maxMs: 3_600_000 },
    send:
      send ??
      createChannels({
        clock,
        secret: () => undefined,
        exports: home.exports,
        blocked: () => situation.killSwitch,
      }),
    hide: (text) => text.replaceAll(situation.hidden, '[redacted]'),
    blocked: () => situation.killSwitch,
    lastLines: (run) => situation.lastLines(run),
    onChange: () => undefined,
    onTrouble: (_, error) => troubles.push(error),
  })
  outbox.begin()
  onTestFinished(async () => {
    await outbox.close()
    await store.close()
    rmSync(join(home.root, '..'), { recursive: true })
  })

  /** Until nothing is under way any more. */
  async function rest(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet += 1) {
      await turn()
      // What was set to now is due.
      pass(0)
      if (outbox.list({ state: 'waiting', limit: 200 }).items.some(({ wait }) => wait === 'sending')) quiet = 0
      await store.idle()
    }
  }

  const bed = {
    home,
    clock,
    store,
    ledger,
    outbox,
    aliases,
    situation,
    troubles,
    rest,
    alias: (name: string, spec: AliasSpecInput) => aliases.set({ name, spec: aliasSpecSchema.parse(spec) }, 'operator'),
    post: (over: Partial<PostInput> = {}) =>
      store.write((write) => outbox.post(write, { topic: 'job.ended', title: 'Succeeded: npm test', ...over })),
    /** Time passes, with everything that it brings about. */
    async pass(ms: number) {
      pass(ms)
      await rest()
    },
    /** The lines of a file that was sent to. */
    lines(file: string) {
      return readFileSync(join(home.exports, file), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => lineSchema.parse(JSON.parse(line)))
    },
  }
  return bed
}
