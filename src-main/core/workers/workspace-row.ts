import { statSync } from 'node:fs'
import { minimumLevelSchema, type Workspace } from '#schemas'
import { isoTime } from '#schemas/format'
import { codeOf } from '#core/record'
import type { WorkspacePlace } from '#core/work'
import { toolchainsIn } from './toolchains.ts'

/** A row of the workspace table. `toolchains` is a JSON list. */
export interface WorkspaceRow {
  name: string
  path: string
  added_at: number
  demo: number
  toolchains: string
  sandbox_floor: string | null
}

const knownFloor = minimumLevelSchema.nullable().catch(null)

/** What a run is given of a workspace. */
export function placeOf({ path, toolchains, sandbox_floor }: WorkspaceRow): WorkspacePlace {
  return {
    path,
    toolchains: toolchainsIn(toolchains).flatMap(({ paths }) => paths),
    // What somebody wrote there that is no level lowers nothing.
    floor: knownFloor.parse(sandbox_floor),
  }
}

/** A workspace as clients see it. */
export function toWorkspace(row: WorkspaceRow): Workspace {
  return {
    name: row.name,
    path: row.path,
    added_at: isoTime(row.added_at),
    demo: row.demo === 1,
    state: presence(row.path),
    toolchains: toolchainsIn(row.toolchains),
    sandbox_floor: placeOf(row).floor,
  }
}

/** Whether the folder's own entry is there; its content is a worker's business. */
function presence(path: string): Workspace['state'] {
  try {
    return statSync(path).isDirectory() ? 'present' : 'missing'
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'missing' : 'unknown'
  }
}
