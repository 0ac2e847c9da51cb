import type { ImportedJob } from '#schemas'
import type { SealedFile, Store } from '#core/record'
import type { ImportedRunInput, JobImport, JobRow, JobTable } from '#core/work'
import type { RunTable } from '#core/work'
import type { JobPart, RunPart } from './answers.ts'
import type { FileIntake } from './files.ts'
import { type createIdentities, type Identity, isAsImported, runId, specHere } from './identity.ts'

export interface JobIntakeDeps {
  readonly store: Store
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly imports: JobImport
  readonly files: FileIntake
  readonly identities: ReturnType<typeof createIdentities>
  readonly importId: string
  readonly dry: boolean
}

/** What a part brought; `job` once the job is whole. */
export interface Taken {
  readonly runs: number
  readonly artifacts: number
  readonly job: ImportedJob | undefined
}

interface NewRun {
  readonly id: string
  readonly part: RunPart
  readonly result: ImportedRunInput['result']
  readonly evidence: SealedFile | null
  readonly artifacts: ImportedRunInput['artifacts']
}

/** Puts parts of jobs where they belong: new jobs, new runs of jobs that are here, or nowhere. */
export function createJobIntake(deps: JobIntakeDeps) {
  const { store, jobs, runs, imports, files, identities, importId, dry } = deps
  /** What earlier parts of the job that is under way have brought. */
  let before = { isNew: false, runs: 0, artifacts: 0 }

  async function takePart(part: JobPart, workspace: string, actor: string): Promise<Taken> {
    const identity = identities.of(part, workspace)
    const unknown = part.runs.filter((run) => runs.byId(runId(identity.key, run)) === undefined)
    const fresh = dry ? unknown.map((run) => planned(identity, run)) : await sealAll(identity, unknown)
    const { row } = identity
    const holds = row !== undefined && isAsImported(row) && part.whole && part.here === 'held' && row.state !== 'held'
    if (!dry) await write(part, identity, fresh, holds && fresh.length === 0, workspace, actor)

    const added = { runs: fresh.length, artifacts: fresh.reduce((sum, { artifacts }) => sum + artifacts.length, 0) }
    before = {
      isNew: before.isNew || (row === undefined && before.runs === 0),
      runs: before.runs + added.runs,
      artifacts: before.artifacts + added.artifacts,
    }
    if (!part.whole) return { ...added, job: undefined }
    const job = report(part, identity, before, holds)
    before = { isNew: false, runs: 0, artifacts: 0 }
    return { ...added, job }
  }

  async function sealAll(identity: Identity, unknown: readonly RunPart[]): Promise<NewRun[]> {
    const sealed: NewRun[] = []
    for (const part of unknown) {
      const evidence = part.evidence === null ? null : await files.seal(part.evidence)
      const artifacts = []
      for (const artifact of part.artifacts) {
        const file = await files.seal(artifact.name)
        if (file !== null) artifacts.push({ ...artifact, sealed: file })
      }
      const large = part.result.kind === 'file' ? await files.sealResult(part.result) : null
      if (large !== null) artifacts.push({ ...reportOf(identity), sealed: large })
      const result =
        large !== null ? { sealed: large } : part.result.kind === 'value' ? { value: part.result.value } : null
      sealed.push({ id: runId(identity.key, part), part, result, evidence, artifacts })
    }
    return sealed
  }

  function write(
    part: JobPart,
    { id, key, row }: Identity,
    fresh: readonly NewRun[],
    holds: boolean,
    workspace: string,
    actor: string,
  ): Promise<void> | undefined {
    if (row !== undefined && fresh.length === 0 && !holds) return undefined
    // What was done here since counts more than what DALI says now.
    const follows = row === undefined || isAsImported(row)
    return store.write((write) => {
      if (row === undefined)
        imports.add(
          write,
          {
            system: 'dali',
            import: importId,
            id,
            key,
            spec: specHere(part, id, workspace),
            createdAt: part.created_at,
            original: part.original,
          },
          actor,
        )
      for (const run of fresh) imports.addRun(write, id, inputOf(run, part, follows, importId), actor)
      if (holds) imports.hold(write, id, actor)
    })
  }

  function report(
    part: JobPart,
    { id, row }: Identity,
    brought: typeof before,
    holds: boolean,
  ): ImportedJob {
    const outcome = brought.isNew ? 'added' : brought.runs > 0 || holds ? 'extended' : 'unchanged'
    const isLeft = row !== undefined && !brought.isNew && (outcome === 'unchanged' || !isAsImported(row))
    return {
      id,
      original_id: part.original_id,
      type: part.spec.type,
      rows: part.rows,
      row_count: part.row_count,
      state_there: part.there,
      state_here: isLeft ? stateOf(row, jobs) : part.here,
      why: part.why,
      runs: brought.runs,
      artifacts: brought.artifacts,
      outcome,
    }
  }

  return {
    /** Parts in the order of the ledger; the parts of a job follow one another. */
    async take(parts: readonly JobPart[], workspace: string, actor: string): Promise<Taken[]> {
      const taken: Taken[] = []
      for (const part of parts) taken.push(await takePart(part, workspace, actor))
      return taken
    },
  }
}

/** What a dry run would write: only how much. */
function planned(identity: Identity, part: RunPart): NewRun {
  const sealed = { ref: { id: '', size: 0, digest: '' }, salt: Buffer.alloc(0), media: 'file' as const, content: null }
  const artifacts = [...part.artifacts, ...(part.result.kind === 'file' ? [reportOf(identity)] : [])]
  return {
    id: runId(identity.key, part),
    part,
    result: null,
    evidence: null,
    artifacts: artifacts.map((artifact) => ({ ...artifact, sealed })),
  }
}

function reportOf({ id }: Identity) {
  return { kind: 'test_report' as const, name: `${id}_report.json`, media_type: 'application/json' }
}

function inputOf(
  { id, part, result, evidence, artifacts }: NewRun,
  { here }: JobPart,
  follows: boolean,
  importId: string,
): ImportedRunInput {
  const { digest: _, last, result: _result, evidence: _evidence, artifacts: _artifacts, ...facts } = part
  return {
    ...facts,
    system: 'dali',
    import: importId,
    id,
    result,
    evidence,
    artifacts,
    job_state: last && follows ? here : null,
  }
}

function stateOf(row: JobRow, jobs: JobTable): ImportedJob['state_here'] {
  return jobStateSchema.catch('held').parse(jobs.byId(row.id)?.state ?? row.state)
}
