import {
  type ApprovalMatch,
  type ApprovalRule,
  type ApprovalRuleSpec,
  approvalRuleSpecSchema,
  type Budgets,
  type DispatchKind,
  InterlockError,
} from '#schemas'
import { type Clock, type Ids, isoTime } from '#schemas/format'
import type { Bodies, Ledger, Store, Write } from '#core/record'
import { type ArgvMatcher, argvMatcher, type MatchingWork, matchingWork } from './argv-pattern.ts'

/** What a rule is held against. */
export interface RuledFacts {
  readonly dispatch: DispatchKind
  readonly schedule: string | null
  readonly type: string
  readonly workspace: string
  readonly tools: readonly string[]
  readonly commands: readonly (readonly string[])[]
  readonly hosts: boolean
  readonly budgets: Budgets
  readonly actor: string
}

export interface MatchedRule {
  readonly id: string
  readonly spec: ApprovalRuleSpec
}

/** The operator's rules of what needs asking. */
export interface ApprovalRules {
  list(): ApprovalRule[]
  /**
   * Adds a rule, or changes one whole.
   * @throws InterlockError approval_rule_not_found, approval_rule_changed, pattern_unreadable, too_many_rules
   */
  set(input: { id?: string; revision?: number; spec: ApprovalRuleSpec }, actor: string): Promise<ApprovalRule>
  /** @throws InterlockError approval_rule_not_found, approval_rule_changed */
  remove(input: { id: string; revision?: number }, actor: string): Promise<{ removed: string }>
  /** Rules in force that ask about this. What cannot be told is asked about. */
  matching(at: 'start' | 'step', facts: () => RuledFacts): MatchedRule[]
  /** Whether any rule asks about steps. */
  anyForSteps(): boolean
  /** Whether a rule would ask. @throws InterlockError pattern_unreadable */
  test(spec: ApprovalRuleSpec): (facts: RuledFacts) => boolean
}

interface RuleRow {
  id: string
  revision: number
  enabled: number
  at: string
  spec: string
  changed_at: number
  changed_by: string
}

/** Each job is held against all of them inside a write. */
const MAX_RULES = 100

type Test = (facts: RuledFacts, work: MatchingWork) => boolean
interface Compiled {
  readonly spec: ApprovalRuleSpec
  readonly test: Test
}

/** Of a rule that somebody wrote to: it asks about everything. */
const UNREADABLE: Compiled = {
  spec: approvalRuleSpecSchema.parse({ name: 'A rule that cannot be read' }),
  test: () => true,
}

export interface ApprovalRulesDeps {
  readonly store: Store
  readonly ledger: Ledger
  readonly bodies: Bodies
  readonly clock: Clock
  readonly ids: Ids
}

export function createApprovalRules({ store, ledger, bodies, clock, ids }: ApprovalRulesDeps): ApprovalRules {
  const all = store.query<object, RuleRow>('SELECT * FROM approval_rule ORDER BY id')
  // Asked for every job that is added. The plus keeps SQLite from preparing the statement anew each time.
  const inForce = store.query<{ at: string }, RuleRow>(
    'SELECT * FROM approval_rule WHERE enabled = 1 AND at = +:at ORDER BY id',
  )
  const byId = store.query<{ id: string }, RuleRow>('SELECT * FROM approval_rule WHERE id = :id')
  const put = store.change<RuleRow>(
    `INSERT INTO approval_rule(id, revision, enabled, at, spec, changed_at, changed_by) VALUES (:id, :revision, :enabled, :at, :spec, :changed_at, :changed_by)
      ON CONFLICT(id) DO UPDATE SET revision = excluded.revision, enabled = excluded.enabled, at = excluded.at, spec = excluded.spec,
        changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  )
  const drop = store.change<{ id: string }>('DELETE FROM approval_rule WHERE id = :id')
  /** By the body that holds them, which never changes. */
  const compiled = new Map<string, Compiled>()

  function compiledOf(row: RuleRow): Compiled {
    const known = compiled.get(row.spec)
    if (known !== undefined) return known
    const made = read(row)
    if (compiled.size >= 2 * MAX_RULES) compiled.clear()
    compiled.set(row.spec, made)
    return made
  }

  function read(row: RuleRow): Compiled {
    try {
      const spec = approvalRuleSpecSchema.parse(JSON.parse(bodies.read(row.spec)?.toString('utf8') ?? ''))
      return { spec, test: testOf(spec.match) }
    } catch {
      // Asking too much is the safe way; the list shows the rule by this name.
      return UNREADABLE
    }
  }

  function view(row: RuleRow): ApprovalRule {
    const { id, revision, changed_at, changed_by } = row
    return { id, spec: compiledOf(row).spec, revision, changed_at: isoTime(changed_at), changed_by }
  }

  function existing(id: string, seen: number | undefined): RuleRow {
    const row = byId.get({ id })
    if (row === undefined) throw new InterlockError('approval_rule_not_found', { id })
    if (seen !== undefined && seen !== row.revision)
      throw new InterlockError('approval_rule_changed', { id, seen, revision: row.revision })
    return row
  }

  function setWithin(
    write: Write,
    { id, revision, spec }: { id?: string; revision?: number; spec: ApprovalRuleSpec },
    actor: string,
  ) {
    const was = id === undefined ? undefined : existing(id, revision)
    if (was === undefined && all.all({}).length >= MAX_RULES)
      throw new InterlockError('too_many_rules', { limit: MAX_RULES })
    const body = bodies.json(write, spec)
    const at = clock.now()
    const row: RuleRow = {
      id: was?.id ?? ids.next('rule'),
      revision: (was?.revision ?? 0) + 1,
      enabled: spec.enabled ? 1 : 0,
      at: spec.at,
      spec: body.id,
      changed_at: at,
      changed_by: actor,
    }
    ledger.append(write, 'approval_rule.set', { rule: row.id, revision: row.revision, spec: body }, { actor, at })
    put.run(write, row)
    return view(row)
  }

  return {
    list: () => all.all({}).map(view),
    async set(input, actor) {
      testOf(input.spec.match)
      return store.write((write) => setWithin(write, input, actor))
    },
    remove: ({ id, revision }, actor) =>
      store.write((write) => {
        const row = existing(id, revision)
        ledger.append(write, 'approval_rule.removed', { rule: id, revision: row.revision }, { actor })
        drop.run(write, { id })
        return { removed: id }
      }),
    matching(at, facts) {
      const rows = inForce.all({ at })
      if (rows.length === 0) return []
      const [held, work] = [facts(), matchingWork()]
      return rows.flatMap((row) => {
        const { spec, test } = compiledOf(row)
        return test(held, work) ? [{ id: row.id, spec }] : []
      })
    },
    anyForSteps: () => inForce.all({ at: 'step' }).length > 0,
    test(spec) {
      const test = testOf(spec.match)
      return (facts) => test(facts, matchingWork())
    },
  }
}

/** @throws InterlockError pattern_unreadable */
function testOf(match: ApprovalMatch): Test {
  const { dispatch, schedules, types, workspaces, tools, network, above, actors } = match
  const argv = match.argv === undefined ? undefined : argvMatcher(match.argv)
  return (facts, work) =>
    (dispatch === undefined || dispatch.includes(facts.dispatch)) &&
    (schedules === undefined || (facts.schedule !== null && schedules.includes(facts.schedule))) &&
    (types === undefined || types.some((type) => type === facts.type)) &&
    (workspaces === undefined || workspaces.includes(facts.workspace)) &&
    (tools === undefined || tools.some((tool) => facts.tools.includes(tool))) &&
    (network === undefined || facts.hosts) &&
    (above === undefined || isAbove(facts.budgets, above)) &&
    (actors === undefined || actors.some((actor) => isActor(actor, facts.actor))) &&
    (argv === undefined || mayMatch(argv, facts.commands, work))
}

function mayMatch(argv: ArgvMatcher, commands: RuledFacts['commands'], work: MatchingWork): boolean {
  return commands.some((command) => argv(command, work) !== 'no')
}

function isAbove(budgets: Budgets, above: Partial<Record<keyof Budgets, number | undefined>>): boolean {
  const limits = new Map<string, number | undefined>(Object.entries(above))
  return Object.entries(budgets).some(([name, value]) => {
    const limit = limits.get(name)
    return limit !== undefined && typeof value === 'number' && value > limit
  })
}

function isActor(pattern: string, actor: string): boolean {
  return pattern.endsWith('*') ? actor.startsWith(pattern.slice(0, -1)) : pattern === actor
}
