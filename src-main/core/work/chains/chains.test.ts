import { describe, expect, it } from 'vitest'
import { aChain, after, type End } from './test-bed.ts'

describe('a link of a chain', () => {
  it.each<[End, string[]]>([
    [{}, ['fired', 'not_met other_end', 'fired']],
    [{ state: 'failed', code: 'step_failed' }, ['not_met other_end', 'fired', 'fired']],
    [{ verdict: 'failed' }, ['not_met other_end', 'fired', 'fired']],
    [{ verdict: 'passed' }, ['fired', 'not_met other_end', 'fired']],
    [{ state: 'failed', code: 'proof_failed' }, Array.from({ length: 3 }, () => 'not_met not_let_in')],
    [{ state: 'failed', code: 'trust_denied' }, Array.from({ length: 3 }, () => 'not_met not_let_in')],
    [{ state: 'failed', code: 'approval_rejected' }, Array.from({ length: 3 }, () => 'not_met not_let_in')],
  ])('follows an end %j', async (end, decisions) => {
    const parent = 'first'
    const { told } = await after(end, [{ parent }], [{ parent, on: 'failure' }], [{ parent, on: 'complete' }])
    expect(told.map((each) => each.replace(/^first→next \d /, ''))).toEqual(decisions)
  })

  it('makes a job of its child, which says where it comes from', async () => {
    const { bed } = await after({}, [{ parent: 'first' }])
    const [job] = bed.jobsOf('next 1')
    const origin = bed.origins.of(bed.jobs.find(job ?? '').seq)
    expect(origin).toMatchObject({ kind: 'chain', schedule: bed.table.find('next 1').id })
    expect(bed.schedules.get('next 1').last[0]).toMatchObject({
      kind: 'chain',
      parent: { job: bed.jobsOf('first')[0] },
    })
  })

  it('waits as long as it is told to', async () => {
    const { bed } = await after({}, [{ parent: 'first', delay_s: 90 }])
    const states = () => bed.schedules.get('next 1').last.map(({ state, reason }) => `${state} ${reason?.code}`)
    expect(states()).toEqual(['waiting delayed'])
    await bed.pass(89_000)
    expect(states()).toEqual(['waiting delayed'])
    await bed.pass(1000)
    expect(states()).toEqual(['enqueued undefined'])
  })

  it('looks at the last attempt only', async () => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('broken', [{ parent: 'first', on: 'failure' }])
    bed.chains.begin()
    await bed.runNow('first')
    const trouble: End = { state: 'failed', code: 'system_error', transient: true }
    await bed.end(trouble)
    await bed.follow()
    expect(bed.told()).toEqual([])
    for (let left = 2; left > 0; left -= 1) {
      bed.time.now += 600_000
      await bed.acts.promoteDue()
      await bed.end(trouble)
      await bed.follow()
    }
    expect(bed.told()).toEqual(['first→broken fired'])
  })

  it('lets nothing follow a job that was cancelled', async () => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('next', [{ parent: 'first', on: 'complete' }])
    bed.chains.begin()
    const { job } = await bed.runNow('first')
    await bed.acts.cancel(job ?? '', 'test')
    await bed.follow()
    expect(bed.told()).toEqual(['first→next not_met cancelled'])
  })

  it('is decided once, by whoever is there after a crash', async () => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('one', [{ parent: 'first' }])
    await bed.link('two', [{ parent: 'first' }])
    await bed.runNow('first')
    await bed.end()
    await bed.chains.close()
    expect(bed.told()).toEqual([])
    const next = bed.anotherChains()
    next.begin()
    await next.idle()
    await next.close()
    const last = bed.anotherChains()
    last.begin()
    await last.idle()
    expect(bed.told()).toEqual(['first→one fired', 'first→two fired'])
  })

  it('is tried some minutes long where it cannot be decided, then told of, and holds up no other', async () => {
    const troubles: unknown[] = []
    const bed = await aChain({ onTrouble: (_, error) => void troubles.push(error) })
    for (const name of ['first', 'other']) await bed.link(name)
    const condition = { kind: 'contains', text: 'x', in: 'result' } as const
    await bed.link('judged', [{ parent: 'first', on: 'complete', condition }])
    await bed.link('plain', [{ parent: 'other' }])
    bed.chains.begin()
    bed.broken.reader = true
    await bed.runNow('first')
    await bed.end()
    for (let times = 0; times < 3; times += 1) {
      await bed.runNow('other')
      await bed.end()
      await bed.follow()
      if (await bed.end()) await bed.follow()
    }
    // What else comes to its end is no reason to try sooner.
    expect([bed.told(), troubles.length]).toEqual([Array.from({ length: 3 }, () => 'other→plain fired'), 1])
    for (let tries = 2; tries < 10; tries += 1) expect(await bed.again()).toEqual([60_000])
    expect([troubles.length, bed.givenUp]).toEqual([9, []])
    await bed.again()
    expect([await bed.again(), troubles.length]).toEqual([[], 10])
    expect(bed.givenUp).toEqual([{ schedule: bed.table.find('first').id, job: bed.jobsOf('first')[0] }])

    bed.broken.reader = false
    await bed.chains.close()
    const next = bed.anotherChains()
    next.begin()
    await next.idle()
    expect(bed.told().at(-1)).toBe('first→judged not_met condition_false')
  })

  it('says so where the next schedule is off, and fires it no further', async () => {
    const bed = await aChain()
    await bed.link('first')
    await bed.link('off', [{ parent: 'first' }])
    await bed.schedules.disable('off', 'test')
    bed.chains.begin()
    await bed.runNow('first')
    await bed.end()
    await bed.follow()
    expect(bed.told()).toEqual(['first→off refused firing_refused'])
    expect(bed.schedules.get('off').last.map(({ reason }) => reason?.code)).toEqual(['schedule_off'])
  })

  it('sets off as many schedules as its parent may', async () => {
    const bed = await aChain()
    await bed.link('first', [], { max_fanout: 2 })
    for (const name of ['a', 'b', 'c']) await bed.link(name, [{ parent: 'first' }])
    bed.chains.begin()
    await bed.runNow('first')
    await bed.end()
    await bed.follow()
    expect(bed.told().toSorted()).toEqual(['first→a fired', 'first→b fired', 'first→c refused firing_refused'])
  })
})

it('draws the whole chain with its states, from any schedule of it', async () => {
  const bed = await aChain()
  const root = await bed.link('root')
  await bed.link('left', [{ parent: 'root' }])
  await bed.link('right', [{ parent: 'root', on: 'failure', delay_s: 5 }])
  await bed.link('last', [{ parent: 'left', condition: { kind: 'contains', text: 'ready', in: 'stdout' } }])
  await bed.link('apart')
  bed.chains.begin()
  await bed.runNow('root')
  await bed.end()
  await bed.follow()
  const graph = bed.chains.graph('last')
  expect(graph.nodes.map(({ name, level, open }) => [name, level, open])).toEqual([
    ['root', 0, 0],
    ['left', 1, 1],
    ['right', 1, 0],
    ['last', 2, 0],
  ])
  expect(graph.nodes[0]?.last).toMatchObject({ state: 'succeeded' })
  expect(graph.nodes[1]?.last).toMatchObject({ state: 'queued', root: graph.nodes[0]?.last?.firing })
  expect(graph.edges.map(({ words, last }) => [words, last?.decision])).toEqual(
    expect.arrayContaining([
      ['succeeds', 'fired'],
      ['fails, after 5 s', 'not_met'],
      ['succeeds and its stdout contains “ready”', undefined],
    ]),
  )
  expect(graph.more).toBe(false)
  expect(bed.chains.decisions({ schedule: 'root', limit: 1 }).next_cursor).not.toBeNull()
  expect(bed.chains.decisions({ chain: 'last', limit: 10 }).items.map(({ decision }) => decision)).toEqual([
    'not_met',
    'fired',
  ])
  expect(bed.chains.decisions({ job: bed.jobsOf(root)[0] ?? '', limit: 10 }).items).toHaveLength(2)
})
