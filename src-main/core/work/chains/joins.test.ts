import { describe, expect, it } from 'vitest'
import { aChain } from './test-bed.ts'

describe('several parents', () => {
  async function diamond(join: 'any' | 'all') {
    const bed = await aChain()
    await bed.link('root')
    await bed.link('left', [{ parent: 'root' }])
    await bed.link('right', [{ parent: 'root' }])
    await bed.link('last', [{ parent: 'left' }, { parent: 'right', delay_s: 60 }], { join })
    bed.chains.begin()
    return bed
  }
  const lastOf = (told: string[]) =>
    told.filter((each) => each.includes('→last')).map((each) => each.split(' ').slice(0, 2).join(' '))

  it('each let it fire where one is enough', async () => {
    const bed = await diamond('any')
    await bed.runNow('root')
    while ((await bed.end()) !== undefined) await bed.follow()
    expect(lastOf(bed.told())).toEqual(['left→last fired', 'right→last fired'])
  })

  it('must all have ended as asked for, in the same passage, and let it fire once', async () => {
    const bed = await diamond('all')
    await bed.runNow('root')
    await bed.runNow('root')
    while ((await bed.end()) !== undefined) await bed.follow()
    const decisions = bed.chains.decisions({ schedule: 'last', limit: 10 }).items
    const roots = new Set(decisions.map(({ root }) => root))
    expect(roots.size).toBe(2)
    for (const passage of roots) {
      const told = decisions.filter(({ root }) => root === passage).toReversed()
      expect(told.map(({ decision, parent }) => [decision, parent === told[0]?.parent])).toEqual([
        ['waiting', true],
        ['fired', false],
      ])
    }
    expect(bed.schedules.get('last').last).toHaveLength(2)
  })

  it('let it fire with a later end, where something stood against it before', async () => {
    const bed = await aChain()
    await bed.link('right')
    await bed.link('left', [{ parent: 'right' }])
    await bed.link('last', [{ parent: 'right' }, { parent: 'left', on: 'complete' }], { join: 'all' })
    bed.chains.begin()
    await bed.schedules.disable('last', 'test')
    await bed.runNow('right')
    await bed.end()
    await bed.follow()
    await bed.end({ state: 'failed', code: 'step_failed' })
    await bed.follow()
    expect(lastOf(bed.told())).toEqual(['right→last waiting', 'left→last refused'])
    await bed.schedules.enable('last', 'test')
    await bed.acts.retry(bed.jobsOf('left')[0] ?? '', 'test')
    await bed.end()
    await bed.follow()
    expect(lastOf(bed.told()).at(-1)).toBe('left→last fired')
    expect(bed.schedules.get('last').last.map(({ state }) => state)).toEqual(['enqueued', 'refused'])
  })

  it('wait for the longest delay of them', async () => {
    const bed = await diamond('all')
    await bed.runNow('root')
    await bed.end()
    await bed.follow()
    await bed.end()
    await bed.end()
    await bed.follow()
    expect(bed.schedules.get('last').last[0]).toMatchObject({ state: 'waiting', reason: { code: 'delayed' } })
    await bed.pass(60_000)
    expect(bed.schedules.get('last').last[0]).toMatchObject({ state: 'enqueued' })
  })

  it('that fail keep it from firing, until they are tried again and do not', async () => {
    const bed = await diamond('all')
    await bed.runNow('root')
    await bed.end()
    await bed.follow()
    await bed.end({ state: 'failed', code: 'step_failed' })
    await bed.end()
    await bed.follow()
    expect(lastOf(bed.told()).toSorted()).toEqual(['left→last not_met', 'right→last waiting'])
    const failed = bed.jobsOf('left')[0] ?? ''
    await bed.acts.retry(failed, 'test')
    await bed.end()
    await bed.follow()
    expect(lastOf(bed.told()).at(-1)).toBe('left→last fired')
  })
})

it('says of a schedule that joins all whether anything sets all its parents off', async () => {
  const bed = await aChain()
  await bed.link('commit')
  await bed.link('build', [{ parent: 'commit' }])
  await bed.link('docs', [{ parent: 'commit' }])
  await bed.link('weekly')
  await bed.link('ship', [{ parent: 'build' }, { parent: 'docs' }], { join: 'all' })
  await bed.link('after both', [{ parent: 'commit' }, { parent: 'build' }], { join: 'all' })
  await bed.link('stuck', [{ parent: 'build' }, { parent: 'weekly' }], { join: 'all' })
  await bed.link('either', [{ parent: 'build' }, { parent: 'weekly' }])
  const warned = bed.chains.graph('commit').nodes.filter(({ caution }) => caution !== null)
  expect(warned.map(({ name }) => name)).toEqual(['stuck'])
  expect(warned[0]?.caution).toContain('it would wait forever')
})
