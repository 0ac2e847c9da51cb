import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { app } from 'electron'
import { type DesktopSettings, type DesktopSettingsView, InterlockError } from '#schemas'
import { writePrivate } from '#server/client'
import { autostartEntry, loginArguments, type LoginProgram, loginProgramPath } from './login-entry.ts'

type At = DesktopSettings['open_at_login']

export interface LoginItem {
  /** @throws InterlockError login_item_failed */
  readonly set: (at: At) => void
  readonly stands: (at: At) => DesktopSettingsView['login']
  /** Whether this start is one at login that is to show no window. */
  readonly startsHidden: (at: At) => boolean
}

/** What has the system start this installation for this data directory at login. */
export function createLoginItem(home: string, env: Readonly<Record<string, string | undefined>>): LoginItem {
  const program = (at: 'shown' | 'hidden'): LoginProgram => {
    const own = [...(app.isPackaged ? [] : [app.getAppPath()]), '--home', home]
    return { program: loginProgramPath(env, process), args: loginArguments(own, at) }
  }
  const item = process.platform === 'linux' ? onLinux(program, env) : elsewhere(program)
  return {
    ...item,
    set(at) {
      try {
        item.set(at)
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        throw new InterlockError('login_item_failed', { reason: reason.replace(/\.$/, '') }, { cause: error })
      }
    },
    startsHidden: (at) =>
      at === 'hidden' && process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin,
  }
}

type Item = Pick<LoginItem, 'set' | 'stands'>
type ProgramOf = (at: 'shown' | 'hidden') => LoginProgram

function onLinux(program: ProgramOf, env: Readonly<Record<string, string | undefined>>): Item {
  const named = env['XDG_CONFIG_HOME'] ?? ''
  const file = join(isAbsolute(named) ? named : join(homedir(), '.config'), 'autostart', 'interlock.desktop')
  const wanted = (at: At) => (at === 'no' ? undefined : autostartEntry(program(at)))
  return {
    set(at) {
      const entry = wanted(at)
      if (entry === undefined) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writePrivate(file, entry)
    },
    stands: (at) => (textOf(file) === wanted(at) ? 'as_set' : 'differs'),
  }
}

function elsewhere(program: ProgramOf): Item {
  if (process.platform !== 'darwin' && process.platform !== 'win32')
    return { set: () => undefined, stands: () => 'unsupported' }
  return {
    set(at) {
      const { program: path, args } = program(at === 'no' ? 'shown' : at)
      app.setLoginItemSettings({ openAtLogin: at !== 'no', path, args: [...args] })
    },
    stands(at) {
      const { program: path, args } = program(at === 'no' ? 'shown' : at)
      const { openAtLogin } = app.getLoginItemSettings({ path, args: [...args] })
      return openAtLogin === (at !== 'no') ? 'as_set' : 'differs'
    },
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
