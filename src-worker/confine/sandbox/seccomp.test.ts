import { describe, expect, it } from 'vitest'
import { seccompProgram } from './seccomp.ts'

const AUDIT = { x64: 0xc000_003e, arm64: 0xc000_00b7 } as const
const ALLOW = 0x7fff_0000
const KILL = 0x8000_0000
const refusedAs = (errno: number) => 0x0005_0000 | errno
const [EPERM, EINVAL, ENOSYS, EOPNOTSUPP, EAFNOSUPPORT] = [1, 22, 38, 95, 97].map(refusedAs)

interface Call {
  readonly number: number
  readonly audit?: number
  readonly args?: readonly bigint[]
}

/** What the kernel would answer: an interpreter of the few instructions that the program is made of. */
function answerOf(program: Buffer, { number, audit = 0, args = [] }: Call): number {
  const seen = Buffer.alloc(64)
  seen.writeUInt32LE(number >>> 0, 0)
  seen.writeUInt32LE(audit >>> 0, 4)
  for (const [at, value] of args.entries()) seen.writeBigUInt64LE(value, 16 + 8 * at)
  let accumulator = 0
  for (let at = 0; at < program.length / 8; at += 1) {
    const [code, value] = [program.readUInt16LE(8 * at), program.readUInt32LE(8 * at + 4)]
    const jump = (isTrue: boolean) => void (at += program.readUInt8(8 * at + (isTrue ? 2 : 3)))
    if (code === 0x20) accumulator = seen.readUInt32LE(value)
    else if (code === 0x15) jump(accumulator === value)
    else if (code === 0x35) jump(accumulator >= value)
    else if (code === 0x45) jump((accumulator & value) !== 0)
    else if (code === 0x06) return value
    else throw new Error(`${code} is no instruction of the program.`)
  }
  throw new Error('The program has no end.')
}

/** Numbers from the kernel's own tables. */
const NUMBERS = {
  x64: {
    read: 0,
    execve: 59,
    socketpair: 53,
    prlimit64: 302,
    openat: 257,
    ptrace: 101,
    mount: 165,
    unshare: 272,
    setns: 308,
    keyctl: 250,
    bpf: 321,
    userfaultfd: 323,
    pidfd_getfd: 438,
    mount_setattr: 442,
    clone3: 435,
    io_uring_setup: 425,
    memfd_create: 319,
    clone: 56,
    ioctl: 16,
    socket: 41,
    shmget: 29,
    semget: 64,
    msgget: 68,
    fallocate: 285,
    openat2: 437,
    fchmod: 91,
    fchmodat: 268,
    fchmodat2: 452,
    mknodat: 259,
  },
  arm64: {
    read: 63,
    execve: 221,
    socketpair: 199,
    prlimit64: 261,
    openat: 56,
    ptrace: 117,
    mount: 40,
    unshare: 97,
    setns: 268,
    keyctl: 219,
    bpf: 280,
    userfaultfd: 282,
    pidfd_getfd: 438,
    mount_setattr: 442,
    clone3: 435,
    io_uring_setup: 425,
    memfd_create: 279,
    clone: 220,
    ioctl: 29,
    socket: 198,
    shmget: 194,
    semget: 190,
    msgget: 186,
    fallocate: 47,
    openat2: 437,
    fchmod: 52,
    fchmodat: 53,
    fchmodat2: 452,
    mknodat: 33,
  },
} as const

describe.each(['x64', 'arm64'] as const)('the filter on %s', (architecture) => {
  const numbers = NUMBERS[architecture]
  const program = seccompProgram({ unixSockets: false }, architecture) ?? Buffer.alloc(0)
  const open = seccompProgram({ unixSockets: true }, architecture) ?? Buffer.alloc(0)
  const ask = (number: number, args: readonly bigint[] = [], of = program) =>
    answerOf(of, { number, audit: AUDIT[architecture], args })

  it('lets through what programs live by', () => {
    for (const name of ['read', 'execve', 'socketpair', 'prlimit64', 'openat'] as const)
      expect({ name, answer: ask(numbers[name]) }).toEqual({ name, answer: ALLOW })
  })

  it('refuses what leads out, and hides what no filter can look into', () => {
    const refused = [
      'ptrace',
      'mount',
      'unshare',
      'setns',
      'keyctl',
      'bpf',
      'userfaultfd',
      'pidfd_getfd',
      'mount_setattr',
    ] as const
    for (const name of refused) expect({ name, answer: ask(numbers[name]) }).toEqual({ name, answer: EPERM })
    for (const name of ['clone3', 'io_uring_setup', 'memfd_create', 'openat2', 'msgget'] as const)
      expect({ name, answer: ask(numbers[name]) }).toEqual({ name, answer: ENOSYS })
  })

  it('looks at flags, families, requests and sizes', () => {
    expect(ask(numbers.clone, [0x11n])).toBe(ALLOW)
    for (const flag of [0x1000_0000n, 0x0002_0000n, 0x4000_0000n, 0x0200_0000n])
      expect(ask(numbers.clone, [0x11n | flag])).toBe(EPERM)
    expect([1n, 2n, 10n, 16n, 17n, 40n].map((family) => ask(numbers.socket, [family]))).toEqual([
      EAFNOSUPPORT,
      ALLOW,
      ALLOW,
      ALLOW,
      EAFNOSUPPORT,
      EAFNOSUPPORT,
    ])
    expect(ask(numbers.socket, [1n], open)).toBe(ALLOW)
    expect([0x5401n, 0x5412n, 0x541cn, 0x1_0000_5412n].map((request) => ask(numbers.ioctl, [0n, request]))).toEqual([
      ALLOW,
      EPERM,
      EPERM,
      EPERM,
    ])
    expect([56n, 65_536n, 65_537n, 1n << 32n].map((size) => ask(numbers.shmget, [0n, size]))).toEqual([
      ALLOW,
      ALLOW,
      EINVAL,
      EINVAL,
    ])
  })

  it('lets no file be made that runs as its owner, and no space or semaphores be taken that count nowhere', () => {
    const modes = [0o755n, 0o1777n, 0o4755n, 0o2755n, 0o104_755n]
    const answers = [ALLOW, ALLOW, EPERM, EPERM, EPERM]
    expect(modes.map((mode) => ask(numbers.fchmod, [3n, mode]))).toEqual(answers)
    for (const name of ['fchmodat', 'fchmodat2', 'mknodat'] as const)
      expect(modes.map((mode) => ask(numbers[name], [3n, 0n, mode]))).toEqual(answers)
    for (const flags of [0x41n, 0x41_0000n])
      expect(modes.map((mode) => ask(numbers.openat, [3n, 0n, flags, mode]))).toEqual(answers)
    expect(ask(numbers.openat, [3n, 0n, 0n, 0o4755n])).toBe(ALLOW)
    expect([1n, 32n, 33n, 32_000n].map((count) => ask(numbers.semget, [0n, count]))).toEqual([
      ALLOW,
      ALLOW,
      EINVAL,
      EINVAL,
    ])
    expect(ask(numbers.fallocate, [3n, 0n])).toBe(EOPNOTSUPP)
    expect(ask(numbers.ioctl, [3n, 0x4030_5828n])).toBe(EPERM)
  })

  it('ends who calls by the convention of another system', () => {
    expect(answerOf(program, { number: numbers.read, audit: 0x4000_0003 })).toBe(KILL)
  })
})

it('refuses the calls of x32 on x86-64', () => {
  const program = seccompProgram({ unixSockets: false }, 'x64') ?? Buffer.alloc(0)
  expect(answerOf(program, { number: 0x4000_0000 + NUMBERS.x64.read, audit: AUDIT.x64 })).toBe(EPERM)
})

it('is none where no numbers are known', () => {
  expect(seccompProgram({ unixSockets: false }, 'riscv64')).toBeUndefined()
})
