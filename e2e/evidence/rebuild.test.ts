import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import type { Core } from '#core'
import { isInterlockError, type JobType, type OperationRequest, READ_ONLY_POLICY } from '#schemas'
import { createClock } from '#schemas/format'
import { everyAgent } from '../support/every-agent.ts'
import { everyChain } from '../support/every-chain.ts'
import { everyDecision } from '../support/every-decision.ts'
import { aSchedule, everyFiring } from '../support/every-firing.ts'
import { everyKey } from '../support/every-key.ts'
import { everyDelivery } from '../support/every-delivery.ts'
import { everyApproval } from '../support/every-approval.ts'
import { everyTrust } from '../support/every-trust.ts'
import { aDaliRepository, enqueueRow, importDali, recordedLedger } from '../support/dali.ts'
import { aJob, anIndex, aScript, BUDGETS, READING } from '../support/jobs.ts'
import { type Chance, chance } from '../support/random.ts'
import { aFolder, openCore, removeFolder, testCore } from '../support/test-core.ts'
import { enqueued, eventsOf, inState, settled, until } from '../support/wait.ts'
import { reducedKinds } from './rebuild/rebuild.ts'
import { compareTables, tableNames } from './rebuild/stored-tables.ts'
import { NOT_EVIDENCE } from './rebuild/tables.ts'

const limits = {
  retryMinMs: 30,
  retryMaxMs: 200,
  restartMinMs: 30,
  restartMaxMs: 200,
  healthyMs: 500,
  wallGraceMs: 200,
}
const LATER = '2100-01-01T00:00:00Z'

/** What can happen, so often of a hundred times. */
function acts(core: Core, random: Chance, home: string, workspace: string) {
  const someJob = async () => random.pick((await core.jobs.list({ limit: 50 })).items).id
  const someSchedule = () => core.schedules.list({ limit: 50 }).items[0]?.id ?? 'none'
  const enqueue = (spec: unknown) => core.jobs.enqueue(spec, 'operator')
  const file = join(home, 'KILL_SWITCH')
  return [
    [20, () => enqueue(aJob({ priority: random.below(5) }))],
    [10, () => enqueue(aScript('echo out; echo err >&2; sleep 0.1'))],
    [6, () => enqueue(aScript('sleep 0.5', { max_attempts: 2 }))],
    [4, () => enqueue(aScript('head -c 90000 /dev/zero | tr "\\0" y'))],
    [4, () => enqueue(aScript('true', { policy: READ_ONLY_POLICY }))],
    [4, () => enqueue(aScript('sleep 5', { budgets: { ...BUDGETS, max_wall_time_sec: 1 }, retry_on: ['timed_out'] }))],
    [4, () => enqueue(aScript('head -c 5000 /dev/zero', { budgets: { ...BUDGETS, max_output_bytes: 1024 } }))],
    [4, () => enqueue(anIndex())],
    [4, () => enqueue(aJob({ run_at: new Date(Date.now() + random.below(300)).toISOString() }))],
    [2, () => enqueue(aJob({ run_at: LATER, compat: 'dali' }))],
    [2, () => enqueue(aJob({ requires: ['gpu'], idempotency_key: random.pick(['a', 'b', 'c']) }))],
    [2, () => enqueue(aScript(`echo ${'long '.repeat(40)}; sleep 0.1`))],
    [10, async () => core.jobs.cancel(await someJob(), 'operator')],
    [6, async () => core.jobs.retry(await someJob(), 'cli')],
    [4, async () => core.jobs.requeue(await someJob(), 'cli')],
    [4, async () => core.jobs.setPriority(await someJob(), random.below(9) - 4, 'operator')],
    [4, async () => core.jobs.restore(await someJob(), 'operator')],
    [6, () => operate(core, random)],
    [4, () => core.operations.undo(core.operations.list({ limit: 1 }).items[0]?.id ?? 'none', 'operator')],
    [4, () => killWorker(core, random)],
    [4, () => core.killSwitch.engage({ hard: random.percent(50), note: 'because' }, random.pick(['operator', 'cli']))],
    [3, () => writeFileSync(file, random.pick(['hard\n', '']))],
    [5, () => rmSync(file, { force: true })],
    [7, () => release(core, random)],
    [2, () => core.workspaces.remove({ name: 'demo', force: true }, 'operator')],
    [
      6,
      () =>
        enqueue(aScript('true', { approval: random.pick([{ at: ['start'] }, { at: ['step'], if_rejected: 'skip' }]) })),
    ],
    [8, () => decideSome(core, random)],
    [
      2,
      () => core.workspaces.setToolchains({ name: 'demo', toolchains: random.pick([[], [home], [workspace]]) }, 'cli'),
    ],
    [2, () => core.workspaces.lowerSandbox({ name: 'demo', to: 'os-partial', why: 'because' }, 'operator')],
    [1, () => core.workspaces.restoreSandbox('demo', 'operator')],
    [2, () => enqueue(aJob({ policy: { ...READING, min_sandbox: 'policy-only' }, sandbox_why: 'because' }))],
    [5, () => core.workspaces.add({ path: workspace, name: 'demo' }, 'operator')],
    [3, () => core.schedules.create(aSchedule({ trigger: { kind: 'interval', every_s: 1 } }), 'operator')],
    [4, async () => core.schedules.enable(someSchedule(), 'operator')],
    [3, () => core.schedules.create(aSchedule({ after: [{ parent: someSchedule(), on: 'complete' }] }), 'operator')],
    [3, () => core.schedules.runNow({ id: someSchedule() }, 'operator')],
    [1, () => core.schedules.disable(someSchedule(), 'operator')],
    [1, () => core.schedules.remove(someSchedule(), 'operator')],
    [1, () => (random.percent(50) ? core.schedules.pauseAll('cli') : core.schedules.resumeAll('cli'))],
    [4, () => enqueue(aJob({ deliver: { to: random.pick(['inbox', 'desktop']), when: 'always' } }))],
    [2, () => (random.percent(50) ? core.outbox.pause('cli') : core.outbox.resume('cli'))],
  ] as const satisfies (readonly [number, () => unknown])[]
}

async function decideSome(core: Core, random: Chance): Promise<unknown> {
  const { items } = core.approvals.list({ filter: { state: ['pending'] }, limit: 20 })
  if (items.length === 0) return undefined
  const { id, hash } = random.pick(items)
  return core.approvals[random.pick(['approve', 'approve', 'reject'] as const)]({ id, hash }, 'operator')
}

async function operate(core: Core, random: Chance): Promise<unknown> {
  const act = random.pick(['cancel', 'retry', 'requeue', 'priority'] as const)
  const type: JobType = random.pick(['doc_compactor_task', 'test_runner_task'] as const)
  const request = { act, filter: { type: [type] } }
  const asked = act === 'priority' ? { ...request, priority: random.below(9) } : request
  const { token, head } = await core.operations.preview(asked)
  return core.operations.start({ ...asked, token, head }, 'operator')
}

function release(core: Core, random: Chance): Promise<unknown> {
  const killed = core.killSwitch.get().killed.map(({ run }) => run)
  return core.killSwitch.release(
    { choice: random.pick(['requeue', 'drop']), except: killed.filter(() => random.percent(30)) },
    'operator',
  )
}

function killWorker(core: Core, random: Chance): void {
  const { pid } = random.pick(core.workers.list())
  if (pid !== null) process.kill(pid, 'SIGKILL')
}

/** Both sides at this moment, and which kinds of events there are by now. */
function expectRebuilt(home: string): ReadonlySet<string> {
  const { stored, rebuilt, kinds } = compareTables(home)
  expect(rebuilt).toEqual(stored)
  return kinds
}

/** Things happen at random; what cannot happen now is refused, and that is fine. */
async function live(core: Core, random: Chance, home: string, workspace: string): Promise<void> {
  const bag = acts(core, random, home, workspace).flatMap(([often, act]) => Array.from({ length: often }, () => act))
  for (let time = 0; time < 100; time += 1) {
    try {
      await random.pick(bag)()
    } catch (error) {
      if (!isInterlockError(error)) throw error
    }
    await sleep(random.below(30))
    if (time % 10 === 0) expectRebuilt(home)
  }
}

it('rebuilds every table from events and bodies, at any moment of a busy life', async () => {
  const random = chance('a busy life')
  const home = aFolder('home')
  const workspace = aFolder('workspace')
  writeFileSync(join(workspace, 'README.md'), '# Read me\n')
  for (let life = 0; life < 2; life += 1) {
    const { core } = await openCore({ home, workspace, slots: 3, limits, shell: 'daemon' })
    await enqueued(core, aJob())
    try {
      await live(core, random, home, workspace)
    } finally {
      rmSync(join(home, 'KILL_SWITCH'), { force: true })
      await core.close('test')
    }
    expectRebuilt(home)
  }
}, 60_000)

it('rebuilds every table after each thing that can happen to a job', async () => {
  let ahead = 0
  const clock = { ...createClock(), now: () => Date.now() + ahead }
  const { core, home, workspace } = await testCore({ slots: 2, limits, clock, shell: 'daemon' })
  const stopsAtFirst = (name: string) => aScript(`[ -e ${name} ] || { touch ${name}; sleep 60; }`)
  const begun = (name: string) => until(`${name} has begun`, () => existsSync(join(workspace, name)))

  // A worker that dies: lost, tried again.
  const lost = await enqueued(core, stopsAtFirst('lost'))
  await begun('lost')
  process.kill(core.workers.list().find(({ job }) => job === lost)!.pid!, 'SIGKILL')
  expect((await settled(core, lost)).runs).toBe(2)
  expectRebuilt(home)

  // Ends of every kind, and what the operator does.
  const failed = await enqueued(core, aScript('true', { policy: READ_ONLY_POLICY }))
  await settled(core, failed)
  await core.jobs.retry(failed, 'operator')
  await settled(core, failed)
  const cancelled = await enqueued(core, aScript('echo said; sleep 60'))
  await until('what it said is stored', async () => {
    return (await eventsOf(core, { kind: ['output.chunk'], job: cancelled })).length > 0
  })
  expectRebuilt(home)
  await core.jobs.cancel(cancelled, 'operator')
  expect(await settled(core, cancelled)).toMatchObject({ state: 'cancelled' })
  const never = await enqueued(core, aJob({ run_at: LATER }))
  await core.jobs.cancel(never, 'operator')
  const timed = { max_wall_time_sec: 1 }
  await settled(core, await enqueued(core, aScript('sleep 9', { budgets: { ...BUDGETS, ...timed }, max_attempts: 1 })))
  await settled(core, await enqueued(core, aJob({ run_at: new Date(Date.now() + 100).toISOString() })))
  expectRebuilt(home)

  // The kill switch: one run requeued, which had been lost once before, one dropped.
  const second = await enqueued(core, aScript('for f in once second; do [ -e $f ] || { touch $f; sleep 60; }; done'))
  await begun('once')
  process.kill(core.workers.list().find(({ job }) => job === second)!.pid!, 'SIGKILL')
  const first = await enqueued(core, aScript('sleep 60', { policy: READING }))
  await Promise.all([inState(core, first, 'running'), begun('second')])
  await core.killSwitch.engage({ hard: true, note: 'lunch' }, 'operator')
  await core.killSwitch.note('back at two', 'operator')
  await Promise.all([settled(core, first), settled(core, second)])
  expectRebuilt(home)
  await core.killSwitch.release({ choice: 'drop', except: [core.jobs.get(second).job.last_run!] }, 'operator')
  expect(await settled(core, second)).toMatchObject({ state: 'succeeded', attempts: 2, runs: 3 })
  expect(core.jobs.get(first).job.state).toBe('cancelled')
  expectRebuilt(home)

  // What another system did, and what it did afterwards.
  const { root, ledger, killSwitch, evidence } = aDaliRepository(recordedLedger('seed-ledger'))
  evidence('job-sleeprun11122201_index.jsonl', '{}\n')
  await importDali(core, root, { workspace: 'demo' })
  expectRebuilt(home)
  appendFileSync(ledger, enqueueRow('job-later001'))
  appendFileSync(ledger, recordedLedger('seed-ledger'))
  writeFileSync(killSwitch, '')
  await importDali(core, root, { workspace: 'demo' })
  await core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator')
  await core.jobs.retry('job-later001', 'operator')
  await settled(core, 'job-later001')
  expectRebuilt(home)

  // Schedules and what comes of them.
  const jump = async (ms: number) => {
    ahead += ms
    await core.schedules.runDue()
  }
  await everyFiring(core, jump, () => expectRebuilt(home))

  // What follows what, and what is watched.
  await everyChain(core, workspace, () => expectRebuilt(home))

  // What the operator decides about what was made.
  writeFileSync(join(workspace, 'README.md'), '# Read me\n')
  await everyDecision(core, workspace, () => expectRebuilt(home))

  // Many jobs at once: finished, undone, stopped by a core that ended.
  const waiting = [await enqueued(core, aJob({ run_at: LATER })), await enqueued(core, aJob({ run_at: LATER }))]
  for (const request of [
    { act: 'priority', priority: 7, ids: waiting },
    { act: 'cancel', ids: waiting },
  ] as const) {
    const asked = { ...request, ids: [...request.ids] }
    const { token, head } = await core.operations.preview(asked)
    const { id } = await core.operations.start({ ...asked, token, head }, 'operator')
    await until('it is finished', () => core.operations.get(id).state === 'finished')
    expectRebuilt(home)
    await core.operations.undo(id, 'operator')
    await until('it is undone', () => core.operations.get(id).state === 'undone')
    expectRebuilt(home)
  }
  expect(core.jobs.get(waiting[0]!).job).toMatchObject({ state: 'scheduled', priority: 0 })

  // Model servers: one that is not there, changed and forgotten.
  const endpoint = { secret: null, model: null, interval_s: 60, timeout_ms: 1000, slow_ms: 1000 }
  for (const name of ['coder', 'chat'])
    await core.endpoints.add({ name, url: 'http://127.0.0.1:1', ...endpoint }, 'operator')
  expect(await core.endpoints.probe('coder')).toMatchObject({ state: 'down' })
  await core.endpoints.edit({ name: 'coder', model: 'coder-7b' }, 'operator')
  expectRebuilt(home)
  await core.endpoints.remove('chat', 'operator')
  expectRebuilt(home)

  // What is told to whom.
  await everyDelivery(
    core,
    home,
    (ms) => (ahead += ms),
    () => expectRebuilt(home),
  )

  // Keys of programs.
  await everyKey(core, () => expectRebuilt(home))

  // What agents say to each other and do together.
  await everyAgent(
    core,
    (ms) => (ahead += ms),
    () => expectRebuilt(home),
  )

  // What the operator is asked.
  await everyApproval(
    core,
    (ms) => (ahead += ms),
    () => expectRebuilt(home),
  )

  // What stands before runs.
  await everyTrust(core, home, () => expectRebuilt(home))

  // So many that the operation is stopped in its midst; last, since each comparison reads every job there is.
  await Promise.all(Array.from({ length: 3000 }, () => enqueued(core, aJob({ run_at: LATER }))))
  const scheduled: OperationRequest = { act: 'cancel', filter: { state: ['scheduled'] } }
  const { token, head } = await core.operations.preview(scheduled)
  const { id: long } = await core.operations.start({ ...scheduled, token, head }, 'operator')
  expect(await core.operations.stop(long)).toMatchObject({ state: 'stopped', stopped_by: 'operator' })
  expectRebuilt(home)

  // A workspace that goes.
  await enqueued(core, aJob({ run_at: LATER }))

  // What the operator grants a workspace.
  await core.workspaces.setToolchains({ name: 'demo', toolchains: [aFolder('tools')] }, 'operator')
  await core.workspaces.lowerSandbox({ name: 'demo', to: 'policy-only', why: 'My own code.' }, 'operator')
  expectRebuilt(home)
  await core.workspaces.restoreSandbox('demo', 'operator')
  expectRebuilt(home)
  await core.workspaces.remove({ name: 'demo', force: true }, 'operator')
  const kinds = expectRebuilt(home)
  expect(reducedKinds.filter((kind) => !kinds.has(kind))).toEqual([])
}, 90_000)

it('knows of every table whether it is evidence', async () => {
  const { core, home, workspace } = await openCore({ slots: 0 })
  onTestFinished(() => {
    removeFolder(home)
    removeFolder(workspace)
  })
  await core.close('test')
  const { rebuilt } = compareTables(home)
  expect(tableNames(home).toSorted()).toEqual(['event', ...Object.keys(rebuilt), ...NOT_EVIDENCE].toSorted())
})
