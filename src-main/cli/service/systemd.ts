import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { writePrivate } from '#server/client'
import { commandFailed, notAnswering } from './command-failed.ts'
import type { ServiceManager } from './manager.ts'
import type { ServicePlan } from './plan.ts'
import type { RunCommand } from './run-command.ts'
import { systemdUnit } from './unit-text.ts'

export interface SystemdDeps {
  readonly plan: ServicePlan
  readonly template: string
  readonly run: RunCommand
  readonly env: Readonly<Record<string, string | undefined>>
  readonly userHome: string
}

/** Units of the user: no administrator is asked, and the core has the rights of who works with it. */
export function createSystemd({ plan, template, run, env, userHome }: SystemdDeps): ServiceManager {
  const unit = `${plan.name}.service`
  const named = env['XDG_CONFIG_HOME'] ?? ''
  // One that is empty or relative counts for nothing: https://specifications.freedesktop.org/basedir/latest/
  const config = isAbsolute(named) ? named : join(userHome, '.config')
  const file = join(config, 'systemd', 'user', unit)
  const content = systemdUnit(template, plan)
  const systemctl = (...args: string[]) => run('systemctl', ['--user', ...args])

  async function must(...args: string[]): Promise<void> {
    const end = await systemctl(...args)
    if (end.code !== 0) throw commandFailed('systemctl --user', args, end)
  }

  return {
    kind: 'systemd',
    file,
    content,
    async blocked() {
      const end = await systemctl('is-system-running')
      const unasked = notAnswering('systemctl --user', end, {
        code: 'systemd_missing',
        message: 'This system has no systemd, so nothing would start Interlock with your session.',
        remedy: 'Start it in the background yourself: `interlock scheduler daemon start`.',
      })
      if (unasked !== undefined) return unasked
      // A session says how it is, also when something in it has failed; without one there is nothing to say.
      if (/^(running|degraded|starting|initializing|maintenance)/.test(end.out.trim())) return undefined
      return {
        code: 'no_user_session',
        message: 'There is no systemd session of this user to install a service in.',
        remedy:
          'Log in as this user (not by su or sudo), or have an administrator run `loginctl enable-linger`; until then: `interlock scheduler daemon start`.',
      }
    },
    async install() {
      mkdirSync(dirname(file), { recursive: true })
      writePrivate(file, content)
      await must('daemon-reload')
      await must('enable', unit)
      // One that runs takes up what was changed.
      await must('restart', unit)
    },
    async uninstall() {
      if (existsSync(file)) await must('disable', '--now', unit)
      rmSync(file, { force: true })
      await must('daemon-reload')
      await systemctl('reset-failed', unit)
    },
    async state() {
      const { out } = await systemctl('show', unit, '--property=LoadState,ActiveState,UnitFileState,MainPID')
      const fields = new Map(
        out.split('\n').map((line): [string, string] => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]),
      )
      const pid = Number(fields.get('MainPID') ?? 0)
      return {
        installed: existsSync(file),
        enabled: fields.get('UnitFileState') === 'enabled',
        running: fields.get('ActiveState') === 'active',
        pid: pid > 0 ? pid : null,
      }
    },
    async notes() {
      const { out } = await run('loginctl', ['show-user', env['USER'] ?? '', '--property=Linger'])
      return out.trim() === 'Linger=no'
        ? ['It runs while you are logged in. To have it run from boot on: `loginctl enable-linger`.']
        : []
    },
  }
}
