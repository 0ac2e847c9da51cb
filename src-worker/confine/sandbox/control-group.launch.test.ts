import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { launch } from '../launch.ts'
import { openRoot, type Root } from '../open-beneath.ts'
import { probeLaunch } from '../probe-launch.ts'
import { type Bed, makeBed } from '../test-bed.ts'
import type { ControlGroups } from './control-group.ts'

let bed: Bed
let root: Root
beforeEach(() => {
  bed = makeBed()
  root = openRoot(bed.root)
})
afterEach(() => {
  root.close()
  bed.remove()
})

const hasBegun = () => existsSync(join(bed.root, 'begun'))

async function run(groups: ControlGroups, script: string) {
  let out = ''
  const started = await launch({
    argv: ['sh', '-c', script],
    cwd: { root, path: '.' },
    env: { PATH: '/usr/bin:/bin' },
    onOutput: (_, bytes) => void (out += bytes.toString()),
    stdin: 'ignore',
    timeoutMs: 20_000,
    support: { ...(await probeLaunch()), groups },
  })
  return { ...(await started.exited), out }
}

it('is entered by all that is inside before the command begins, tells of its end, and is closed', async () => {
  const seen: string[] = []
  const groups: ControlGroups = {
    folder: '',
    open: () => ({
      enclose(pid) {
        const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
        seen.push(`enclosed with ${children.length}, ${hasBegun() ? 'begun' : 'not begun'}`)
      },
      exceeded: () => 'max_memory_bytes',
      close: () => void seen.push('closed'),
    }),
  }
  expect(await run(groups, 'touch begun; exit 1')).toMatchObject({ exitCode: 1, exceeded: 'max_memory_bytes' })
  expect(seen).toEqual(['enclosed with 1, not begun', 'closed'])
  expect(hasBegun()).toBe(true)
})

it('is closed, and no command begins, where the system lets nobody in', async () => {
  let closed = 0
  const groups: ControlGroups = {
    folder: '',
    open: () => ({
      enclose() {
        throw new Error('EPERM')
      },
      exceeded: () => undefined,
      close: () => void (closed += 1),
    }),
  }
  await expect(run(groups, 'touch begun')).rejects.toThrow('EPERM')
  expect({ closed, hasBegun: hasBegun() }).toEqual({ closed: 1, hasBegun: false })
})
