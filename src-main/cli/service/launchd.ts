import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writePrivate } from '#server/client'
import { commandFailed, notAnswering } from './command-failed.ts'
import type { ServiceManager } from './manager.ts'
import type { ServicePlan } from './plan.ts'
import type { RunCommand } from './run-command.ts'
import { launchdPlist } from './unit-text.ts'

export interface LaunchdDeps {
  readonly plan: ServicePlan
  readonly template: string
  readonly run: RunCommand
  readonly uid: number
  readonly userHome: string
  readonly wait: (ms: number) => Promise<unknown>
}

/** What it ends has 30 s for that, as the property list says. */
const LONGEST_END_MS = 40_000
const LOOK_EVERY_MS = 200
/** `Operation now in progress`: it goes on ending it. */
const EINPROGRESS = 36

/** An agent of the user, in the session that has the screen: there the keychain can be asked. */
export function createLaunchd({ plan, template, run, uid, userHome, wait }: LaunchdDeps): ServiceManager {
  const file = join(userHome, 'Library', 'LaunchAgents', `${plan.name}.plist`)
  const domain = `gui/${uid}`
  const target = `${domain}/${plan.name}`
  const content = launchdPlist(template, plan)
  const launchctl = (...args: string[]) => run('launchctl', args)

  async function must(...args: string[]): Promise<void> {
    const end = await launchctl(...args)
    if (end.code !== 0) throw commandFailed('launchctl', args, end)
  }
  const isLoaded = async () => (await launchctl('print', target)).code === 0

  /** It answers before what it ends is gone, and takes no other of the name until then. */
  async function bootOut(): Promise<void> {
    const end = await launchctl('bootout', target)
    const longest = end.code === 0 || end.code === EINPROGRESS ? LONGEST_END_MS : 0
    for (let waited = 0; await isLoaded(); waited += LOOK_EVERY_MS) {
      if (waited >= longest) throw commandFailed('launchctl', ['bootout', target], end)
      await wait(LOOK_EVERY_MS)
    }
  }

  return {
    kind: 'launchd',
    file,
    content,
    async blocked() {
      const end = await launchctl('print', domain)
      const unasked = notAnswering('launchctl', end, {
        code: 'launchd_missing',
        message: 'launchctl is missing here.',
        remedy: 'Start it in the background yourself: `interlock scheduler daemon start`.',
      })
      if (unasked !== undefined || end.code === 0) return unasked
      return {
        code: 'no_gui_session',
        message: 'There is no session with a screen of this user to install an agent in.',
        remedy: 'Log in at the screen, not over ssh; until then: `interlock scheduler daemon start`.',
      }
    },
    async install() {
      mkdirSync(dirname(file), { recursive: true })
      // Where it cannot open the logs launchd starts nothing, and no core may have made their folder yet.
      mkdirSync(join(plan.home, 'logs'), { recursive: true, mode: 0o700 })
      if (await isLoaded()) await bootOut()
      writePrivate(file, content)
      await must('enable', target)
      await must('bootstrap', domain, file)
    },
    async uninstall() {
      if (await isLoaded()) await bootOut()
      rmSync(file, { force: true })
    },
    async state() {
      const { code, out } = await launchctl('print', target)
      const pid = Number(/^\s*pid = (\d+)$/m.exec(out)?.[1] ?? 0)
      return {
        installed: existsSync(file),
        enabled: code === 0,
        running: code === 0 && /^\s*state = running$/m.test(out),
        pid: pid > 0 ? pid : null,
      }
    },
    notes: () => Promise.resolve(['It runs while you are logged in.']),
  }
}
