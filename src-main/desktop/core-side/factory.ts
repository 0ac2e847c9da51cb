import { z } from 'zod'
import type { LineEvents } from './line.ts'
import { createLineClient } from './line-client.ts'
import { UNKNOWN_SWITCH } from './watch.ts'

/** Of this application, in tests. */
export const OURS = '1.0.0'

const callSchema = z.object({ i: z.string(), p: z.object({ u: z.string() }).optional() })

/** A core of a test at the other end of a line, which answers as long as it is there. */
export function aLiveCore(version = OURS) {
  let isThere = true
  let running = 0
  let of = version
  const lines: LineEvents[] = []
  const calls = createLineClient()
  const open = (events: LineEvents) => {
    lines.push(events)
    if (isThere) queueMicrotask(events.opened)
    else queueMicrotask(events.closed)
    return { send: (text: string) => answer(events, text), close: () => undefined }
  }

  function answer(events: LineEvents, text: string): void {
    const { i, p } = callSchema.parse(JSON.parse(text))
    if (!isThere || !p?.u.endsWith('/system/status')) return
    const core = { version: of }
    const status = { core, kill_switch: UNKNOWN_SWITCH, counts: { running, queued: 2 }, approvals: 1 }
    queueMicrotask(() => events.message(JSON.stringify({ i, p: { b: { json: status } } })))
  }

  return {
    calls,
    open,
    opened: () => lines.length,
    goes() {
      isThere = false
      for (const line of lines) line.closed()
    },
    comes(nowRunning: number, nowOf = OURS) {
      isThere = true
      running = nowRunning
      of = nowOf
    },
    /** Changes what it answers, and tells nobody. */
    runs(count: number) {
      running = count
    },
  }
}
