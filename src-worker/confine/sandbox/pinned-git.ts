import { rmdirSync, unlinkSync } from 'node:fs'
import { LaunchRefused } from '../launch-refused.ts'
import type { Root } from '../open-beneath.ts'
import { errnoOf, PathRejected } from '../path-rejected.ts'
import type { Confinement } from './confinement.ts'

export interface PinnedGit {
  /** What to mount over the workspace, in this order. */
  readonly mounts: readonly { readonly path: string; readonly writable: boolean }[]
  /** Takes away what only stood in; to be called when nothing of the command is left. */
  release(): void
}

/** What names programs, or another place for them. */
const HOOKS = '.git/hooks'
const CONFIG = '.git/config'
const COMMON = '.git/commondir'
/** Repositories of submodules and of linked worktrees, with configurations of their own. */
const INNER = ['.git/modules', '.git/worktrees']
/** A folder with these is a repository to git although it has no .git (a bare one), and its `config` names programs. */
const HEAD = 'HEAD'
const BARE = ['refs', 'objects']
/** Where git looks for the two and for `config` instead, if a folder with a HEAD has it. */
const ELSEWHERE = 'commondir'
/** Exactly what git takes for a HEAD, of which it reads 255 bytes. */
const IS_HEAD = /^(ref:[ \t\n\r]{0,246}refs\/|[0-9a-fA-F]{40})/
const OWNER_MAY_ENTER = 0o100
/** Leads to where it lies, so git takes it as if it were not there. */
const COMMON_HERE = '.\n'
const MAX_CONFIG_BYTES = 1024 * 1024

const NOTHING: PinnedGit = { mounts: [], release: () => undefined }

/**
 * The workspace's `.git`, held in its place: moved away, it could be replaced. Where there is none an empty one stands in, since
 * whoever works there with git would take the one a command had made. For the same reason the workspace itself is kept from
 * becoming a repository without a `.git`.
 */
export function pinGit(root: Root, mode: Confinement['git']): PinnedGit {
  return together(pinOwnGit(root, mode), () => pinBare(root, mode))
}

function together(first: PinnedGit, pinSecond: () => PinnedGit): PinnedGit {
  try {
    const second = pinSecond()
    return {
      mounts: [...first.mounts, ...second.mounts],
      release() {
        second.release()
        first.release()
      },
    }
  } catch (error) {
    first.release()
    throw error
  }
}

function pinOwnGit(root: Root, mode: Confinement['git']): PinnedGit {
  if (isFree(root, '.git')) return standInFolder(root, '.git')
  const kind = kindOf(root, '.git')
  if (kind !== 'directory' && kind !== 'file') {
    throw new LaunchRefused(
      'workspace_unsafe',
      'The .git of the workspace is a link or a special file; no command is started there.',
    )
  }
  if (mode === 'read-only' || !isPinnable(root)) return { ...NOTHING, mounts: [{ path: '.git', writable: false }] }
  const inner = INNER.filter((path) => kindOf(root, path) === 'directory')
  return {
    mounts: [
      { path: '.git', writable: true },
      ...[HOOKS, CONFIG, COMMON, ...inner].map((path) => ({ path, writable: false })),
    ],
    release: standIn(root, '.git', 'commondir', {
      make: () => {
        if (kindOf(root, COMMON) === undefined) root.writeFile(COMMON, Buffer.from(COMMON_HERE))
      },
      isOurs: () => textOf(root, COMMON) === COMMON_HERE,
      remove: unlinkSync,
    }),
  }
}

/** A worktree's own configuration is read beside the other where that says so. */
function isPinnable(root: Root): boolean {
  return (
    kindOf(root, '.git') === 'directory' &&
    kindOf(root, HOOKS) === 'directory' &&
    kindOf(root, CONFIG) === 'file' &&
    [undefined, 'file'].includes(kindOf(root, COMMON)) &&
    !/worktreeconfig/i.test(textOf(root, CONFIG))
  )
}

/**
 * Keeps one of the names away that make a repository of a folder. While `.git` is one that cannot be changed git looks no further;
 * one that can be changed can be made useless as well. There a name other than HEAD is taken, since a file of that name makes
 * git ask whether the commit is meant; and what would lead git past that name, which it refuses to follow when it is a folder.
 */
function pinBare(root: Root, mode: Confinement['git']): PinnedGit {
  const isSeen = isRepository(root)
  // Left by a worker that was killed before there was a repository.
  if (isSeen && kindOf(root, HEAD) === 'directory' && isFree(root, HEAD)) standInFolder(root, HEAD).release()
  if (isSeen && mode === 'read-only') return NOTHING
  const missing = isSeen && isFree(root, ELSEWHERE) ? BARE.find((name) => isFree(root, name)) : undefined
  if (missing !== undefined) return together(standInFolder(root, missing), () => standInFolder(root, ELSEWHERE))
  const kind = kindOf(root, HEAD)
  if (isFree(root, HEAD)) return standInFolder(root, HEAD)
  if (kind === 'directory' || (kind === 'file' && !IS_HEAD.test(textOf(root, HEAD))))
    return { ...NOTHING, mounts: [{ path: HEAD, writable: false }] }
  throw new LaunchRefused(
    'workspace_unsafe',
    'The workspace has a HEAD without a .git, so git would take it for a repository with its own configuration; no command that may write is started there.',
  )
}

/** Whether git finds its repository in `.git` and looks no further. */
function isRepository(root: Root): boolean {
  const kind = kindOf(root, '.git')
  if (kind === 'file') return true
  return (
    kind === 'directory' &&
    kindOf(root, '.git/HEAD') === 'file' &&
    IS_HEAD.test(textOf(root, '.git/HEAD')) &&
    BARE.every((name) => isEntered(root, `.git/${name}`))
  )
}

/** git passes over a repository whose folders it may not enter. */
function isEntered(root: Root, path: string): boolean {
  return kindOf(root, path) === 'directory' && (root.stat(path).mode & OWNER_MAY_ENTER) !== 0
}

function standInFolder(root: Root, name: string): PinnedGit {
  try {
    const release = standIn(root, '.', name, {
      make: () => root.mkdir(name),
      isOurs: () => isEmpty(root, name),
      remove: rmdirSync,
    })
    return { mounts: [{ path: name, writable: false }], release }
  } catch (error) {
    // Where we may not make one, neither may a command.
    if (['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(error) ?? '')) return NOTHING
    throw error
  }
}

/** How many commands there are for which something stands in, by its path. */
const users = new Map<string, number>()

interface StandIn {
  make(): void
  /** Whether what lies there only stands in; also true of what a worker that was killed left. */
  isOurs(): boolean
  remove(path: string): void
}

/** @returns what to call when a command does not need it any more; the last one takes it away */
function standIn(root: Root, folder: string, name: string, { make, isOurs, remove }: StandIn): () => void {
  make()
  const place = `${root.realPath}/${folder}/${name}`
  if (!users.has(place) && !isOurs()) return () => undefined
  users.set(place, (users.get(place) ?? 0) + 1)
  const held = root.hold(folder)
  return () => {
    const left = (users.get(place) ?? 1) - 1
    if (left > 0) users.set(place, left)
    else users.delete(place)
    try {
      if (left === 0) remove(`/proc/self/fd/${held.descriptor}/${name}`)
    } catch {
      // It is not ours any more, or gone with the folder.
    } finally {
      held.close()
    }
  }
}

/** Whether nothing lies there but at most what stood in. */
function isFree(root: Root, name: string): boolean {
  const kind = kindOf(root, name)
  return kind === undefined || (kind === 'directory' && isEmpty(root, name))
}

function isEmpty(root: Root, path: string): boolean {
  return root.readdir(path, { limit: 1 }).names.length === 0
}

function textOf(root: Root, path: string): string {
  return root.readFile(path, { limitBytes: MAX_CONFIG_BYTES }).bytes.toString('utf8')
}

function kindOf(root: Root, path: string): string | undefined {
  try {
    return root.stat(path).kind
  } catch (error) {
    if (error instanceof PathRejected && error.reason === 'not_found') return undefined
    throw error
  }
}
