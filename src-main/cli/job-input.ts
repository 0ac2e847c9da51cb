import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import {
  InterlockError,
  JOB_TYPES,
  type JobSpec,
  looksLikeDaliJob,
  MAX_JOB_BYTES,
  parseJob,
  parseJsonText,
  PRESET_NAMES,
  type PresetName,
  presetNameSchema,
  taskTypes,
} from '#schemas'
import { CliError } from './failure.ts'
import { printableLine } from './output/printable.ts'
import { keepStdin } from './reach/handed-over.ts'

/** Options of `enqueue` that make or change a job. */
export interface JobOptions {
  readonly jobFile?: string
  readonly type?: string
  readonly payload?: string
  readonly workspace?: string
  readonly id?: string
  readonly priority?: number
  readonly budget?: Readonly<Record<string, number>>
  readonly preset?: string
  readonly allowSubprocess?: boolean
  readonly secret?: readonly string[]
  readonly minSandbox?: string
  readonly why?: string
  readonly compat?: string
  readonly mayWait?: boolean
  readonly pool?: string
  readonly deliverTo?: string
  readonly deliverWhen?: string
}

/**
 * The job the options describe. A file is refused by its size before it is read, then by depth before it is parsed. What
 * the options say wins over the file; what neither says comes from the suggestions of the job type.
 * @throws InterlockError file_not_readable, input_too_large, input_too_deep, input_too_many_members, input_not_json, invalid_input
 */
export async function jobInput(options: JobOptions, stdin: Readable): Promise<JobSpec> {
  const given = options.jobFile === undefined ? fromType(options) : await fromFile(options.jobFile, stdin)
  if (typeof given !== 'object' || given === null) return parseJob(given)
  return parseJob({ ...given, ...overrides(given, options) })
}

/**
 * The whole job that the options name, by a file or a type; undefined where they name none.
 * @throws CliError usage, invalid_input @throws InterlockError as `jobInput`
 */
export async function wholeJob(options: JobOptions, stdin: Readable): Promise<JobSpec | undefined> {
  const { jobFile, type, payload } = options
  if (jobFile !== undefined && type !== undefined)
    throw new CliError('usage', 'Choose one of --job-file and --type.', 'Nothing was changed.')
  if (jobFile !== undefined && payload !== undefined)
    throw new CliError(
      'usage',
      '--payload does not go with --job-file.',
      'Nothing was changed. A job file has its payload in it.',
    )
  return jobFile === undefined && type === undefined ? undefined : jobInput(options, stdin)
}

/**
 * A job that is there with what the options say put over it; undefined where they say nothing of it.
 * @throws CliError invalid_input @throws InterlockError invalid_input, input_not_json
 */
export function changedJob(there: unknown, options: JobOptions): JobSpec | undefined {
  const given: object = typeof there === 'object' && there !== null ? asOurs(there) : {}
  const { payload } = options
  const changes = {
    ...overrides(given, options),
    ...(payload !== undefined && { payload: parseJsonText(payload, 'payload', MAX_JOB_BYTES) }),
  }
  return Object.keys(changes).length === 0 ? undefined : parseJob({ ...given, ...changes })
}

function fromType({ type, payload }: JobOptions): unknown {
  const known = JOB_TYPES.find((each) => each === type)
  if (known === undefined)
    throw new CliError(
      'invalid_input',
      `There is no job type “${printableLine(type ?? '')}”. Types: ${JOB_TYPES.join(', ')}.`,
      'Nothing was added.',
    )
  const { suggested } = taskTypes[known]
  return {
    type: known,
    payload: payload === undefined ? suggested.payload : parseJsonText(payload, 'payload', MAX_JOB_BYTES),
    budgets: suggested.budgets,
    policy: { ...suggested.policy, allow_subprocess: false },
  }
}

async function fromFile(path: string, stdin: Readable): Promise<unknown> {
  return asOurs(parseJsonText(await readText(path, stdin), 'job', MAX_JOB_BYTES))
}

/** DALI's form has no place for what the options may add, so it becomes ours first. */
function asOurs<T>(given: T): T | JobSpec {
  return looksLikeDaliJob(given) ? parseJob(given) : given
}

function overrides(given: object, options: JobOptions): Record<string, unknown> {
  const { workspace, id, priority, compat, pool, budget, why } = options
  const preset = options.preset === undefined ? undefined : presetNamed(options.preset)
  const single = Object.entries({ workspace, id, priority, compat, pool, preset, sandbox_why: why })
  return {
    ...Object.fromEntries(single.filter(([, value]) => value !== undefined)),
    ...(options.mayWait === true && { deferrable: true }),
    ...(budget && { budgets: { ...objectAt(given, 'budgets'), ...budget } }),
    ...policyOverrides(given, options),
    ...deliverOverrides(given, options),
  }
}

/** A preset takes the place of the policy that is there; single words are put over it. */
function policyOverrides(given: object, options: JobOptions): { policy?: object } {
  const { preset, allowSubprocess, minSandbox, secret } = options
  if ([preset, allowSubprocess, minSandbox, secret].every((option) => option === undefined)) return {}
  return {
    policy: {
      ...(preset === undefined && objectAt(given, 'policy')),
      ...(allowSubprocess === true && { allow_subprocess: true }),
      ...(minSandbox !== undefined && { min_sandbox: minSandbox }),
      ...(secret !== undefined && { secrets: secret }),
    },
  }
}

/** Who is told of its end, and when. */
function deliverOverrides(given: object, { deliverTo, deliverWhen }: JobOptions): { deliver?: object } {
  if (deliverTo === undefined && deliverWhen === undefined) return {}
  return {
    deliver: {
      ...objectAt(given, 'deliver'),
      ...(deliverTo !== undefined && { to: deliverTo }),
      ...(deliverWhen !== undefined && { when: deliverWhen }),
    },
  }
}

/** @throws CliError invalid_input */
export function presetNamed(typed: string): PresetName {
  const name = presetNameSchema.safeParse(typed.toLowerCase().replaceAll(/[^a-z]+/g, '_'))
  if (name.success) return name.data
  throw new CliError(
    'invalid_input',
    `There is no preset “${printableLine(typed)}”. Presets: ${PRESET_NAMES.join(', ')}.`,
    'Nothing was done.',
  )
}

function objectAt(given: object, name: string): object {
  const member: unknown = Reflect.get(given, name)
  return typeof member === 'object' && member !== null ? member : {}
}

/** A file as text, or standard input for `-`. @throws InterlockError file_not_readable, input_too_large, input_not_json */
export async function readText(path: string, stdin: Readable): Promise<string> {
  try {
    const text = decode(await readAtMost(path === '-' ? stdin : await openFile(path)))
    if (path === '-') keepStdin(text)
    return text
  } catch (error) {
    if (error instanceof InterlockError) throw error
    throw new InterlockError('file_not_readable', { path, reason: reasonOf(error) }, { cause: error })
  }
}

async function openFile(path: string): Promise<Readable> {
  const { size } = await stat(path)
  if (size > MAX_JOB_BYTES) throw tooLarge(size)
  return createReadStream(path)
}

/** What has no size in advance, such as a pipe, is read until it is too much. */
async function readAtMost(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const piece: unknown = chunk
    const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece))
    size += bytes.length
    if (size > MAX_JOB_BYTES) throw tooLarge(size)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InterlockError('input_not_json', { what: 'job', message: 'it is not UTF-8' })
  }
}

function tooLarge(bytes: number): InterlockError {
  return new InterlockError('input_too_large', { what: 'job', bytes, limit: MAX_JOB_BYTES })
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its symbolic links go round in a circle',
  ENOTDIR: 'a part of the path is not a folder',
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return REASONS[code] ?? error.message
}
