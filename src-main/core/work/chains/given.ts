import { type Given, parsePath, pathText, type ScheduleSpec, type ValuePath, valueAtPath, valuesAsked } from '#schemas'
import { isoTime } from '#schemas/format'
import type { Bodies } from '#core/record'
import type { JobTable } from '../job-table.ts'
import type { RunTable } from '../run-table.ts'
import type { EndRow } from './chain-table.ts'
import type { Judge } from './judge.ts'
import type { LeftBehind } from './left-behind.ts'

/** A job that is over, as far as its children may know it. */
export type Parent = Pick<EndRow, 'job' | 'run'>

export interface GivenDeps {
  readonly bodies: Bodies
  readonly jobs: JobTable
  readonly runs: RunTable
  readonly judge: Pick<Judge, 'values'>
}

/** Finds what the job of a child asks of its parents. */
export interface ParentValues {
  leftBehind(run: string | null): LeftBehind
  /** Undefined when it took too long to read. */
  of(spec: ScheduleSpec, parent: Parent, parents: readonly (Parent | undefined)[]): Promise<Given | undefined>
}

export function createParentValues({ bodies, jobs, runs, judge }: GivenDeps): ParentValues {
  function leftBehind(run: string | null): LeftBehind {
    const row = run === null ? undefined : runs.byId(run)
    if (row === undefined) return { place: null, result: null }
    const { id, output, result } = row
    const size = output === null ? 0 : (bodies.find(output)?.size ?? 0)
    return {
      place: output === null ? null : { run: id, path: bodies.pathOf(output), body: output, size },
      result,
    }
  }

  /** What is known without reading what the run left behind. */
  function factsOf({ job: id, run: runId }: Parent): object {
    const job = jobs.byId(id)
    const run = runId === null ? undefined : runs.byId(runId)
    if (job === undefined) return {}
    return {
      job: { id, type: job.type, title: job.title, workspace: job.workspace },
      ...(run !== undefined && { run: { id: run.id, number: run.number, state: run.state } }),
      state: job.state,
      ...(job.verdict !== null && { verdict: job.verdict }),
      ...(job.outcome_code !== null && { outcome: job.outcome_code }),
      ...(job.finished_at !== null && { finished_at: isoTime(job.finished_at) }),
    }
  }

  /** Values of one parent, under the paths by which they are asked for. */
  async function valuesOf(parent: Parent, asked: readonly Asked[]): Promise<[string, unknown][] | undefined> {
    const facts = factsOf(parent)
    const known = asked.map(({ path, rest }) => [path, valueAtPath(facts, rest)] as const)
    const unknown = asked.filter((_, at) => known[at]?.[1] === undefined)
    const found =
      unknown.length === 0
        ? {}
        : await judge.values(
            leftBehind(parent.run),
            unknown.map(({ rest }) => pathText(rest)),
          )
    if (found === undefined) return undefined
    const late = unknown.map(({ path, rest }) => [path, found[pathText(rest)]] as const)
    return [...known, ...late].flatMap(([path, value]): [string, unknown][] =>
      value === undefined ? [] : [[path, value]],
    )
  }

  return {
    leftBehind,
    async of(spec, parent, parents) {
      const asked = valuesAsked(spec).flatMap(({ path }) => askedOf(path) ?? [])
      const given: [string, unknown][] = []
      const all = [[parent, undefined] as const, ...parents.map((each, at) => [each, at] as const)]
      for (const [whose, at] of all) {
        const wanted = asked.filter(({ of }) => of === at)
        if (whose === undefined || wanted.length === 0) continue
        const values = await valuesOf(whose, wanted)
        if (values === undefined) return undefined
        given.push(...values)
      }
      return Object.fromEntries(given)
    },
  }
}

interface Asked {
  readonly path: string
  /** Which of the parents by its link; undefined for the one that let the child fire. */
  readonly of: number | undefined
  readonly rest: ValuePath
}

function askedOf(path: string): Asked[] | undefined {
  const [root, second, ...others] = parsePath(path) ?? []
  if (root === 'parent' && second !== undefined) return [{ path, of: undefined, rest: [second, ...others] }]
  if (root === 'parents' && typeof second === 'number' && others.length > 0) return [{ path, of: second, rest: others }]
  return undefined
}
