import type { InputProblem } from '#schemas'
import { formatCount } from '#schemas/format'
import type { Field } from './fields.ts'

/** What is wrong at a field or inside it, in the words a form uses: the field's title instead of its path. */
export function problemsOf(problems: readonly InputProblem[], field: Field): string[] {
  const name = field.path.join('.')
  return problems.filter((each) => within(each.field, name)).map((each) => sentence(each, field))
}

/** What is wrong at exactly one item, such as `payload.commands[0][1]`. */
export function problemsAt(problems: readonly InputProblem[], field: Field, ...position: number[]): string[] {
  const name = `${field.path.join('.')}${position.map((at) => `[${at}]`).join('')}`
  return problems.filter((each) => each.field === name).map((each) => sentence(each, field))
}

/** Problems that no field of the form can show. */
export function homelessProblems(problems: readonly InputProblem[], fields: readonly Field[]): InputProblem[] {
  return problems.filter((each) => !fields.some((field) => within(each.field, field.path.join('.'))))
}

/** A problem in the words of the field it belongs to, wherever it is shown. */
export function titledProblem(problem: InputProblem, fields: readonly Field[]): string {
  const field = fields.find((each) => within(problem.field, each.path.join('.')))
  return field ? sentence(problem, field) : problem.problem
}

function within(problem: string, name: string): boolean {
  return problem === name || problem.startsWith(`${name}[`) || problem.startsWith(`${name}.`)
}

function sentence(problem: InputProblem, field: Field): string {
  const given = /; you gave (.+)\.$/.exec(problem.problem)?.[1]
  if (field.kind === 'whole_number' && given !== undefined) {
    const unit = field.unit === '' ? '' : ` ${field.unit}`
    return `${field.title} must be ${formatCount(field.min)} to ${formatCount(field.max)}${unit}; you gave ${given}.`
  }
  return problem.problem.startsWith(problem.field)
    ? `${subject(problem.field, field)}${problem.problem.slice(problem.field.length)}`
    : problem.problem
}

/** `Command 1, argument 2` for `payload.commands[0][1]`. */
function subject(path: string, field: Field): string {
  const [item, part] = [...path.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]) + 1)
  if (item === undefined) return field.title
  if (field.kind !== 'commands') return `${field.title} ${item}`
  return part === undefined ? `Command ${item}` : `Command ${item}, argument ${part}`
}
