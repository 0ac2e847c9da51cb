import {
  type Artifact,
  type Budgets,
  type EventDetail,
  type Job,
  type JobDetail,
  READ_ONLY_POLICY,
  type Run,
} from '#schemas'
import type { Bodies, Ledger } from '#core/record'
import { bodyRefs, decodeFrames, intactBody } from '#core/record'
import {
  type JobRow,
  type JobTable,
  type Origins,
  type RunTable,
  type Situation,
  toJob,
  toRun,
  usageOf,
} from '#core/work'
import type { Supervisor } from '#core/workers'

/** Rows as clients see them, with the figures of what goes on right now. */
export interface Views {
  /** `budgets` where they are at hand; otherwise they are read. */
  job(row: JobRow, budgets?: Budgets): Job
  jobDetail(row: JobRow): { job: JobDetail; runs: Run[]; artifacts: Artifact[] }
  run(id: string): Run | undefined
  event(seq: number): Promise<EventDetail | null>
}

/** Bodies above this are not sent with their event; the artifact or output they belong to is read in pages. */
const MAX_SHOWN_BYTES = 256 * 1024

export function createViews({
  jobs,
  origins,
  runs,
  bodies,
  ledger,
  situation,
  supervisor,
}: {
  jobs: JobTable
  origins: Origins
  runs: RunTable
  bodies: Bodies
  ledger: Ledger
  situation: Situation
  supervisor: Supervisor
}): Views {
  function job(row: JobRow, budgets = jobs.budgets(row)): Job {
    const run = row.last_run === null ? undefined : runs.byId(row.last_run)
    const usage = run === undefined ? null : (supervisor.live(run.id)?.usage ?? usageOf(run))
    return toJob(
      row,
      origins.of(row.seq),
      budgets,
      usage,
      row.state === 'running' ? (run?.worker ?? null) : null,
      situation,
    )
  }

  async function show(id: string): Promise<EventDetail['bodies'][number]> {
    const bytes = await intactBody(bodies, id)
    if (bytes === 'deleted' || bytes === 'damaged') return { id, state: bytes, value: null }
    return {
      id,
      state: 'intact',
      value: bytes.length > MAX_SHOWN_BYTES ? null : shown(bytes, bodies.find(id)?.media),
    }
  }

  return {
    job,
    jobDetail(row) {
      const spec = jobs.spec(row)
      const detail = {
        ...job(row),
        payload: { ...spec?.payload },
        policy: spec?.policy ?? READ_ONLY_POLICY,
        preset: spec?.preset ?? null,
        retry_on: spec?.retry_on ?? [],
        retry_wait: spec?.retry_wait ?? null,
        replay: spec?.replay ?? null,
        deferrable: spec?.deferrable ?? false,
        pool: spec?.pool ?? null,
        deliver: spec?.deliver ?? null,
        approval: spec?.approval ?? null,
        trust: spec?.trust ?? null,
        meta: spec?.meta ?? {},
      }
      return {
        job: detail,
        runs: runs.ofJob(row.id).map((each) => toRun(each, runs.header(each), bodies, supervisor.live(each.id))),
        artifacts: runs.artifacts(row.id),
      }
    },
    run(id) {
      const row = runs.byId(id)
      return row === undefined ? undefined : toRun(row, runs.header(row), bodies, supervisor.live(id))
    },
    async event(seq) {
      const event = ledger.get(seq)
      if (event === undefined) return null
      const refs = bodyRefs(event.payload).slice(0, 100)
      return { event, bodies: await Promise.all(refs.map((ref) => show(ref.id))) }
    },
  }
}

/** A body as people read it: JSON as a value, output as its frames, anything else as text. */
function shown(bytes: Buffer, media: string | undefined): unknown {
  if (media === 'frames') return decodeFrames(bytes).frames
  const text = bytes.toString('utf8')
  if (media !== 'json') return text
  try {
    return JSON.parse(text)
  } catch {
    // A damaged body would have failed its digest; this is text that was never JSON.
    return text
  }
}
