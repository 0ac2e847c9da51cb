import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLaunchd } from './launchd.ts'
import type { ServiceManager } from './manager.ts'
import type { ServicePlan } from './plan.ts'
import type { RunCommand } from './run-command.ts'
import { createSystemd } from './systemd.ts'
import { createTaskScheduler } from './task-scheduler.ts'

/** The system a service is for; an argument, so that each can be tried on any. */
export interface System {
  readonly platform: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly uid: number
  readonly userHome: string
  readonly run: RunCommand
  readonly wait: (ms: number) => Promise<unknown>
}

/** What starts services on a system; undefined where that is not known. */
export function managerFor(
  plan: ServicePlan,
  { platform, env, uid, userHome, run, wait }: System,
): ServiceManager | undefined {
  const template = (name: string) => readFileSync(join(plan.folder, 'resources', 'service', name), 'utf8')
  switch (platform) {
    case 'linux':
      return createSystemd({ plan, template: template('systemd.service'), run, env, userHome })
    case 'darwin':
      return createLaunchd({ plan, template: template('launchd.plist'), run, uid, userHome, wait })
    case 'win32': {
      const user = [env['USERDOMAIN'], env['USERNAME']].filter((part) => part !== undefined).join('\\')
      return createTaskScheduler({ plan, template: template('windows-task.xml'), run, user })
    }
    default:
      return undefined
  }
}
