import { type ImportedJob, jobStateSchema } from '#schemas'
import type { SealedFile, Store, Write } from '#core/record'
import type { ImportedRunInput, JobImport, JobTable, RunTable } from '#core/work'
import type { JobPart, RunPart } from './answers.ts'
import type { FileIntake } from './files.ts'
import { type Identities, type Identity, isAsImported, runId, specHere } from './identity.ts'

export interface JobIntakeDeps {
  readonly store: Store
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly imports: JobImport
  readonly files: FileIntake
  readonly identities: Identities
  readonly importId: string
  readonly dry: boolean
}

/** What some parts brought; `jobs` are those that are whole. */
export interface Taken {
  readonly runs: number
  readonly artifacts: number
  readonly jobs: readonly ImportedJob[]
}

interface NewRun {
  readonly id: string
  readonly part: RunPart
  readonly result: ImportedRunInput['result']
  readonly evidence: SealedFile | null
  readonly artifacts: ImportedRunInput['artifacts']
}

/** A part, and what of it is new. */
interface Planned {
  readonly part: JobPart
  readonly identity: Identity
  readonly fresh: readonly NewRun[]
  readonly artifacts: number
  /** It was here and has ended, and was asked for once more there. */
  readonly holds: boolean
}

/** Puts parts of jobs where they belong: new jobs, new runs of jobs that are here, or nowhere. */
export function createJobIntake(deps: JobIntakeDeps) {
  const { store, jobs, runs, imports, files, identities, importId, dry } = deps
  const nothing = { isNew: false, runs: 0, artifacts: 0 }
  /** What earlier parts of the job that is under way have brought. */
  let brought = nothing

  async function plan(part: JobPart, workspace: string): Promise<Planned> {
    const identity = identities.of(part, workspace)
    const unknown = part.runs.filter((run) => runs.byId(runId(identity.key, run)) === undefined)
    const fresh = dry ? [] : await sealAll(identity, unknown)
    const { row } = identity
    const holds = row !== undefined && isAsImported(row) && part.whole && part.here === 'held' && row.state !== 'held'
    const artifacts = dry ? artifactsOf(unknown) : fresh.reduce((sum, run) => sum + run.artifacts.length, 0)
    brought = {
      isNew: brought.isNew || row === undefined,
      runs: brought.runs + unknown.length,
      artifacts: brought.artifacts + artifacts,
    }
    return { part, identity, fresh, artifacts, holds }
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

  function write(write: Write, { part, identity, fresh, holds }: Planned, workspace: string, actor: string): void {
    const { id, key } = identity
    const row = jobs.byKey(key)
    // What was done here since counts more than what DALI says now.
    const follows = row === undefined || isAsImported(row)
    if (row === undefined) {
      const spec = specHere(part, id, workspace)
      const { created_at: createdAt, original } = part
      imports.add(write, { system: 'dali', import: importId, id, key, spec, createdAt, original }, actor)
    }
    for (const run of fresh) imports.addRun(write, id, inputOf(run, part, follows, importId), actor)
    if (holds && follows && fresh.length === 0) imports.hold(write, id, actor)
  }

  function report({ part, identity: { id, row }, holds }: Planned): ImportedJob {
    const { isNew, runs: newRuns, artifacts } = brought
    brought = nothing
    const outcome = isNew ? 'added' : newRuns > 0 || holds ? 'extended' : 'unchanged'
    const isLeft = row !== undefined && (outcome === 'unchanged' || (outcome === 'extended' && !isAsImported(row)))
    return {
      id,
      original_id: part.original_id,
      type: part.spec.type,
      rows: part.rows,
      row_count: part.row_count,
      state_there: part.there,
      state_here: isLeft ? jobStateSchema.catch('held').parse(row.state) : part.here,
      why: part.why,
      runs: newRuns,
      artifacts,
      outcome,
    }
  }

  return {
    /** Takes parts in the order of the ledger, where the parts of a job follow one another; one commit for all of them. */
    async take(parts: readonly JobPart[], workspace: string, actor: string): Promise<Taken> {
      const planned: Planned[] = []
      const done: ImportedJob[] = []
      const before = brought
      let newRuns = -before.runs
      let newArtifacts = -before.artifacts
      for (const part of parts) {
        const each = await plan(part, workspace)
        planned.push(each)
        if (!part.whole) continue
        newRuns += brought.runs
        newArtifacts += brought.artifacts
        done.push(report(each))
      }
      const writes = dry ? [] : planned.filter(isNewHere)
      // The last write of the import is durable and seals these.
      await Promise.all(
        writes.map((each) => store.write((open) => write(open, each, workspace, actor), { durable: false })),
      )
      return { runs: newRuns + brought.runs, artifacts: newArtifacts + brought.artifacts, jobs: done }
    },
  }
}

function isNewHere({ identity, fresh, holds }: Planned): boolean {
  return identity.row === undefined || fresh.length > 0 || holds
}

function artifactsOf(runs: readonly RunPart[]): number {
  return runs.reduce((sum, { artifacts, result }) => sum + artifacts.length + (result.kind === 'file' ? 1 : 0), 0)
}

/** A result too large to be shown with its run is read as an artifact. */
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
