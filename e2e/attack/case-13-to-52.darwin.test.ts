import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Confinement, DEFAULT_CONFINEMENT, PathRejected, seatbeltConfiguration, underSeatbelt } from '#confine'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

/** What a line of the shell says, with the profile of a job or without any. */
async function said(
  script: string,
  guard: 'guarded' | 'unguarded',
  confinement: Partial<Confinement> = {},
): Promise<string> {
  const line = ['/bin/sh', '-c', script]
  const scratch = join(bed.workspace, '../scratch')
  mkdirSync(scratch, { recursive: true })
  const place = { workspace: bed.workspace, userHome: homedir(), dataDirectory: bed.outside, scratch }
  const configuration = seatbeltConfiguration({ ...DEFAULT_CONFINEMENT, ...confinement }, place)
  const [file = '', ...args] = guard === 'guarded' ? await underSeatbelt(configuration, line) : line
  return spawnSync(file, args, { cwd: bed.workspace, encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } }).stdout
}

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
