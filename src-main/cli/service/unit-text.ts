import { join } from 'node:path'
import { CliError } from '../failure.ts'
import { PASSPHRASE_VARIABLE, type ServicePlan } from './plan.ts'

/** Puts values in the places of a template. @throws CliError where a place and its value do not meet, or a value cannot stand in a unit */
function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{([a-z_]+)\}\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined)
      throw new CliError('internal', `The template of the service has no ${name}.`, 'Install again.')
    return value
  })
}

/** The unit of systemd. */
export function systemdUnit(template: string, plan: ServicePlan): string {
  refuseControls(plan)
  const [script = '', ...rest] = plan.args
  return filled(template, {
    description: wholeLine(specifier(plan.description)),
    docs: specifier(join(plan.folder, 'docs', 'service.md')).replaceAll(' ', '%%20'),
    // In the program itself no variable is replaced.
    command: [
      quoted(specifier(plan.program)),
      ...[script, ...rest].map((word) => quoted(specifier(word).replaceAll('$', '$$$$'))),
    ].join(' '),
    folder: wholeLine(specifier(plan.folder)),
    environment:
      plan.passphraseFile === undefined
        ? ''
        : `Environment=${quoted(`${PASSPHRASE_VARIABLE}=${specifier(plan.passphraseFile)}`)}\n`,
  })
}

/** The property list of launchd. */
export function launchdPlist(template: string, plan: ServicePlan): string {
  refuseControls(plan)
  const line = (word: string) => `    <string>${xml(word)}</string>\n`
  return filled(template, {
    name: xml(plan.name),
    arguments: [plan.program, ...plan.args].map(line).join(''),
    folder: xml(plan.folder),
    environment:
      plan.passphraseFile === undefined
        ? ''
        : `  <key>EnvironmentVariables</key>\n  <dict>\n    <key>${PASSPHRASE_VARIABLE}</key>\n    <string>${xml(plan.passphraseFile)}</string>\n  </dict>\n`,
    out_log: xml(join(plan.home, 'logs', 'service.out.log')),
    err_log: xml(join(plan.home, 'logs', 'service.err.log')),
  })
}

/** The task of Windows. @param user whose task it is, with the domain */
export function windowsTask(template: string, plan: ServicePlan, user: string): string {
  refuseControls(plan)
  const words = plan.args.map(windowsArgument).join(' ')
  for (const text of [plan.program, words, plan.folder]) refuseReplaced(text)
  return filled(template, {
    description: xml(plan.description),
    user: xml(user),
    program: xml(plan.program),
    arguments: xml(words),
    folder: xml(plan.folder),
  })
}

/** Of a line that ends with a path: a backslash there would continue it, and a space would be cut. */
function wholeLine(text: string): string {
  return /[\\\s]$/.test(text) ? `${text}/` : text
}

/** `%` begins a specifier of systemd. */
function specifier(text: string): string {
  return text.replaceAll('%', '%%')
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** As CommandLineToArgvW takes it apart again: backslashes count before a quote only. */
function windowsArgument(text: string): string {
  if (/^[^\s"]+$/.test(text)) return text
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`
}

/** In a task `%name%` and `$(name)` stand for something else, and nothing keeps them from it. */
function refuseReplaced(text: string): void {
  if (/%[^%]*%|\$\(/.test(text))
    throw new CliError(
      'usage',
      `Windows would replace a part of ${text} in a task: what stands between two %, or in $( ).`,
      'Rename the folder, or choose another data directory with --home.',
    )
}

function refuseControls(plan: ServicePlan): void {
  const words = [plan.program, ...plan.args, plan.folder, plan.home, plan.passphraseFile ?? '']
  // A line end in a path would begin a setting of its own.
  if (words.some((word) => /\p{Cc}/u.test(word)))
    throw new CliError('usage', 'A path with control characters cannot stand in a service.', 'Rename the folder.')
}
