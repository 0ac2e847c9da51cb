import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from './confinement.ts'
import { type ControlGroups, findControlGroups } from './control-group.ts'

const OWN = '/user.slice/user@1000.service/app.slice/terminal.scope'
const LIMITS = { ...DEFAULT_LIMITS, memoryBytes: 1000, processes: 20 }

let mount: string
beforeEach(() => (mount = mkdtempSync(join(tmpdir(), 'interlock-groups-'))))
afterEach(() => rmSync(mount, { recursive: true, force: true }))

/** Plain files in the place of the kernel's, which shows what is written, and not what it would do. */
function group(path: string, files: Readonly<Record<string, string>>): string {
  const folder = join(mount, path)
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries({ 'cgroup.procs': '', ...files })) writeFileSync(join(folder, name), text)
  return folder
}

function found(own = OWN): ControlGroups {
  const groups = findControlGroups({ mount, own })
  if ('reason' in groups) throw new Error(groups.reason)
  return groups
}

const DELEGATED = { 'cgroup.controllers': 'cpu memory pids\n', 'cgroup.subtree_control': 'memory pids\n' }

describe('the place for control groups', () => {
  it('is the nearest group above that passes memory and processes on', () => {
    group(dirname(dirname(OWN)), DELEGATED)
    const app = group(dirname(OWN), DELEGATED)
    group(OWN, { ...DELEGATED, 'cgroup.subtree_control': '\n' })
    expect(found().folder).toBe(app)
  })

  it.each<[string, Record<string, string>]>([
    ['without memory', { 'cgroup.controllers': 'cpu pids\n', 'cgroup.subtree_control': 'cpu pids\n' }],
    ['that passes nothing on', { 'cgroup.controllers': 'memory pids\n', 'cgroup.subtree_control': '\n' }],
    ['of which nothing is known', {}],
  ])('is none in a tree %s', (_, files) => {
    group(OWN, files)
    expect(findControlGroups({ mount, own: OWN })).toMatchObject({ reason: expect.stringContaining('delegated') })
  })

  it('is none on a system without the tree', () => {
    expect(findControlGroups({ mount: undefined, own: '/' })).toMatchObject({ reason: expect.any(String) as unknown })
  })
})

describe('a control group', () => {
  it('gets the limits, then the processes, and tells whether the kernel ended one', () => {
    const above = group(dirname(OWN), DELEGATED)
    group(OWN, {})
    const made = found().open(LIMITS)
    const [name = ''] = readdirSync(above).filter((each) => each.startsWith('interlock-'))
    const text = (file: string) => readFileSync(join(above, name, file), 'utf8')
    expect([text('memory.max'), text('pids.max'), text('memory.oom.group')]).toEqual(['1000', '28', '1'])
    made?.enclose(process.pid)
    expect(text('cgroup.procs')).not.toBe('')
    expect(made?.exceeded()).toBeUndefined()
    writeFileSync(join(above, name, 'memory.events'), 'low 0\noom 1\noom_kill 1\noom_group_kill 1\n')
    expect(made?.exceeded()).toBe('max_memory_bytes')
  })

  it('is removed by the next worker when its own was killed', () => {
    const above = group(dirname(OWN), DELEGATED)
    group(OWN, {})
    mkdirSync(join(above, 'interlock-999999999-abc'))
    mkdirSync(join(above, `interlock-${process.pid}-abc`))
    found()
    expect(readdirSync(above).filter((name) => name.startsWith('interlock-'))).toEqual([`interlock-${process.pid}-abc`])
  })
})
