/** What every field has. */
export interface FieldBase {
  /** Where the value lies in the job: `['payload', 'timeout_sec']`. */
  readonly path: readonly string[]
  readonly title: string
  readonly description: string
  readonly required: boolean
}

export interface WholeNumberField extends FieldBase {
  readonly kind: 'whole_number'
  readonly min: number
  readonly max: number
  readonly unit: string
  /** What the core takes when it is left out. */
  readonly fallback: number | undefined
}
export interface TextField extends FieldBase {
  readonly kind: 'text'
  readonly maxLength: number
  readonly example: string
}
export interface YesNoField extends FieldBase {
  readonly kind: 'yes_no'
  /** What it means when it is left out. */
  readonly fallback: boolean
}
/** A number that need not be whole. */
export interface NumberField extends FieldBase {
  readonly kind: 'number'
  readonly unit: string
}
export interface TextsField extends FieldBase {
  readonly kind: 'texts'
  readonly maxItems: number
  readonly example: string
}
/** A list of whole numbers. */
export interface NumbersField extends FieldBase {
  readonly kind: 'numbers'
}
/** One of a few known values, or none. */
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice'
  readonly values: readonly string[]
  /** What the core takes when it is left out. */
  readonly fallback: string | undefined
}
/** Several of a few known values. */
export interface ChoicesField extends FieldBase {
  readonly kind: 'choices'
  readonly values: readonly string[]
}
/** A list of commands, each a list of arguments that reach the program as they are. */
export interface CommandsField extends FieldBase {
  readonly kind: 'commands'
  readonly maxItems: number
  readonly maxParts: number
}
/** One command, a list of arguments. */
export interface CommandField extends FieldBase {
  readonly kind: 'command'
}
/** Names, each with a text. */
export interface PairsField extends FieldBase {
  readonly kind: 'pairs'
  readonly example: readonly [string, string]
}
/** Fields that belong together; their paths are those of the whole job. */
export interface GroupField extends FieldBase {
  readonly kind: 'group'
  readonly fields: readonly Field[]
}
/** A list of such groups. The paths of `fields` begin at one of them. */
export interface ItemsField extends FieldBase {
  readonly kind: 'items'
  readonly maxItems: number
  readonly fields: readonly Field[]
}
/** One of several groups, or none. */
export interface VariantsField extends FieldBase {
  readonly kind: 'variants'
  readonly variants: readonly Variant[]
}
/** Fields of one of the groups, with the members that make it this one. */
export interface Variant {
  readonly title: string
  readonly fixed: Readonly<Record<string, string>>
  readonly fields: readonly Field[]
}
/** A shape this form has no editor for; it is edited in the JSON view. */
export interface OtherField extends FieldBase {
  readonly kind: 'other'
}

export type Field =
  | WholeNumberField
  | TextField
  | YesNoField
  | TextsField
  | NumbersField
  | ChoiceField
  | ChoicesField
  | CommandsField
  | CommandField
  | PairsField
  | GroupField
  | ItemsField
  | NumberField
  | VariantsField
  | OtherField
