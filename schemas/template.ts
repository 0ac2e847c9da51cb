import { z } from 'zod'
import type { InputProblem } from './errors/input.ts'
import type { JobSpec } from './job.ts'
import { argvPlace, isCodeArgument } from './template-places.ts'
import { parsePath, pathText, type ValuePath, valueAtPath, valuePathSchema } from './value-path.ts'

/** What the values of a template may come from. */
export const VALUE_ROOTS = ['parent', 'parents', 'firing', 'parameters'] as const

/** A value that is put into a job when its schedule fires. */
export const fillSchema = z
  .strictObject({
    into: valuePathSchema.meta({
      title: 'Into',
      description: 'Where it goes in the job: below `payload` or `meta`.',
      examples: ['payload.max_files'],
    }),
    from: valuePathSchema.meta({
      title: 'From',
      description:
        'What it is: `parent.job.id`, `parent.state`, `parent.exit_code`, `parent.result…`, `parent.verdict`, `parent.stdout_tail`, `parents[0]…` in the order of the links, `firing.due_at`, `firing.kind`, `parameters…`.',
      examples: ['parent.result.results[0].exit_code'],
    }),
    default: z.json().optional().meta({ title: 'Otherwise', description: 'Where there is no such value.' }),
  })
  .meta({ id: 'Fill' })
export type Fill = z.infer<typeof fillSchema>

/** A job with places for values: texts below `payload` and `meta` may hold `${parent.job.id}`, and what `fill` names is put in. */
export interface Template {
  readonly job: JobSpec
  readonly fill: readonly Fill[]
}

/** Values by the way to them; what lies below a value is found in it. */
export type Given = Readonly<Record<string, unknown>>

/** Largest single value, as JSON text. */
export const MAX_VALUE_UNITS = 32_768
/** All values of one firing together. */
export const MAX_VALUES_UNITS = 262_144

export const templateRefusalSchema = z
  .strictObject({
    code: z.enum(['value_missing', 'value_not_single', 'value_too_large', 'value_is_option']),
    value: z.string().max(300).meta({ description: 'Which value.' }),
    place: z.string().max(300).meta({ description: 'Where it was to go.' }),
  })
  .meta({ id: 'TemplateRefusal' })
export type TemplateRefusal = z.infer<typeof templateRefusalSchema>

export type Filled =
  | { readonly ok: true; readonly job: unknown }
  | { readonly ok: false; readonly refusal: TemplateRefusal }

const OPEN_PARTS = ['payload', 'meta'] as const
/** `$${…}` stands for itself. A name that is none of ours, such as `${HOME}`, is plain text. */
const PLACEHOLDER = new RegExp(String.raw`\$(\$?)\{((?:${VALUE_ROOTS.join('|')})(?:[.[][^{}]*)?)\}`, 'g')

interface Use {
  readonly place: ValuePath
  /** Of a placeholder, what stands around it; undefined where a value takes the whole place. */
  readonly text: string | undefined
  readonly from: string
}

/**
 * What in a template can never be filled as it is meant, or must not be: a value chooses no program, becomes no code and no
 * more than one argument, and stays out of the policy.
 */
export function templateProblems({ job, fill }: Template): InputProblem[] {
  const { payload: _payload, meta: _meta, ...closed } = job
  const outside = textsIn(closed, []).filter(({ text }) => placeholdersIn(text).length > 0)
  return [
    ...outside.map(({ path }) => problem(path, 'takes no values: only payload and meta do')),
    ...textsIn(openParts(job), []).flatMap(({ path, text }) =>
      placeholdersIn(text).flatMap((from) => placeProblems(job, { place: path, text, from })),
    ),
    ...fill.flatMap((each, at) => fillProblems(job, each, at)),
  ]
}

function fillProblems(job: JobSpec, { into, from }: Fill, at: number): InputProblem[] {
  const place = parsePath(into)
  if (place === undefined) return []
  const field = ['fill', at, 'into']
  if (!OPEN_PARTS.some((part) => part === place[0]) || place.length < 2)
    return [problem(field, 'must lie below payload or meta')]
  const holder = valueAtPath({ meta: {}, ...job }, place.slice(0, -1))
  const last = place.at(-1) ?? ''
  if (typeof holder !== 'object' || holder === null || (Array.isArray(holder) && !Object.hasOwn(holder, last)))
    return [problem(field, 'leads nowhere in this job')]
  if (argvPlace(job.type, place) === 'around')
    return [problem(field, 'holds a command; a value becomes one argument at most')]
  return placeProblems(job, { place, text: undefined, from }).map((each) => ({ ...each, field: pathText(field) }))
}

function placeProblems(job: JobSpec, { place, from }: Use): InputProblem[] {
  const path = parsePath(from)
  if (path === undefined) return [problem(place, `has a value that is no path: ${from.slice(0, 64)}`)]
  if (!VALUE_ROOTS.some((root) => root === path[0]))
    return [problem(place, `has a value that must begin with one of ${VALUE_ROOTS.join(', ')}`)]
  if (argvPlace(job.type, place) === 'program') return [problem(place, 'is the program; no value may choose it')]
  return isCodeArgument(job, place)
    ? [problem(place, 'is code; hand the value over as an argument after it, where it stays a value')]
    : []
}

function problem(path: ValuePath, what: string): InputProblem {
  const field = pathText(path)
  return { field, problem: `${field} ${what}.` }
}

/** Every value a template asks for, each once, in the one form of its path; `needed` where there is no other. */
export function valuesAsked({ job, fill }: Template): { readonly path: string; readonly needed: boolean }[] {
  const asked = new Map<string, boolean>()
  const ask = (text: string, needed: boolean) => {
    const path = parsePath(text)
    if (path !== undefined) asked.set(pathText(path), needed || asked.get(pathText(path)) === true)
  }
  for (const { text } of textsIn(openParts(job), [])) for (const from of placeholdersIn(text)) ask(from, true)
  for (const each of fill) ask(each.from, each.default === undefined)
  return [...asked].map(([path, needed]) => ({ path, needed }))
}

/** The value at a path of what is given: that of its longest beginning that is there, followed to its end. */
export function givenValue(given: Given, path: ValuePath): unknown {
  for (let length = path.length; length > 0; length -= 1) {
    const key = pathText(path.slice(0, length))
    if (Object.hasOwn(given, key)) return valueAtPath(given[key], path.slice(length))
  }
  return undefined
}

/** A problem with a value, found while a template is filled. */
class Unfillable extends Error {
  readonly refusal: TemplateRefusal
  constructor(code: TemplateRefusal['code'], value: string, place: ValuePath) {
    super(code)
    this.refusal = { code, value, place: pathText(place).slice(0, 300) }
  }
}

/**
 * The job of a template with its values in it, not yet parsed as one. Values are never looked into for further placeholders, and
 * nothing is expanded: an argument stays one argument.
 */
export function filledJob({ job, fill }: Template, given: Given): Filled {
  try {
    const filled = mapTexts(openParts(job), [], (text, place) => filledText(job, text, place, given))
    const whole = fill.reduce((parts, each) => withFill(parts, job, each, given), filled)
    return { ok: true, job: typeof whole === 'object' && whole !== null ? { ...job, ...whole } : job }
  } catch (error) {
    if (error instanceof Unfillable) return { ok: false, refusal: error.refusal }
    throw error
  }
}

/** What of a job takes values. */
function openParts({ payload, meta }: JobSpec): object {
  return { payload, ...(meta !== undefined && { meta }) }
}

function withFill(parts: unknown, job: JobSpec, { into, from, default: otherwise }: Fill, given: Given): unknown {
  const place = parsePath(into) ?? []
  const found = givenValue(given, parsePath(from) ?? []) ?? otherwise
  if (found === undefined) throw new Unfillable('value_missing', from, place)
  refuseLarge(found, from, place)
  if (argvPlace(job.type, place) !== 'argument') return withValueAt(parts, place, found)
  const argument = singleText(found, from, place)
  refuseOption(job, argument, '', from, place)
  return withValueAt(parts, place, argument)
}

function filledText(job: JobSpec, text: string, place: ValuePath, given: Given): string {
  const [first] = placeholdersIn(text)
  const filled = text.replaceAll(PLACEHOLDER, (whole, escaped: string, from: string) => {
    if (escaped !== '') return whole.slice(1)
    const found = givenValue(given, parsePath(from) ?? [])
    if (found === undefined) throw new Unfillable('value_missing', from, place)
    refuseLarge(found, from, place)
    return singleText(found, from, place)
  })
  if (first !== undefined && argvPlace(job.type, place) === 'argument') refuseOption(job, filled, text, first, place)
  return filled
}

/** A program would take an argument that begins with a dash for an option, which the job did not say. */
function refuseOption(job: JobSpec, argument: string, written: string, from: string, place: ValuePath): void {
  if (!argument.startsWith('-') || written.startsWith('-')) return
  const argv = valueAtPath(job, place.slice(0, -1))
  const at = Number(place.at(-1))
  if (Array.isArray(argv) && argv.slice(0, at).includes('--')) return
  throw new Unfillable('value_is_option', from, place)
}

function singleText(value: unknown, from: string, place: ValuePath): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Unfillable('value_not_single', from, place)
}

function refuseLarge(value: unknown, from: string, place: ValuePath): void {
  const units = typeof value === 'string' ? value.length : JSON.stringify(value).length
  if (units > MAX_VALUE_UNITS) throw new Unfillable('value_too_large', from, place)
}

function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, escaped, from = '']) => (escaped === '' ? [from] : []))
}

function textsIn(value: unknown, path: ValuePath): { path: ValuePath; text: string }[] {
  if (typeof value === 'string') return value.includes('${') ? [{ path, text: value }] : []
  if (Array.isArray(value)) return value.flatMap((each, at) => textsIn(each, [...path, at]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => textsIn(each, [...path, name]))
}

function mapTexts(value: unknown, path: ValuePath, fill: (text: string, path: ValuePath) => string): unknown {
  if (typeof value === 'string') return value.includes('${') ? fill(value, path) : value
  if (Array.isArray(value)) return value.map((each: unknown, at) => mapTexts(each, [...path, at], fill))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapTexts(each, [...path, name], fill)]))
}

/** The same with another value at a path whose holder is there. */
function withValueAt(whole: unknown, [part, ...rest]: ValuePath, value: unknown): unknown {
  if (part === undefined) return value
  if (Array.isArray(whole))
    return whole.map((each: unknown, at) => (at === part ? withValueAt(each, rest, value) : each))
  const holder = typeof whole === 'object' && whole !== null ? whole : {}
  return { ...holder, [part]: withValueAt(valueAtPath(holder, [part]), rest, value) }
}
