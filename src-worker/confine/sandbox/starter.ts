import type { Limits } from './confinement.ts'

/** Comes with every Debian and Ubuntu, and with git elsewhere. */
export const PERL = '/usr/bin/perl'

/** Where a command that may reach named hosts finds the proxy, in a network where nothing else listens. */
export const PROXY_PORT = 3128

/** Numbers of RLIMIT_*, the same on every architecture that Node runs on. */
const RESOURCE = { cpu: 0, fileSize: 1, data: 2, core: 4, processes: 6, openFiles: 7, addressSpace: 9 } as const

/**
 * The first program of ours inside a sandbox. It takes the command over a socket, so that neither its arguments nor its
 * environment stand in bubblewrap's own, which others can read; sets the limits; starts the command; and reports how it
 * ended, since bubblewrap tells an exit code 137 and a SIGKILL not apart. A worker that has died meanwhile is noticed by the
 * first write, before anything was started.
 *
 * Given a descriptor of an IPC channel it first opens a port of its own network there is otherwise nothing in, and hands it out
 * in the form of Node's own messages: who accepts on it stands outside, and needs no process and no socket file inside.
 *
 * With `reap` it also does what a process namespace does, as well as that can be done without one: what loses its parent
 * becomes its child, and all of them are killed when the command ends or the worker does. A command can kill it first.
 */
const STARTER = String.raw`
use strict;
my %number = ($ARGV[0] eq 'x64') ? (prlimit => 302, getrusage => 98, prctl => 157, sendmsg => 46) : (prlimit => 261, getrusage => 165, prctl => 167, sendmsg => 211);
$ARGV[1] eq 'reap' and syscall($number{prctl}, 36, 1, 0, 0, 0);
if (defined $ARGV[2]) {
  my $port; socket($port, 2, 1, 0) && bind($port, pack('S n a4 x8', 2, ${PROXY_PORT}, "\x7f\0\0\1")) && listen($port, 256) or exit 125;
  my $word = '{"cmd":"NODE_HANDLE","type":"net.Server","msg":"port"}' . "\n"; my $text = pack('P Q', $word, length $word); my $rights = pack('Q i i i x4', 20, 1, 1, fileno $port);
  syscall($number{sendmsg}, 0 + $ARGV[2], pack('Q i x4 P Q P Q i x4', 0, 0, $text, 1, $rights, 24, 0), 0) == length $word or exit 125;
}
syscall(436, 4, 0x7fffffff, 0) == 0 or do { for my $n (4 .. 1023) { if (open(my $f, '<&=', $n)) { close $f } } };
open(my $in, '<&=', 3) or die; open(my $out, '>&=', 3) or die; fcntl($in, 2, 1);
sub take { my $b = ''; while (length $b < $_[0]) { sysread($in, $b, $_[0] - length $b, length $b) or exit 125 } return $b }
defined syswrite($out, "R\n") or exit 125;
my @request = split /\0/, take(unpack('N', take(4))), -1;
for (1 .. shift @request) { my ($what, $most) = split /=/, shift @request;
  syscall($number{prlimit}, 0, 0 + $what, my $both = pack('QQ', $most, $most), 0) == 0 or do { syswrite($out, "L $what\n"); exit 125 } }
%ENV = (); for (1 .. shift @request) { my ($name, $value) = split /=/, shift @request, 2; $ENV{$name} = $value }
my ($directory, $file, @words) = @request;
chdir $directory or do { syswrite($out, 'X ' . ($! + 0) . "\n"); exit 125 };
pipe(my $told, my $tell) or die; syswrite($out, "B\n");
my $child = fork(); defined $child or do { syswrite($out, 'X ' . ($! + 0) . "\n"); exit 125 };
if ($child == 0) { close $told; exec { $file } @words; syswrite($tell, $! + 0); syscall($number{prlimit}, 0, 4, 0, 0); exit 125 }
$SIG{$_} = 'IGNORE' for qw(TERM INT HUP QUIT USR1 USR2 ALRM PIPE TSTP TTIN TTOU);
close $tell; my $errno = ''; sysread($told, $errno, 16);
if ($errno ne '') { waitpid $child, 0; syswrite($out, "X $errno\n"); exit 125 }
syswrite($out, "S\n"); close STDIN; close STDOUT; close STDERR;
my $status;
if ($ARGV[1] eq 'reap') {
  sub below { my %of; for (glob '/proc/[0-9]*/stat') { open(my $f, '<', $_) or next; my ($p, $r) = (<$f> // '') =~ /^(\d+) .*\) \S (\d+)/ or next; push @{$of{$r}}, $p }
    my @all; my @next = ($$); while (@next) { @next = map { @{$of{$_} // []} } @next; push @all, @next } return @all }
  $SIG{CHLD} = sub {};
  while (1) { my $p = waitpid(-1, 1); if ($p == $child) { $status = $?; last } last if $p < 0; next if $p > 0;
    my $ready = ''; vec($ready, fileno $in, 1) = 1; if (select($ready, undef, undef, 0.02) > 0) { sysread($in, my $byte, 1) or last } }
  for (1 .. 1000) { my @left = below() or last; kill 'STOP', @left; kill 'KILL', below();
    while ((my $p = waitpid(-1, 1)) > 0) { $status = $? if $p == $child } select(undef, undef, undef, 0.002) }
} else { waitpid $child, 0; $status = $? }
my $used = "\0" x 144; syscall($number{getrusage}, -1, $used); my @used = unpack('q5', $used);
syswrite($out, join(' ', 'E', $status, $used[4], $used[0] + $used[2]) . "\n");
`

/** @param channel descriptor of an IPC channel over which to hand out PROXY_PORT */
export function starterCommand(mode: 'wait' | 'reap', channel?: number): string[] {
  return [PERL, '-e', STARTER, '--', process.arch, mode, ...(channel === undefined ? [] : [String(channel)])]
}

export interface StarterRequest {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Inside the sandbox. */
  readonly directory: string
  readonly limits: Limits
  /** Without a user namespace the limit on processes would count all of the user's. */
  readonly countsProcesses?: boolean
}

/** What the starter is sent. Nothing in it may hold a NUL; checkArguments has seen to that. */
export function starterRequest({ argv, env, directory, limits, countsProcesses = true }: StarterRequest): Buffer {
  const numbers = Object.entries(limitNumbers(limits))
  const bounds = numbers
    .filter(([what]) => countsProcesses || what !== String(RESOURCE.processes))
    .map(([what, most]) => `${what}=${most}`)
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const body = Buffer.from(
    [bounds.length, ...bounds, variables.length, ...variables, directory, argv[0], ...argv].join('\0'),
  )
  const head = Buffer.alloc(4)
  head.writeUInt32BE(body.length)
  return Buffer.concat([head, body])
}

/**
 * The data limit counts memory a process can write to. The address space would count reservations too, of which Node makes
 * gigabytes, so it only stops the absurd. Processor time has a second more, for the watch to say what it was.
 */
function limitNumbers({ memoryBytes, processes, fileBytes, cpuSeconds }: Limits): Record<number, number> {
  return {
    [RESOURCE.data]: Math.ceil(memoryBytes * 1.25),
    [RESOURCE.addressSpace]: memoryBytes * 4 + 64 * 1024 ** 3,
    // What stands around the command inside counts as well.
    [RESOURCE.processes]: processes + 8,
    [RESOURCE.fileSize]: fileBytes,
    [RESOURCE.openFiles]: 4096,
    [RESOURCE.core]: 0,
    ...(cpuSeconds === undefined ? {} : { [RESOURCE.cpu]: cpuSeconds + 1 }),
  }
}

/** What the starter says, one line each. */
export type StarterWord =
  | { readonly kind: 'ready' }
  /** From here on the command may run, and do to the starter what it likes. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'started' }
  | { readonly kind: 'not_started'; readonly errno: number }
  | { readonly kind: 'limit_refused'; readonly limit: number }
  | { readonly kind: 'ended'; readonly status: number; readonly peakBytes: number; readonly cpuSeconds: number }

export function readStarterWord(line: string): StarterWord | undefined {
  const [word, ...numbers] = line.split(' ')
  const [first = 0, second = 0, third = 0] = numbers.map(Number)
  switch (word) {
    case 'R':
      return { kind: 'ready' }
    case 'B':
      return { kind: 'starting' }
    case 'S':
      return { kind: 'started' }
    case 'X':
      return { kind: 'not_started', errno: first }
    case 'L':
      return { kind: 'limit_refused', limit: first }
    case 'E':
      return { kind: 'ended', status: first, peakBytes: second * 1024, cpuSeconds: third }
    default:
      return undefined
  }
}
