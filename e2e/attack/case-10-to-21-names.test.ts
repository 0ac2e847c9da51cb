import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRoot, PathRejected, splitRel } from '#confine'
import { anIndex } from '../support/jobs.ts'
import { aFolder, testCore } from '../support/test-core.ts'
import { enqueued, settled } from '../support/wait.ts'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

const MIB = 1024 ** 2

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

describe('case 10 names that Windows reads otherwise', () => {
  it.each(['f.txt:stream', 'NUL', 'sub/COM1.log', 'a.', 'a ', 'GIT~1', 'a<b', 'a|b', 'a?'])(
    'case 10 %s is refused there, and is a name like any other here',
    (name) => {
      expect(splitRel(name, 'linux').join('/')).toBe(name)
      expect(() => splitRel(name, 'win32')).toThrow(PathRejected)
    },
  )
})

describe('case 19 a name that some programs read as an archive', () => {
  it('case 19 is a folder like any other', () => {
    bed.write('app.asar/inside.txt', 'INSIDE')
    expect(bed.root.readFile('app.asar/inside.txt', { limitBytes: 100 }).bytes.toString()).toBe('INSIDE')
    expect(readFileSync(join(bed.workspace, 'app.asar/../../outside/secret.txt'), 'utf8')).toBe('SECRET')
    expect(() => bed.root.readFile('app.asar/../../outside/secret.txt', { limitBytes: 100 })).toThrow(PathRejected)
  })
})

describe('case 20 more than fits', () => {
  it('case 20 a folder of many entries is read up to a limit', () => {
    const folder = join(bed.workspace, 'many')
    mkdirSync(folder)
    for (let at = 0; at < 20_000; at += 1) writeFileSync(join(folder, String(at)), '')
    const { names, complete } = bed.root.readdir('many', { limit: 1000 })
    expect({ count: names.length, complete }).toEqual({ count: 1000, complete: false })
  })

  it('case 20 of a file of ten gigabytes no more is read than was asked for', () => {
    const large = bed.write('large', '')
    truncateSync(large, 10 * 1024 * MIB)
    expect(() => readFileSync(large)).toThrow(/greater than 2 GiB/)
    const { bytes, size } = bed.root.readFile('large', { limitBytes: MIB })
    expect({ read: bytes.length, size }).toEqual({ read: MIB, size: 10 * 1024 * MIB })
  })

  it('case 20 a file that grows while it is read is read to the size it had', async () => {
    const growing = bed.write('growing', 'x'.repeat(MIB))
    const writer = new Worker(
      `const { appendFileSync } = require('node:fs'); for (;;) appendFileSync(${JSON.stringify(growing)}, 'y'.repeat(65536))`,
      { eval: true },
    )
    try {
      for (let size = MIB; size === MIB; await sleep(5)) size = bed.root.stat('growing').size
      const { bytes, size } = bed.root.readFile('growing', { limitBytes: 100 * MIB })
      expect(bytes.length).toBe(Math.min(size, 100 * MIB))
    } finally {
      await writer.terminate()
    }
    appendFileSync(growing, 'z')
  })
})

describe('case 21 a name that reads like an option', () => {
  const hostile = [
    '--upload-pack=touch hacked',
    '-oProxyCommand=touch hacked',
    '--bind',
    '-c',
    'core.fsmonitor=touch hacked',
  ]

  it('case 21 is an option to a program that is handed it, unless that is told where options end', () => {
    execFileSync('git', ['init', '-q'], { cwd: bed.workspace })
    const unguarded = execFileSync(
      'sh',
      ['-c', `git -C "$1" ls-remote "$2" . 2>&1; ls "$1"`, 'sh', bed.workspace, hostile[0] ?? ''],
      {
        encoding: 'utf8',
        cwd: bed.workspace,
      },
    )
    expect(unguarded).toContain('hacked')
  })

  it.each(hostile)(
    'case 21 a workspace named %s, with files of such names, is indexed and gets no more',
    async (name) => {
      const folder = join(aFolder('options'), name)
      mkdirSync(folder)
      for (const each of hostile) writeFileSync(join(folder, each), 'text\n')
      execFileSync('git', ['init', '-q'], { cwd: folder })
      execFileSync('git', ['add', '--', '.'], { cwd: folder })
      const { core } = await testCore()
      await core.workspaces.add({ path: folder, name: 'hostile' }, 'operator')
      const id = await enqueued(core, anIndex({ workspace: 'hostile' }))
      expect(await settled(core, id)).toMatchObject({ state: 'succeeded' })
      expect(core.jobs.get(id).runs[0]?.result).toMatchObject({ files_considered: hostile.length })
      const root = openRoot(folder)
      expect(root.readdir('.', { limit: 20 }).names).not.toContain('hacked')
      root.close()
    },
  )

  it('case 21 a workspace so named shows a command no more than another', async () => {
    const folder = join(bed.workspace, '--bind')
    mkdirSync(folder)
    const root = openRoot(folder)
    try {
      const { out } = await bed.run(['sh', '-c', `pwd; cat ${bed.secret}`], { cwd: { root, path: '.' } })
      expect(out).toBe(`${folder}\n`)
    } finally {
      root.close()
    }
  })
})
