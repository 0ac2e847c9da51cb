import type { JobSpec, JobType } from './job.ts'
import { type ValuePath, valueAtPath } from './value-path.ts'

/** Where the commands of each job type are; a star is any place in a list. */
const COMMANDS: Readonly<Record<JobType, readonly (readonly string[])[]>> = {
  repo_index_task: [],
  doc_compactor_task: [],
  test_runner_task: [['payload', 'commands', '*']],
  shell_task: [['payload', 'steps', '*', 'argv']],
  watchdog_task: [['payload', 'check']],
}

/**
 * What a place of a job is to the commands in it: the program of one, an argument, something that holds commands whole or in
 * part; undefined where it has to do with none.
 */
export function argvPlace(type: JobType, place: ValuePath): 'program' | 'argument' | 'around' | undefined {
  for (const command of COMMANDS[type]) {
    const shared = Math.min(command.length, place.length)
    const isSame = command.slice(0, shared).every((part, at) => part === '*' || part === place[at])
    if (!isSame) continue
    if (place.length <= command.length) return 'around'
    if (place.length === command.length + 1) return place.at(-1) === 0 ? 'program' : 'argument'
  }
  return undefined
}

/** Programs that run what one of their arguments names or holds. */
const INTERPRETER =
  /^(?:(?:ba|da|z|k|a|fi|c|tc)?sh|busybox|cmd|powershell|pwsh|node|deno|bun|python[\d.]*|perl|ruby|php|lua|[gm]?awk|sed|osascript|tclsh)(?:\.exe)?$/i
/** Programs that start what one of their arguments names, after options and settings of variables. */
const STARTER = /^(?:env|nohup|setsid|sudo|doas|xargs|time)$/
const SETTING = /^[A-Za-z_]\w*=/
/** Options after which such a program finds its code. */
const CODE_OPTION =
  /^(?:-[A-Za-z]*[ceEpr]|--(?:eval|print|execute|expression|command)|\/[ck]|-Command|-EncodedCommand)$/i

/**
 * Whether a place is an argument that a program may take as code, or as the file of it: a value there would become code. This sees
 * what is usual, so a script must still treat its arguments as values.
 */
export function isCodeArgument(job: JobSpec, place: ValuePath): boolean {
  if (argvPlace(job.type, place) !== 'argument') return false
  const argv = valueAtPath(job, place.slice(0, -1))
  const at = Number(place.at(-1))
  if (!Array.isArray(argv)) return false
  const parts = argv.map(String)
  if (isStarted(parts, at)) return true
  const program = parts.findIndex((part) => INTERPRETER.test(baseName(part)))
  if (program === -1 || program >= at) return false
  const between = parts.slice(program + 1, at)
  const isFirst = between.every((part) => part.startsWith('-'))
  return isFirst || CODE_OPTION.test(between.at(-1) ?? '') || /^--(?:eval|print|expression)=/.test(parts[at] ?? '')
}

function isStarted(parts: readonly string[], at: number): boolean {
  const isBefore = parts.slice(1, at).every((part) => part.startsWith('-') || SETTING.test(part))
  return isBefore && STARTER.test(baseName(parts[0] ?? '')) && !SETTING.test(parts[at] ?? '')
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
