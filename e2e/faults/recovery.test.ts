import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startDaemon } from '#daemon'
import { aScript } from '../support/jobs.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, settled, until } from '../support/wait.ts'

const limits = { restartMinMs: 20, restartMaxMs: 100, retryMinMs: 20 }

/** A data directory as a crash leaves it behind: copied while a run had stored output and went on. */
async function crashed() {
  const { core, home, workspace } = await testCore({ limits })
  const job = await enqueued(core, aScript('echo before; [ -e again ] || { touch again; sleep 60; }'))
  const run = await until('output was stored', async () => {
    const [event] = await eventsOf(core, { job, kind: ['output.chunk'] })
    return event?.run_id ?? undefined
  })
  const left = join(aFolder('left'), 'home')
  cpSync(home, left, { recursive: true, filter: (path) => !path.endsWith('.sock') })
  await core.close('test')
  return { home: left, workspace, job, run, spool: join(left, 'spool', `${run}.log`) }
}

it('keeps what a run had written when the core crashed, and tries it again', async () => {
  const { home, workspace, job, run } = await crashed()
  const { core } = await testCore({ home, workspace, limits })
  expect(await settled(core, job)).toMatchObject({ state: 'succeeded', runs: 2 })
  expect(core.runs.get(run)).toMatchObject({ state: 'lost', outcome: { code: 'core_stopped' } })
  const { frames } = await core.runs.output({ id: run, from: 0, limit: 65_536 })
  expect(frames.map(({ text }) => text).join('')).toContain('before\n')
  expect(await core.evidence.verify({ bodies: true })).toMatchObject({ ok: true })
})

it('starts also where the output of a lost run cannot be read any more', async () => {
  const { home, workspace, job, run, spool } = await crashed()
  rmSync(spool)
  mkdirSync(spool)
  const troubles: string[] = []
  const { core } = await testCore({ home, workspace, limits, onTrouble: (what) => troubles.push(what) })
  expect(await settled(core, job)).toMatchObject({ state: 'succeeded', runs: 2 })
  expect(core.runs.get(run)).toMatchObject({ state: 'lost', output_bytes_stored: 0 })
  expect(troubles).toEqual([expect.stringContaining(run)])
})

it('removes what runs that are over left lying in the spool', async () => {
  const { home, workspace, job } = await crashed()
  const stray = join(home, 'spool', 'run-01jd0000000000000000000000')
  cpSync(workspace, `${stray}.files`, { recursive: true })
  mkdirSync(join(home, 'spool', 'not-ours'))
  const { core } = await testCore({ home, workspace, limits })
  await settled(core, job)
  expect(existsSync(`${stray}.files`)).toBe(false)
  await until('nothing is left', () => readdirSync(join(home, 'spool')).join() === 'not-ours')
})

it('is told of in the log of the daemon', async () => {
  const { home, run, spool } = await crashed()
  rmSync(spool)
  mkdirSync(spool)
  const root = join(import.meta.dirname, '..', '..')
  const daemon = await startDaemon({ home, root, version: '0.0.0-test', port: 0, slots: 0 })
  await daemon.close('test')
  expect(readFileSync(join(home, 'logs', 'interlock.log'), 'utf8')).toContain(`The output of the lost run ${run}`)
})
