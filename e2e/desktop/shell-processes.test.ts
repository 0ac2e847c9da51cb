import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aJob, aScript } from '../support/jobs.ts'
import { isLiving, livingProcesses } from '../support/processes.ts'
import { aFolder } from '../support/test-core.ts'
import { aProvider, KNOWS_ALL } from '../support/trust.ts'
import { aDemo, coreOf } from './bed.ts'
import { aDesktop, type Desktop, startDesktop, until } from './harness/index.ts'
import { writeSettings } from './settings-file.ts'

async function aBed(desktop: Pick<Desktop, 'home'>) {
  const core = await coreOf(desktop.home)
  return { core, workspace: await aDemo(core) }
}

const utilitiesOf = ({ app }: Pick<Desktop, 'app'>) => app.evaluate(() => witness.utilities.length)

it('promotes into a workspace by a utility process of its own, which is gone afterwards', async () => {
  const desktop = await aDesktop()
  const { core, workspace } = await aBed(desktop)
  writeFileSync(join(workspace, 'README.md'), '# Read me\n\nA line of text.\n')
  const { job } = await core.jobs.enqueue({ ...aJob() })
  const document = await until('there is a document', async () =>
    (await core.jobs.get({ id: job.id })).artifacts.find(({ kind }) => kind === 'document'),
  )
  const before = await utilitiesOf(desktop)
  const request = { target: 'workspace_file', workspace: 'demo', path: 'notes.md' } as const
  const { plans } = await core.artifacts.plan({ items: [{ id: document.id, request }] })
  const plan = plans[0]!
  const { done } = await core.artifacts.promote({
    items: [{ id: plan.id, revision: plan.revision, request: plan.request, plan: plan.plan }],
  })
  expect(done).toMatchObject([{ state: 'promoted' }])
  expect(existsSync(join(workspace, 'notes.md'))).toBe(true)
  expect(await utilitiesOf(desktop)).toBeGreaterThan(before)
  await until('they are gone', async () => {
    const pids = await desktop.app.evaluate(() => witness.utilities.slice(-2).flatMap(({ pid }) => pid ?? []))
    return pids.every((pid) => !isLiving(pid))
  })
})

it('loads trust providers behind a utility process', async () => {
  const home = writeSettings()
  aProvider(home, 'desk', 'identity', KNOWS_ALL)
  const desktop = await aDesktop({ home })
  const core = await coreOf(home)
  const before = await utilitiesOf(desktop)
  expect((await core.trust.reload()).providers).toMatchObject([{ name: 'desk', state: 'loaded' }])
  expect(await utilitiesOf(desktop)).toBe(before + 1)
})

it('hears the heart of a worker whose main thread is stuck, which a thread of its own keeps beating', async () => {
  const desktop = await aDesktop()
  const entry = join(import.meta.dirname, 'stuck-worker.ts')
  const beats = await desktop.app.evaluate(async ({ utilityProcess, MessageChannelMain }, path) => {
    const { port1, port2 } = new MessageChannelMain()
    port1.start()
    const child = utilityProcess.fork(path, [], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.postMessage({}, [port2])
    let said = ''
    const ages = () => [...said.matchAll(/"main_age_ms":(\d+)\}\n/g)].map(([, age]) => Number(age))
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, 20_000)
      child.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        if (Math.max(...ages(), 0) < 3000) return
        clearTimeout(late)
        resolve()
      })
    })
    if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    return ages()
  }, entry)
  expect(beats.length).toBeGreaterThan(3)
  expect(Math.max(...beats)).toBeGreaterThanOrEqual(3000)
})

it('ends a busy worker and all it started when main is killed', async () => {
  const desktop = await startDesktop({ home: aFolder('home') })
  await desktop.app.firstWindow()
  const { core, workspace } = await aBed(desktop)
  await core.jobs.enqueue({ ...aScript('echo x > begun; sleep 67 & yes > /dev/null') })
  await until('it has begun', () => existsSync(join(workspace, 'begun')))
  await desktop.kill()
  await until('nothing of it is left', () =>
    livingProcesses().every(({ command }) => !command.includes('sleep 67') && !command.includes(workspace)),
  )
  expect(existsSync(join(workspace, 'begun'))).toBe(true)
})

it('closes the core in order when something in main fails that nobody caught', async () => {
  const home = aFolder('home')
  const desktop = await startDesktop({ home })
  await desktop.app.firstWindow()
  await coreOf(home)
  await desktop.app.evaluate(() => void setTimeout(() => void Promise.reject(new Error('nobody caught me')), 10))
  expect(await desktop.exited).toBe(1)
  expect(existsSync(join(home, 'run', 'core.sock'))).toBe(false)
})
