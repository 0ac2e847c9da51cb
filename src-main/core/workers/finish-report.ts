import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { type Budgets, taskTypes, type JobType, JOB_TYPES } from '#schemas'
import { canonicalJson } from '#schemas/format'
import { type Finish, MAX_CONTINUATION_UNITS } from '#schemas/protocol'
import type { Bodies, SealedFile } from '#core/record'
import type { RunEnd, Suspension, WithheldStep } from '#core/work'

/**
 * What a worker reports at the end of a run, checked and with its files taken over: the result must fit the schema of its job
 * type, an artifact must be a plain file in the run's scratch folder.
 */
export async function toRunEnd(
  bodies: Bodies,
  context: {
    run: string
    token: number
    worker: string
    type: string
    budgets: Budgets
    scratch: string
    output: SealedFile | null
    /** Steps that were not to begin, by their numbers. */
    withheld: ReadonlyMap<number, WithheldStep>
  },
  finish: Finish,
): Promise<RunEnd> {
  const base = {
    run: context.run,
    token: context.token,
    usage: finish.usage,
    budgets: context.budgets,
    output: context.output,
    actor: context.worker,
  }
  try {
    const result = checkResult(context.type, finish)
    const suspension = suspensionIn(finish, context.withheld)
    const artifacts = await takeArtifacts(bodies, context.scratch, finish)
    return {
      ...base,
      state: finish.state,
      code: finish.outcome?.code ?? null,
      message: finish.outcome?.message ?? null,
      transient: finish.transient,
      result,
      verdict: finish.verdict,
      artifacts,
      ...(suspension !== undefined && { suspension }),
    }
  } catch (error) {
    return invalidReport(base, error)
  }
}

/** The end of a run whose worker's report cannot be kept. */
export function invalidReport(
  {
    run,
    token,
    usage,
    budgets,
    output,
    actor,
  }: Pick<RunEnd, 'run' | 'token' | 'usage' | 'budgets' | 'output' | 'actor'>,
  error: unknown,
): RunEnd {
  const why = error instanceof Error ? error.message : String(error)
  return {
    run,
    token,
    usage,
    budgets,
    output,
    actor,
    state: 'failed',
    code: 'invalid_report',
    message: `What the worker reported cannot be kept: ${why}`.slice(0, 2000),
    transient: false,
    result: null,
    verdict: null,
    artifacts: [],
  }
}

/** A run is suspended for a step that it asked about and was not given, and for nothing else. */
function suspensionIn(
  { state, suspension }: Finish,
  withheld: ReadonlyMap<number, WithheldStep>,
): Suspension | undefined {
  if (state !== 'suspended') return undefined
  const asked = suspension && withheld.get(suspension.step)
  if (asked?.answer.answer !== 'ask') throw new Error('a run is suspended for a step that was withheld from it')
  const { continuation = null } = suspension ?? {}
  if (canonicalJson(continuation).length > MAX_CONTINUATION_UNITS)
    throw new Error(`where it goes on takes more than ${MAX_CONTINUATION_UNITS} characters`)
  return { kind: 'step', tool: asked.tool, args: asked.args, terms: asked.answer.terms, continuation }
}

function isJobType(type: string): type is JobType {
  return JOB_TYPES.some((each) => each === type)
}

function checkResult(type: string, finish: Finish): unknown {
  if (finish.result === null || finish.result === undefined) {
    if (finish.state === 'succeeded') throw new Error('a run that succeeded has a result')
    return null
  }
  return isJobType(type) ? taskTypes[type].result.parse(finish.result) : null
}

async function takeArtifacts(bodies: Bodies, scratch: string, finish: Finish): Promise<RunEnd['artifacts']> {
  const taken: { kind: Finish['artifacts'][number]['kind']; name: string; media_type: string; sealed: SealedFile }[] =
    []
  for (const artifact of finish.artifacts) {
    const sealed =
      'text' in artifact ? bodies.sealText(artifact.text, 'file') : await sealFile(bodies, scratch, artifact.file)
    taken.push({ kind: artifact.kind, name: artifact.name, media_type: artifact.media_type, sealed })
  }
  return taken
}

function sealFile(bodies: Bodies, scratch: string, file: string): Promise<SealedFile> {
  const path = join(scratch, file)
  if (!lstatSync(path).isFile()) throw new Error(`artifact ${file} is not a plain file`)
  return bodies.seal(path, 'file')
}
