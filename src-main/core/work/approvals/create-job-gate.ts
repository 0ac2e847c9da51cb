import type { ApprovalSnapshot, JobSpec } from '#schemas'
import type { ApprovalRow, Approvals, ApprovedJob, JobRef, Starter } from '#core/control'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import type { Admission, JobGate } from '../job-gate.ts'
import type { JobRow, JobTable } from '../job-table.ts'
import type { Origins } from '../origins.ts'

const ADMITTED: Admission = {
  admitted: true,
  approval: null,
  network: false,
  continuation: undefined,
  begin: () => undefined,
}

export interface JobGateDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly jobs: JobTable
  readonly origins: Origins
  readonly approvals: Approvals
}

export function createJobGate({ store, ledger, bodies, jobs, origins, approvals }: JobGateDeps): JobGate {
  const { table } = approvals
  const awaitApproval = store.change<{ seq: number }>(
    "UPDATE job SET state = 'awaiting_approval', ready_at = NULL WHERE seq = :seq",
  )

  function jobOf(row: JobRow, spec = jobs.spec(row)): (ApprovedJob & JobRef) | undefined {
    if (spec === undefined) return undefined
    const { seq, id, title } = row
    const requires: unknown = JSON.parse(row.requires)
    return {
      seq,
      id,
      title,
      spec: { ...spec, workspace: spec.workspace ?? row.workspace },
      requires: Array.isArray(requires) ? requires.map(String) : [],
      origin: origins.of(seq) ?? null,
    }
  }

  function starterOf(row: JobRow): Starter {
    return { by: ledger.get(row.seq)?.actor ?? 'core', dispatch: origins.of(row.seq)?.kind ?? 'api' }
  }

  /** Requests since a job was queued last; those of before are over. An approval that was kept belongs to them. */
  function roundOf(job: JobRow): { named: string | undefined; rows: readonly ApprovalRow[] } {
    const event = ledger.lastOf(job.id, ['job.enqueued', 'job.imported', 'job.requeued'])
    const name = event?.payload['approval']
    const named = typeof name === 'string' ? name : undefined
    return { named, rows: table.ofJob(job.seq).filter(({ seq, id }) => seq > (event?.seq ?? 0) || id === named) }
  }

  /** The approval under which a job may run as it is, where there is one. */
  function holding(job: JobRow): ApprovalRow | undefined {
    const row = roundOf(job).rows.find(({ kind }) => kind === 'start')
    if (row?.state !== 'approved' || !approvals.isDecided(row)) return undefined
    return isAsApproved(row, job) ? row : undefined
  }

  function isAsApproved(row: ApprovalRow, job: JobRow, spec?: JobSpec): boolean {
    const [snapshot, now] = [approvals.snapshot(row), jobOf(job, spec)]
    if (snapshot === undefined || now === undefined) return false
    return approvals.renew(snapshot, now).hash === (row.edited_hash ?? row.hash)
  }

  function refused(problem: string): Admission {
    return { admitted: false, problem }
  }

  /** What would run is not what was approved. It is asked about as it is now. */
  function askInstead(write: Write, row: ApprovalRow, job: JobRow, spec: JobSpec): Admission {
    const now = jobOf(job, spec)
    if (now === undefined) return refused('Its content cannot be read.')
    approvals.makeVoid(write, row, 'changed', job.id, 'core')
    approvals.askAgain(write, row, now, { actor: 'core', jobState: 'awaiting_approval' })
    awaitApproval.run(write, { seq: job.seq })
    return { admitted: false, problem: null }
  }

  function admitAsked(write: Write, job: JobRow, spec: JobSpec): Admission {
    const { named, rows } = roundOf(job)
    const start = rows.find(({ kind }) => kind === 'start')
    const step = rows.find(({ kind }) => kind !== 'start')
    if (named !== undefined && start === undefined) return refused('The approval it was asked for is gone.')
    let snapshot: ApprovalSnapshot | undefined
    if (start !== undefined) {
      if (start.state !== 'approved')
        return refused(`Its approval ${start.id} is ${start.state}, and it was queued all the same.`)
      if (!approvals.isDecided(start)) return refused(`The ledger knows of no decision for its approval ${start.id}.`)
      snapshot = approvals.snapshot(start)
      if (snapshot === undefined || !isAsApproved(start, job, spec)) return askInstead(write, start, job, spec)
    }
    if (step !== undefined) {
      const mayGoOn = step.state === 'approved' || spec.approval?.if_rejected === 'skip'
      if (step.state === 'pending' || !mayGoOn || !approvals.isDecided(step))
        return refused(`Its approval ${step.id} is ${step.state}, and it was queued all the same.`)
    }
    return {
      admitted: true,
      approval: start?.id ?? null,
      network: snapshot?.network.full === true,
      continuation: continuationOf(step),
      begin(writing, run) {
        if (start !== undefined && start.spent_at === null) approvals.spend(writing, start, job.id, run, null)
      },
    }
  }

  function continuationOf(step: ApprovalRow | undefined): unknown {
    const body = step?.continuation ?? null
    const content = body === null ? undefined : bodies.read(body)
    return content === undefined ? undefined : JSON.parse(content.toString('utf8'))
  }

  return {
    whenQueued(row, keeps, actor) {
      const held = keeps ? holding(row) : undefined
      if (held !== undefined) return { approval: held.id, waits: false, record: () => undefined }
      const job = jobOf(row)
      if (job === undefined) return undefined
      const dispatch = keeps ? (job.origin?.kind ?? 'api') : 'retry'
      const request = approvals.lookAtStart(job, { by: actor, dispatch })
      if (request === undefined) return undefined
      return {
        approval: request.id,
        waits: request.grant === undefined,
        record(writing) {
          approvals.drop(writing, row, 'queued_again', actor)
          approvals.record(writing, request, row, { actor })
        },
      }
    },
    admit(write, job, spec, askedWhenAdded) {
      // Nearly every job: nobody ever asked about it.
      if (!askedWhenAdded && table.newestOf(job.seq) === undefined) return ADMITTED
      return admitAsked(write, job, spec)
    },
    suspended(write, jobSeq, run, { kind, tool, args, terms, continuation }, actor) {
      const row = jobs.bySeq(jobSeq)
      const job = row && jobOf(row)
      if (row === undefined || job === undefined)
        throw new Error('The content of a job that was suspended cannot be read.')
      const step = { run, tool, args }
      approvals.askAboutStep(write, job, { kind, step, terms, starter: starterOf(row) }, { actor, continuation })
    },
    drop: approvals.drop,
    askAgain(write, row, actor) {
      const [last, job] = [table.newestOf(row.seq), jobOf(row)]
      if (last === undefined || job === undefined) throw new Error(`Nobody asked about job ${row.id}.`)
      approvals.askAgain(write, last, job, { actor })
    },
    stepsOf({ run, job: id, asksItself }) {
      let seq: number | undefined
      const mustSync = () => {
        seq ??= jobs.byId(id)?.seq
        return seq !== undefined && approvals.mayBeSpent({ seq, id })
      }
      return {
        mustSync,
        answer(write, { tool, args, number }) {
          // Nearly every step: nobody asks, and nothing was decided about it.
          if (!asksItself && !approvals.rules.anyForSteps() && !mustSync()) return { answer: 'go' }
          const row = jobs.byId(id)
          const job = row && jobOf(row)
          if (row === undefined || job === undefined) throw new Error(`The content of job ${id} cannot be read.`)
          return approvals.atStep(write, job, starterOf(row), { run, tool, args, number })
        },
      }
    },
    jobOf,
    starterOf,
  }
}
