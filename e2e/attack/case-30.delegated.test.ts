import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { probeLaunch } from '#confine'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

const MIB = 1024 ** 2

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

/** Each takes less than the limit; all of them together take more. */
const bombs = `import os, time
for _ in range(7):
    if os.fork() == 0: break
held = bytearray(b'x') * ${60 * MIB}
time.sleep(1); print('done', flush=True)`

describe('case 30 a memory bomb in many processes, where a control group is delegated', () => {
  it('case 30 is ended by the kernel, while nobody looks', async () => {
    const support = await probeLaunch()
    expect(support.groups?.folder).toMatch(/^\/sys\/fs\/cgroup/)
    const limits = { memoryBytes: 200 * MIB }
    const { groups: _, ...without } = support
    expect((await bed.run(['python3', '-c', bombs], { limits, unwatched: true, support: without })).out).toContain(
      'done',
    )
    const exit = await bed.run(['python3', '-c', bombs], { limits, unwatched: true, support })
    expect(exit).toMatchObject({ exceeded: 'max_memory_bytes', out: '' })
  })
})
