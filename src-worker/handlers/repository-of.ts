import { lstatSync, realpathSync, type Stats } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { openRoot, type Root } from '#confine'

/** A path to a repository has room in this. */
const MAX_POINTER_BYTES = 4096

/**
 * Folders outside of a workspace that git needs to read its repository: the `.git` above a workspace that is a part of one, and
 * where a worktree or submodule keeps its own. Only folders of that name are named, so that a pointer cannot show anything else.
 */
export function repositoryOf(root: Root): string[] {
  for (let folder = root.realPath; ; folder = dirname(folder)) {
    const path = join(folder, '.git')
    const found = look(path)
    // Git passes over a folder of that name that is no repository, such as one that stands in for it while commands run.
    if (found?.isDirectory() === true && look(join(path, 'HEAD')) !== undefined)
      return folder === root.realPath ? [] : [path]
    if (found?.isFile() === true) return [...(folder === root.realPath ? [] : [path]), ...pointedTo(folder)]
    if (dirname(folder) === folder) return []
  }
}

function pointedTo(folder: string): string[] {
  const target = /^gitdir: (.+)$/m.exec(pointerIn(folder))?.[1]
  if (target === undefined) return []
  const parts = resolve(folder, target).split(sep)
  const at = parts.lastIndexOf('.git')
  // What a worktree or submodule names lies below the .git of the repository it belongs to, which it reads as well.
  const repository = at < 0 ? undefined : parts.slice(0, at + 1).join(sep)
  return repository !== undefined && look(repository)?.isDirectory() === true ? [realpathSync(repository)] : []
}

/** The `.git` of a folder that anybody may have written, as a file and no more of it than a path has room in. */
function pointerIn(folder: string): string {
  const root = openRoot(folder)
  try {
    return root.readFile('.git', { limitBytes: MAX_POINTER_BYTES }).bytes.toString('utf8')
  } finally {
    root.close()
  }
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    // A folder that may not be looked into has no repository for us.
    return undefined
  }
}
