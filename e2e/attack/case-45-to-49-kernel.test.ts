import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

/** A sandbox without its filter for system calls. */
const noFilter = (argv: readonly string[]) => {
  const at = argv.indexOf('--seccomp')
  return [...argv.slice(0, at), ...argv.slice(at + 2)]
}

describe('case 45 and 46 what the kernel shows', () => {
  it('case 45 the first process inside gives no way out', async () => {
    const attack = `cat /proc/1/root${bed.secret} /proc/1/cwd${bed.secret} /proc/*/root${bed.secret}; tr '\\0' '\\n' < /proc/1/environ`
    const { out } = await bed.sh(attack, { env: { SHOWN: 'yes' } })
    expect(out).not.toMatch(/SECRET|PATH=|SHOWN/)
    expect((await bed.sh(`cat /proc/self/root${bed.secret}`, { guard: 'unguarded' })).out).toBe('SECRET')
  })

  it('case 45 writing into the memory of the first process gains nothing', async () => {
    const attack = `import sys
try:
  with open('/proc/1/maps') as maps: line = maps.readline()
  with open('/proc/1/mem', 'r+b', buffering=0) as memory:
    memory.seek(int(line.split('-')[0], 16)); memory.write(b'x')
except OSError: pass
print(open('${bed.secret}').read())`
    expect((await bed.run(['python3', '-c', attack])).out).toBe('')
    expect((await bed.run(['python3', '-c', attack.split('\n').at(-1) ?? ''], { guard: 'unguarded' })).out).toBe(
      'SECRET\n',
    )
  })

  it.each([
    '/proc/sysrq-trigger',
    '/proc/sys/kernel/core_pattern',
    '/proc/sys/kernel/modprobe',
    '/proc/sys/vm/drop_caches',
  ])('case 46 %s cannot be written', async (path) => {
    expect((await bed.sh(`[ -w ${path} ] && echo open; ( : > ${path} ) 2>/dev/null && echo opened; exit 0`)).out).toBe(
      '',
    )
  })

  it.each(process.getuid?.() === 0 ? ['the administrator'] : [])(
    'case 46 and could be by %s outside of it',
    async () => {
      expect((await bed.sh('[ -w /proc/sys/kernel/core_pattern ] && echo open', { guard: 'unguarded' })).out).toBe(
        'open\n',
      )
    },
  )
})

describe('case 47 system calls', () => {
  it.each<[string, string]>([
    ['a user namespace', 'unshare --user true'],
    ['a mount namespace', 'unshare --user --map-root-user --mount true'],
    [
      'looking into a process',
      `python3 -c "import ctypes, sys; sys.exit(ctypes.CDLL(None, use_errno=True).ptrace(0, 0, 0, 0) != 0)"`,
    ],
    [
      'the keys of the session',
      `python3 -c "import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall(250, 0, -3, 1) < 0)"`,
    ],
    [
      'typing into the terminal',
      `python3 -c "import ctypes, os, sys; a, b = os.openpty(); os.setsid(); import fcntl; fcntl.ioctl(b, 0x540e, 0); fcntl.ioctl(b, 0x5412, b'x')"`,
    ],
  ])('case 47 %s is let through without the filter or the sandbox, and not with both', async (_, attack) => {
    expect((await bed.sh(attack, { guard: 'unguarded' })).exitCode).toBe(0)
    expect((await bed.sh(attack)).exitCode).not.toBe(0)
  })

  it('case 47 the filter is what stops a new user namespace', async () => {
    const attack = ['unshare', '--user', 'true']
    const weak = (argv: readonly string[]) => noFilter(argv).filter((word) => word !== '--disable-userns')
    expect((await bed.run(attack, { alterSandbox: weak })).exitCode).toBe(0)
    expect((await bed.run(attack)).exitCode).not.toBe(0)
  })
})

it('case 48 a program that would become root does not', async () => {
  const attack = 'grep NoNewPrivs /proc/self/status; ls -n /usr/bin/su /usr/bin/mount 2>/dev/null | cut -c1-10; id -u'
  const { out } = await bed.sh(attack)
  expect(out).toMatch(/NoNewPrivs:\s1/)
  expect(out.trim().split('\n').at(-1)).not.toBe('0')
  expect((await bed.sh(attack, { guard: 'unguarded' })).out).toMatch(/NoNewPrivs:\s0/)
})

it('case 48 no program is left behind that would run as the operator for everybody', async () => {
  const attack = `cp /usr/bin/id one; chmod 4755 one; chmod g+s one; install -m 6755 /usr/bin/id two; python3 -c "import os; os.close(os.open('three', os.O_CREAT, 0o4755))"; true`
  const marked = () =>
    readdirSync(bed.workspace)
      .filter((name) => (statSync(join(bed.workspace, name)).mode & 0o6000) !== 0)
      .toSorted()
  expect((await bed.sh(attack)).exitCode).toBe(0)
  expect(marked()).toEqual([])
  await bed.sh(attack, { guard: 'unguarded' })
  expect(marked()).toEqual(['one', 'three', 'two'])
})

it('case 49 nothing is open but the three', async () => {
  const { out } = await bed.run(['ls', '/proc/self/fd'])
  expect(out.split('\n').filter(Boolean).slice(0, 4)).toEqual(['0', '1', '2', '3'])
  expect(out.split('\n').filter(Boolean).length).toBe(4)
})

describe('case 35 and 36 what a command does to those around it', () => {
  it('case 35 signals reach nobody outside', async () => {
    const before = process.pid
    const { exitCode, signal } = await bed.sh(`kill -STOP ${before}; kill -KILL ${before} $PPID; kill -KILL -1; exit 3`)
    expect(signal === 'SIGKILL' || exitCode === 3).toBe(true)
    expect((await bed.sh('exit 4')).exitCode).toBe(4)
  })

  it('case 35 a command that ends what started it has begun, whatever it says', async () => {
    const attack = `import os, signal, time; os.write(2, b'x'); os.kill(os.getppid(), signal.SIGKILL); time.sleep(9)`
    for (let tries = 0; tries < 10; tries += 1)
      expect(await bed.run(['python3', '-c', attack])).toMatchObject({ signal: 'SIGKILL', err: 'x' })
  })

  it.each([1, 126, 127, 137])(
    'case 36 the exit code %i of a command is told apart from a sandbox that failed',
    async (code) => {
      expect(await bed.sh(`exit ${code}`)).toMatchObject({ exitCode: code, signal: null })
      const broken = (argv: readonly string[]) =>
        argv.flatMap((word) => (word === '--proc' ? ['--bind', '/nope', '/nope', word] : [word]))
      await expect(bed.sh(`exit ${code}`, { alterSandbox: broken })).rejects.toMatchObject({ code: 'start_failed' })
    },
  )

  it('case 34 one that leaves its output open does not hold the run up', async () => {
    const exit = await bed.sh('setsid sleep 300 & echo done')
    expect(exit).toMatchObject({ exitCode: 0, out: 'done\n' })
    expect(exit.durationMs).toBeLessThan(10_000)
  })
})
