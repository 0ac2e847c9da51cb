import { describe, expect, it } from 'vitest'
import { aChain } from './test-bed.ts'

describe('what a schedule may follow', () => {
  it('is never itself, by whatever way', async () => {
    const bed = await aChain()
    const a = await bed.link('a')
    await bed.link('b', [{ parent: 'a' }])
    await bed.link('c', [{ parent: 'b' }])
    const { spec } = bed.schedules.get('a')
    const follow = (parent: string) =>
      bed.schedules.edit({ id: 'a', revision: 1, spec: { ...spec, after: [{ parent }] } }, 'test')
    await expect(follow('c')).rejects.toThrow('These schedules would follow one another in a circle: c → a → b → c.')
    await expect(follow('a')).rejects.toThrow('a → a')
    expect(bed.chains.graph('c').edges.map(({ child }) => child)).not.toContain(a)
  })

  it('is at most ten links long, counted both ways', async () => {
    const bed = await aChain()
    await bed.link('0')
    for (let at = 1; at <= 10; at += 1) await bed.link(String(at), [{ parent: String(at - 1) }])
    await expect(bed.link('11', [{ parent: '10' }])).rejects.toMatchObject({
      code: 'chain_too_deep',
      data: { links: 11, limit: 10 },
    })
    await bed.link('before')
    const { spec } = bed.schedules.get('0')
    await expect(
      bed.schedules.edit({ id: '0', revision: 1, spec: { ...spec, after: [{ parent: 'before' }] } }, 'test'),
    ).rejects.toMatchObject({ code: 'chain_too_deep' })
  })

  it('must be there, and is kept by its id', async () => {
    const bed = await aChain()
    await expect(bed.link('next', [{ parent: 'nowhere' }])).rejects.toThrow('There is no schedule nowhere to follow.')
    const first = await bed.link('first')
    await bed.link('next', [{ parent: 'first' }])
    const { spec } = bed.schedules.get('first')
    await bed.schedules.edit({ id: 'first', revision: 1, spec: { ...spec, name: 'renamed' } }, 'test')
    expect(bed.schedules.get('next').spec?.after).toMatchObject([{ parent: first, on: 'success' }])
    bed.chains.begin()
    await bed.runNow('renamed')
    await bed.end()
    await bed.follow()
    expect(bed.told()).toEqual(['renamed→next fired'])
    await bed.schedules.remove('next', 'test')
    await bed.runNow('renamed')
    await bed.end()
    await bed.follow()
    expect(bed.told()).toHaveLength(1)
  })

  it('goes no deeper than that when somebody wrote to the database', async () => {
    const bed = await aChain()
    const a = await bed.link('a', [], { max_waiting: 1000 })
    const b = await bed.link('b', [{ parent: 'a' }])
    await bed.store.write((write) =>
      bed.store
        .change<{ child: string; parent: string }>(
          "INSERT INTO chain_link VALUES (:child, 0, :parent, 'success', 0, NULL)",
        )
        .run(write, { child: a, parent: b }),
    )
    bed.chains.begin()
    await bed.runNow('a')
    while ((await bed.end()) !== undefined) await bed.follow()
    expect(bed.told().at(-1)).toMatch(/refused too_deep$/)
    expect(bed.told()).toHaveLength(11)
    expect(bed.chains.graph('a').nodes).toHaveLength(2)
  })
})
