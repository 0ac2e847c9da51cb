import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Core } from '#core'
import type { Job } from '#schemas'
import { aJob, aScript, aTestRun, READING } from '../support/jobs.ts'
import { isLiving, livingWith } from '../support/processes.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'

const limits = { restartMinMs: 20, restartMaxMs: 100, retryMinMs: 20 }
/** A command that leaves its group, its session and its parent in every way a command can. */
const HIDING = `
sleep $1 & setsid sleep $1 & (setsid sh -c "trap '' TERM HUP INT; sleep $1; sleep $1" &)
python3 -c '
import os, sys
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.execvp("sleep", ["sleep", sys.argv[1]])
        os._exit(0)
' $1
touch started
wait
sleep $1
`

/** Runs it in a workspace, every process of it marked. */
function hiding(folder: string, mark: string, workspace: string) {
  writeFileSync(join(folder, 'hiding.sh'), HIDING)
  return aTestRun([['sh', 'hiding.sh', mark]], { workspace })
}

const mode = (core: Core): string => core.killSwitch.get().mode

async function engaged(core: Core, wanted = 'engaged'): Promise<void> {
  await until(`the switch is ${wanted}`, () => mode(core) === wanted)
}

async function begun(workspace: string): Promise<void> {
  await until('the command has begun', () => existsSync(join(workspace, 'started')))
}

describe('engaged', () => {
  it('lets the step under way end, begins no further one, and holds the job', async () => {
    const { core, workspace } = await testCore({ limits })
    const first = ['sh', '-c', 'touch started; sleep 0.3; touch ended']
    const job = await enqueued(core, aTestRun([first, ['touch', 'further'], ['touch', 'further']]))
    await begun(workspace)
    await core.killSwitch.engage({ hard: false }, 'operator')
    expect(await settled(core, job)).toMatchObject({
      state: 'held',
      held_reason: 'kill_switch',
      attempts: 0,
      outcome: { code: 'kill_switch', message: 'kill_switch:test_runner_before_tool_call' },
    })
    expect(existsSync(join(workspace, 'ended'))).toBe(true)
    expect(existsSync(join(workspace, 'further'))).toBe(false)
    expect(core.jobs.get(job).runs).toMatchObject([{ state: 'killed', result: { commands_run: 1 } }])
    await until('nothing is stopping any more', () => core.killSwitch.get().stopping.length === 0)
    expect(core.killSwitch.get()).toMatchObject({ mode: 'engaged', killed: [{ job }] })
  })

  it('lets nothing be claimed before its release, however much is asked for', async () => {
    const { core } = await testCore({ slots: 3, limits })
    const jobs = await Promise.all(Array.from({ length: 60 }, () => enqueued(core, aJob())))
    await core.killSwitch.engage({ hard: false }, 'operator')
    for (let n = 0; n < 20; n += 1) jobs.push(await enqueued(core, aJob()))
    await until('what went on has ended', () => core.killSwitch.get().stopping.length === 0)
    await sleep(300)
    const [engagement] = await eventsOf(core, { kind: ['kill_switch.engaged'] })
    const claims = await eventsOf(core, { kind: ['run.claimed'] })
    expect(claims.filter(({ seq }) => seq > engagement!.seq)).toEqual([])
    const waiting = jobs.filter((id) => core.jobs.get(id).job.state === 'queued')
    expect(waiting.length).toBeGreaterThanOrEqual(20)
    expect(core.jobs.get(waiting[0]!).job.waiting_reason).toEqual({ code: 'kill_switch' })

    await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
    for (const id of jobs) expect(await settled(core, id)).toMatchObject({ state: 'succeeded' })
  })

  it('twice is engaged once; a later note takes the place of the first', async () => {
    const { core } = await testCore({ slots: 0 })
    await core.killSwitch.engage({ hard: false, note: 'first' }, 'operator')
    await core.killSwitch.engage({ hard: false, note: 'second' }, 'operator')
    expect(await eventsOf(core, { kind: ['kill_switch.engaged'] })).toHaveLength(1)
    expect(await eventsOf(core, { kind: ['kill_switch.noted'] })).toHaveLength(1)
    expect(core.killSwitch.get()).toMatchObject({ mode: 'engaged', note: 'second', source: 'operator' })
  })

  it('can become hard, and not soft again', async () => {
    const { core } = await testCore({ slots: 0 })
    for (const hard of [false, true, false]) await core.killSwitch.engage({ hard }, 'operator')
    expect(mode(core)).toBe('engaged_hard')
    expect(await eventsOf(core, { kind: ['kill_switch.engaged'] })).toHaveLength(2)
  })
})

describe('engaged hard', () => {
  it('ends within a second every process of every run, however it hides, and the workers too', async () => {
    const { core, workspace } = await testCore({ slots: 2, limits })
    const mark = `41536${process.pid}`
    const other = aFolder('other')
    await core.workspaces.add({ path: other, name: 'other' }, 'operator')
    const jobs = [
      await enqueued(core, hiding(workspace, mark, 'demo')),
      await enqueued(core, hiding(other, mark, 'other')),
    ]
    await Promise.all([begun(workspace), begun(other)])
    const workers = core.workers.list().map(({ pid }) => pid!)
    expect(livingWith(mark).length).toBeGreaterThan(10)

    const startedAt = performance.now()
    await core.killSwitch.engage({ hard: true }, 'operator')
    await until('all are gone', () => livingWith(mark).length === 0 && !workers.some(isLiving))
    expect(performance.now() - startedAt).toBeLessThan(1000)
    for (const job of jobs) expect(await settled(core, job)).toMatchObject({ state: 'held', attempts: 0 })
    const view = await until('the stop was measured', () => {
      const now = core.killSwitch.get()
      return now.ended_ms !== null && now
    })
    expect(view.killed.map(({ job }) => job).toSorted()).toEqual(jobs.toSorted())
    expect(view.processes_ended).toBeGreaterThan(10)
  })

  it('starts no worker again before its release', async () => {
    const { core } = await testCore({ limits })
    const job = await enqueued(core, aScript('sleep 60'))
    await inState(core, job, 'running')
    await core.killSwitch.engage({ hard: true }, 'operator')
    await inState(core, job, 'held')
    const next = await enqueued(core, aJob())
    await sleep(500)
    expect(core.workers.list()).toMatchObject([{ state: 'stopped', pid: null }])
    expect(core.jobs.get(next).job).toMatchObject({ state: 'queued', waiting_reason: { code: 'kill_switch' } })
    await core.killSwitch.release({ choice: 'drop', except: [] }, 'operator')
    expect(await settled(core, next)).toMatchObject({ state: 'succeeded' })
    expect(core.jobs.get(job).job).toMatchObject({ state: 'cancelled' })
  })

  it('leaves a worker that dies meanwhile where it is', async () => {
    const { core } = await testCore({ limits })
    const { pid } = await until('a worker is idle', () => core.workers.list().find(({ state }) => state === 'idle'))
    await core.killSwitch.engage({ hard: false }, 'operator')
    process.kill(pid!, 'SIGKILL')
    await until('it is gone', () => core.workers.list()[0]?.state === 'stopped')
    await sleep(300)
    expect(core.workers.list()[0]).toMatchObject({ state: 'stopped', pid: null })
    await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
    expect(await settled(core, await enqueued(core, aJob()))).toMatchObject({ state: 'succeeded' })
  })
})

describe('released', () => {
  it('asks per run: queues again what is not excepted, drops the rest, and uses up no attempt', async () => {
    const { core, workspace } = await testCore({ slots: 2, limits })
    const other = aFolder('other')
    await core.workspaces.add({ path: other, name: 'other' }, 'operator')
    const once = (place: string) =>
      aScript('[ -e started ] || { touch started; sleep 60; }', { max_attempts: 1, workspace: place })
    const [kept, dropped] = [await enqueued(core, once('demo')), await enqueued(core, once('other'))]
    await Promise.all([begun(workspace), begun(other)])
    await core.killSwitch.engage({ hard: true }, 'operator')
    await Promise.all([inState(core, kept, 'held'), inState(core, dropped, 'held')])
    const preview = core.killSwitch.releasePreview()
    expect(preview).toMatchObject({ starts: 2, waits: 0 })
    expect(preview.killed.map(({ job }) => job).toSorted()).toEqual([kept, dropped].toSorted())

    const except = [core.jobs.get(dropped).job.last_run!]
    await core.killSwitch.release({ choice: 'requeue', except }, 'operator')
    expect(await settled(core, kept)).toMatchObject({ state: 'succeeded', runs: 2, attempts: 1 })
    expect(core.jobs.get(dropped).job).toMatchObject({ state: 'cancelled', runs: 1, attempts: 0 })
    expect(await eventsOf(core, { kind: ['kill_switch.released'] })).toMatchObject([
      { payload: { source: 'operator', requeued: [core.jobs.get(kept).runs[0]?.id], dropped: except } },
    ])
    expect(core.killSwitch.get()).toMatchObject({ mode: 'released', killed: [] })
  })

  it('leaves alone what the operator has settled meanwhile', async () => {
    const { core } = await testCore({ limits })
    const job = await enqueued(core, aScript('sleep 60'))
    await inState(core, job, 'running')
    await core.killSwitch.engage({ hard: true }, 'operator')
    await inState(core, job, 'held')
    await core.jobs.cancel(job, 'operator')
    await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
    expect(core.jobs.get(job).job).toMatchObject({ state: 'cancelled', runs: 1 })
  })

  it('is refused where there is nothing to release', async () => {
    const { core } = await testCore({ slots: 0 })
    await expect(core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')).rejects.toMatchObject({
      code: 'kill_switch_not_engaged',
    })
  })
})

describe('the file', () => {
  it('is seen within a quarter of a second', async () => {
    const { core, home } = await testCore({ slots: 0 })
    const file = join(home, 'KILL_SWITCH')
    const seenAfter: number[] = []
    for (let n = 0; n < 5; n += 1) {
      const writtenAt = performance.now()
      writeFileSync(file, '')
      await engaged(core)
      seenAfter.push(performance.now() - writtenAt)
      rmSync(file)
      await engaged(core, 'released')
    }
    // The median, since a machine may be busy once; without a watch it would be half a second and more.
    expect(seenAfter.toSorted((a, b) => a - b)[2]).toBeLessThan(250)
    expect(await eventsOf(core, { kind: ['kill_switch.engaged', 'kill_switch.released'] })).toHaveLength(10)
  })

  it('engages hard when its first line says so, whatever stands below', async () => {
    const { core, home } = await testCore({ slots: 0 })
    writeFileSync(join(home, 'KILL_SWITCH'), 'Hard\nbecause of the fire\n')
    await engaged(core, 'engaged_hard')
    expect(core.killSwitch.get()).toMatchObject({ source: 'file', file_present: true })
  })

  it('is looked at before each step also by the worker, should the core not notice', async () => {
    const { core, home, workspace } = await testCore({ limits })
    const job = await enqueued(
      core,
      aTestRun([
        ['sh', '-c', 'touch started; sleep 0.3'],
        ['touch', 'further'],
      ]),
    )
    await begun(workspace)
    writeFileSync(join(home, 'KILL_SWITCH'), '')
    expect(await settled(core, job)).toMatchObject({ state: 'held', held_reason: 'kill_switch' })
    expect(existsSync(join(workspace, 'further'))).toBe(false)
  })

  it('keeps a core from starting anything that comes up beside it', async () => {
    const home = aFolder('home')
    writeFileSync(join(home, 'KILL_SWITCH'), '')
    const { core } = await testCore({ home, limits })
    const job = await enqueued(core, aJob())
    await engaged(core)
    await sleep(300)
    expect(core.workers.list()).toMatchObject([{ state: 'stopped', pid: null }])
    expect(await eventsOf(core, { kind: ['worker.started', 'run.claimed'] })).toEqual([])
    rmSync(join(home, 'KILL_SWITCH'))
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded' })
    expect(mode(core)).toBe('released')
  })

  it('counts when it is a folder, and not when it is a link to nothing', async () => {
    const { core, home } = await testCore({ slots: 0 })
    const file = join(home, 'KILL_SWITCH')
    symlinkSync(join(home, 'nothing'), file)
    await sleep(300)
    expect(mode(core)).toBe('released')
    rmSync(file)
    mkdirSync(file)
    await engaged(core)
    rmSync(file, { recursive: true })
    await engaged(core, 'released')
  })

  it('going releases what it engaged, with all runs queued again', async () => {
    const { core, home, workspace } = await testCore({ limits })
    const job = await enqueued(core, aScript('[ -e started ] || { touch started; sleep 60; }'))
    await begun(workspace)
    writeFileSync(join(home, 'KILL_SWITCH'), 'hard')
    await inState(core, job, 'held')
    rmSync(join(home, 'KILL_SWITCH'))
    expect(await inState(core, job, 'succeeded')).toMatchObject({ runs: 2, attempts: 1 })
    expect(await eventsOf(core, { kind: ['kill_switch.released'] })).toMatchObject([{ payload: { source: 'file' } }])
  })

  it('going does not release what the operator engaged before it', async () => {
    const { core, home } = await testCore({ slots: 0 })
    const file = join(home, 'KILL_SWITCH')
    await core.killSwitch.engage({ hard: false }, 'operator')
    writeFileSync(file, 'hard')
    await engaged(core, 'engaged_hard')
    rmSync(file)
    await until('its going was seen', () => !core.killSwitch.get().file_present)
    await sleep(1200)
    expect(core.killSwitch.get()).toMatchObject({ mode: 'engaged_hard', source: 'operator' })
  })

  it('going does not release what the operator took over from it', async () => {
    const { core, home } = await testCore({ slots: 0 })
    const file = join(home, 'KILL_SWITCH')
    writeFileSync(file, '')
    await engaged(core)
    await core.killSwitch.engage({ hard: false }, 'cli')
    expect(core.killSwitch.get()).toMatchObject({ mode: 'engaged', source: 'cli' })
    rmSync(file)
    await sleep(1200)
    expect(mode(core)).toBe('engaged')
  })

  it('cannot be released away while it is there', async () => {
    const { core, home } = await testCore({ slots: 0 })
    const file = join(home, 'KILL_SWITCH')
    writeFileSync(file, '')
    await engaged(core)
    const head = core.status().ledger.seq
    await expect(core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')).rejects.toMatchObject({
      code: 'kill_switch_file_present',
      data: { path: file },
    })
    expect(core.status().ledger.seq).toBe(head)
  })

  it('that comes and goes at once leaves nothing engaged', async () => {
    const { core, home } = await testCore({ slots: 0 })
    const file = join(home, 'KILL_SWITCH')
    for (let n = 0; n < 20; n += 1) {
      writeFileSync(file, '')
      await sleep(n % 5)
      rmSync(file)
      await sleep(n % 3)
    }
    await until('it is released', () => mode(core) === 'released' && !core.killSwitch.get().file_present, 5000)
    await sleep(1200)
    expect(mode(core)).toBe('released')
  })
})

it('stays engaged over a restart of the core, and so does what it holds', async () => {
  const home = aFolder('home')
  const first = await testCore({ home, limits })
  const job = await enqueued(first.core, aScript('sleep 60'))
  await inState(first.core, job, 'running')
  await first.core.killSwitch.engage({ hard: true, note: 'over night' }, 'operator')
  await inState(first.core, job, 'held')
  await first.core.close('test')

  const { core } = await testCore({ home, workspace: first.workspace, limits })
  await sleep(300)
  expect(core.killSwitch.get()).toMatchObject({ mode: 'engaged_hard', note: 'over night', killed: [{ job }] })
  expect(core.workers.list()).toMatchObject([{ state: 'stopped', pid: null }])
})

it('keeps what a hard stop ended when the core is stopped right after it', async () => {
  const home = aFolder('home')
  const first = await testCore({ home, slots: 2, limits })
  const sleeps = aScript('sleep 60', { policy: READING })
  const jobs = [await enqueued(first.core, sleeps), await enqueued(first.core, sleeps)]
  for (const job of jobs) await inState(first.core, job, 'running')
  await first.core.killSwitch.engage({ hard: true }, 'operator')
  await first.core.close('test')

  const { core } = await testCore({ home, workspace: first.workspace, slots: 0 })
  for (const job of jobs)
    expect(core.jobs.get(job)).toMatchObject({
      job: { state: 'held', held_reason: 'kill_switch', attempts: 0 },
      runs: [{ state: 'killed', outcome: { code: 'kill_switch' } }],
    })
  expect(core.killSwitch.get().killed).toHaveLength(2)
  const [stopped] = await eventsOf(core, { kind: ['core.stopped'] })
  const exits = await eventsOf(core, { kind: ['worker.exited'] })
  expect(exits.filter(({ seq }) => seq < stopped!.seq)).toHaveLength(2)
})

describe('released at once', () => {
  it('queues again what stops only afterwards: after a hard stop', async () => {
    const { core } = await testCore({ slots: 2, limits })
    const sleeps = aScript('sleep 60', { policy: READING })
    const jobs = [await enqueued(core, sleeps), await enqueued(core, sleeps)]
    for (let runs = 1; runs <= 4; runs += 1) {
      for (const job of jobs) await running(core, job, runs)
      await core.killSwitch.engage({ hard: true }, 'operator')
      await core.killSwitch.release({ choice: 'drop', except: [] }, 'operator')
    }
    for (const job of jobs) expect(await running(core, job, 5)).toMatchObject({ attempts: 0 })
    expect(await eventsOf(core, { kind: ['worker.misbehaved'] })).toEqual([])
    expect(core.killSwitch.get()).toMatchObject({ mode: 'released', killed: [] })
  })

  it('queues again what stops only afterwards: at its next step', async () => {
    const { core, workspace } = await testCore({ limits })
    const slow = ['sh', '-c', '[ -e started ] || { touch started; sleep 0.5; }']
    const job = await enqueued(core, aTestRun([slow, ['true']]))
    await begun(workspace)
    await core.killSwitch.engage({ hard: false }, 'operator')
    await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
    expect(await settled(core, job)).toMatchObject({ state: 'succeeded', runs: 2, attempts: 1 })
    expect(core.jobs.get(job).runs[0]).toMatchObject({ state: 'killed' })
  })
})

/** The job in its run of this number. */
function running(core: Core, id: string, run: number): Promise<Job> {
  return until(`run ${run} of ${id} goes on`, () => {
    const { job } = core.jobs.get(id)
    return job.state === 'running' && job.runs === run && job
  })
}
