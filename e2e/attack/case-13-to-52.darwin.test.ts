import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Confinement, PathRejected, probeLaunch, selfTest } from '#confine'
import { type AttackBed, type Guard, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

/** What a line of the shell says, started as a command of a job is, or with nothing around it. */
async function said(script: string, guard: Guard, confinement: Partial<Confinement> = {}): Promise<string> {
  return (await bed.sh(script, { guard, confinement })).out
}

describe('the sandbox of macOS', () => {
  it('is Seatbelt, and its self-test sees kept what it is to keep', async () => {
    const support = await probeLaunch()
    expect(support).toMatchObject({ kind: 'seatbelt' })
    const found = await selfTest({ support })
    expect(found.filter(({ holds }) => holds).map(({ name }) => name)).toEqual([
      'read_files',
      'write_files',
      'git',
      'network',
      'sockets',
      'other_processes',
      'file_size',
      'cpu_time',
      'core_dumps',
    ])
  })

  it('passes arguments on byte for byte, and the exit code back', async () => {
    const argv = ['/bin/sh', '-c', 'printf %s "$1"; exit 7', 'x', `a'b "c" $(d) \\ !`]
    expect(await bed.run(argv)).toMatchObject({ exitCode: 7, signal: null, out: `a'b "c" $(d) \\ !` })
  })
})

describe('case 32 what a command leaves', () => {
  it('case 32 ends with it where it stayed in its group', async () => {
    const mark = join(bed.workspace, 'mark')
    const attack = `(sleep 3; touch ${mark}) & sleep 0.1`
    await bed.sh(attack)
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect(existsSync(mark)).toBe(false)
    spawn('/bin/sh', ['-c', attack])
    await expect.poll(() => existsSync(mark)).toBe(true)
  })
})

describe('case 13 a link', () => {
  it('case 13 in any part of a path is refused by the kernel', () => {
    symlinkSync(bed.outside, join(bed.workspace, 'folder'))
    expect(readFileSync(join(bed.workspace, 'folder/secret.txt'), 'utf8')).toBe('SECRET')
    expect(() => bed.root.readFile('folder/secret.txt', { limitBytes: 100 })).toThrow(PathRejected)
  })
})

describe('case 39 to 42 the network under Seatbelt', () => {
  it('case 41 a port of this machine is reached without the profile, and not with it', async () => {
    const server = createServer((socket) => socket.end('REACHED'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const address = server.address()
    const attack = `nc -w 2 127.0.0.1 ${typeof address === 'object' ? address?.port : 0}`
    expect(await said(attack, 'unguarded')).toBe('REACHED')
    expect(await said(attack, 'guarded')).toBe('')
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('case 51 and 52 files under Seatbelt', () => {
  it('case 51 no repository is made of a workspace that is none', async () => {
    await said('mkdir objects refs; echo "ref: refs/heads/main" > HEAD', 'guarded')
    expect(existsSync(join(bed.workspace, 'HEAD'))).toBe(false)
    await said('echo "ref: refs/heads/main" > HEAD', 'unguarded')
    expect(existsSync(join(bed.workspace, 'HEAD'))).toBe(true)
  })

  it('case 52 what is outside is neither read nor written', async () => {
    expect(await said(`cat ${bed.secret}`, 'unguarded')).toBe('SECRET')
    expect(await said(`cat ${bed.secret}; echo EVIL > ${bed.outside}/new`, 'guarded')).toBe('')
    expect(existsSync(join(bed.outside, 'new'))).toBe(false)
  })

  it('case 51 a hook is not written, whether the rest of .git may be or not', async () => {
    mkdirSync(join(bed.workspace, '.git/hooks'), { recursive: true })
    for (const git of ['read-only', 'pinned'] as const)
      await said(`echo 'touch hacked' > .git/hooks/pre-commit`, 'guarded', { git })
    expect(existsSync(join(bed.workspace, '.git/hooks/pre-commit'))).toBe(false)
    await said(`echo 'touch hacked' > .git/hooks/pre-commit`, 'unguarded')
    expect(existsSync(join(bed.workspace, '.git/hooks/pre-commit'))).toBe(true)
  })
})
