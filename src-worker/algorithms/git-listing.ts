import type { CompatMode } from './compat.ts'

/**
 * The command that lists tracked files. A repository's own configuration can name programs that git starts on its own; what a
 * listing could reach is switched off. DALI listed one name a line and quoted, which is kept only for its own sake.
 */
export function gitListArgv(compat?: CompatMode): string[] {
  return [
    'git',
    '--no-pager',
    '--no-optional-locks',
    '--literal-pathspecs',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'core.untrackedCache=false',
    '-c',
    `core.quotePath=${compat === 'dali' ? 'true' : 'false'}`,
    'ls-files',
    ...(compat === 'dali' ? [] : ['-z']),
  ]
}

/**
 * Variables for git that keep out the user's and the system's configuration, prompts and fetching. They do not keep git from
 * a repository above the folder it starts in: a workspace may be a part of one, whose owner git itself looks at.
 */
export function gitEnvironment(): Record<string, string> {
  return {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C',
  }
}

/** A configuration by which git reads the repository of one folder, given by its real path, whoever owns it. */
export function gitConfiguration(folder: string): string {
  const path = process.platform === 'win32' ? folder.replaceAll('\\', '/') : folder
  const escaped = path.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)
  return `[safe]\n\tdirectory = "${escaped}"\n`
}

export interface GitListing {
  /** Paths relative to the repository, in git's order (bytes). */
  readonly paths: readonly string[]
  /** How many names are no UTF-8, so that no path can name them. */
  readonly unreadableNames: number
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The output of `gitListArgv`. */
export function parseGitListing(output: Uint8Array, compat?: CompatMode): GitListing {
  return compat === 'dali' ? parseLines(output) : parseNulSeparated(output)
}

function parseNulSeparated(output: Uint8Array): GitListing {
  const paths: string[] = []
  let unreadableNames = 0
  for (const name of splitAt(output, 0)) {
    const path = decodeStrictly(name)
    if (path === undefined) unreadableNames += 1
    // An unmerged file is listed once for each side.
    else if (path !== paths.at(-1)) paths.push(path)
  }
  return { paths, unreadableNames }
}

/** DALI's reading: lines without their outer blanks. Git quotes what is not plain ASCII, so such a name is found nowhere. */
function parseLines(output: Uint8Array): GitListing {
  const lines = Buffer.from(output).toString('latin1').split('\n')
  return { paths: lines.map((line) => line.trim()).filter((line) => line !== ''), unreadableNames: 0 }
}

function* splitAt(bytes: Uint8Array, separator: number): Generator<Uint8Array> {
  let start = 0
  for (let end = bytes.indexOf(separator); end >= 0; end = bytes.indexOf(separator, start)) {
    yield bytes.subarray(start, end)
    start = end + 1
  }
  if (start < bytes.length) yield bytes.subarray(start)
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    // Not UTF-8: counted by the caller.
    return undefined
  }
}
