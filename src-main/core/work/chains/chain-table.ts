import {
  type ChainCondition,
  chainConditionSchema,
  type ChainDecision,
  chainDecisionWordSchema,
  type ChainEnd,
  chainEndSchema,
  chainReasonSchema,
} from '#schemas'
import { isoTime } from '#schemas/format'
import { decisionSentence } from '#schemas/texts'
import type { Store } from '#core/record'

/** A row of the table of links. `ends` says on which ends of the parent, `condition` is JSON. */
export interface LinkRow {
  child: string
  link: number
  parent: string
  ends: string
  delay_s: number
  condition: string | null
}

/** A job that is over and whose links are still to be decided. */
export interface EndRow {
  seq: number
  job: string
  run: string | null
  schedule: string
  firing: string
  state: string
  code: string | null
  verdict: string | null
  at: number
}

export interface DecisionRow {
  seq: number
  at: number
  parent: string
  child: string
  link: number
  job: string
  run: string | null
  root: string
  depth: number
  due_at: number
  decision: string
  reason: string | null
  firing: string | null
}

/** A link as it was asked for. */
export interface Link {
  readonly child: string
  readonly link: number
  readonly parent: string
  readonly on: ChainEnd
  readonly delay_s: number
  readonly condition: ChainCondition | null
}

export type ChainTable = ReturnType<typeof createChainTable>

/** As many links as one look takes along. */
const MAX_LINKS = 1000

export function createChainTable(store: Store) {
  const hasChild = store.query<{ parent: string }, { one: number }>(
    `SELECT 1 AS one FROM chain_link CROSS JOIN schedule ON schedule.id = chain_link.child
      WHERE chain_link.parent = :parent AND schedule.state <> 'deleted' LIMIT 1`,
  )
  const ofChild = store.query<{ child: string }, LinkRow>('SELECT * FROM chain_link WHERE child = :child ORDER BY link')
  const ofParent = store.query<{ parent: string }, LinkRow>(
    `SELECT chain_link.* FROM chain_link CROSS JOIN schedule ON schedule.id = chain_link.child
      WHERE chain_link.parent = :parent AND schedule.state <> 'deleted' ORDER BY chain_link.child, chain_link.link LIMIT ${MAX_LINKS}`,
  )
  const ofFiring = store.query<{ firing: string }, Pick<DecisionRow, 'root' | 'depth'>>(
    'SELECT root, depth FROM chain_decision WHERE firing = :firing',
  )
  const inPassage = store.query<{ root: string; child: string }, DecisionRow>(
    'SELECT * FROM chain_decision WHERE root = :root AND child = :child ORDER BY seq',
  )
  const decided = store.query<{ job: string; run: string | null; child: string; link: number }, { seq: number }>(
    'SELECT seq FROM chain_decision INDEXED BY chain_decision_job WHERE job = :job AND run IS :run AND child = :child AND link = :link LIMIT 1',
  )
  const firedBy = store.query<{ job: string; run: string | null }, DecisionRow>(
    "SELECT * FROM chain_decision WHERE job = :job AND run IS :run AND decision = 'fired'",
  )
  const lastOf = store.query<{ child: string; link: number }, DecisionRow>(
    'SELECT * FROM chain_decision WHERE child = :child AND link = :link ORDER BY seq DESC LIMIT 1',
  )
  return {
    hasChild: (parent: string) => hasChild.get({ parent }) !== undefined,
    parentsOf: (child: string): Link[] => ofChild.all({ child }).map(toLink),
    childrenOf: (parent: string): Link[] => ofParent.all({ parent }).map(toLink),
    addLink: store.change<LinkRow>(
      'INSERT INTO chain_link(child, link, parent, ends, delay_s, condition) VALUES (:child, :link, :parent, :ends, :delay_s, :condition)',
    ),
    dropLinks: store.change<{ child: string }>('DELETE FROM chain_link WHERE child = :child'),

    addEnd: store.change<Omit<EndRow, 'seq'>>(
      `INSERT INTO chain_end(job, run, schedule, firing, state, code, verdict, at)
       VALUES (:job, :run, :schedule, :firing, :state, :code, :verdict, :at)`,
    ),
    dropEnd: store.change<{ seq: number }>('DELETE FROM chain_end WHERE seq = :seq'),
    ends: store.query<{ after: number; limit: number }, EndRow>(
      'SELECT * FROM chain_end WHERE seq > :after ORDER BY seq LIMIT :limit',
    ),

    addDecision: store.change<DecisionRow>(
      `INSERT INTO chain_decision(seq, at, parent, child, link, job, run, root, depth, due_at, decision, reason, firing)
       VALUES (:seq, :at, :parent, :child, :link, :job, :run, :root, :depth, :due_at, :decision, :reason, :firing)`,
    ),
    /** The passage a firing belongs to: that of its chain, or the one it begins. */
    passageOf: (firing: string) => ofFiring.get({ firing }) ?? { root: firing, depth: 0 },
    inPassage: (root: string, child: string) => inPassage.all({ root, child }),
    isDecided: (job: string, run: string | null, { child, link }: Link) =>
      decided.get({ job, run, child, link }) !== undefined,
    firedBy: (job: string, run: string | null) => firedBy.all({ job, run }),
    lastOf: (child: string, link: number) => lastOf.get({ child, link }),
    ofSchedule: store.query<{ schedule: string; before: number; limit: number }, DecisionRow>(
      `SELECT * FROM (SELECT * FROM chain_decision INDEXED BY chain_decision_parent WHERE parent = :schedule AND seq < :before ORDER BY seq DESC LIMIT :limit)
       UNION SELECT * FROM (SELECT * FROM chain_decision WHERE child = :schedule AND seq < :before ORDER BY seq DESC LIMIT :limit)
       ORDER BY seq DESC LIMIT :limit`,
    ),
    ofParent: store.query<{ parent: string; before: number; limit: number }, DecisionRow>(
      'SELECT * FROM chain_decision INDEXED BY chain_decision_parent WHERE parent = :parent AND seq < :before ORDER BY seq DESC LIMIT :limit',
    ),
    ofRoot: store.query<{ root: string; before: number; limit: number }, DecisionRow>(
      'SELECT * FROM chain_decision WHERE root = :root AND seq < :before ORDER BY seq DESC LIMIT :limit',
    ),
    ofJob: store.query<{ job: string; before: number; limit: number }, DecisionRow>(
      'SELECT * FROM chain_decision WHERE job = :job AND seq < :before ORDER BY seq DESC LIMIT :limit',
    ),
    newest: store.query<{ before: number; limit: number }, DecisionRow>(
      'SELECT * FROM chain_decision WHERE seq < :before ORDER BY seq DESC LIMIT :limit',
    ),
  }
}

function toLink({ child, link, parent, ends, delay_s, condition }: LinkRow): Link {
  return {
    child,
    link,
    parent,
    on: chainEndSchema.parse(ends),
    delay_s,
    condition: condition === null ? null : chainConditionSchema.parse(JSON.parse(condition)),
  }
}

/** A decision as clients see it. */
export function toDecision(row: DecisionRow): ChainDecision {
  const decision = chainDecisionWordSchema.parse(row.decision)
  const reason = row.reason === null ? null : chainReasonSchema.parse(JSON.parse(row.reason))
  const { seq, parent, child, link, job, run, root, depth, firing } = row
  return {
    seq,
    at: isoTime(row.at),
    parent,
    child,
    link,
    job,
    run,
    root,
    depth,
    decision,
    reason,
    firing,
    message: decisionSentence({ decision, reason }),
  }
}
