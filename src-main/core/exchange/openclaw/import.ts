import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  type EventPayload,
  type ImportedSchedule,
  type ImportPoint,
  InterlockError,
  isInterlockError,
  type OpenclawImport,
  type ScheduleSpecInput,
  triggerSchema,
} from '#schemas'
import { canonicalJson, type Clock, type Ids } from '#schemas/format'
import { type Bodies, type Home, IN_KIND_INDEX, type Ledger, type Reader, type Store } from '#core/record'
import type { JobImport, JobTable, Schedules } from '#core/work'
import type { Workspaces } from '#core/workers'
import type { Agents } from '../agents/index.ts'
import type { Aliases } from '../outbox/index.ts'
import { plannedAliases } from './aliases.ts'
import { copySource } from './copy-source.ts'
import { type Foreign, type ForeignJob, foreignRunSchema, foreignSchema } from './foreign.ts'
import { pastRun } from './history.ts'
import { planOf } from './plan.ts'
import { takeAgents } from './take-agents.ts'
import { takeAliases } from './take-aliases.ts'

export interface OpenclawImportDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly reader: Reader
  readonly home: Home
  readonly clock: Clock
  readonly ids: Ids
  readonly jobs: JobTable
  readonly imports: JobImport
  readonly workspaces: Workspaces
  readonly schedules: Pick<Schedules, 'create' | 'get' | 'preview'>
  readonly aliases: Pick<Aliases, 'list' | 'set' | 'refusal'>
  readonly agents: Pick<Agents, 'list' | 'set'>
}

export interface OpenclawImportOptions {
  readonly path: string
  readonly workspace?: string
  readonly dry_run: boolean
  /** What command lines that need a shell become: nothing, or jobs that give them to one. */
  readonly shell_lines: 'ask' | 'allow'
}

/**
 * Takes over what OpenClaw or its scheduler has scheduled, and says what became of what and what needs a decision. Every
 * schedule of it is off; what came with an earlier import is left as it is here. A dry run says the same and writes nothing.
 * @throws InterlockError import_source_unreadable, import_running, workspace_not_found, workspace_required
 */
export type ImportOpenclaw = (options: OpenclawImportOptions, actor: string) => Promise<OpenclawImport>

type System = EventPayload<'schedule.imported'>['system']

const readAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('read'), found: foreignSchema }),
  z.object({ outcome: z.literal('unreadable'), reason: z.string() }),
])
const runsAnswer = z.array(foreignRunSchema)

export function createOpenclawImport(deps: OpenclawImportDeps): ImportOpenclaw {
  const { store, ledger, bodies, reader, home, clock, ids, jobs, imports, workspaces, schedules } = deps
  const earlier = store.query<{ key: string }, { schedule: string; digest: string }>(
    `SELECT payload ->> '$.schedule' AS schedule, payload ->> '$.digest' AS digest FROM event INDEXED BY event_kind
      WHERE ${IN_KIND_INDEX} AND kind = 'schedule.imported' AND payload ->> '$.key' = :key ORDER BY seq DESC LIMIT 1`,
  )
  const finished = store.query<{ sha256: string; workspace: string }, { seq: number }>(
    `SELECT seq FROM event INDEXED BY event_kind WHERE ${IN_KIND_INDEX} AND kind = 'import.schedules_finished'
      AND payload ->> '$.sha256' = :sha256 AND payload ->> '$.workspace' = :workspace LIMIT 1`,
  )
  let busy = false

  async function read(path: string, file: string): Promise<Foreign> {
    const answer = readAnswer.parse(await reader.run('openclaw.read', { file }))
    if (answer.outcome === 'unreadable')
      throw new InterlockError('import_source_unreadable', { path, reason: answer.reason, from: 'openclaw' })
    return answer.found
  }

  /** A name nobody has yet, or will have of those that a dry run has given; or the schedule that this very job made before. */
  function freeName(
    wanted: string,
    original: string,
    given: ReadonlySet<string>,
  ): { name: string } | { adopted: string } {
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? wanted : `${wanted.slice(0, 190)} (${number})`
      if (given.has(name)) continue
      const taken = scheduleNamed(name)
      if (taken === undefined) return { name }
      // A crash came between the schedule and its event.
      if (taken.meta === original) return { adopted: taken.id }
    }
  }

  function scheduleNamed(name: string): { id: string; meta: unknown } | undefined {
    try {
      const { id, name: found, state, spec } = schedules.get(name)
      return found === name && state !== 'deleted' ? { id, meta: spec?.job.meta?.['openclaw_job'] } : undefined
    } catch (error) {
      if (isInterlockError(error, 'schedule_not_found') || isInterlockError(error, 'id_ambiguous')) return undefined
      throw error
    }
  }

  async function importAll(
    { path, workspace: named, dry_run: dry, shell_lines }: OpenclawImportOptions,
    actor: string,
  ): Promise<OpenclawImport> {
    const workspace = workspaces.resolve(named)
    const id = ids.next('imp')
    const copy = await copySource(home, id, path)
    try {
      const found = await read(path, copy.file)
      const system: System = found.form === 'jobs_json' ? 'openclaw' : 'openclaw_scheduler'
      const isNew = finished.get({ sha256: found.sha256, workspace }) === undefined
      const aliases = await takeAliases(deps.aliases, plannedAliases(found), { dry, actor })
      const agents = await takeAgents(deps.agents, found.agents, { dry, actor })
      const scheduleOf = new Map<string, string>()
      const known = new Set(found.jobs.map((job) => job.id))
      const items: ImportedSchedule[] = []
      const given = new Set<string>()
      for (const job of found.jobs) {
        const context = {
          workspace,
          shellLines: shell_lines,
          scheduleOf: (original: string) => scheduleOf.get(original),
          isKnown: (original: string) => known.has(original),
          aliasOf: aliases.aliasOf,
          now: clock.now(),
        }
        const taken = await takeJob(job, planOf(job, context), { system, id, dry, actor, given })
        const { schedule, name } = taken.item
        if (name !== null) given.add(name)
        if (schedule !== null || name !== null) scheduleOf.set(job.id, schedule ?? name ?? '')
        const runs =
          found.form === 'scheduler_database' && taken.spec !== undefined
            ? await takeRuns(copy.file, job, taken.spec, workspace, { id, dry, actor })
            : 0
        items.push({ ...taken.item, runs })
      }
      const sum = sumOf(items)
      const writes = isNew || sum.added + sum.runs > 0
      if (writes && !dry) await finish(found, copy.path, { system, id, workspace, sum, isNew, actor })
      return {
        dry_run: dry,
        import: writes && !dry ? id : null,
        source: {
          path: copy.path,
          form: found.form,
          version: found.version,
          sha256: found.sha256,
          bytes: found.bytes,
          counts: found.counts,
        },
        workspace,
        schedules: items,
        aliases: aliases.rows,
        agents,
        kept: found.kept.map(({ what, rows }) => ({ what, rows })),
        sum,
      }
    } finally {
      await copy.remove()
    }
  }

  async function takeJob(
    job: ForeignJob,
    plan: ReturnType<typeof planOf>,
    {
      system,
      id,
      dry,
      actor,
      given,
    }: { system: System; id: string; dry: boolean; actor: string; given: ReadonlySet<string> },
  ): Promise<{ item: ImportedSchedule; spec: ScheduleSpecInput | undefined }> {
    const key = sha256(`${system}:${job.id}`)
    const digest = sha256(canonicalJson(job.original))
    const item = (over: Pick<ImportedSchedule, 'outcome' | 'schedule' | 'name'>, points: ImportPoint[]) => ({
      original_id: job.id.slice(0, 200),
      original_name: job.name.slice(0, 400),
      line: plan.line?.slice(0, 100_000) ?? null,
      runs: 0,
      points,
      ...over,
    })
    const before = earlier.get({ key })
    if (before !== undefined) {
      const { name, state, spec } = schedules.get(before.schedule)
      const points: ImportPoint[] = [
        ...(before.digest === digest ? [] : [{ code: 'changed_there' as const, detail: null, decide: true }]),
        ...(state === 'deleted' ? [{ code: 'deleted_here' as const, detail: null, decide: false }] : []),
      ]
      return { item: item({ outcome: 'unchanged', schedule: before.schedule, name }, points), spec: spec ?? undefined }
    }
    if (!plan.ok) return { item: item({ outcome: 'left', schedule: null, name: null }, plan.points), spec: undefined }
    const refused = problemOf(plan.spec)
    if (refused !== undefined) return leftFor(refused)
    const free = freeName(plan.spec.name, job.id, given)
    const name = 'name' in free ? free.name : plan.spec.name
    const points: ImportPoint[] =
      name === job.name ? plan.points : [...plan.points, { code: 'renamed', detail: name, decide: false }]
    if (dry) return { item: item({ outcome: 'added', schedule: null, name }, points), spec: plan.spec }
    try {
      const schedule = 'adopted' in free ? free.adopted : (await schedules.create({ ...plan.spec, name }, actor)).id
      await store.write((write) =>
        ledger.append(
          write,
          'schedule.imported',
          { system, import: id, key, digest, schedule, original: bodies.json(write, job.original) },
          { actor },
        ),
      )
      return { item: item({ outcome: 'added', schedule, name }, points), spec: plan.spec }
    } catch (error) {
      if (!isInterlockError(error) || error.status >= 500) throw error
      return leftFor({ code: 'job_refused', detail: error.message, decide: true })
    }

    function leftFor(point: ImportPoint) {
      const points = [...plan.points.filter(({ code }) => code !== 'was_on'), point]
      return { item: item({ outcome: 'left', schedule: null, name: null }, points), spec: undefined }
    }
  }

  /** Why a schedule could not be made, as far as its times tell. */
  function problemOf({ trigger, zone }: ScheduleSpecInput): ImportPoint | undefined {
    const parsed = triggerSchema.parse(trigger)
    if (parsed.kind === 'manual') return undefined
    const { problem } = schedules.preview({
      trigger: parsed,
      zone: zone ?? 'UTC',
      jitter_s: 0,
      blackouts: [],
      count: 1,
    })
    return problem === null
      ? undefined
      : { code: 'trigger_refused', detail: problem.message.slice(0, 2000), decide: true }
  }

  async function takeRuns(
    file: string,
    job: ForeignJob,
    spec: ScheduleSpecInput,
    workspace: string,
    { id, dry, actor }: { id: string; dry: boolean; actor: string },
  ): Promise<number> {
    const runs = runsAnswer.parse(await reader.run('openclaw.runs', { file, job: job.id }))
    const past = runs.flatMap((run) => pastRun(run, spec.job, workspace) ?? [])
    // Ids that differ in what an id here cannot hold are one.
    const distinct = new Map(past.map((each) => [each.id, each]))
    const fresh = [...distinct.values()].filter((each) => jobs.byId(each.id) === undefined)
    if (dry) return fresh.length
    for (const each of fresh)
      await store.write(
        (write) => {
          const system = 'openclaw_scheduler'
          const original = { job: job.id, name: job.name }
          const { id: jobId, key, spec: jobSpec, run } = each
          imports.add(
            write,
            { system, import: id, id: jobId, key, spec: jobSpec, createdAt: run.started_at, original },
            actor,
          )
          imports.addRun(write, jobId, { ...run, system, import: id }, actor)
        },
        // The last write of the import is durable and seals these.
        { durable: false },
      )
    return fresh.length
  }

  function finish(
    found: Foreign,
    path: string,
    {
      system,
      id,
      workspace,
      sum,
      isNew,
      actor,
    }: { system: System; id: string; workspace: string; sum: OpenclawImport['sum']; isNew: boolean; actor: string },
  ): Promise<unknown> {
    return store.write((write) => {
      // The same once more would keep the same twice.
      for (const { what, rows, json } of isNew ? found.kept : [])
        ledger.append(
          write,
          'import.table_kept',
          { system, import: id, what, rows, body: bodies.json(write, JSON.parse(json)) },
          { actor },
        )
      ledger.append(
        write,
        'import.schedules_finished',
        {
          system,
          import: id,
          source: bodies.text(write, path),
          sha256: found.sha256,
          workspace,
          schedules: sum.added,
          left: sum.left,
          runs: sum.runs,
        },
        { actor },
      )
    })
  }

  return async (options, actor) => {
    if (busy) throw new InterlockError('import_running', {})
    busy = true
    try {
      return await importAll(options, actor)
    } finally {
      busy = false
    }
  }
}

function sumOf(items: readonly ImportedSchedule[]): OpenclawImport['sum'] {
  const count = (outcome: ImportedSchedule['outcome']) => items.filter((item) => item.outcome === outcome).length
  return {
    added: count('added'),
    unchanged: count('unchanged'),
    left: count('left'),
    runs: items.reduce((sum, { runs }) => sum + runs, 0),
    to_decide: items.reduce((sum, { points }) => sum + points.filter(({ decide }) => decide).length, 0),
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
