import { type Inside, PathRejected, type Root } from '#confine'

/** Whether a path relative to the workspace is one of `paths`, or below one. */
export function isAmong(paths: readonly string[], path: string): boolean {
  return paths.some((each) => path === each || path.startsWith(`${each}/`))
}

/**
 * A workspace of which only the named paths can be opened, whatever links lead elsewhere inside it. Folders stay usable as
 * working directories: a command sees in them no more than its sandbox shows.
 */
export function restrictedRoot(root: Root, paths: readonly string[] | undefined): Root {
  if (paths === undefined) return root

  function allowed<P extends string | Inside>(path: P): P {
    const rel = typeof path === 'string' ? path : path.rel
    if (!isAmong(paths ?? [], rel)) throw new PathRejected('not_in_contract', rel)
    return path
  }

  return {
    ...root,
    open: (path, mode) => root.open(allowed(path), mode),
    readFile: (path, options) => root.readFile(allowed(path), options),
    stat: (path) => root.stat(allowed(path)),
    placeOf: (path) => root.placeOf(allowed(path)),
    readdir: (path, options) => root.readdir(allowed(path), options),
    writeFile: (path, bytes, options) => root.writeFile(allowed(path), bytes, options),
    removeBeside: (path, beside) => root.removeBeside(allowed(path), beside),
    removeFile: (path, confirm) => root.removeFile(allowed(path), confirm),
    mkdir: (path) => root.mkdir(allowed(path)),
    readInside(path, options) {
      // Where it leads is known only once it was followed; nothing of it is handed on before.
      const outcome = root.readInside(path, options)
      allowed(outcome.inside)
      return outcome
    },
  }
}
