import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
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
const ROUNDS = 10

interface Life {
  readonly process: ChildProcess
  readonly core: CoreClient
}

async function begin(home: string): Promise<Life> {
  const entry = join(import.meta.dirname, '..', 'crash', 'core-process.ts')
  const process = spawn(globalThis.process.execPath, [entry, home, '1'], { stdio: ['pipe', 'ignore', 'inherit'] })
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
