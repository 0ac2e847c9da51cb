import { z } from 'zod'
import {
  InterlockError,
  isInterlockError,
  isLevelEnough,
  type JobSpec,
  type KeySpec,
  messageInputSchema,
  minimumOf,
  parseJob,
  parseSchedule,
  usualMinimum,
} from '#schemas'
import type { KeyHolder } from '#core/control'
import { jobOfSpawn } from '#core/exchange'
import type { Ledger } from '#core/record'
import type { JobTable, RunTable } from '#core/work'
import type { Core, KeyReach } from './types.ts'

export interface KeyReachDeps {
  readonly ledger: Ledger
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly artifacts: Pick<Core['artifacts'], 'get'>
  readonly schedules: Pick<Core['schedules'], 'get'>
  readonly firings: Pick<Core['firings'], 'get'>
  readonly messages: Pick<Core['messages'], 'get'>
  /** @throws InterlockError workspace_not_found, workspace_required */
  readonly resolveWorkspace: (name: string | undefined) => string
}

const one = z.object({ id: z.string() })
const several = z.union([
  one.transform(({ id }) => [id]),
  z.object({ ids: z.array(z.string()) }).transform((of) => of.ids),
])
const edited = z.object({ id: z.string(), spec: z.unknown().optional() })
const speaker = z.object({
  from: z.string().optional(),
  name: z.string().optional(),
  agent: z.string().optional(),
  member: z.string().optional(),
})
const listed = z.object({ to: z.string().optional(), from: z.string().optional(), thread: z.string().optional() })

/** Who the person is among those who send and get messages: no program speaks for them. */
const OPERATOR = 'operator'

export function createKeyReach(deps: KeyReachDeps): KeyReach {
  const { ledger, jobs, runs, artifacts, schedules, firings, messages, resolveWorkspace } = deps

  function jobWithin(spec: JobSpec, { workspaces, types, pools }: KeySpec): void {
    if (types !== undefined && !types.includes(spec.type)) throw outside('type', spec.type, types)
    const workspace = workspaces === undefined ? '' : (spec.workspace ?? resolveWorkspace(undefined))
    if (workspaces !== undefined && !workspaces.includes(workspace)) throw outside('workspace', workspace, workspaces)
    if (pools !== undefined && !(spec.pool !== undefined && pools.includes(spec.pool)))
      throw outside('pool', spec.pool ?? '(none)', pools)
  }

  function newJob(spec: JobSpec, key: KeySpec, own: boolean): void {
    refuseDecisions(spec)
    if (own) jobWithin(spec, key)
  }

  /** Whether it was the key, or the agent it speaks for, that added what came about at a row of the ledger. */
  function isMaker(seq: number, { actor, spec: { agent } }: Pick<KeyHolder, 'actor' | 'spec'>): boolean {
    const by = ledger.get(seq)?.actor
    return by === actor || (agent !== undefined && by === `agent:${agent}`)
  }

  function ownJob(id: string, key: Pick<KeyHolder, 'actor' | 'spec'>): void {
    const row = jobs.find(id)
    if (!isMaker(row.seq, key)) throw outside('job', row.id)
  }

  function ownRun(id: string, key: Pick<KeyHolder, 'actor' | 'spec'>): void {
    const run = runs.byId(id)
    if (run === undefined) throw new InterlockError('run_not_found', { id })
    ownJob(run.job_id, key)
  }

  function speaksFor(name: string, { agent }: KeySpec, own: boolean): void {
    if (name === OPERATOR || (own && name !== agent)) throw outside('agent', name, agent === undefined ? [] : [agent])
  }

  function spoken(input: unknown, spec: KeySpec, own: boolean): void {
    const { from, name, agent, member } = speaker.parse(input)
    speaksFor(from ?? name ?? agent ?? member ?? OPERATOR, spec, own)
    const message = messageInputSchema.safeParse(input).data
    if (message?.kind === 'spawn' && own) spawned(message, spec)
  }

  /** A job that is asked for by a message always waits for an approval; what is none is answered by those who take it. */
  function spawned({ from, body }: { from: string; body: string }, spec: KeySpec): void {
    const job = readable(() => parseJob(jobOfSpawn(from, body)))
    if (job !== undefined) jobWithin(job, spec)
  }

  function ownMessage(id: string, { agent }: KeySpec, own: boolean, received: boolean): void {
    const { to, from } = messages.get(id).message
    const isOwn = agent !== undefined && (to === agent || (!received && from === agent))
    if (own ? !isOwn : received && to === OPERATOR) throw outside('message', id)
  }

  /** One that it made, whose job is still within its bounds: the operator may have changed it since. */
  function ownSchedule(id: string, key: Pick<KeyHolder, 'actor' | 'spec'>): void {
    const schedule = schedules.get(id)
    if (schedule.spec === null || !isMaker(schedule.seq, key)) throw outside('schedule', schedule.name)
    jobWithin(schedule.spec.job, key.spec)
  }

  return function reach(key, subject, input, own) {
    const { spec } = key
    switch (subject) {
      case 'new_job': {
        const job = readable(() => parseJob(input))
        if (job !== undefined) newJob(job, spec, own)
        return
      }
      case 'job':
        if (own) ownJob(one.parse(input).id, key)
        return
      case 'run':
        if (own) ownRun(one.parse(input).id, key)
        return
      case 'artifact':
        if (own) ownJob(artifacts.get(one.parse(input).id).artifact.job_id, key)
        return
      case 'new_schedule': {
        const schedule = readable(() => parseSchedule(input))
        if (schedule !== undefined) newJob(schedule.job, spec, own)
        return
      }
      case 'schedule': {
        const { id, spec: next } = edited.parse(input)
        if (own) ownSchedule(id, key)
        const schedule = next === undefined ? undefined : readable(() => parseSchedule(next))
        if (schedule !== undefined) newJob(schedule.job, spec, own)
        return
      }
      case 'firing':
        if (own) ownSchedule(firings.get(one.parse(input).id).schedule, key)
        return
      case 'agent':
        spoken(input, spec, own)
        return
      case 'message':
      case 'received':
        for (const id of several.parse(input)) ownMessage(id, spec, own, subject === 'received')
        return
      case 'messages': {
        // The first of thread, recipient and sender that is given counts.
        const { to, from, thread } = listed.parse(input)
        const about = thread === undefined ? (to ?? from) : undefined
        if (own && (about === undefined || about !== spec.agent))
          throw outside('agent', about ?? 'all', [spec.agent ?? ''])
        return
      }
    }
  }
}

/**
 * A value that a command of the job would get, or less sandbox than is usual for it, is the operator's to give. A job that asks
 * for an approval before it starts, and does not start without an answer, leaves it to them.
 */
function refuseDecisions(job: JobSpec): void {
  const { approval, policy, compat } = job
  if (approval?.at.includes('start') === true && approval.on_timeout === 'reject') return
  const what = (of: string) => `A job that ${of}, and does not ask for an approval at its start,`
  if ((policy.secrets ?? []).length > 0)
    throw new InterlockError('right_missing', { right: 'secrets', what: what('names secrets') })
  // In DALI's form a job that names no level takes any, which is as much less as to ask for it.
  if (!isLevelEnough(minimumOf(policy, compat ?? null), usualMinimum(policy, null)))
    throw new InterlockError('right_missing', { right: 'policy', what: what('lowers its sandbox') })
}

function outside(
  what: 'workspace' | 'type' | 'pool' | 'agent' | 'job' | 'message' | 'schedule',
  name: string,
  allowed: readonly string[] = [],
): InterlockError {
  return new InterlockError('outside_key', { what, name, allowed: [...allowed] })
}

/** What cannot be read is refused by who takes it, with the same words for everybody. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isInterlockError(error)) return undefined
    throw error
  }
}
