/** The columns a list of jobs can have, with what the head says of each. */
export const JOB_COLUMNS = {
  state: 'State',
  type: 'Type',
  id: 'Id',
  workspace: 'Workspace',
  job: 'Title and reason',
  title: 'Title',
  reason: 'Reason',
  attempt: 'Attempt',
  limit: 'Nearest limit',
  priority: 'Priority',
  added: 'Added',
  finished: 'Ended',
  worker: 'Worker',
} as const

export type JobColumn = keyof typeof JOB_COLUMNS

/** What is shown until somebody chooses. */
export const USUAL_COLUMNS: readonly JobColumn[] = [
  'state',
  'type',
  'id',
  'workspace',
  'job',
  'attempt',
  'limit',
  'added',
]

/** The same where there is little room; the rest stands on the job's own page. */
export const FEW_COLUMNS: readonly JobColumn[] = ['state', 'type', 'id', 'job', 'added']

export function isJobColumn(name: string): name is JobColumn {
  return Object.hasOwn(JOB_COLUMNS, name)
}

/** The columns a list names, in its order; those of other versions are left out. Undefined when none is left. */
export function readColumns(names: readonly string[]): readonly JobColumn[] | undefined {
  const known = [...new Set(names)].filter(isJobColumn)
  return known.length === 0 ? undefined : known
}

/** The other columns after the chosen ones, for a list where each can be switched and moved. */
export function offered(chosen: readonly JobColumn[]): { column: JobColumn; shown: boolean }[] {
  const others = Object.keys(JOB_COLUMNS)
    .filter(isJobColumn)
    .filter((column) => !chosen.includes(column))
  return [...chosen.map((column) => ({ column, shown: true })), ...others.map((column) => ({ column, shown: false }))]
}

/** Shows or hides a column; the last one stays. */
export function switched(chosen: readonly JobColumn[], column: JobColumn): readonly JobColumn[] {
  if (!chosen.includes(column)) return [...chosen, column]
  return chosen.length === 1 ? chosen : chosen.filter((each) => each !== column)
}

/** Moves a shown column by so many places. */
export function moved(chosen: readonly JobColumn[], column: JobColumn, by: number): readonly JobColumn[] {
  const at = chosen.indexOf(column)
  const to = at + by
  if (at < 0 || to < 0 || to >= chosen.length) return chosen
  return chosen.toSpliced(at, 1).toSpliced(to, 0, column)
}

export function sameColumns(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((column, at) => column === b[at])
}
