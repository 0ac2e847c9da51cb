import { PERL } from './starter.ts'

/**
 * The user and group that jobs of an Interlock run as root become: of no account, and outside the ranges that systemd and
 * distributions give out. Root itself is exempt from the limit on processes and owns the files of the system.
 */
export const JOB_USER = 60_577

/**
 * Run by root in front of bubblewrap. What the job owns is root's on disk, so it is mounted with root's number shown as the
 * job's (an ID-mapped mount, Linux 5.12): the job reads and writes as itself, and its files are root's on disk. The mounts are
 * made from descriptors into a private mount namespace, then root is given up for good.
 */
const STAGE = String.raw`
use strict;
my ($user, $setgroups, $setresgid, $setresuid, $unshare, $mount) = (shift @ARGV, shift(@ARGV) eq 'x64' ? (116, 119, 117, 272, 165) : (159, 149, 147, 97, 40));
my @staged; while ((my $word = shift @ARGV) ne '--') { push @staged, [split /:/, $word] }
sub fail { print STDERR "The workspace could not be prepared for an unprivileged user: $_[0]: $!\n"; exit 125 }
pipe(my $up, my $ready) or fail('pipe'); pipe(my $hold, my $done) or fail('pipe');
my $child = fork(); defined $child or fail('fork');
if ($child == 0) { close $done; syscall($unshare, 0x10000000) == 0 or exit 1; syswrite($ready, 'x'); sysread($hold, my $end, 1); exit 0 }
close $ready; sysread($up, my $came, 1) or fail('a user namespace');
for my $map ('uid_map', 'gid_map') { open(my $file, '>', "/proc/$child/$map") or fail($map); syswrite($file, "0 $user 1") or fail($map) }
open(my $ids, '<', "/proc/$child/ns/user") or fail('a user namespace');
my $empty = '';
for my $each (@staged) {
  my ($fd, $own) = @$each;
  push @$each, syscall(428, 0 + $fd, $empty, 0x81001); $each->[2] >= 0 or fail('open_tree');
  my $attributes = pack('QQQQ', 0x100000, 0, 0, fileno $ids);
  $own eq 'own' and (syscall(442, $each->[2], $empty, 0x1000, $attributes, 32) == 0 or fail('mount_setattr'));
}
my ($none, $root, $tmpfs, $tmp, $options) = ('none', '/', 'tmpfs', '/tmp', 'mode=755,size=64k');
syscall($unshare, 0x20000) == 0 or fail('unshare');
syscall($mount, $none, $root, 0, 0x44000, 0) == 0 or fail('mount');
syscall($mount, $tmpfs, $tmp, $tmpfs, 0, $options) == 0 or fail('tmpfs');
for my $at (0 .. $#staged) {
  my $place = "/tmp/$at"; -d "/proc/self/fd/$staged[$at][0]" ? mkdir $place : open(my $file, '>', $place);
  syscall(429, $staged[$at][2], $empty, -100, $place, 4) == 0 or fail('move_mount');
}
close $done; waitpid $child, 0;
syscall($setgroups, 0, 0) == 0 && syscall($setresgid, 0 + $user, 0 + $user, 0 + $user) == 0 && syscall($setresuid, 0 + $user, 0 + $user, 0 + $user) == 0 or fail('setresuid');
exec { $ARGV[0] } @ARGV; fail('exec');
`

export interface StagedMount {
  readonly descriptor: number
  readonly own: boolean
}

/** What to start so that `argv` runs as JOB_USER, with the mounts at the paths of `stagedPath`, in their order. */
export function staged(mounts: readonly StagedMount[], argv: readonly string[]): string[] {
  const words = mounts.map(({ descriptor, own }) => `${descriptor}:${own ? 'own' : 'plain'}`)
  return [PERL, '-e', STAGE, '--', String(JOB_USER), process.arch, ...words, '--', ...argv]
}

export function stagedPath(at: number): string {
  return `/tmp/${at}`
}
