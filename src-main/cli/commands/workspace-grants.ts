import { resolve } from 'node:path'
import { type MinimumLevel, minimumLevelSchema, type WorkspaceToolchains } from '#schemas'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { READ } from '../reach/api.ts'
import { typed } from '../typed.ts'

export interface ToolchainOptions {
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
  readonly detect?: boolean
}

/** Shows, or changes, which programs outside of the system's folders jobs of a workspace see. */
export async function toolchains(cli: Cli, name: string, options: ToolchainOptions): Promise<ExitCode> {
  const [add, remove] = [(options.add ?? []).map(wordOf), (options.remove ?? []).map(wordOf)]
  return cli.withCore(READ, async ({ api }) => {
    const before = await api.workspaces.toolchains({ name })
    const had = before.toolchains.map((each) => each.name)
    const strangers = remove.filter((word) => !had.includes(word))
    if (strangers.length > 0)
      throw new CliError(
        'usage',
        `Jobs of ${name} do not see ${strangers.join(', ')}.`,
        `Nothing was changed. They see: ${had.join(', ') || 'no toolchain'}.`,
      )
    const found = options.detect === true ? before.proposed.map((each) => each.name) : []
    const wanted = [...new Set([...had, ...found, ...add])].filter((word) => !remove.includes(word))
    const isChange = add.length > 0 || remove.length > 0 || options.detect === true
    const after = isChange ? await api.workspaces.setToolchains({ name, toolchains: wanted }) : before
    cli.out.answer(after, () => toolchainLines(after))
    return EXIT.ok
  })
}

/** A folder is known by its absolute path, a toolchain by its name. */
function wordOf(typed: string): string {
  return typed.includes('/') ? resolve(typed) : typed
}

function toolchainLines({ workspace, toolchains: had, proposed }: WorkspaceToolchains): string[] {
  return [
    ...(had.length === 0
      ? [`Jobs of ${workspace} see no programs but those of the system.`]
      : [
          `Jobs of ${workspace} see, read-only:`,
          ...table(had.map(({ name, paths, missing }) => [`  ${name}`, pathsLine(paths, missing)])),
        ]),
    ...(proposed.length === 0
      ? []
      : [
          'Found on this machine, and not seen by them:',
          ...table(proposed.map(({ name, paths }) => [`  ${name}`, pathsLine(paths, [])])),
          `${typed(`workspaces toolchains ${workspace} --add ${proposed[0]?.name ?? 'NAME'}`)} shows one to them.`,
        ]),
  ]
}

function pathsLine(paths: readonly string[], missing: readonly string[]): string {
  return paths.map((path) => `${printableLine(path)}${missing.includes(path) ? ' (missing)' : ''}`).join(', ')
}

export interface SandboxOptions {
  readonly min?: string
  readonly why?: string
  readonly usual?: boolean
}

/** Lets jobs of a workspace run on less sandbox than they ask for, or no longer. */
export async function sandbox(cli: Cli, name: string, options: SandboxOptions): Promise<ExitCode> {
  const lowered = loweringOf(options)
  return cli.withCore(READ, async ({ api }) => {
    const workspace =
      lowered === undefined
        ? await api.workspaces.restoreSandbox({ name })
        : await api.workspaces.lowerSandbox({ name, ...lowered })
    cli.out.answer(workspace, () => [
      lowered === undefined
        ? `Jobs of ${name} need what their policies ask for.`
        : `Jobs of ${name} now run from ${lowered.to} on. It is in the ledger with your reason.`,
    ])
    return EXIT.ok
  })
}

function loweringOf({ min, why, usual }: SandboxOptions): { to: MinimumLevel; why: string } | undefined {
  if (usual === true && min === undefined && why === undefined) return undefined
  const level = minimumLevelSchema.safeParse(min)
  if (usual === true || !level.success || why === undefined || why.trim() === '')
    throw new CliError(
      'usage',
      'Give --min (os-partial or policy-only) with --why, or --usual alone.',
      'Nothing was changed.',
    )
  return { to: level.data, why }
}
