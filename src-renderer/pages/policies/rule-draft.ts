import {
  approvalRuleSpecSchema,
  type ApprovalRuleSpec,
  type ArgvPattern,
  type DispatchKind,
  explainIssues,
  type InputProblem,
  type JobType,
} from '#schemas'
import { shellCommand } from '#schemas/format'
import { splitLine } from '../../facts/index.ts'

const MIB = 1024 ** 2

/** A rule while it is written: numbers and lists are the text that was typed. */
export interface RuleDraft {
  readonly name: string
  readonly enabled: boolean
  readonly at: ApprovalRuleSpec['at']
  readonly types: readonly JobType[]
  readonly workspaces: readonly string[]
  readonly dispatch: readonly DispatchKind[]
  readonly schedules: readonly string[]
  readonly tools: string
  readonly pattern: ArgvPattern['kind'] | 'any'
  /** The line a command begins with, the glob or the expression. */
  readonly argv: string
  readonly network: boolean
  readonly wallSeconds: string
  readonly toolCalls: string
  readonly outputMib: string
  readonly memoryMib: string
  /** What this form has no field for, kept as it is. */
  readonly otherBudgets: ApprovalRuleSpec['match']['above']
  readonly actors: string
  readonly minutes: string
  readonly onTimeout: ApprovalRuleSpec['on_timeout']
  readonly priority: string
  readonly note: string
}

/** A rule as a form starts with it. */
export function draftOf(spec: ApprovalRuleSpec): RuleDraft {
  const { match } = spec
  const {
    max_wall_time_sec: wall,
    max_tool_calls: calls,
    max_output_bytes: output,
    max_memory_bytes: memory,
    ...others
  } = match.above ?? {}
  return {
    name: spec.name,
    enabled: spec.enabled,
    at: spec.at,
    types: match.types ?? [],
    workspaces: match.workspaces ?? [],
    dispatch: match.dispatch ?? [],
    schedules: match.schedules ?? [],
    tools: (match.tools ?? []).join(', '),
    pattern: match.argv?.kind ?? 'any',
    argv: match.argv === undefined ? '' : patternText(match.argv),
    network: match.network ?? false,
    wallSeconds: numberText(wall),
    toolCalls: numberText(calls),
    outputMib: numberText(output === undefined ? undefined : output / MIB),
    memoryMib: numberText(memory === undefined ? undefined : memory / MIB),
    otherBudgets: others,
    actors: (match.actors ?? []).join(', '),
    minutes: numberText(spec.timeout_s / 60),
    onTimeout: spec.on_timeout,
    priority: numberText(spec.priority),
    note: spec.note ?? '',
  }
}

/** The rule that a form holds, or what is wrong with it. */
export function specOf(draft: RuleDraft): { spec: ApprovalRuleSpec } | { problems: InputProblem[] } {
  const above = {
    ...draft.otherBudgets,
    ...numbered('max_wall_time_sec', draft.wallSeconds),
    ...numbered('max_tool_calls', draft.toolCalls),
    ...numbered('max_output_bytes', draft.outputMib, MIB),
    ...numbered('max_memory_bytes', draft.memoryMib, MIB),
  }
  const input = {
    name: draft.name.trim(),
    enabled: draft.enabled,
    at: draft.at,
    match: {
      ...listed('types', draft.types),
      ...listed('workspaces', draft.workspaces),
      ...listed('dispatch', draft.dispatch),
      ...listed('schedules', draft.schedules),
      ...listed('tools', namesIn(draft.tools)),
      ...(draft.pattern !== 'any' && { argv: patternOf(draft.pattern, draft.argv) }),
      ...(draft.network && { network: true }),
      ...(Object.keys(above).length > 0 && { above }),
      ...listed('actors', namesIn(draft.actors)),
    },
    ...numbered('timeout_s', draft.minutes, 60),
    on_timeout: draft.onTimeout,
    ...numbered('priority', draft.priority),
    ...(draft.note.trim() !== '' && { note: draft.note.trim() }),
  }
  const parsed = approvalRuleSpecSchema.safeParse(input)
  return parsed.success ? { spec: parsed.data } : { problems: explainIssues(parsed.error, input) }
}

/** A rule as it is before anything is chosen. */
export const EMPTY_RULE: ApprovalRuleSpec = approvalRuleSpecSchema.parse({ name: '-' })

function patternText(pattern: ArgvPattern): string {
  switch (pattern.kind) {
    case 'prefix':
      return shellCommand(pattern.words)
    case 'glob':
      return pattern.glob
    case 'regex':
      return pattern.regex
  }
}

function patternOf(kind: ArgvPattern['kind'], typed: string): ArgvPattern {
  switch (kind) {
    case 'prefix':
      return { kind, words: [...splitLine(typed).argv] }
    case 'glob':
      return { kind, glob: typed }
    case 'regex':
      return { kind, regex: typed }
  }
}

function namesIn(typed: string): string[] {
  return typed.split(/[,\s]+/).filter((name) => name !== '')
}

function listed(key: string, values: readonly string[]): Record<string, unknown> {
  return values.length === 0 ? {} : { [key]: values }
}

/** An empty field says nothing; what is no number is left to the schema, which says so. */
function numbered(key: string, typed: string, unit = 1): Record<string, unknown> {
  const text = typed.replaceAll(/[\s,]/g, '')
  if (text === '') return {}
  const value = Number(text) * unit
  return { [key]: Number.isNaN(value) ? typed : Math.round(value) }
}

function numberText(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}
