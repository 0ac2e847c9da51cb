import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type CoreClient, connectToCore } from '#server/client'
import { compareTables } from '../evidence/rebuild/stored-tables.ts'
import { aJob } from '../support/jobs.ts'
import { chance } from '../support/random.ts'
import { aFolder, openCore } from '../support/test-core.ts'
import { until } from '../support/wait.ts'
import { toFile } from '../support/reviews.ts'

const BEFORE = 'what was there before\n'
/** Each ends at another random moment. */
const ROUNDS = process.env['INTERLOCK_DEEP'] === '1' ? 15 : 5

interface Life {
  readonly process: ChildProcess
  readonly core: CoreClient
}

async function begin(home: string, worker?: string): Promise<Life> {
  const entry = join(import.meta.dirname, '..', 'crash', 'core-process.ts')
  const process = spawn(globalThis.process.execPath, [entry, home, '1'], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...globalThis.process.env, ...(worker !== undefined && { TEST_WORKER: worker }) },
  })
  return { process, core: await until('the core answers', () => connectToCore(home)) }
}

async function kill({ process }: Life): Promise<void> {
  process.kill('SIGKILL')
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit')
}

/** Promotes and takes back until the core is killed in the middle of it. */
async function toAndFro(core: CoreClient, id: string): Promise<void> {
  const item = async () => {
    const { artifact } = await core.artifacts.get({ id })
    return { id, revision: artifact.revision }
  }
  for (;;) {
    const { plans } = await core.artifacts.plan({ items: [{ id, request: toFile('file.md') }] })
    const [plan] = plans
    if (plan !== undefined) await core.artifacts.promote({ items: [{ ...(await item()), ...pick(plan) }] })
    await core.artifacts.undo({ items: [await item()] })
  }
}

function pick({ request, plan }: { request: ReturnType<typeof toFile>; plan: string }) {
  return { request, plan }
}

it('finds out after a crash whether a promotion happened, and the file is always the old or the new whole', async () => {
  const random = chance('promotions killed in between')
  const home = aFolder('home')
  const workspace = aFolder('workspace')
  const file = join(workspace, 'file.md')
  writeFileSync(join(workspace, 'README.md'), `# Read me\n${'text '.repeat(2000)}\n`)
  writeFileSync(file, BEFORE)

  const first = await begin(home)
  await first.core.workspaces.add({ path: workspace, name: 'demo' })
  await first.core.jobs.enqueue({ ...aJob() })
  const artifact = await until('the document is made', async () => (await first.core.artifacts.list({})).items[0])
  const { text: content } = await first.core.artifacts.read({ id: artifact.id })
  await kill(first)

  for (let round = 0; round < ROUNDS; round += 1) {
    const life = await begin(home)
    const work = toAndFro(life.core, artifact.id).catch(() => undefined)
    await sleep(60 + random.below(400))
    await kill(life)
    await work
    expect([BEFORE, content]).toContain(readFileSync(file, 'utf8'))

    const { core } = await openCore({ home, workspace })
    try {
      const settled = await until('it is settled', () => {
        const found = core.artifacts.get(artifact.id).artifact
        return !found.busy && found
      })
      expect(existsSync(file)).toBe(true)
      expect(readFileSync(file, 'utf8')).toBe(settled.state === 'promoted' ? content : BEFORE)
      expect(['needs_review', 'promoted']).toContain(settled.state)
      if (settled.state === 'promoted') await core.artifacts.undo({ items: [settled] }, 'operator')
      expect(readFileSync(file, 'utf8')).toBe(BEFORE)
      expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
    } finally {
      await core.close('test')
    }
    const { stored, rebuilt } = compareTables(home)
    expect(rebuilt).toEqual(stored)
  }
}, 120_000)

const HANGING = join(import.meta.dirname, 'hanging-worker.ts')

/** A promotion that put its file in place under two names, and whose process hangs there. */
async function aHangingPromotion() {
  const home = aFolder('home')
  const workspace = aFolder('workspace')
  writeFileSync(join(workspace, 'README.md'), '# Read me\n')
  const life = await begin(home, HANGING)
  await life.core.workspaces.add({ path: workspace, name: 'demo' })
  await life.core.jobs.enqueue({ ...aJob() })
  const artifact = await until('the document is made', async () => (await life.core.artifacts.list({})).items[0])
  const { id } = artifact
  const { plans } = await life.core.artifacts.plan({ items: [{ id, request: toFile('file.md') }] })
  const [plan] = plans
  if (plan === undefined) throw new Error('There is no plan.')
  const work = life.core.artifacts.promote({ items: [{ id, revision: plan.revision, ...pick(plan) }] })
  const mark = join(workspace, 'hanging')
  const pid = await until('it hangs', () => existsSync(mark) && Number(readFileSync(mark, 'utf8')))
  rmSync(join(workspace, 'README.md'))
  return { life, home, workspace, file: join(workspace, 'file.md'), id, pid, work }
}

function namesIn(workspace: string): string[] {
  return readdirSync(workspace).filter((name) => name !== 'hanging')
}

it.each([
  ['alone', false],
  ['and which somebody gave another name since', true],
])(
  'knows again a file whose second name a crash left, %s',
  async (_, linked) => {
    const { life, home, workspace, file, id, work } = await aHangingPromotion()
    const lost = work.catch(() => undefined)
    await kill(life)
    await lost
    expect(statSync(file).nlink).toBe(2)
    expect(namesIn(workspace)).toHaveLength(2)
    if (linked) linkSync(file, join(workspace, 'mine.md'))

    const { core } = await openCore({ home, workspace })
    try {
      const settled = await until('it is settled', () => {
        const found = core.artifacts.get(id)
        return !found.artifact.busy && found
      })
      expect(settled).toMatchObject({
        artifact: { state: 'promoted' },
        promotions: [{ state: 'applied', problem: null }],
      })
      expect(namesIn(workspace).toSorted()).toEqual(linked ? ['file.md', 'mine.md'] : ['file.md'])
      if (linked) rmSync(join(workspace, 'mine.md'))
      const { done } = await core.artifacts.undo({ items: [settled.artifact] }, 'operator')
      expect(done).toMatchObject([{ state: 'needs_review' }])
      expect(namesIn(workspace)).toEqual([])
    } finally {
      await core.close('test')
    }
    const { stored, rebuilt } = compareTables(home)
    expect(rebuilt).toEqual(stored)
  },
  60_000,
)

it('answers with what came of it when only the process that opens files was killed there', async () => {
  const { life, workspace, pid, work } = await aHangingPromotion()
  globalThis.process.kill(pid, 'SIGKILL')
  expect(await work).toMatchObject({ done: [{ state: 'promoted', busy: false }], refused: [] })
  expect(namesIn(workspace)).toEqual(['file.md'])
  await kill(life)
}, 60_000)
