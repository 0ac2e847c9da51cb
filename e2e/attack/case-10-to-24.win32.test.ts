import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isDeniedPath, LaunchRefused, PathRejected, probeLaunch, selfTest } from '#confine'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

describe('the Job Object of Windows', () => {
  it('keeps what it is to keep, and its self-test sees it', async () => {
    const support = await probeLaunch()
    expect(support).toMatchObject({ kind: 'job-object' })
    const found = await selfTest({ support })
    expect(found.filter(({ holds }) => holds).map(({ name }) => name)).toEqual([
      'processes_end',
      'process_count',
      'memory',
    ])
  })

  it('passes arguments on, and the exit code back', async () => {
    const script = 'process.stdout.write(process.argv[1]); process.exit(7)'
    const attempt = await bed.run([process.execPath, '-e', script, `a'b "c" $(d) \\`])
    expect(attempt).toMatchObject({ exitCode: 7, signal: null, out: `a'b "c" $(d) \\` })
  })
})

describe('case 28 to 32 what a command starts', () => {
  const started = (script: string, mark: string) => [process.execPath, '-e', script, mark]
  /** Leaves a process that writes a file when the command has long ended. */
  const LEAVE = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => require("fs").writeFileSync(process.argv[1], ""), 3000)', process.argv[1]], { detached: true, stdio: 'ignore' }).unref()`

  it('case 32 ends with it, however it was left', async () => {
    const mark = join(bed.workspace, 'mark')
    expect((await bed.run(started(LEAVE, mark))).exitCode).toBe(0)
    await new Promise((resolve) => setTimeout(resolve, 5000))
    expect(existsSync(mark)).toBe(false)
    await bed.run(started(LEAVE, mark), { guard: 'unguarded' })
    await expect.poll(() => existsSync(mark)).toBe(true)
  })

  it('case 30 gets no more memory than is allowed', async () => {
    const bomb = [process.execPath, '-e', 'Buffer.alloc(2 ** 30, 1)']
    const limits = { memoryBytes: 512 * 2 ** 20 }
    expect((await bed.run(bomb, { limits })).exitCode).not.toBe(0)
    expect((await bed.run(bomb, { guard: 'unguarded' })).exitCode).toBe(0)
  })
})

describe('case 10, 11 and 13 names on Windows', () => {
  it('case 10 a stream of a file is reached without the guard, and not with it', () => {
    bed.write('f.txt', 'text')
    writeFileSync(join(bed.workspace, 'f.txt:stream'), 'HIDDEN')
    expect(readFileSync(join(bed.workspace, 'f.txt:stream'), 'utf8')).toBe('HIDDEN')
    expect(() => bed.root.readFile('f.txt:stream', { limitBytes: 100 })).toThrow(PathRejected)
  })

  it.each(['NUL', 'COM1.log', 'a.', 'GIT~1'])('case 10 %s is refused', (name) => {
    expect(() => bed.root.readFile(name, { limitBytes: 100 })).toThrow(PathRejected)
  })

  it('case 11 another way to write .git is .git', () => {
    expect(['.GIT/config', 'git~1/config', '.git./config', '.git::$INDEX_ALLOCATION/config'].map(isDeniedPath)).toEqual(
      [true, true, true, true],
    )
  })

  it('case 13 a junction is followed without the guard, and not with it', () => {
    symlinkSync(bed.outside, join(bed.workspace, 'junction'), 'junction')
    expect(readFileSync(join(bed.workspace, 'junction/secret.txt'), 'utf8')).toBe('SECRET')
    expect(() => bed.root.readFile('junction/secret.txt', { limitBytes: 100 })).toThrow(PathRejected)
  })
})

describe('case 24 a batch file, whose arguments are parsed a second time', () => {
  it.each(['.cmd', '.bat'])(
    'case 24 runs what its argument says without the guard, and is refused with it: %s',
    async (ending) => {
      const batch = bed.write(`tool${ending}`, '@echo off\r\n')
      const attack = '"&echo HACKED'
      expect(spawnSync(`"${batch}" ${attack}`, { shell: true, encoding: 'utf8' }).stdout).toContain('HACKED')
      const refusal: unknown = await bed.run([batch, attack]).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(LaunchRefused)
      expect(refusal).toMatchObject({ code: 'batch_file' })
    },
  )
})
