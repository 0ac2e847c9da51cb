import type Database from 'better-sqlite3'
import { z } from 'zod'

interface Row {
  seq: number
  kind: string
  job_id: string | null
  run_id: string | null
  payload: string
}

const payloadSchema = z.looseObject({
  state: z.string().optional(),
  from: z.string().optional(),
  token: z.int().optional(),
  job_state: z.string().optional(),
  was: z.looseObject({ state: z.string() }).optional(),
})
type Payload = z.infer<typeof payloadSchema>

/** Where a job may come from, by what happens to it, and where it is afterwards. */
interface Turn {
  readonly from: (payload: Payload) => readonly string[]
  readonly to: (payload: Payload) => string
}

const WAITING = ['queued', 'scheduled', 'retrying']
const TURNS: Record<string, Turn> = {
  'job.enqueued': { from: () => ['none'], to: ({ state }) => state ?? '' },
  'run.claimed': { from: () => ['queued'], to: () => 'running' },
  'run.finished': { from: () => ['running'], to: ({ job_state }) => job_state ?? '' },
  'job.promoted': { from: ({ from }) => [from ?? ''], to: () => 'queued' },
  'job.requeued': { from: ({ from }) => [from ?? ''], to: () => 'queued' },
  'job.held': { from: () => WAITING, to: () => 'held' },
  'job.cancelled': { from: () => [...WAITING, 'held'], to: () => 'cancelled' },
  'job.cancel_requested': { from: () => ['running'], to: () => 'running' },
  'job.restored': { from: ({ from }) => [from ?? ''], to: ({ was }) => was?.state ?? '' },
}

/**
 * Events that do not follow from those before them: a claim of what is not queued, a promotion of what does not wait, an end
 * of a run that is not the one that goes on. So nothing has fired twice where there are none.
 */
export function wrongTurns(database: Database.Database): string[] {
  const jobs = new Map<string, { state: string; run: string | null }>()
  const tokens = new Set<number>()
  const wrong: string[] = []
  const rows = database.prepare<[], Row>(
    'SELECT seq, kind, job_id, run_id, payload FROM event WHERE job_id IS NOT NULL ORDER BY seq',
  )
  for (const { seq, kind, job_id, run_id, payload: text } of rows.iterate()) {
    const turn = TURNS[kind]
    if (turn === undefined || job_id === null) continue
    const payload = payloadSchema.parse(JSON.parse(text))
    const job = jobs.get(job_id) ?? { state: 'none', run: null }
    if (!turn.from(payload).includes(job.state)) wrong.push(`${seq}: ${kind} of ${job_id}, which is ${job.state}`)
    if (kind === 'run.finished' && run_id !== job.run) wrong.push(`${seq}: the end of ${run_id}, not of ${job.run}`)
    if (payload.token !== undefined && tokens.has(payload.token)) wrong.push(`${seq}: token ${payload.token} again`)
    if (payload.token !== undefined) tokens.add(payload.token)
    jobs.set(job_id, { state: turn.to(payload), run: kind === 'run.claimed' ? run_id : job.run })
  }
  return wrong
}
