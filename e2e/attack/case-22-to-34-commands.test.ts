import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { buildEnvironment, createOutputCap, LaunchRefused } from '#confine'
import { type AttackBed, type Guard, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

describe('case 22 and 23 arguments', () => {
  it('case 22 arrive byte for byte, and no shell sees them', async () => {
    const hostile = ['a;touch hacked', '$(touch hacked)', '`touch hacked`', '\n', '', '-n', '*', "'", '"', '\\']
    const { out } = await bed.run(['printf', '%s\\037', ...hostile])
    expect(out.split('\x1f').slice(0, -1)).toEqual(hostile)
    expect(existsSync(join(bed.workspace, 'hacked'))).toBe(false)
    await bed.sh(`echo ${hostile[1] ?? ''}`, { guard: 'unguarded' })
    expect(existsSync(join(bed.workspace, 'hacked'))).toBe(true)
  })

  it.each<[string, string]>([
    ['a NUL', `ghp_secret\0`],
    ['too long', 'ghp_secret'.repeat(30_000)],
  ])('case 23 %s is refused, and the message does not repeat it', async (_, argument) => {
    const refusal: unknown = await bed.run(['echo', argument]).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(LaunchRefused)
    expect(String(refusal)).not.toContain('ghp_secret')
  })
})

describe('case 25 what a refusal tells of files of this machine', () => {
  /** What is said of a file outside, by every way to name it; `there` and `none` stand for the same word. */
  async function said(name: 'there' | 'none', way: string, guard: Guard): Promise<string> {
    const path = join(bed.outside, name)
    if (name === 'there') writeFileSync(path, '')
    rmSync(join(bed.workspace, 'tool'), { force: true })
    if (way === 'a link to it') symlinkSync(path, join(bed.workspace, 'tool'))
    if (way === 'a link to the folder above') symlinkSync(bed.outside, join(bed.workspace, 'tool'))
    if (way === 'a link with dots') symlinkSync(`../outside/${name}`, join(bed.workspace, 'tool'))
    if (way === 'its interpreter') chmodSync(bed.write('tool', `#!${path}\n`), 0o755)
    const command = way === 'its path' ? path : way === 'a link to the folder above' ? `./tool/${name}` : './tool'
    const refusal: unknown = await bed.run([command], { guard }).catch((error: unknown) => error)
    return refusal instanceof LaunchRefused ? `${refusal.code}: ${refusal.message.replaceAll(name, '…')}` : 'started'
  }

  it.each(['its path', 'a link to it', 'a link to the folder above', 'a link with dots', 'its interpreter'])(
    'case 25 %s tells whether it exists without the guard, and not with it',
    async (way) => {
      expect(await said('there', way, 'unguarded')).not.toBe(await said('none', way, 'unguarded'))
      const refusal = await said('there', way, 'guarded')
      expect(refusal).toMatch(/^not_in_sandbox: /)
      expect(await said('none', way, 'guarded')).toBe(refusal)
    },
  )

  it.each(['there', 'none'])('case 25 a folder to work in that leads to what is %s is refused alike', (name) => {
    mkdirSync(join(bed.outside, 'there'))
    symlinkSync(join(bed.outside, name), join(bed.workspace, 'link'))
    expect(() => bed.root.resolveInside('link')).toThrow(expect.objectContaining({ reason: 'outside_repo' }))
  })
})

describe('case 25 the program itself', () => {
  it('case 25 is never looked up in the workspace, nor is the sandbox', async () => {
    for (const name of ['bwrap', 'perl', 'ls', 'setpriv']) chmodSync(bed.write(name, '#!/bin/sh\necho EVIL\n'), 0o755)
    const PATH = `.:${bed.workspace}:/usr/bin:/bin`
    expect((await bed.run(['ls', '/'], { env: { PATH: '.:/usr/bin' } })).out).not.toContain('EVIL')
    // An absolute folder of the workspace on the PATH is a choice of the job; the sandbox is made by our own all the same.
    expect((await bed.run(['cat', '/etc/hostname', '/proc/sys/kernel/hostname'], { env: { PATH } })).out).toBe('job\n')
  })

  it('is told apart from one that the sandbox does not show', async () => {
    const folder = join(bed.outside, 'tool')
    mkdirSync(folder)
    chmodSync(bed.write('../outside/tool/compiler', '#!/bin/sh\necho COMPILED\n'), 0o755)
    const env = { PATH: `/usr/bin:/bin:${folder}` }
    const refusal: unknown = await bed.run(['compiler'], { env }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({
      code: 'not_in_sandbox',
      message: expect.stringMatching(/not found in the sandbox.*toolchains/),
    })
    expect((await bed.run(['compiler'], { env, confinement: { toolchains: [folder] } })).out).toBe('COMPILED\n')
    const attack = await bed.sh(`echo evil > ${folder}/compiler; echo $?`, {
      env,
      confinement: { toolchains: [folder] },
    })
    expect(attack.out).not.toBe('0\n')
  })
})

describe('case 26 and 27 the environment', () => {
  const names = [
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'GIT_SSH_COMMAND',
    'BASH_ENV',
    'PYTHONPATH',
    'SSH_AUTH_SOCK',
    'API_TOKEN',
  ]

  it('case 26 variables that make programs run something are dropped, whoever asks for them', () => {
    const from = { PATH: '.:/usr/bin', ...Object.fromEntries(names.map((name) => [name, 'evil'])) }
    const { env } = buildEnvironment({ from, allow: names, scratch: '/home/job' })
    expect(env).toMatchObject({ PATH: '/usr/bin' })
    for (const name of names) expect(env).not.toHaveProperty(name)
  })

  it('case 26 and a program with them would run it', async () => {
    bed.write('evil.sh', 'echo EVIL\n')
    const BASH_ENV = join(bed.workspace, 'evil.sh')
    expect((await bed.run(['bash', '-c', 'true'], { env: { BASH_ENV }, guard: 'unguarded' })).out).toBe('EVIL\n')
  })

  it('case 27 odd names and values are refused', () => {
    const from = JSON.parse('{"A":"x\\ny","__proto__":"x","B C":"x"}') as Record<string, string>
    const { env, dropped } = buildEnvironment({ from, allow: ['A', '__proto__', 'B C'], scratch: '/home/job' })
    expect(Object.keys(env)).not.toContain('A')
    expect(dropped.map(({ name }) => name)).toEqual(['A', '__proto__', 'B C'])
  })
})

describe('case 29 a flood', () => {
  it.each([
    ['of lines', 'yes'],
    ['without a line end', 'head -c 300000000 /dev/zero'],
  ])('case 29 %s ends soon after its limit, and takes no memory', async (_, attack) => {
    const cap = createOutputCap(1_000_000)
    const stop = new AbortController()
    const exit = await bed.sh(attack, {
      signal: stop.signal,
      onOutput(stream, bytes) {
        cap.take(stream, bytes)
        if (cap.count('stdout').truncated) stop.abort()
      },
    })
    expect(exit.stopped).toBe(true)
    expect(cap.count('stdout').kept).toBe(1_000_000)
    expect(cap.count('stdout').total).toBeLessThan(20_000_000)
  })
})
