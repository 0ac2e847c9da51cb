import { connectToCore, type CoreClient } from '#server/client'
import type { Approval, JobSpecInput, KillSwitch } from '#schemas'
import { aFolder } from '../support/test-core.ts'
import { until } from '../support/wait.ts'
import { aDesktop, type Desktop, type DesktopOptions } from './harness/index.ts'

/** The application with a client of its own core, to seed it and to look behind it, and a workspace `demo`. */
export interface DesktopBed extends Desktop {
  readonly core: CoreClient
}

export async function aDesktopBed(options: DesktopOptions = {}): Promise<DesktopBed> {
  const desktop = await aDesktop(options)
  const core = await coreOf(desktop.home)
  if (!(await core.workspaces.list()).some(({ name }) => name === 'demo')) await aDemo(core)
  return { ...desktop, core }
}

/** Allows a new folder as `demo`, and there also commands on systems with a part of a sandbox only. @returns it */
export async function aDemo(core: CoreClient): Promise<string> {
  const folder = aFolder('workspace')
  await core.workspaces.add({ path: folder, name: 'demo' })
  if (process.platform !== 'linux')
    await core.workspaces.lowerSandbox({ name: 'demo', to: 'policy-only', why: 'Commands of this test.' })
  return folder
}

export function coreOf(home: string): Promise<CoreClient> {
  return until('a core answers', () => connectToCore(home))
}

export async function enqueue({ core }: DesktopBed, job: JobSpecInput): Promise<string> {
  const { job: added } = await core.jobs.enqueue(job)
  return added.id
}

export function switchIn({ core }: Pick<DesktopBed, 'core'>, mode: KillSwitch['mode']): Promise<KillSwitch> {
  return until(`the kill switch is ${mode}`, async () => {
    const state = await core.killSwitch.get()
    return state.mode === mode && state
  })
}

/** What waits for a decision, once that many do. */
export function waiting({ core }: DesktopBed, count: number): Promise<Approval[]> {
  return until(`${count} approvals wait`, async () => {
    const { items } = await core.approvals.list({ filter: { state: ['pending'] }, limit: 50 })
    return items.length === count && items
  })
}

/** The item of the tray once it reads so. */
export function trayReads({ trayMenu }: Desktop, id: string, words: string | RegExp): Promise<string> {
  return until(`the tray says ${String(words)}`, async () => {
    const label = (await trayMenu())?.find((item) => item.id === id)?.label
    const reads = label !== undefined && (typeof words === 'string' ? label === words : words.test(label))
    return reads ? label : undefined
  })
}
