import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fromDaliJob } from '#schemas'
import { compareTables } from '../evidence/rebuild/stored-tables.ts'
import { aDaliRepository, enqueueRow, goesOn, importDali, recordedLedger } from '../support/dali.ts'
import { contentOf } from '../support/database.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { settled } from '../support/wait.ts'
import { claim, complete, ID, only, withoutWorkers } from './dali-rows.ts'

describe('a dry run', () => {
  it('says what an import would do and writes nothing', async () => {
    const { core, home } = await withoutWorkers()
    const { root, killSwitch, evidence } = aDaliRepository(recordedLedger('seed-ledger'))
    writeFileSync(killSwitch, '')
    evidence('job-sleeprun11122201.jsonl', '{}\n')
    evidence('job-sleeprun11122201_index.jsonl', '{}\n')
    evidence('worker_w1.jsonl', '{}\n')
    const before = contentOf(home)
    const dry = await importDali(core, root, { dry_run: true })
    expect(contentOf(home)).toEqual(before)
    expect(readdirSync(join(home, 'spool'))).toEqual([])

    const real = await importDali(core, root)
    expect(dry.jobs).toEqual(real.jobs)
    expect(dry.source).toEqual(real.source)
    expect(dry.summary).toEqual({ ...real.summary, import: null, dry_run: true })
    expect(dry.summary).toMatchObject({ kill_switch_engaged: true, workspace_added: true, artifacts: 1, files: 1 })
  })

  it('plans ids as an import gives them', async () => {
    const { core } = await withoutWorkers()
    const contents = ['one', 'two', 'three'].map((title) =>
      enqueueRow(ID, { payload: { inputs: ['a'], max_input_bytes: 128, max_output_bytes: 128, title } }),
    )
    const { root } = aDaliRepository(contents.join(''))
    const dry = await importDali(core, root, { dry_run: true })
    expect(dry.jobs.map(({ id }) => id)).toEqual([ID, `${ID}-2`, `${ID}-3`])
    expect((await importDali(core, root)).jobs.map(({ id }) => id)).toEqual(dry.jobs.map(({ id }) => id))
  })
})

describe('DALI at work', () => {
  it('is not imported while a lease goes on, unless its kill switch is engaged', async () => {
    const { core } = await withoutWorkers()
    const { root, ledger, killSwitch } = aDaliRepository(enqueueRow(ID) + claim('w1', goesOn()))
    await expect(importDali(core, root)).rejects.toMatchObject({
      code: 'import_source_busy',
      data: { ledger, kill_switch: killSwitch, leases: 1, pid: null },
      remedy: expect.stringContaining(killSwitch),
    })
    expect(core.status().first_start).toBe(true)

    writeFileSync(killSwitch, '')
    const { jobs } = await importDali(core, root)
    expect(jobs).toMatchObject([{ state_there: 'running', state_here: 'held', why: 'interrupted', runs: 1 }])
    expect(only(core)).toMatchObject({
      job: { state: 'held', held_reason: 'imported' },
      runs: [{ state: 'lost', outcome: { code: 'interrupted' } }],
    })
  })

  it('is not imported while its worker is alive', async () => {
    const { core } = await withoutWorkers()
    const { root, pidFile, killSwitch } = aDaliRepository(enqueueRow(ID))
    const worker = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)', 'workspace.local_exec.worker'])
    onTestFinished(() => void worker.kill('SIGKILL'))
    await once(worker, 'spawn')
    writeFileSync(pidFile, `${worker.pid}\n`)
    await expect(importDali(core, root)).rejects.toMatchObject({
      code: 'import_source_busy',
      data: { pid: worker.pid, leases: 0 },
    })
    writeFileSync(killSwitch, '')
    expect((await importDali(core, root)).source).toMatchObject({ worker_pid: worker.pid, kill_switch: true })
  })

  it('is not taken for alive by a number that another program has now', async () => {
    const { core } = await withoutWorkers()
    const { root, pidFile } = aDaliRepository(enqueueRow(ID))
    writeFileSync(pidFile, String(process.pid))
    expect((await importDali(core, root)).source.worker_pid).toBeNull()
  })

  it('can be imported again after one import was refused', async () => {
    const { core } = await withoutWorkers()
    await expect(importDali(core, join(aFolder(), 'nothing'))).rejects.toMatchObject({
      code: 'import_source_unreadable',
    })
    await expect(importDali(core, 'relative')).rejects.toMatchObject({ code: 'import_source_unreadable' })
    await expect(importDali(core, aFolder())).rejects.toMatchObject({ code: 'import_source_unreadable' })
    expect((await importDali(core, aDaliRepository(enqueueRow(ID)).root)).summary.jobs.added).toBe(1)
  })
})

describe('the kill switch', () => {
  it('is taken over, once', async () => {
    const { core } = await withoutWorkers()
    const { root, killSwitch } = aDaliRepository(enqueueRow(ID))
    mkdirSync(killSwitch)
    expect((await importDali(core, root)).summary.kill_switch_engaged).toBe(true)
    expect(core.killSwitch.get()).toMatchObject({
      mode: 'engaged',
      source: 'import',
      note: expect.stringContaining(killSwitch),
    })

    await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
    expect((await importDali(core, root)).summary.kill_switch_engaged).toBe(false)
    expect(core.killSwitch.get().mode).toBe('released')
  })

  it('is taken over by a later import of the same ledger too', async () => {
    const { core } = await withoutWorkers()
    const { root, killSwitch } = aDaliRepository(enqueueRow(ID))
    await importDali(core, root)
    writeFileSync(killSwitch, '')
    expect((await importDali(core, root)).summary).toMatchObject({ kill_switch_engaged: true, jobs: { unchanged: 1 } })
  })
})

describe('evidence', () => {
  const evidence = '{"kind": "claimed"}\n{"kind": "complete"}\n'

  it('becomes artifacts to review and a body of the run it belongs to', async () => {
    const { core } = await withoutWorkers()
    const repository = aDaliRepository(enqueueRow(ID) + claim() + complete() + claim('w2') + complete(undefined, 'w2'))
    repository.evidence(`${ID}.jsonl`, evidence)
    repository.evidence(`${ID}.md`, '# Doc Compactor\n')
    repository.evidence('worker_local-exec-fallback.jsonl', '{"kind": "idle_heartbeat"}\n')
    const { summary } = await importDali(core, repository.root)
    expect(summary).toMatchObject({ runs: 2, artifacts: 1, files: 1 })

    const { artifacts, runs } = core.jobs.get(ID)
    expect(artifacts).toMatchObject([
      { kind: 'document', name: `${ID}.md`, state: 'needs_review', run_id: runs[1]?.id, media_type: 'text/markdown' },
    ])
    expect((await core.artifacts.read({ id: artifacts[0]!.id, from: 0, limit: 100 })).text).toBe('# Doc Compactor\n')
    const { items } = await core.events.page({ filter: { kind: ['run.imported'] }, after: 0, limit: 10 })
    const logs = await Promise.all(
      items.map(async ({ seq, payload }) => {
        const detail = await core.events.get(seq)
        const log = payload['evidence'] as { id: string } | null
        return detail!.bodies.find(({ id }) => id === log?.id)?.value ?? null
      }),
    )
    expect(logs).toEqual([null, evidence])

    // A worker's own evidence is kept once for each content.
    expect((await importDali(core, repository.root)).summary.files).toBe(0)
    repository.evidence('worker_local-exec-fallback.jsonl', '{"kind": "loop_exit"}\n')
    expect((await importDali(core, repository.root, { dry_run: true })).summary.files).toBe(1)
    expect((await importDali(core, repository.root)).summary.files).toBe(1)
  })

  it('is never what a link points to', async () => {
    const { core } = await withoutWorkers()
    const repository = aDaliRepository(enqueueRow(ID) + claim() + complete())
    const secret = join(aFolder(), 'secret.md')
    writeFileSync(secret, 'secret')
    repository.evidence('worker_w1.jsonl', '{}\n')
    symlinkSync(secret, join(repository.root, 'workspace', 'local_exec', 'evidence', `${ID}.md`))
    const { summary } = await importDali(core, repository.root)
    expect(summary).toMatchObject({ artifacts: 0, files: 1 })
    expect(summary.files_left).toEqual([expect.stringContaining('goes through a symbolic link')])
  })

  it('leaves nothing of its copies behind', async () => {
    const { core, home } = await withoutWorkers()
    const repository = aDaliRepository(enqueueRow(ID) + claim() + complete())
    repository.evidence(`${ID}.md`, 'x'.repeat(100_000))
    // What a crash left of an earlier import goes too.
    mkdirSync(join(home, 'spool', 'imp-before.import', 'copies'), { recursive: true })
    await importDali(core, repository.root)
    expect(readdirSync(join(home, 'spool'))).toEqual([])
    expect(readdirSync(join(home, 'blobs'))).toHaveLength(1)
  })
})

describe('a ledger that goes on after it was imported', () => {
  it('adds the runs that are new and lets them say what the job is', async () => {
    const { core } = await withoutWorkers()
    const { root, ledger } = aDaliRepository(enqueueRow(ID))
    await importDali(core, root)
    expect(only(core).job.state).toBe('held')
    appendFileSync(ledger, claim() + complete())
    const { jobs } = await importDali(core, root)
    expect(jobs).toMatchObject([{ outcome: 'extended', state_here: 'succeeded', runs: 1 }])
    expect(only(core)).toMatchObject({ job: { state: 'succeeded', held_reason: null, runs: 1 }, runs: [{ number: 1 }] })

    appendFileSync(ledger, enqueueRow(ID))
    expect((await importDali(core, root)).jobs).toMatchObject([
      { outcome: 'extended', state_here: 'held', why: 'queued_again', runs: 0 },
    ])
    expect(only(core).job).toMatchObject({ state: 'held', held_reason: 'imported' })
    expect((await importDali(core, root)).jobs).toMatchObject([{ outcome: 'unchanged', state_here: 'held' }])
  })

  it('does not undo what was decided here', async () => {
    const { core } = await withoutWorkers()
    const { root, ledger } = aDaliRepository(enqueueRow(ID))
    await importDali(core, root)
    await core.jobs.cancel(ID, 'operator')
    appendFileSync(ledger, claim() + complete())
    expect((await importDali(core, root)).jobs).toMatchObject([
      { outcome: 'extended', state_here: 'cancelled', runs: 1 },
    ])
    expect(only(core)).toMatchObject({ job: { state: 'cancelled', runs: 1 }, runs: [{ state: 'succeeded' }] })
  })
})

describe('jobs and workspaces', () => {
  it('go to the repository’s workspace where it is one already, and to another by name', async () => {
    const { core } = await withoutWorkers()
    const { root, ledger } = aDaliRepository(enqueueRow(ID))
    await core.workspaces.add({ path: root, name: 'clawd' }, 'operator')
    expect((await importDali(core, ledger)).summary).toMatchObject({ workspace: 'clawd', workspace_added: false })
    // In another workspace it is another job, and its id is taken.
    const other = await importDali(core, root, { workspace: 'demo' })
    expect(other.jobs).toMatchObject([{ id: `${ID}-2`, outcome: 'added' }])
    expect(only(core, `${ID}-2`).job).toMatchObject({ workspace: 'demo', meta: { dali_job_id: ID } })
  })

  it('need a workspace to be named for a ledger that lies by itself', async () => {
    const { core } = await testCore({ slots: 0 })
    await core.workspaces.add({ path: aFolder(), name: 'other' }, 'operator')
    const ledger = join(aFolder(), 'jobs.jsonl')
    writeFileSync(ledger, enqueueRow(ID))
    await expect(importDali(core, ledger)).rejects.toMatchObject({ code: 'workspace_required' })
    await expect(importDali(core, ledger, { workspace: 'none' })).rejects.toMatchObject({ code: 'workspace_not_found' })
    expect((await importDali(core, ledger, { workspace: 'other' })).summary.workspace).toBe('other')
  })

  it('do not take the place of a job that was made here', async () => {
    const { core } = await withoutWorkers()
    const { root } = aDaliRepository(enqueueRow(ID))
    await core.workspaces.add({ path: root, name: 'repo' }, 'operator')
    const { job } = JSON.parse(enqueueRow(ID))
    await core.jobs.enqueue({ ...fromDaliJob(job), workspace: 'repo' }, 'operator')
    expect((await importDali(core, root)).jobs).toMatchObject([{ id: `${ID}-2`, original_id: ID }])
  })
})

it('takes a job that crashed for weeks and a result of megabytes', async () => {
  const { core, home } = await withoutWorkers()
  const crashes = Array.from({ length: 120 }, (_, at) => claim(`w${at}`)).join('')
  const { root } = aDaliRepository(enqueueRow(ID) + crashes + complete({ text: 'é'.repeat(1_000_000) }, 'w119'))
  const { jobs } = await importDali(core, root)
  expect(jobs).toMatchObject([{ runs: 120, artifacts: 1, state_here: 'succeeded' }])
  const { runs, artifacts } = core.jobs.get(ID)
  expect(runs.map(({ number }) => number)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
  expect(artifacts).toMatchObject([{ kind: 'test_report', name: `${ID}_report.json`, size: 2_000_011 }])
  expect((await core.evidence.verify({ bodies: true })).ok).toBe(true)
  const { stored, rebuilt } = compareTables(home)
  expect(rebuilt).toEqual(stored)
})

it('can be ended in the middle, and goes on when it is begun again', async () => {
  const { core } = await withoutWorkers()
  const many = Array.from({ length: 100 }, (_, at) => enqueueRow(`job-many${String(at).padStart(4, '0')}`)).join('')
  const { root } = aDaliRepository(many)
  const stop = new AbortController()
  let seen = 0
  for await (const step of await core.exchange.importDali({ path: root, dry_run: false }, 'cli', stop.signal)) {
    if (step.step === 'jobs') {
      seen += step.jobs.length
      stop.abort()
    }
  }
  expect(seen).toBeLessThan(100)
  const { summary } = await importDali(core, root)
  expect(summary.jobs.added + summary.jobs.unchanged).toBe(100)
  expect(summary.jobs.unchanged).toBeGreaterThanOrEqual(seen)
  expect((await core.jobs.counts(undefined)).counts.held).toBe(100)
})

it('imports one at a time', async () => {
  const { core } = await withoutWorkers()
  const { root } = aDaliRepository(enqueueRow(ID))
  const signal = new AbortController().signal
  const first = await core.exchange.importDali({ path: root, dry_run: true }, 'cli', signal)
  await expect(importDali(core, root)).rejects.toMatchObject({ code: 'import_running' })
  for await (const _ of first) continue
  expect((await importDali(core, root)).summary.jobs.added).toBe(1)
})

it('holds a job that asked for the network there, and gives it none when it is let go', async () => {
  const { core, workspace } = await testCore()
  writeFileSync(join(workspace, 'README.md'), '# Read me\n')
  const asks = { tool_policy: { allow_network: true, allow_subprocess: false, allowed_tools: [] } }
  const { root } = aDaliRepository(enqueueRow(ID, asks))
  await importDali(core, root, { workspace: 'demo' })
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(core.jobs.get(ID)).toMatchObject({ job: { state: 'held', held_reason: 'imported' }, runs: [] })
  await core.jobs.requeue(ID, 'operator')
  expect(await settled(core, ID)).toMatchObject({ state: 'succeeded', compat: 'dali' })
})

it('starts nothing by itself, also with workers that wait', async () => {
  const { core } = await testCore({ slots: 2 })
  const { root } = aDaliRepository(recordedLedger('seed-ledger'))
  await importDali(core, root)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect((await core.jobs.counts(undefined)).counts).toMatchObject({ held: 1, succeeded: 3, queued: 0, running: 0 })
  await core.jobs.retry('job-demorepoindex01', 'operator')
  expect(await settled(core, 'job-demorepoindex01')).toMatchObject({ runs: 1 })
})

it('reads DALI’s files and leaves them as they are', async () => {
  const { core } = await withoutWorkers()
  const { root, ledger } = aDaliRepository(recordedLedger('seed-ledger'))
  rmSync(join(root, 'workspace', 'local_exec', 'evidence'), { recursive: true, force: true })
  await importDali(core, root)
  expect(readdirSync(dirname(ledger))).toEqual(['jobs.jsonl'])
  expect(existsSync(join(root, 'workspace', 'local_exec', 'evidence'))).toBe(false)
})
