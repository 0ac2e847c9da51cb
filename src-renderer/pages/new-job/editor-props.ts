import type { InputProblem } from '#schemas'
import type { Field } from './field.ts'

/** What every editor of a field is given. */
export interface EditorProps<F extends Field = Field> {
  readonly field: F
  readonly value: unknown
  /** `undefined` takes the member out of the job. */
  readonly onChange: (value: unknown) => void
  readonly problems: readonly InputProblem[]
}
