import { expect, it } from 'vitest'
import type { Core } from '#core'
import { READ_ONLY_POLICY } from '#schemas'
import { dropGuards, readDatabase, tamper } from '../support/database.ts'
import { aJob, aScript, BUDGETS } from '../support/jobs.ts'
import { aFolder, openCore, testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'

const overOutput = () =>
  aScript('head -c 9000 /dev/zero | tr "\\0" x', { budgets: { ...BUDGETS, max_output_bytes: 1024 } })

async function unread(core: Core) {
  return (await core.inbox.get()).groups.filter((group) => group.unread)
}

async function readAll(core: Core): Promise<void> {
  const { head } = await core.inbox.get()
  const { revision } = core.desk.get().inbox
  await core.desk.put({ key: 'inbox', revision, value: { read_to: head, groups: {} } })
}

it('tells of a fresh home nothing', async () => {
  const { core } = await testCore({ slots: 0 })
  expect(await core.inbox.get()).toMatchObject({ unread: 0, groups: [], more: false })
})

it('groups failures by job, and leaves out what succeeded and what somebody wished to end', async () => {
  const { core } = await testCore()
  const failed = await enqueued(core, overOutput())
  await settled(core, failed)
  await core.jobs.retry(failed, 'operator')
  await settled(core, failed)
  await settled(core, await enqueued(core, aScript('true')))
  const cancelled = await enqueued(core, aScript('sleep 60'))
  await core.jobs.cancel(cancelled, 'operator')
  await settled(core, cancelled)
  expect((await unread(core)).filter(({ kind }) => kind === 'job_failed')).toEqual([
    expect.objectContaining({
      id: `job:${failed}`,
      count: 2,
      code: 'max_output_bytes',
      job: { id: failed, title: expect.any(String), type: 'test_runner_task', state: 'failed', workspace: 'demo' },
    }),
  ])
})

it('says who changed the kill switch and what became of it', async () => {
  const { core } = await testCore({ slots: 0 })
  await core.killSwitch.engage({ hard: false }, 'cli')
  await core.killSwitch.release({ choice: 'requeue', except: [] }, 'cli')
  await core.killSwitch.engage({ hard: true }, 'operator')
  expect(await unread(core)).toMatchObject([
    { id: 'switch:operator', kind: 'kill_switch', code: 'engaged_hard', count: 1, actor: 'operator' },
    { id: 'switch:cli', kind: 'kill_switch', code: 'released', count: 2, actor: 'cli' },
  ])
})

it('tells of jobs that are held, one by its name and many by their number', async () => {
  const { core } = await testCore({ slots: 0 })
  const one = await enqueued(core, aJob())
  await core.workspaces.remove({ name: 'demo', force: true }, 'operator')
  expect(await unread(core)).toMatchObject([{ id: 'held:workspace_gone', count: 1, job: { id: one, state: 'held' } }])
})

it('tells again only what came after it was read, as a whole or one by one', async () => {
  const { core } = await testCore({ slots: 0 })
  await core.killSwitch.engage({ hard: false }, 'cli')
  await readAll(core)
  expect(await core.inbox.get()).toMatchObject({ unread: 0, groups: [{ id: 'switch:cli', unread: false, count: 1 }] })
  await core.killSwitch.release({ choice: 'requeue', except: [] }, 'cli')
  await core.killSwitch.engage({ hard: false }, 'operator')
  expect(await unread(core)).toMatchObject([{ id: 'switch:operator' }, { id: 'switch:cli', count: 1 }])
  const [first] = await unread(core)
  const { revision, value } = core.desk.get().inbox
  await core.desk.put({ key: 'inbox', revision, value: { ...value, groups: { [first!.id]: first!.last_seq } } })
  expect(await unread(core)).toMatchObject([{ id: 'switch:cli' }])
})

it('offers what waits for review', async () => {
  const { core } = await testCore()
  await settled(core, await enqueued(core, aScript('true')))
  expect((await unread(core)).filter(({ kind }) => kind === 'review')).toMatchObject([{ id: 'review', count: 2 }])
})

it('keeps a broken chain unread until it is whole', async () => {
  const { core, home } = await testCore({ slots: 0 })
  await readAll(core)
  tamper(home, (database) => {
    dropGuards(database)
    database.prepare("UPDATE event SET actor = 'nobody' WHERE seq = 1").run()
  })
  await core.evidence.verify({ bodies: false })
  await readAll(core)
  expect(await unread(core)).toMatchObject([{ id: 'chain', kind: 'chain', standing: true }])
})

it('tells the rest where somebody wrote to a row', async () => {
  const { core, home } = await testCore()
  await settled(core, await enqueued(core, overOutput()))
  await core.killSwitch.engage({ hard: false }, 'cli')
  tamper(home, (database) => {
    dropGuards(database)
    database.prepare("UPDATE event SET payload = 'no json' WHERE kind IN ('run.finished', 'artifact.created')").run()
  })
  expect((await unread(core)).map(({ kind }) => kind)).toEqual(['kill_switch'])
})

it('reads no further than it tells, however long the ledger is', async () => {
  const { core, home } = await testCore({ slots: 0 })
  readDatabase(home, (database) => {
    const plan = (sql: string) =>
      database
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail)
    expect(
      plan(`SELECT seq FROM event INDEXED BY event_run_not_succeeded
        WHERE kind = 'run.finished' AND instr(payload, '"state":"succeeded"') = 0 ORDER BY seq DESC LIMIT 500`),
    ).toEqual([expect.stringContaining('USING INDEX event_run_not_succeeded')])
  })
  expect(await core.inbox.get()).toMatchObject({ unread: 0 })
})

/** Topics that were touched while `work` went on. */
async function touchedBy(core: Core, work: () => Promise<unknown>): Promise<Set<string>> {
  const stop = new AbortController()
  const batches = core.events.follow(undefined, stop.signal)
  await batches.next()
  await work()
  // The batch with this change holds, or comes after, everything that went before.
  const { revision } = core.desk.get().ranges
  await core.desk.put({ key: 'ranges', revision, value: { jobs: '24h' } })
  const topics = new Set<string>()
  while (!topics.has('desk')) for (const topic of (await batches.next()).value?.topics ?? []) topics.add(topic)
  stop.abort()
  return topics
}

it('is touched by what it tells of, and by nothing else', async () => {
  const { core } = await testCore({ slots: 1 })
  const touches = async (work: () => Promise<unknown>) => (await touchedBy(core, work)).has('inbox')
  const later = await enqueued(core, aJob({ run_at: '2100-01-01T00:00:00Z' }))
  expect(await touches(() => core.jobs.setPriority(later, 5, 'operator'))).toBe(false)
  expect(await touches(() => core.jobs.cancel(later, 'operator'))).toBe(false)
  expect(await touches(() => core.workspaces.add({ path: aFolder(), name: 'second' }, 'operator'))).toBe(false)

  const failed = await enqueued(core, aScript('true', { policy: READ_ONLY_POLICY, run_at: '2100-01-01T00:00:00Z' }))
  await core.inbox.get()
  expect(await touches(() => core.jobs.requeue(failed, 'operator').then(() => settled(core, failed)))).toBe(true)
  await core.inbox.get()
  // It is spoken of by name now, and with its state.
  await core.killSwitch.engage({ hard: false }, 'operator')
  expect(await touches(() => core.jobs.retry(failed, 'operator'))).toBe(true)
  expect(await touches(() => readAll(core))).toBe(true)
  expect(await touches(() => core.killSwitch.release({ choice: 'requeue', except: [] }, 'operator'))).toBe(true)
})

it('counts everything as unread where somebody wrote to what was read', async () => {
  const home = aFolder('home')
  const { core } = await openCore({ home, slots: 0, workspace: aFolder('workspace') })
  await core.killSwitch.engage({ hard: false }, 'operator')
  await readAll(core)
  expect(await unread(core)).toEqual([])
  await core.close('test')
  tamper(home, (database) => void database.prepare("UPDATE desk SET value = 'no JSON' WHERE key = 'inbox'").run())
  const { core: again } = await openCore({ home, slots: 0 })
  expect((await again.inbox.get()).groups).toMatchObject([{ id: 'switch:operator', unread: true }])
})
