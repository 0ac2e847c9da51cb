import { SANDBOX_TRIAL } from '#schemas/texts'

/**
 * Runs inside a sandbox and tries to break out of it. Each promise that holds is answered with a line `SAFE_<promise>`; silence,
 * or anything else, means that it does not. So a program that cannot run at all proves nothing, which is the point.
 * Arguments: the architecture, the canaries, the limits, then the namespaces outside as `name=id`. Numbers of the system stand in
 * place of Perl's modules, which take longer to load than all of this takes to run.
 */
export const SELF_TEST_PROGRAM = String.raw`
use strict;
my ($arch, $workspace, $secret, $open, $port, $abstract, $path, $pid, $start, $processes, $temporary, @outside) = @ARGV;
my %n = $arch eq 'x64' ? (unshare => 272, ptrace => 101, keyctl => 250, bpf => 321, mount => 165, io_uring => 425, memfd => 319, shmget => 29)
                       : (unshare => 97, ptrace => 117, keyctl => 219, bpf => 280, mount => 40, io_uring => 425, memfd => 279, shmget => 194);
my $much = ${SANDBOX_TRIAL.memoryBytes.tried};
$| = 1;
sub promise { my ($name, @leaks) = @_; @leaks = grep { $_ } @leaks; print @leaks ? "LEAK_$name $leaks[0]\n" : "SAFE_$name\n" }
sub names { opendir(my $d, $_[0]) or return (); grep { !/^\.\.?$/ } readdir $d }
sub slurp { open(my $f, '<', $_[0]) or return ''; local $/; my $t = <$f>; defined $t ? $t : '' }
sub writes { my ($f) = @_; open(my $h, '>', $f) or return ''; close $h; unlink $f; "wrote $f" }
sub refused { my ($name, @call) = @_; my $r = syscall($n{$name}, @call); $r == -1 && ($!{EPERM} || $!{ENOSYS}) ? '' : "$name was let through" }
my $status = slurp('/proc/self/status');
my ($null, $root) = ("\0" x 128, '/');

symlink $secret, 'out'; my $link = slurp('out'); unlink 'out';
promise('read_files', (slurp($secret) ne '' && "read $secret"), ($link ne '' && 'read through a link'),
  (-e "/proc/1/root$secret" && 'read through /proc/1/root'), (slurp('/etc/shadow') ne '' && 'read /etc/shadow'), (opendir(my $h, '/root') && 'read /root'),
  map { m{^(console|core|fd|full|null|ptmx|pts|random|shm|std(in|out|err)|tty|urandom|zero)$} ? '' : "sees /dev/$_" } names('/dev'));
promise('write_files', writes("$open/x"), writes('/usr/x'), writes('/x'), writes('/etc/x'), writes('/proc/sys/kernel/hostname'),
  map { (split)[1] } grep { my ($what, $at, $type, $how) = split; $how =~ /^rw/ && $type !~ /^(proc|devpts|mqueue)$/ && $at !~ m{^(/tmp|/run|/dev(/.*)?|/home/job|\Q$workspace\E)$} } split /\n/, slurp('/proc/mounts'));
mkdir 'moved'; promise('git', (-d '.git' ? () : 'no .git to try'), writes('.git/hooks/x'), writes('.git/config'), (rename('.git', 'moved/.git') && 'moved .git'),
  writes('HEAD'), writes('HEAD/x'), (rename('HEAD', 'moved/HEAD') && 'moved HEAD'));
rmdir 'moved';

my ($tcp, $udp, $un, $vs);
my ($inet, $local, $vsock, $stream, $datagram) = (2, 1, 40, 1, 2);
sub at { pack('S n a4 x8', $inet, @_) }
socket($tcp, $inet, $stream, 0); my $reached = connect($tcp, at($port, "\x7f\0\0\1"));
socket($udp, $inet, $datagram, 0); my $sent = connect($udp, at(53, "\xc0\0\2\1")) && send($udp, 'x', 0);
my $links = join ' ', grep { $_ ne 'lo' } slurp('/proc/net/dev') =~ /^\s*(\S+):/mg;
promise('network', ($reached && 'reached a port of this machine'), ($sent && 'sent a datagram'), ($links ne '' && "sees $links"), (slurp('/proc/net/dev') eq '' && 'cannot tell'));
my $unix = socket($un, $local, $stream, 0);
promise('sockets', ($unix && connect($un, pack('S', $local) . "\0$abstract") && 'reached an abstract socket'),
  ($unix && socket($un, $local, $stream, 0) && connect($un, pack('S Z108', $local, $path)) && 'reached a socket file'), ($unix && 'made a socket of AF_UNIX'), (socket($vs, $vsock, $stream, 0) && 'made a socket of AF_VSOCK'));

promise('other_processes', ((split ' ', slurp("/proc/$pid/stat") =~ s/.*\)//sr)[19] // '') eq $start ? 'sees the worker' : '', (scalar(grep { /^\d+$/ } names('/proc')) > 8 && 'sees too many'));
my @same = grep { my ($name, $id) = split /=/; (readlink("/proc/self/ns/$name") // $id) eq $id } @outside;
promise('namespaces', (@same && "shares @same"), ((split ' ', slurp('/proc/self/stat') =~ s/.*\)//sr)[3] == 0 && 'shares the session'), slurp('/proc/sys/kernel/hostname') eq "job\n" ? '' : 'has the name of this machine');
promise('privileges', map { $status =~ /^$_$/m ? '' : "lacks $_" } 'CapEff:\s+0+', 'CapPrm:\s+0+', 'CapBnd:\s+0+', 'CapAmb:\s+0+', 'NoNewPrivs:\s+1', 'Groups:\s*(\d+)?\s*');
promise('system_calls', ($status =~ /^Seccomp:\s+2$/m ? '' : 'no filter'), refused('unshare', 0x10000000), refused('ptrace', 0, 0, 0, 0), refused('keyctl', 0, -3, 0), refused('bpf', 0, $null, 16),
  refused('mount', $null, $root, 0, 0x1000, 0), refused('io_uring', 1, $null));
my @fds = grep { $_ > 2 } names('/proc/self/fd'); @fds = grep { defined readlink("/proc/self/fd/$_") && readlink("/proc/self/fd/$_") !~ m{^(socket|/proc/\d+/fd|/proc/self/fd)} } @fds;
promise('descriptors', (@fds && "has @fds"));
my %size = map { (split)[1] => /size=(\d+)k/ ? $1 * 1024 : 0 } grep { /^tmpfs/ } split /\n/, slurp('/proc/mounts');
promise('temporary_files', map { !$size{$_} ? "$_ has no size" : $size{$_} > $temporary * 1.01 + 65536 ? "$_ is too large" : '' } '/tmp', '/run', '/dev/shm', '/home/job');
my $limits = slurp('/proc/self/limits');
promise('core_dumps', $limits =~ /^Max core file size\s+0\s+0/m ? '' : 'may leave memory dumps');

sub child { my ($do) = @_; my $p = fork() // return 'cannot fork'; if (!$p) { open STDERR, '>', '/dev/null'; $do->(); exit 0 } waitpid $p, 0; $? == 0 ? 'was not stopped' : '' }
promise('memory', child(sub { my $all = 'x' x $much }), refused('memfd', $null, 0), (syscall($n{shmget}, 0, $much, 0600) >= 0 && 'made a segment that counts for no process'));
promise('file_size', child(sub { open(my $f, '>', '/tmp/large') or exit 1; truncate($f, ${SANDBOX_TRIAL.fileBytes.tried}) and exit 0; exit 1 })); unlink '/tmp/large';
promise('cpu_time', $limits =~ /^Max cpu time\s+10\s/m ? '' : 'no limit');
pipe(my $wait, my $hold); my $made = 0;
for (1 .. $processes) { my $p = fork(); last if !defined $p; if (!$p) { close $hold; sysread($wait, my $b, 1); exit 0 } $made++ }
close $hold; promise('process_count', $made >= $processes ? 'was not stopped' : ''); 1 while wait() > 0;
if (fork() == 0) { close STDOUT; close STDERR; exec '/usr/bin/sleep', '600' }
`
