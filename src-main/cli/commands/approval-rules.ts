import { type ApprovalRuleSpec, approvalRuleSpecSchema, type ArgvPattern, InterlockError, parseInput } from '#schemas'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { ruleRows } from '../pages/approval.ts'
import { type Api, READ, WRITE } from '../reach/api.ts'

export interface PatternOptions {
  readonly prefix?: readonly string[]
  readonly glob?: string
  readonly regex?: string
}

export interface RuleOptions extends PatternOptions {
  readonly at?: string
  readonly dispatch?: readonly string[]
  readonly schedule?: readonly string[]
  readonly type?: readonly string[]
  readonly workspace?: readonly string[]
  readonly tool?: readonly string[]
  readonly actor?: readonly string[]
  readonly hosts?: boolean
  readonly above?: Readonly<Record<string, number>>
  readonly timeout?: number
  readonly onTimeout?: string
  readonly priority?: number
  readonly note?: string
  readonly dryRun?: boolean
}

/** The one pattern that was given. */
export function argvPattern({ prefix, glob, regex }: PatternOptions): ArgvPattern | undefined {
  const given = [
    ...(prefix === undefined ? [] : [{ kind: 'prefix' as const, words: [...prefix] }]),
    ...(glob === undefined ? [] : [{ kind: 'glob' as const, glob }]),
    ...(regex === undefined ? [] : [{ kind: 'regex' as const, regex }]),
  ]
  if (given.length > 1)
    throw new InterlockError('invalid_input', {
      what: 'pattern',
      problems: [{ field: 'argv', problem: 'Give one of --prefix, --glob and --regex.' }],
    })
  return given[0]
}

export function list(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const rules = await api.approvalRules.list()
    cli.out.answer(rules, () => ['always  a job that asks for the network is asked about', ...ruleRows(rules, cli.out)])
    return EXIT.ok
  })
}

export function add(cli: Cli, name: string, options: RuleOptions): Promise<ExitCode> {
  const asked = specOf(name, options)
  return cli.withCore(WRITE, async ({ api }) => {
    const spec = await withIds(api, asked)
    if (options.dryRun === true) {
      const tried = await api.approvalRules.try({ spec })
      cli.out.answer(tried, () => [
        `Of the last ${tried.looked_at} jobs it would have asked about ${tried.jobs.length}.`,
        ...tried.jobs.map(({ id, title }) => `  ${id} ${title}`),
      ])
      return EXIT.ok
    }
    const rule = await api.approvalRules.set({ spec })
    cli.out.answer(rule, () => ruleRows([rule], cli.out))
    return EXIT.ok
  })
}

export function setEnabled(cli: Cli, id: string, enabled: boolean): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const rule = await found(api, id)
    const set = await api.approvalRules.set({ id: rule.id, revision: rule.revision, spec: { ...rule.spec, enabled } })
    cli.out.answer(set, () => ruleRows([set], cli.out))
    return EXIT.ok
  })
}

export function remove(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const rule = await found(api, id)
    const removed = await api.approvalRules.remove({ id: rule.id, revision: rule.revision })
    cli.out.answer(removed, () => [`Removed the rule ${rule.spec.name}.`])
    return EXIT.ok
  })
}

/** Schedules by their ids, as rules know them; a name of none would ask about nothing. */
async function withIds(api: Api, spec: ApprovalRuleSpec): Promise<ApprovalRuleSpec> {
  const { schedules } = spec.match
  if (schedules === undefined) return spec
  const ids = await Promise.all(schedules.map(async (id) => (await api.schedules.get({ id })).id))
  return { ...spec, match: { ...spec.match, schedules: ids } }
}

async function found(api: Api, id: string) {
  const rules = await api.approvalRules.list()
  const matches = rules.filter(
    (rule) => rule.id === id || (id.length >= 6 && rule.id.endsWith(id)) || rule.spec.name === id,
  )
  const [rule, ...others] = matches
  if (rule === undefined) throw new InterlockError('approval_rule_not_found', { id })
  if (others.length > 0) throw new InterlockError('id_ambiguous', { id, matches: matches.map((each) => each.id) })
  return rule
}

function specOf(name: string, options: RuleOptions): ApprovalRuleSpec {
  const argv = argvPattern(options)
  const { dispatch, schedule, type, workspace, tool, actor, hosts, above } = options
  const { at, timeout, onTimeout, priority, note } = options
  const match = defined({
    dispatch,
    schedules: schedule,
    types: type,
    workspaces: workspace,
    tools: tool,
    actors: actor,
    network: hosts,
    above,
    argv,
  })
  return parseInput(
    approvalRuleSpecSchema,
    { name, match, ...defined({ at, timeout_s: timeout, on_timeout: onTimeout, priority, note }) },
    'approval rule',
  )
}

function defined(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
