import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

const MIB = 1024 ** 2

let bed: AttackBed
beforeEach(() => (bed = makeAttackBed()))
afterEach(() => bed.remove())

/** Forks `processes` that each wait; says how many there are. */
const forks = (processes: number) => [
  'python3',
  '-c',
  `import os, time
n = 0
try:
    for _ in range(${processes}):
        if os.fork() == 0:
            time.sleep(60); os._exit(0)
        n += 1
except OSError: pass
print(n, flush=True)
time.sleep(float('${processes}') / 100)`,
]

/** Takes memory in pieces and writes to all of it, in `processes` processes at once, and then waits. */
const bomb = (mebibytes: number, processes = 1) => [
  'python3',
  '-c',
  `import os, time
for _ in range(${processes - 1}):
    if os.fork() == 0: break
pieces = []
for _ in range(${mebibytes}): pieces.append(bytearray(b'x') * ${MIB})
print('done', flush=True)
time.sleep(${processes > 1 ? 3 : 0.5})`,
]

describe('case 28 a fork bomb', () => {
  it('makes as many processes as it likes without the guard', async () => {
    expect((await bed.run(forks(200), { guard: 'unguarded' })).out).toBe('200\n')
  })

  it('is ended for its processes, however fast it forks', async () => {
    const exit = await bed.run(['bash', '-c', 'bomb() { bomb | bomb & }; bomb; sleep 20'], {
      limits: { processes: 60 },
    })
    expect(exit).toMatchObject({ exceeded: 'max_processes', stopped: true })
    expect(exit.durationMs).toBeLessThan(5000)
  })

  it('has no more processes than its limit while nobody looks', async () => {
    const { out } = await bed.run(forks(200), { limits: { processes: 60 } })
    expect(Number(out || 0)).toBeLessThan(70)
  })
})

describe('case 30 a memory bomb', () => {
  it('takes what it likes without the guard', async () => {
    expect((await bed.run(bomb(400), { guard: 'unguarded' })).out).toBe('done\n')
  })

  it('in one process is ended for its memory', async () => {
    const exit = await bed.run(bomb(4000), { limits: { memoryBytes: 200 * MIB } })
    expect(exit).toMatchObject({ exceeded: 'max_memory_bytes', out: '' })
  })

  it.each<[string, string]>([
    [
      'a file without a name',
      'import os\nfd = os.memfd_create("x")\nfor _ in range(400): os.write(fd, bytes(1 << 20))\nprint("done")',
    ],
    [
      'a segment of System V',
      'import ctypes\nc = ctypes.CDLL(None)\nc.shmat.restype = ctypes.c_void_p\ni = c.shmget(0, 400 << 20, 0o1600)\nassert i >= 0\na = c.shmat(i, 0, 0)\nctypes.memset(a, 1, 400 << 20)\nc.shmdt(ctypes.c_void_p(a))\nprint("done")\nc.shmctl(i, 0, 0)',
    ],
    [
      'sets of semaphores',
      'import ctypes\nc = ctypes.CDLL(None)\nids = [c.semget(0, 32000, 0o1600) for _ in range(20)]\nfor i in ids: c.semctl(i, 0, 0)\nassert min(ids) >= 0\nprint("done")',
    ],
    [
      'queues of messages',
      'import ctypes\nc = ctypes.CDLL(None)\ni = c.msgget(0, 0o1600)\nassert i >= 0\nc.msgctl(i, 0, 0)\nprint("done")',
    ],
  ])('in %s, which is no process’s own, is refused', async (_, attack) => {
    expect((await bed.run(['python3', '-c', attack], { guard: 'unguarded' })).out).toBe('done\n')
    const { out, exitCode } = await bed.run(['python3', '-c', attack], { limits: { memoryBytes: 200 * MIB } })
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 1 })
  })

  const HOLDERS: readonly (readonly [what: string, attack: string])[] = [
    [
      'pairs of sockets that nobody reads',
      `import socket, time
keep = []
for _ in range(1200):
    pair = socket.socketpair(); keep.append(pair)
    for each in pair:
        each.setblocking(False)
        try:
            while True: each.send(bytes(32768))
        except BlockingIOError: pass
time.sleep(4); print("done")`,
    ],
    [
      'tables of pages that hold nothing',
      `import mmap, time
room = mmap.mmap(-1, 64 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000, prot=mmap.PROT_READ)
room.madvise(15)
for at in range(0, 64 << 30, 2 << 20): room[at]
time.sleep(4); print("done")`,
    ],
  ]

  it.each(HOLDERS)('in %s is ended', async (_, attack) => {
    expect((await bed.run(['python3', '-c', attack], { guard: 'unguarded' })).out).toBe('done\n')
    const exit = await bed.run(['python3', '-c', attack], { limits: { memoryBytes: 64 * MIB } })
    expect(exit).toMatchObject({ exceeded: 'max_memory_bytes', out: '' })
  })

  it('in fifty processes is ended for their memory together', async () => {
    const exit = await bed.run(bomb(20, 50), { limits: { memoryBytes: 300 * MIB } })
    expect(exit).toMatchObject({ exceeded: 'max_memory_bytes' })
    expect((await bed.run(bomb(20, 50), { guard: 'unguarded' })).out).toBe('done\n'.repeat(50))
  })
})

describe('case 30 open files, whose memory is the kernel’s', () => {
  const attack = `perl -e 'my @all; while (@all < 6000) { open(my $file, "<", "/dev/null") or last; push @all, $file } print scalar @all'; ulimit -n 8192`

  it('case 30 are as many as the user may have without the guard, and bounded with it, for good', async () => {
    expect(await bed.sh(attack, { guard: 'unguarded' })).toMatchObject({ out: '6000', exitCode: 0 })
    const { out, exitCode } = await bed.sh(attack)
    expect(Number(out)).toBeLessThanOrEqual(4096)
    expect(exitCode).not.toBe(0)
  })

  /** Sends sockets over sockets and closes them, so that they are open nowhere and wait to be received. */
  const IN_FLIGHT = `
import array, resource, socket
sent, pairs = 0, []
try:
    while sent < 8000:
        pairs.append(socket.socketpair()); over = pairs[-1][0]; over.setblocking(False)
        with socket.socket(socket.AF_UNIX) as one:
            try:
                while True: over.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [one.fileno()] * 200))]); sent += 200
            except BlockingIOError: pass
except OSError: pass
print(sent)
`

  it('case 30 on their way to nobody are bounded as well', async () => {
    const attack = ['python3', '-c', IN_FLIGHT]
    expect(Number((await bed.run(attack, { guard: 'unguarded' })).out)).toBeGreaterThanOrEqual(8000)
    const { out, exitCode } = await bed.run(attack, { confinement: { unixSockets: true } })
    expect(exitCode).toBe(0)
    expect(Number(out)).toBeLessThan(4096 + 400)
  })
})

describe('case 31 a disk filler', () => {
  const fill = (path: string) => `head -c ${200 * MIB} /dev/zero > ${path} && echo full; sleep 1`

  it('fills the disk without the guard', async () => {
    expect((await bed.sh(fill('large'), { guard: 'unguarded' })).out).toBe('full\n')
  })

  it('of the workspace is ended at the limit for a file', async () => {
    const exit = await bed.sh(`exec head -c ${200 * MIB} /dev/zero > large`, { limits: { fileBytes: 50 * MIB } })
    expect(exit).toMatchObject({ exceeded: 'max_file_bytes' })
  })

  it('of the workspace in many files is ended at the limit for the disk', async () => {
    const script = `for n in $(seq 1000); do head -c ${4 * MIB} /dev/zero > part$n; done; echo full`
    const exit = await bed.sh(script, { limits: { diskBytes: 100 * MIB } })
    expect(exit).toMatchObject({ exceeded: 'max_disk_bytes', out: '' })
  })

  it('of the workspace with space that was never written to is ended, or given none', async () => {
    const script = `for n in 1 2 3 4 5; do fallocate -l ${20 * MIB} part$n || exit 9; done; echo full`
    expect(await bed.sh(script, { limits: { diskBytes: 50 * MIB } })).toMatchObject({ exitCode: 9, out: '' })
    expect((await bed.sh(script, { guard: 'unguarded' })).out).toBe('full\n')
  })

  it.each(['/tmp/large', '/dev/shm/large'])('of %s is ended, and finds no more room than it is given', async (path) => {
    const exit = await bed.sh(fill(path), { limits: { diskBytes: 50 * MIB } })
    expect(exit).toMatchObject({ exceeded: 'max_disk_bytes', out: '' })
  })

  const litter = (folder: string) => [
    'python3',
    '-c',
    `import os, time
os.makedirs('${folder}', exist_ok=True)
for n in range(120000): os.close(os.open(f'${folder}/{n}', os.O_CREAT))
print('done'); time.sleep(1)`,
  ]

  it.each(['/tmp/many', 'many'])('with empty files in %s is ended as well', async (folder) => {
    const exit = await bed.run(litter(folder), { limits: { diskBytes: folder === 'many' ? 400 * MIB : 50 * MIB } })
    expect(exit).toMatchObject({ exceeded: 'max_disk_bytes' })
    expect((await bed.run(litter('free'), { guard: 'unguarded' })).out).toBe('done\n')
  })
})

describe('a command that takes more processor time than it has', () => {
  const spin = 'i=0; while :; do i=$((i+1)); done'

  it('is ended in one process', async () => {
    expect(await bed.sh(spin, { limits: { cpuSeconds: 1 } })).toMatchObject({ exceeded: 'max_cpu_sec' })
  })

  it('is ended in many, for all of it', async () => {
    const exit = await bed.sh(`for n in 1 2 3 4; do (${spin}) & done; wait`, { limits: { cpuSeconds: 2 } })
    expect(exit).toMatchObject({ exceeded: 'max_cpu_sec' })
  })
})
