import type { Core } from '#core'
import type { ImportedSchedule, OpenclawImport } from '#schemas'

/** Imports what lies at `path` into the workspace `demo`. */
export const importIt = (
  core: Core,
  path: string,
  over: Partial<Parameters<Core['exchange']['importOpenclaw']>[0]> = {},
) => core.exchange.importOpenclaw({ path, workspace: 'demo', dry_run: false, shell_lines: 'ask', ...over }, 'operator')

export const named = ({ schedules }: OpenclawImport, name: string): ImportedSchedule =>
  schedules.find(({ original_name }) => original_name === name)!

export const codes = ({ points }: ImportedSchedule) => points.map(({ code }) => code)
