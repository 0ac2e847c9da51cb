import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Exit, LaunchRefused, type Root } from '#confine'
import { repositoryOf } from './repository-of.ts'
import { gitConfiguration, gitEnvironment, gitListArgv, parseGitListing } from '../algorithms/index.ts'
import type { RunContext } from '../run/context.ts'
import { failed, type RunEnd } from '../run/run-end.ts'

const NUL = 0
const LINE_FEED = 0x0a
const MAX_WORDS = 1000

export interface Listed {
  /** The step it was. */
  readonly step: number
  /** How many paths git named before no more were wanted. */
  readonly paths: number
  readonly bytes: number
  readonly durationMs: number
  /** Names that are no UTF-8, so that no path can name them. */
  readonly unreadableNames: number
}

/**
 * Asks git for the tracked files of the workspace and hands each to `take` as it comes, until that returns false. To DALI a
 * folder that git would not list was an empty one.
 */
export async function listTracked(run: RunContext, root: Root, take: (path: string) => boolean): Promise<Listed> {
  const reader = createListingReader(run, take)
  let words = ''
  const step = run.nextStep()
  const exit = await startGit(run, root, step, (stream, bytes) => {
    if (stream === 'stdout') reader.push(bytes)
    else if (words.length < MAX_WORDS) words += bytes.toString('utf8')
  })
  run.signal.throwIfAborted()
  if (exit.failure?.code === 'output_refused') throw exit.failure.cause
  if (exit.exitCode !== 0 && run.compat !== 'dali') throw refusal(run, exit, words.trim().slice(0, MAX_WORDS))
  reader.end()
  return { step, ...reader.counts(), durationMs: exit.durationMs }
}

type GitOutput = (stream: 'stdout' | 'stderr', bytes: Buffer) => void

async function startGit(run: RunContext, root: Root, step: number, onOutput: GitOutput): Promise<Exit> {
  const [git = 'git', ...rest] = gitListArgv(run.compat ?? undefined)
  const configuration = ownConfiguration(run.commandHome, root.realPath)
  const { home } = await run.commandPlaces()
  try {
    return await run.command({
      argv: [git, ...rest],
      cwd: { root, path: '.' },
      env: {
        ...(process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] }),
        HOME: home,
        ...gitEnvironment(),
        // In a sandbox the workspace is mounted, so what lies above it is on another file system.
        ...(home === run.commandHome ? {} : { GIT_DISCOVERY_ACROSS_FILESYSTEM: '1' }),
        GIT_CONFIG_GLOBAL: join(home, configuration),
        // Should an object be missing in a partial clone, no transport that the repository names may be started for it.
        GIT_ALLOW_PROTOCOL: 'none',
      },
      timeoutMs: Infinity,
      onOutput,
      step,
      // Git is ours to start, and reads what anybody may have written: it gets nothing to write to.
      confine: (usual) => ({
        ...usual,
        workspace: 'read-only',
        // Which of the files it names the run may see, the run looks to itself.
        paths: undefined,
        readable: [...usual.readable, ...repositoryOf(root)],
      }),
    })
  } catch (error) {
    if (!(error instanceof LaunchRefused)) throw error
    throw failed('git_not_started', `Git could not be started: ${error.message}`, { cause: error })
  }
}

/**
 * Git refuses repositories of other users, whose configuration could name programs. The operator chose the workspace, so
 * that very folder is excepted, whoever owns it; a repository that somebody planted above it is not. Versions before 2.38
 * take the exception from a file only.
 */
function ownConfiguration(folder: string, workspace: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const name = 'git-config'
  // Commands have this folder as their home, so whatever lies there is removed, not written through.
  rmSync(join(folder, name), { recursive: true, force: true })
  writeFileSync(join(folder, name), gitConfiguration(workspace), { mode: 0o600, flag: 'wx' })
  return name
}

function refusal({ workspace }: RunContext, exit: Exit, words: string): RunEnd {
  if (words.includes('not a git repository')) {
    return failed(
      'not_a_git_repository',
      `${workspace.name} is not a git repository, so there are no tracked files to list.`,
    )
  }
  if (/dubious ownership|unsafe repository/.test(words)) {
    return failed(
      'foreign_repository',
      `${workspace.name} lies inside a git repository that belongs to another user, which is not read.`,
    )
  }
  const how = exit.signal === null ? `with code ${exit.exitCode}` : `by ${exit.signal}`
  return failed('git_failed', `Git did not list the files of ${workspace.name}; it ended ${how}: ${words}`)
}

/** Cuts git's output into names, however it is cut into pieces. */
function createListingReader({ compat }: RunContext, take: (path: string) => boolean) {
  const separator = compat === 'dali' ? LINE_FEED : NUL
  let carried: Buffer[] = []
  let wanted = true
  let last: string | undefined
  let paths = 0
  let bytes = 0
  let unreadableNames = 0

  function read(complete: Buffer): void {
    const listing = parseGitListing(complete, compat ?? undefined)
    unreadableNames += listing.unreadableNames
    for (const path of listing.paths) {
      if (!wanted) return
      // An unmerged file is listed once for each side, perhaps in two pieces of output.
      if (path === last && compat !== 'dali') continue
      last = path
      paths += 1
      wanted = take(path)
    }
  }

  return {
    push(piece: Buffer): void {
      bytes += piece.length
      if (!wanted) return
      const end = piece.lastIndexOf(separator) + 1
      if (end > 0) {
        read(Buffer.concat([...carried, piece.subarray(0, end)]))
        carried = []
      }
      if (end < piece.length) carried.push(piece.subarray(end))
    },
    end(): void {
      if (wanted) read(Buffer.concat(carried))
    },
    counts: () => ({ paths, bytes, unreadableNames }),
  }
}
