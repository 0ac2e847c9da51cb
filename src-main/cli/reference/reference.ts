import type { Argument, Command, Option } from 'commander'
import { EXIT, EXIT_TEXTS } from '../exit-codes.ts'
import { createProgram } from '../program/program.ts'
import { DALI_EQUIVALENTS, JSON_ANSWERS } from './answers.ts'

/** The reference of the command line as Markdown, made from what the program itself parses. */
export function cliReference(): string {
  const program = createProgram('0.0.0', () => Promise.resolve())
  return `${[
    ...INTRODUCTION,
    '## Options of every command',
    '',
    ...optionTable(program.options.filter(({ long }) => long !== '--version')),
    '',
    ...ANSWERS,
    ...exitCodes(),
    ...leaves(program).flatMap(({ name, command, group }, at, all) => [
      ...(group === all[at - 1]?.group ? [] : [`## ${group}`, '']),
      ...commandSection(name, command),
    ]),
    ...DALI,
    ...table(
      ['DALI', 'Interlock', 'What differs'],
      DALI_EQUIVALENTS.map(([dali, interlock, difference]) => [code(dali), code(interlock), difference]),
    ),
  ].join('\n')}\n`
}

/** Every command that does something, with its whole name. */
export function leaves(program: Command): { name: string; command: Command; group: string }[] {
  return program.commands
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => {
      const group = command.helpGroup().replace(/:$/, '')
      return leavesOf(command).map((leaf) => ({ ...leaf, group }))
    })
}

function leavesOf(command: Command, before = ''): { name: string; command: Command }[] {
  const name = `${before}${command.name()}`
  if (command.commands.length === 0) return [{ name, command }]
  return command.commands.flatMap((inner) => leavesOf(inner, `${name} `))
}

const INTRODUCTION = [
  '# The command line',
  '',
  'This page is made from the program itself by `node src-main/cli/docs.ts`; do not edit it.',
  '',
  'In a clone, `npx interlock` runs it: it installs and builds what is missing, on any Node from 18 on. Commands for a running',
  'Interlock work on Node 20 and newer; those that open the data directory move to Node 24 by themselves.',
  '',
  '## How it reaches Interlock',
  '',
  'One process at a time works on a data directory. Where one runs (`interlock start`, the desktop, a service), every command',
  'talks to it over a local socket only you can open. Where none runs, a command opens the data directory for its own length:',
  '`enqueue`, `jobs`, `kill` and the like without starting any work, `demo`, `worker` and `enqueue --wait` with one worker. A',
  'command that only looks does not make a data directory. `open` needs a running Interlock.',
  '',
  'Ids can be shortened to the last 8 characters, as they are shown. Times are local, with their distance from now.',
  '',
  '## From the application',
  '',
  'The packaged desktop application has the same command line as `Interlock -- cli …`. Its program is no Node, so there it starts no',
  'work: `start`, `demo`, `worker`, `enqueue --wait` and whatever else needs a worker need the application to be open, and',
  '`service install` and `scheduler daemon start` are refused (the application starts with your session by its own setting).',
  'Everything else is as below. None of this has been run on a real Electron yet.',
  '',
  '| system | what to type | what such a program allows |',
  '|---|---|---|',
  '| Linux, .deb and .rpm | `interlock` (`/usr/bin/interlock`) | Everything, also over ssh without a display. Not as root: Chromium’s sandbox refuses it |',
  '| Linux, AppImage | `./interlock-….AppImage --ozone-platform=headless --disable-gpu -- cli` | The same; it needs FUSE and user namespaces |',
  '| macOS | `Interlock.app/Contents/Resources/bin/interlock`, or a link to it in a folder of your PATH | Everything |',
  '| Windows | `interlock.cmd` beside `Interlock.exe`, from a prompt, PowerShell or a script | Output and exit codes. A program with windows cannot read the keyboard of a console, so what asks (`secrets unlock`, `setup`) is done in the window or said as an option. `Interlock.exe -- cli` alone prints into a prompt that does not wait for it |',
  '| Windows, portable | none | It unpacks itself at each start, so there is no launcher |',
  '',
]

const ANSWERS = [
  '## Answers',
  '',
  'What was asked for goes to stdout, what goes on meanwhile to stderr. With `--json` stdout holds exactly one JSON value and',
  'stderr nothing, but for `jobs logs --follow` and `worker`, which write one value a line for as long as they run. A failure',
  'is a sentence and what to do about it on stderr, or there with `--json`: `{"error": {"code", "message", "remedy", "data"}}`.',
  'The names in the sections below are those of the API reference; times in JSON are ISO 8601 UTC.',
  '',
]

const DALI = ['## Coming from DALI', '', '`docs/migrating-from-dali.md` has the whole way, and the way back.', '']

function exitCodes(): string[] {
  const rows = Object.entries(EXIT_TEXTS).map(([name, text]) => [
    String(Object.entries(EXIT).find(([known]) => known === name)?.[1]),
    text,
  ])
  return [
    '## Exit codes',
    '',
    ...table(['code', 'meaning'], [...rows, ['130, 143', 'Interrupted by Ctrl-C or SIGTERM before it was done.']]),
    '',
  ]
}

function commandSection(name: string, command: Command): string[] {
  const usage = ['interlock', name, ...command.registeredArguments.map(argumentTerm)]
  return [
    `### ${name}`,
    '',
    code(usage.join(' ')),
    '',
    `${command.description()}.`,
    '',
    ...(command.registeredArguments.length === 0 ? [] : [...argumentTable(command.registeredArguments), '']),
    ...(command.options.length === 0 ? [] : [...optionTable(command.options), '']),
    `With \`--json\`: ${JSON_ANSWERS[name] ?? ''}.`,
    '',
  ]
}

function argumentTerm(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name()
  return argument.required ? `<${name}>` : `[${name}]`
}

function argumentTable(argumentsOf: readonly Argument[]): string[] {
  return table(
    ['argument', 'meaning'],
    argumentsOf.map((each) => [code(argumentTerm(each)), each.description]),
  )
}

function optionTable(options: readonly Option[]): string[] {
  return table(
    ['option', 'meaning'],
    options.map((option) => [
      code(option.flags),
      [
        option.description,
        ...(option.argChoices === undefined ? [] : [`: ${option.argChoices.join(', ')}`]),
        ...(option.defaultValue === undefined || typeof option.defaultValue === 'boolean'
          ? []
          : [` (default ${String(option.defaultValue)})`]),
      ].join(''),
    ]),
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)]
}

function code(text: string): string {
  return `\`${text}\``
}
