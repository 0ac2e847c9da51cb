import type { Store, Write } from '#core/record'
import type { KeptPromotion } from './target.ts'

export interface PromotionRow {
  id: string
  artifact_id: string
  target: string
  state: string
  /** JSON of what the target recorded. */
  effect: string
  content: string
  previous: string | null
  note: string | null
  actor: string
  begun_at: number
  ended_at: number | null
  problem: string | null
}

export interface PromotionTable {
  byId(id: string): PromotionRow | undefined
  ofArtifact(artifact: string): PromotionRow[]
  /** Those a crash left in the middle. */
  open(): PromotionRow[]
  /** The last one of anything of this kind and name made for this workspace. */
  lastAlike(artifact: { workspace: string; kind: string; name: string }): PromotionRow | undefined
  insert(write: Write, row: Omit<PromotionRow, 'ended_at' | 'problem'>): void
  setState(write: Write, change: { id: string; state: string; at: number; problem: string | null }): void
}

export function createPromotionTable(store: Store): PromotionTable {
  const byId = store.query<{ id: string }, PromotionRow>('SELECT * FROM promotion WHERE id = :id')
  const ofArtifact = store.query<{ artifact: string }, PromotionRow>(
    'SELECT * FROM promotion WHERE artifact_id = :artifact ORDER BY id DESC LIMIT 50',
  )
  const open = store.query<object, PromotionRow>("SELECT * FROM promotion WHERE state IN ('begun', 'undoing')")
  const alike = store.query<{ workspace: string; kind: string; name: string }, PromotionRow>(
    // Over the newest promotions only: a suggestion is worth no search.
    `SELECT promotion.* FROM (SELECT * FROM promotion ORDER BY id DESC LIMIT 200) AS promotion
       JOIN artifact ON artifact.id = promotion.artifact_id
      WHERE artifact.workspace = :workspace AND artifact.kind = :kind AND artifact.name = :name
        AND promotion.state = 'applied' ORDER BY promotion.id DESC LIMIT 1`,
  )
  const insert = store.change<Omit<PromotionRow, 'ended_at' | 'problem'>>(
    `INSERT INTO promotion(id, artifact_id, target, state, effect, content, previous, note, actor, begun_at)
     VALUES (:id, :artifact_id, :target, :state, :effect, :content, :previous, :note, :actor, :begun_at)`,
  )
  const setState = store.change<{ id: string; state: string; at: number; problem: string | null }>(
    'UPDATE promotion SET state = :state, ended_at = :at, problem = :problem WHERE id = :id',
  )
  return {
    byId: (id) => byId.get({ id }),
    ofArtifact: (artifact) => ofArtifact.all({ artifact }),
    open: () => open.all({}),
    lastAlike: ({ workspace, kind, name }) => alike.get({ workspace, kind, name }),
    insert: (write, row) => void insert.run(write, row),
    setState: (write, change) => void setState.run(write, change),
  }
}

/** What its target needs of a promotion. */
export function keptOf({ id, effect, content, previous }: PromotionRow): KeptPromotion {
  return { id, record: JSON.parse(effect), content, previous }
}
