import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connectToCore, type CoreClient } from '#server/client'
import { aDaemon, aDaemonProcess } from '../support/daemon.ts'
import { aScript } from '../support/jobs.ts'
import { isLiving, livingWith } from '../support/processes.ts'
import { aFolder } from '../support/test-core.ts'
import { aDemo } from './bed.ts'
import { aDesktop, consoleIsLive, createHands, type Desktop, endDesktop, startDesktop, until } from './harness/index.ts'

const root = join(import.meta.dirname, '..', '..')

const coreOf = ({ home }: { home: string }) => until('the core answers', () => connectToCore(home))

async function stateOf(core: CoreClient, id: string) {
  return (await core.jobs.get({ id })).job.state
}

const isUp = async (core: CoreClient) => {
  const { workers } = await core.system.status()
  return workers.every(({ state }) => state === 'idle') ? workers : undefined
}

/** Main, and what it started. */
async function processesOf({ pid, app }: Pick<Desktop, 'pid' | 'app'>): Promise<number[]> {
  const metrics = await app.evaluate(({ app: electron }) => electron.getAppMetrics?.().map((each) => each.pid) ?? [])
  const utilities = await app.evaluate(() => witness.utilities.flatMap((each) => each.pid ?? []))
  return [...new Set([pid, ...metrics, ...utilities])]
}

describe('a core of its own', () => {
  it('serves the window, the command line and the browser, and works in utility processes', async () => {
    const desktop = await aDesktop()
    const core = await coreOf(desktop)
    const { core: served, console_url: url } = await core.system.status()
    expect(served).toMatchObject({ shell: 'desktop', pid: desktop.pid, home: desktop.home })
    expect((await fetch(`${url}/theme.js`)).status).toBe(200)

    const folder = await aDemo(core)
    const { job } = await core.jobs.enqueue({ ...aScript('echo made > made; echo said') })
    await until('the job is done', async () => (await stateOf(core, job.id)) === 'succeeded')
    expect(existsSync(join(folder, 'made'))).toBe(true)

    const [worker] = await until('the workers are idle', () => isUp(core))
    const pids = await desktop.app.evaluate(() => witness.utilities.map(({ pid }) => pid))
    expect(pids).toContain(worker?.pid)
    await until('its heart beats on', async () => {
      const [now] = (await core.system.status()).workers
      return now?.last_beat_at !== worker?.last_beat_at
    })
  })

  it('keeps another core out of its data directory', async () => {
    const desktop = await aDesktop()
    const daemon = spawn(process.execPath, [join(root, 'dist', 'daemon.js'), '--home', desktop.home, '--port', '0'])
    let said = ''
    daemon.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const [code] = (await once(daemon, 'close')) as [number]
    expect(code).toBe(1)
    expect(said).toMatch(/already/i)
  })

  it('writes a worker that crashes into the ledger, starts another and tries the job again', async () => {
    const desktop = await aDesktop()
    const core = await coreOf(desktop)
    const folder = await aDemo(core)
    const begun = 'echo x >> begun; [ "$(wc -l < begun)" -gt 1 ] || sleep 60'
    const { job } = await core.jobs.enqueue({ ...aScript(begun, { max_attempts: 3 }) })
    await until('the job has begun', () => existsSync(join(folder, 'begun')))
    const busy = (await core.system.status()).workers.find((each) => each.job === job.id)
    process.kill(busy?.pid ?? 0, 'SIGKILL')

    const { items } = await until('the end is recorded', async () => {
      const page = await core.events.page({ filter: { kind: ['worker.exited'] }, limit: 10 })
      return page.items.length > 0 && page
    })
    expect(items[0]?.payload).toMatchObject({ slot: busy?.slot, wanted: false })
    await until('the job is done', async () => (await stateOf(core, job.id)) === 'succeeded')
    await until('all workers are up again', () => isUp(core))
    await consoleIsLive(desktop.page)
  })

  it('loses nothing when main is killed: the chain holds, and the job runs again', async () => {
    const home = aFolder('home')
    const first = await startDesktop({ home })
    await first.app.firstWindow()
    const core = await coreOf(first)
    const folder = await aDemo(core)
    const { job } = await core.jobs.enqueue({
      ...aScript('echo x >> begun; [ "$(wc -l < begun)" -gt 1 ] || sleep 61'),
    })
    await until('the job has begun', () => existsSync(join(folder, 'begun')))
    const pids = await processesOf(first)
    await first.kill()
    await until(
      'nothing of it is left',
      () => pids.every((pid) => !isLiving(pid)) && livingWith('sleep 61').length === 0,
    )

    const again = await aDesktop({ home })
    const reopened = await coreOf(again)
    await until('the job is done', async () => (await stateOf(reopened, job.id)) === 'succeeded')
    expect(await reopened.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
  })

  it('leaves no process, socket or token behind when it quits', async () => {
    const home = aFolder('home')
    const desktop = await startDesktop({ home })
    await desktop.app.firstWindow()
    const core = await coreOf(desktop)
    await until('the workers are up', () => isUp(core))
    const pids = await processesOf(desktop)
    await desktop.app.evaluate(({ app }) => app.quit()).catch(() => undefined)
    expect(await desktop.exited).toBe(0)
    await until('no process is left', () => pids.every((pid) => !isLiving(pid)))
    expect(['core.sock', 'token', 'core.json'].filter((name) => existsSync(join(home, 'run', name)))).toEqual([])
  })

  it('ends in order when a client asks it to stop', async () => {
    const home = aFolder('home')
    const desktop = await startDesktop({ home })
    await desktop.app.firstWindow()
    await (await coreOf(desktop)).system.stop()
    expect(await desktop.exited).toBe(0)
    await endDesktop(desktop)
  })
})

describe('a core in another process', () => {
  it('is attached to: the window shows it, acts as the operator, and leaves it running', async () => {
    const daemon = await aDaemonProcess()
    const desktop = await startDesktop({ attachTo: daemon })
    const page = await desktop.app.firstWindow()
    await consoleIsLive(page)
    const { core } = await daemon.core.system.status()
    expect(core).toMatchObject({ shell: 'daemon', pid: daemon.pid })
    expect(await desktop.app.evaluate(() => witness.utilities.length)).toBe(0)

    await page.getByRole('button', { name: 'Engage kill switch' }).click()
    await until('it is engaged', async () => (await daemon.core.killSwitch.get()).mode !== 'released')
    const { items } = await daemon.core.events.page({ filter: { kind: ['kill_switch.engaged'] }, limit: 1 })
    expect(items[0]?.actor).toBe('operator')

    await desktop.app.evaluate(({ app }) => app.quit()).catch(() => undefined)
    await desktop.exited
    expect((await daemon.core.system.status()).core.pid).toBe(daemon.pid)
  })

  it('is found again after it was started anew, without anybody doing anything', async () => {
    const home = aFolder('home')
    const before = await aDaemonProcess({ home })
    const { page } = await aDesktop({ attachTo: before })
    await before.kill()
    await page.locator('[data-contact="lost"]').waitFor()
    const after = await aDaemonProcess({ home, bare: true })
    await consoleIsLive(page)
    await page.getByRole('button', { name: 'Engage kill switch' }).click()
    await expect.poll(async () => (await after.core.killSwitch.get()).mode).toBe('engaged')
  })

  it('is shown only in the version of the application, which says so and ends an older one where that is wanted', async () => {
    const daemon = await aDaemon({ version: '0.0.1' })
    const desktop = await startDesktop({ attachTo: daemon })
    onTestFinished(async () => void (await endDesktop(desktop)))
    const { asked, answer } = createHands(desktop.app)
    const { options } = await asked()
    expect(options.message).toMatch(/^Interlock 0\.0\.1 runs here, and this application is \d/)
    expect(options).toMatchObject({ cancelId: 2, defaultId: 2 })
    expect(desktop.app.windows()).toEqual([])
    await answer('End it and run the core here')
    await consoleIsLive(await desktop.app.firstWindow())
    const { core } = await (await coreOf(daemon)).system.status()
    expect(core).toMatchObject({ shell: 'desktop', pid: desktop.pid })
  })

  it('is taken over by the application only when its operator says so', async () => {
    const home = aFolder('home')
    const daemon = await aDaemonProcess({ home })
    const desktop = await aDesktop({ attachTo: daemon })
    const { page, menuItem } = desktop
    expect(await menuItem('core.run_here')).toMatchObject({ enabled: false })
    await daemon.kill()
    await page.locator('[data-contact="lost"]').waitFor()
    const offer = page.getByRole('button', { name: 'Run the core in this application' })
    await offer.waitFor()
    expect(await menuItem('core.run_here')).toMatchObject({ enabled: true })
    expect(await connectToCore(home)).toBeUndefined()
    await offer.click()
    await consoleIsLive(page)
    expect((await (await coreOf({ home })).system.status()).core).toMatchObject({ shell: 'desktop', pid: desktop.pid })
    await expect.poll(() => offer.count()).toBe(0)
  })
})
