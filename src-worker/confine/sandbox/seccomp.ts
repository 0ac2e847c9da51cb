/**
 * The system-call filter of a job, as the classic BPF program that `bwrap --seccomp` loads. It closes what a job has no use
 * for and what has led out of sandboxes before; everything else passes.
 */

/** Numbers on x86-64 and arm64; from 424 on all systems share theirs. Sources: the kernel's syscall tables. */
const REFUSED: Readonly<Record<string, readonly [x64: number | undefined, arm64: number | undefined]>> = {
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  process_madvise: [440, 440],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  unshare: [272, 97],
  setns: [308, 268],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  open_tree_attr: [467, 467],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  fanotify_init: [300, 262],
  init_module: [175, 105],
  delete_module: [176, 106],
  finit_module: [313, 273],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  settimeofday: [164, 170],
  adjtimex: [159, 171],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  syslog: [103, 116],
  vhangup: [153, 58],
  migrate_pages: [256, 238],
  move_pages: [279, 239],
  lookup_dcookie: [212, 18],
  nfsservctl: [180, 42],
  iopl: [172, undefined],
  ioperm: [173, undefined],
  modify_ldt: [154, undefined],
  uselib: [134, undefined],
  sysfs: [139, undefined],
}

/**
 * Answered as by a kernel without them, so that programs take the older way. What clone3 and openat2 are asked for lies in memory
 * no filter can read; the others give memory that belongs to no process, which only a control group counts, and `/dev/shm` has a
 * size.
 */
const ABSENT: readonly (readonly [x64: number, arm64: number])[] = [
  [435, 435], // clone3
  [425, 425], // io_uring_setup
  [426, 426], // io_uring_enter
  [427, 427], // io_uring_register
  [319, 279], // memfd_create
  [447, 447], // memfd_secret
  [437, 437], // openat2
  [68, 186], // msgget
]

/** Calls that give a file its mode: which argument that is, and where it counts only with a flag, which argument holds those. */
const MODE_GIVING: readonly (readonly [
  x64: number | undefined,
  arm64: number | undefined,
  mode: number,
  flags?: number,
])[] = [
  [90, undefined, 1], // chmod
  [91, 52, 1], // fchmod
  [268, 53, 2], // fchmodat
  [452, 452, 2], // fchmodat2
  [85, undefined, 1], // creat
  [133, undefined, 1], // mknod
  [259, 33, 2], // mknodat
  [2, undefined, 2, 1], // open
  [257, 56, 3, 2], // openat
]

interface Architecture {
  /** AUDIT_ARCH_*, which tells a call of another calling convention. */
  readonly audit: number
  readonly column: 0 | 1
  readonly clone: number
  readonly ioctl: number
  readonly socket: number
  readonly shmget: number
  readonly semget: number
  readonly fallocate: number
  /** x86-64 answers the calls of x32 as well, numbered from here. */
  readonly foreignFrom: number | undefined
}

const ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, Architecture>>> = {
  x64: {
    audit: 0xc000_003e,
    column: 0,
    clone: 56,
    ioctl: 16,
    socket: 41,
    shmget: 29,
    semget: 64,
    fallocate: 285,
    foreignFrom: 0x4000_0000,
  },
  arm64: {
    audit: 0xc000_00b7,
    column: 1,
    clone: 220,
    ioctl: 29,
    socket: 198,
    shmget: 194,
    semget: 190,
    fallocate: 47,
    foreignFrom: undefined,
  },
}

const EPERM = 1
const EINVAL = 22
const EAFNOSUPPORT = 97
const ENOSYS = 38
const EOPNOTSUPP = 95
const NEW_NAMESPACES = 0x7e02_0000
/** The first two push characters into a terminal's input; the others are fallocate by another name. */
const REFUSED_REQUESTS = [0x5412, 0x541c, 0x4030_5828, 0x4030_582a, 0x4030_5839]
/** A program that runs as its owner or group for everybody: made here it would be the operator's, for all users outside. */
const SET_ID = 0o6000
/** O_CREAT and what O_TMPFILE adds: without them no mode is looked at. */
const MAKES_FILE = 0x40_0040
const AF_UNIX = 1
/** Internet and netlink end in the network namespace. Others do not: vsock reaches the host of a virtual machine. */
const CONTAINED_FAMILIES = [2, 10, 16]

/** Segments of System V stay when nobody has them in his memory. Their number is limited, so small ones are harmless. */
const LARGEST_SEGMENT = 64 * 1024
/** Sets of semaphores are counted in the same way. */
const LARGEST_SET = 32

/** Offsets in `struct seccomp_data`; arguments are 64 bits wide, and these systems keep the low half first. */
const FIELD = { number: 0, architecture: 4, argument0: 16, argument1: 24, argument1High: 28 } as const
const ARGUMENT_BYTES = 8

const RETURN_ALLOW = 0x7fff_0000
const RETURN_KILL = 0x8000_0000
const RETURN_ERRNO = 0x0005_0000

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number]

const load = (offset: number): Instruction => [0x20, 0, 0, offset]
const answer = (value: number): Instruction => [0x06, 0, 0, value]
const equals = (value: number, skipTrue: number, skipFalse: number): Instruction => [0x15, skipTrue, skipFalse, value]
const atLeast = (value: number, skipTrue: number, skipFalse: number): Instruction => [0x35, skipTrue, skipFalse, value]
const anyBit = (value: number, skipTrue: number, skipFalse: number): Instruction => [0x45, skipTrue, skipFalse, value]

export interface SeccompOptions {
  /** Whether the job may make sockets of AF_UNIX. `socketpair` is always allowed: it reaches nobody else. */
  readonly unixSockets: boolean
}

/** The program for `architecture`, or undefined where no numbers are known. arm64's has been generated, not run. */
export function seccompProgram(
  { unixSockets }: SeccompOptions,
  architecture: NodeJS.Architecture = process.arch,
): Buffer | undefined {
  const arch = ARCHITECTURES[architecture]
  if (arch === undefined || process.platform === 'win32') return undefined
  const families = unixSockets ? [AF_UNIX, ...CONTAINED_FAMILIES] : CONTAINED_FAMILIES
  const refused = Object.values(REFUSED).flatMap((numbers) => numbers[arch.column] ?? [])

  return assemble([
    load(FIELD.architecture),
    equals(arch.audit, 1, 0),
    answer(RETURN_KILL),
    load(FIELD.number),
    ...(arch.foreignFrom === undefined ? [] : [atLeast(arch.foreignFrom, 0, 1), answer(RETURN_ERRNO | EPERM)]),
    ...refused.flatMap((number) => [equals(number, 0, 1), answer(RETURN_ERRNO | EPERM)]),
    ...ABSENT.flatMap((numbers) => [equals(numbers[arch.column], 0, 1), answer(RETURN_ERRNO | ENOSYS)]),
    equals(arch.clone, 0, 4),
    load(FIELD.argument0),
    anyBit(NEW_NAMESPACES, 0, 1),
    answer(RETURN_ERRNO | EPERM),
    answer(RETURN_ALLOW),
    ...MODE_GIVING.flatMap((call) => refusingSetId(call[arch.column], call[2], call[3])),
    // Space that is given without being written to counts nowhere; programs write then.
    equals(arch.fallocate, 0, 1),
    answer(RETURN_ERRNO | EOPNOTSUPP),
    equals(arch.semget, 0, 4),
    load(FIELD.argument1),
    atLeast(LARGEST_SET + 1, 0, 1),
    answer(RETURN_ERRNO | EINVAL),
    answer(RETURN_ALLOW),
    equals(arch.ioctl, 0, 2 + 2 * REFUSED_REQUESTS.length),
    load(FIELD.argument1),
    ...REFUSED_REQUESTS.flatMap((request) => [equals(request, 0, 1), answer(RETURN_ERRNO | EPERM)]),
    answer(RETURN_ALLOW),
    equals(arch.shmget, 0, 6),
    load(FIELD.argument1High),
    equals(0, 0, 2),
    load(FIELD.argument1),
    atLeast(LARGEST_SEGMENT + 1, 0, 1),
    answer(RETURN_ERRNO | EINVAL),
    answer(RETURN_ALLOW),
    equals(arch.socket, 0, 2 + 2 * families.length),
    load(FIELD.argument0),
    ...families.flatMap((family) => [equals(family, 0, 1), answer(RETURN_ALLOW)]),
    answer(RETURN_ERRNO | EAFNOSUPPORT),
    answer(RETURN_ALLOW),
  ])
}

function refusingSetId(number: number | undefined, mode: number, flags: number | undefined): Instruction[] {
  if (number === undefined) return []
  const refusing = [
    load(argument(mode)),
    anyBit(SET_ID, 0, 1),
    answer(RETURN_ERRNO | EPERM),
    answer(RETURN_ALLOW),
  ] as const
  if (flags === undefined) return [equals(number, 0, refusing.length), ...refusing]
  return [
    equals(number, 0, refusing.length + 2),
    load(argument(flags)),
    anyBit(MAKES_FILE, 0, refusing.length - 1),
    ...refusing,
  ]
}

/** The low half of an argument. */
function argument(at: number): number {
  return FIELD.argument0 + at * ARGUMENT_BYTES
}

function assemble(instructions: readonly Instruction[]): Buffer {
  const program = Buffer.alloc(instructions.length * 8)
  for (const [at, [code, jumpTrue, jumpFalse, value]] of instructions.entries()) {
    program.writeUInt16LE(code, at * 8)
    program.writeUInt8(jumpTrue, at * 8 + 2)
    program.writeUInt8(jumpFalse, at * 8 + 3)
    program.writeUInt32LE(value >>> 0, at * 8 + 4)
  }
  return program
}
