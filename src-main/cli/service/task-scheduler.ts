import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commandFailed, notAnswering } from './command-failed.ts'
import type { ServiceManager } from './manager.ts'
import type { ServicePlan } from './plan.ts'
import type { RunCommand } from './run-command.ts'
import { windowsTask } from './unit-text.ts'

export interface TaskSchedulerDeps {
  readonly plan: ServicePlan
  readonly template: string
  readonly run: RunCommand
  /** Whose task it is, with the domain. */
  readonly user: string
}

/**
 * A task at logon. A service of Windows would need an administrator and run without the session whose keys and folders it
 * works with.
 */
export function createTaskScheduler({ plan, template, run, user }: TaskSchedulerDeps): ServiceManager {
  const file = join(plan.home, 'service', `${plan.name}.xml`)
  const content = windowsTask(template, plan, user)
  const schtasks = (...args: string[]) => run('schtasks.exe', args)

  async function must(...args: string[]): Promise<void> {
    const end = await schtasks(...args)
    if (end.code !== 0) throw commandFailed('schtasks', args, end)
  }
  const isThere = async () => (await schtasks('/Query', '/TN', plan.name)).code === 0

  return {
    kind: 'task_scheduler',
    file,
    content,
    async blocked() {
      return notAnswering('schtasks', await schtasks('/?'), {
        code: 'task_scheduler_missing',
        message: 'schtasks.exe is missing here.',
        remedy: 'Start it in the background yourself: `interlock scheduler daemon start`.',
      })
    },
    async install() {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      // schtasks reads UTF-16 only.
      writeFileSync(file, Buffer.from(`\ufeff${content}`, 'utf16le'), { mode: 0o600 })
      if (await isThere()) await schtasks('/End', '/TN', plan.name)
      await must('/Create', '/TN', plan.name, '/XML', file, '/F')
      await must('/Run', '/TN', plan.name)
    },
    async uninstall() {
      if (await isThere()) {
        await schtasks('/End', '/TN', plan.name)
        await must('/Delete', '/TN', plan.name, '/F')
      }
      rmSync(file, { force: true })
    },
    async state() {
      const there = await isThere()
      // What schtasks says of its state is in the language of the system; the daemon's own files say it in ours.
      return { installed: there && existsSync(file), enabled: there, running: false, pid: null }
    },
    notes: () =>
      Promise.resolve(['It runs while you are logged in. After a failure it is started again within a minute.']),
  }
}
