import { closeSync, constants, lstatSync, openSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, sep } from 'node:path'
import { hostNode } from '../host-node.ts'
import { LaunchRefused } from '../launch-refused.ts'
import type { Root } from '../open-beneath.ts'
import { O_PATH } from '../walker.ts'
import { type Confinement, SANDBOX_HOME } from './confinement.ts'
import { pinGit } from './pinned-git.ts'

/** Something of this machine that the sandbox shows, held by a descriptor so that nobody can put another in its place. */
export interface Mount {
  readonly descriptor: number
  /** Where the sandbox shows it. */
  readonly at: string
  readonly writable: boolean
  /** Whether it belongs to the job, so that its files must be the job's own. */
  readonly own: boolean
}

export interface Mounts {
  readonly list: readonly Mount[]
  /** Once a child has them. */
  close(): void
  /** When nothing of the command is left. */
  release(): void
}

/** System folders, the same for every job. Programs, libraries, and what of `/etc` programs cannot do without. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']
const CONFIGURATION = [
  'alternatives',
  'ca-certificates',
  'fonts',
  'java',
  'ld.so.cache',
  'localtime',
  'mime.types',
  'nsswitch.conf',
  'os-release',
  'pki',
  'protocols',
  'services',
  'ssl',
].map((name) => `/etc/${name}`)

let shown: string[] | undefined

/** Arguments for bubblewrap that show the system; looked up once. */
export function systemMounts(): string[] {
  shown ??= [...SYSTEM, ...CONFIGURATION].flatMap((path) => {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined) return []
    return found.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path]
  })
  return shown
}

/** Whether a path is one of those the sandbox shows, by its own name. */
export function isShown(path: string, { root, toolchains }: { root: string; toolchains: readonly string[] }): boolean {
  return [...SYSTEM, ...CONFIGURATION, root, ...toolchains].some(
    (top) => path === top || path.startsWith(`${top}${sep}`),
  )
}

/** The Node of this host, where it is not part of the system: jobs that need `node` find this one. */
export function ownNode(): string[] {
  const node = hostNode()
  if (node === undefined) return []
  const path = realpathSync(node)
  return SYSTEM.some((top) => path.startsWith(`${top}${sep}`)) ? [] : [path]
}

/** Opens all that a job may see beside the system. The workspace's `.git` is pinned. */
export function openMounts(root: Root, confinement: Confinement): Mounts {
  const opened: { descriptor: number; close: () => void }[] = []
  const list: Mount[] = []
  let release = () => {}

  function add(descriptor: number, close: () => void, at: string, writable: boolean, own: boolean): void {
    opened.push({ descriptor, close })
    list.push({ descriptor, at, writable, own })
  }
  function addBelow(path: string, writable: boolean): void {
    const { descriptor, close } = root.hold(path)
    add(descriptor, close, join(root.realPath, path), writable, true)
  }
  /** One that is gone is left out, and so is one that leads elsewhere by now: a job may have put a link in its place. */
  function addToolchain(path: string): void {
    if (!isAbsolute(path) || statSync(path, { throwIfNoEntry: false }) === undefined) return
    const descriptor = openSync(path, O_PATH)
    if (readlinkSync(`/proc/self/fd/${descriptor}`) === path)
      add(descriptor, () => closeSync(descriptor), path, false, false)
    else closeSync(descriptor)
  }
  function addPath(path: string, at: string, writable: boolean, own: boolean): void {
    const descriptor = openSync(path, O_PATH | constants.O_NOFOLLOW)
    add(descriptor, () => closeSync(descriptor), at, writable, own)
  }

  try {
    refuseSystemRoot(root.realPath)
    refuseOwnData(root.realPath, confinement.home)
    const writable = confinement.workspace === 'writable'
    for (const path of confinement.toolchains) addToolchain(path)
    for (const path of confinement.readable) addPath(path, path, false, true)
    for (const path of confinement.paths ?? ['.']) addBelow(path, writable)
    // A contract cannot name `.git`, so where it names paths there is none to be seen.
    if (writable && confinement.paths === undefined) {
      const git = pinGit(root, confinement.git)
      release = git.release
      for (const each of git.mounts) addBelow(each.path, each.writable)
    }
    if (confinement.home !== undefined) addPath(confinement.home, SANDBOX_HOME, true, true)
  } catch (error) {
    for (const each of opened) each.close()
    release()
    throw error
  }
  return {
    list,
    close: () => {
      for (const each of opened) each.close()
    },
    release,
  }
}

/** A workspace there would put the system's own files, or the kernel's, into a command's hands. */
function refuseSystemRoot(path: string): void {
  const isSystem = ['/', '/etc', '/home', '/tmp', '/run', '/dev/shm', ...SYSTEM].includes(path)
  const isKernels = /^\/(proc|sys|dev)(\/|$)/.test(path) && !path.startsWith('/dev/shm/')
  if (!isSystem && !isKernels) return
  throw new LaunchRefused('workspace_unsafe', `${path} is part of the system and cannot be given to a command.`)
}

/** The home of commands lies in Interlock's own data; a workspace around that would hand over all of it. */
function refuseOwnData(workspace: string, home: string | undefined): void {
  if (home === undefined || !realpathSync(home).startsWith(`${workspace}${sep}`)) return
  throw new LaunchRefused(
    'workspace_unsafe',
    `${workspace} holds Interlock's own data and cannot be given to a command.`,
  )
}
