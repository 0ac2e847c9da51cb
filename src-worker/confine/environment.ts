import { delimiter, isAbsolute } from 'node:path'
import { isBadValue, isInjecting, isSecretName, isVariableName, looksSecret, passwordInAddress } from '#schemas'

export type DroppedReason =
  /** The worker has no such variable. */
  | 'not_set'
  /** It changes what programs load or run; only a grant brings it in. */
  | 'denied'
  /** It looks like a secret; only a grant brings it in. */
  | 'needs_grant'
  /** Not a name that a variable may have. */
  | 'bad_name'
  /** The value holds a line break or NUL. */
  | 'bad_value'
  /** Set by Interlock for every run. */
  | 'fixed'

export interface DroppedName {
  readonly name: string
  readonly reason: DroppedReason
}

export interface EnvironmentOptions {
  /** The worker's own environment. */
  readonly from: Readonly<Record<string, string | undefined>>
  /** Names the job asks for. */
  readonly allow: readonly string[]
  /** A directory of the run's own, for HOME and temporary files. */
  readonly scratch: string
  /** Another one for temporary files. */
  readonly temporary?: string
  /** Folders of programs, looked into after those of the worker's own PATH. */
  readonly programs?: readonly string[]
  /** Values the job gives itself. The core let in only such as change nothing of what programs load. */
  readonly values?: Readonly<Record<string, string>>
  /** Values the operator granted by name; they pass the deny lists, not the rules for names and values. */
  readonly grants?: Readonly<Record<string, string>>
  /** `dali`: exactly PATH and each allowed name that exists, as the old worker did, but for what looks like a secret. */
  readonly compat?: 'dali' | null | undefined
}

export interface Environment {
  readonly env: Record<string, string>
  /** Names that were asked for and are not in it. */
  readonly dropped: readonly DroppedName[]
}

const FALLBACK_PATH = '/usr/local/bin:/usr/bin:/bin'

/** Set on Windows for programs to start at all. */
const WINDOWS_NAMES = ['SystemRoot', 'SystemDrive', 'windir', 'COMSPEC', 'PATHEXT', 'NUMBER_OF_PROCESSORS']

/** The environment of a job: built up from nothing, never the worker's own with parts taken out. */
export function buildEnvironment(options: EnvironmentOptions): Environment {
  return options.compat === 'dali' ? daliEnvironment(options) : ownEnvironment(options)
}

function ownEnvironment({
  from,
  allow,
  scratch,
  temporary = scratch,
  programs = [],
  values = {},
  grants = {},
}: EnvironmentOptions): Environment {
  const windows = process.platform === 'win32'
  const fixed: Record<string, string> = {
    PATH: [absoluteEntries(from['PATH'] ?? from['Path'] ?? ''), ...programs].join(delimiter),
    HOME: scratch,
    TMPDIR: temporary,
    LANG: from['LANG'] ?? 'C.UTF-8',
    TERM: 'dumb',
    CI: '1',
    ...(from['TZ'] === undefined ? {} : { TZ: from['TZ'] }),
    ...(windows ? { TEMP: scratch, TMP: scratch, USERPROFILE: scratch } : {}),
    ...(windows ? pick(from, WINDOWS_NAMES) : {}),
  }
  const env: Record<string, string> = { ...fixed, ...values }
  const dropped: DroppedName[] = []

  for (const name of new Set(allow)) {
    if (Object.hasOwn(values, name)) continue
    const value = valueOf(from, name)
    const reason = Object.hasOwn(fixed, name) ? 'fixed' : reasonToDrop(name, value)
    if (reason === undefined && value !== undefined) env[name] = value
    else if (!Object.hasOwn(grants, name)) dropped.push({ name, reason: reason ?? 'not_set' })
  }
  for (const [name, value] of Object.entries(grants)) {
    if (Object.hasOwn(fixed, name)) dropped.push({ name, reason: 'fixed' })
    else if (!isVariableName(name)) dropped.push({ name, reason: 'bad_name' })
    else if (isBadValue(value)) dropped.push({ name, reason: 'bad_value' })
    else env[name] = value
  }
  return { env, dropped }
}

function reasonToDrop(name: string, value: string | undefined): DroppedReason | undefined {
  if (!isVariableName(name)) return 'bad_name'
  if (isInjecting(name)) return 'denied'
  if (looksSecret(name, value)) return 'needs_grant'
  if (value === undefined) return 'not_set'
  return isBadValue(value) ? 'bad_value' : undefined
}

/** Values in an environment that look like secrets by their name, for hiding them wherever they turn up. */
export function secretsIn(from: EnvironmentOptions['from']): string[] {
  return Object.entries(from).flatMap(([name, value = '']) => {
    const password = passwordInAddress(value)
    if (password !== undefined) return [password]
    return isSecretName(name) && !SHOWN.has(name) && !isPlain(value) ? [value] : []
  })
}

/** They match by their name and are none. */
const SHOWN = new Set(['PWD', 'OLDPWD', 'XDG_SESSION_ID', 'XDG_SESSION_TYPE', 'DESKTOP_SESSION', 'SSH_AUTH_SOCK'])

/** A path, a number or a word of the language is no secret, and hiding it would spoil what people read. */
function isPlain(value: string): boolean {
  return value.length < 8 || isAbsolute(value) || /^(?:\d{1,12}|[a-z]{1,12}|true|false)$/i.test(value)
}

/** DALI passed secrets on as well. Nothing of what it recorded rests on that, and a job file must not be able to ask for them. */
function daliEnvironment({ from, allow, grants = {} }: EnvironmentOptions): Environment {
  const secret = allow.filter((name) => looksSecret(name, valueOf(from, name)))
  const env = { ...pick(from, ['PATH', ...allow.filter((name) => !secret.includes(name))]), ...grants }
  return {
    env,
    dropped: allow
      .filter((name) => !Object.hasOwn(env, name))
      .map((name) => ({ name, reason: secret.includes(name) ? 'needs_grant' : 'not_set' })),
  }
}

function pick(from: EnvironmentOptions['from'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = valueOf(from, name)
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** `process.env` answers inherited names such as `constructor` as well. */
function valueOf(from: EnvironmentOptions['from'], name: string): string | undefined {
  return Object.hasOwn(from, name) ? from[name] : undefined
}

/** An entry such as `.` would let the workspace choose what a bare command name means. */
function absoluteEntries(path: string): string {
  const entries = path.split(delimiter).filter((entry) => isAbsolute(entry))
  return entries.length === 0 ? FALLBACK_PATH : entries.join(delimiter)
}
