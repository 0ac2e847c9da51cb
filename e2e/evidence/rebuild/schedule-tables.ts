export interface ScheduleRow {
  seq: number
  id: string
  name: string
  revision: number
  spec: string
  state: string
  failures: number
  created_at: number
  updated_at: number
}

export interface FiringRow {
  seq: number
  id: string
  schedule: string
  kind: string
  key: string
  due_at: number
  until_at: number | null
  count: number
  state: string
  reason: object | null
  message: string | null
  job: string | null
  parent_job: string | null
  parent_run: string | null
  given: string | null
  actor: string
  created_at: number
  over_at: number | null
}

export interface ScheduleTables {
  readonly schedule: Map<string, ScheduleRow>
  readonly firing: Map<string, FiringRow>
  readonly scheduler: { id: number; paused: number; paused_at: number | null; resumed_at: number | null }
  readonly pool: Map<string, { name: string; size: number; paused: number }>
}

export function emptyScheduleTables(): ScheduleTables {
  return {
    schedule: new Map(),
    firing: new Map(),
    scheduler: { id: 1, paused: 0, paused_at: null, resumed_at: null },
    pool: new Map(),
  }
}
