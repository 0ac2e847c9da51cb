import { spawnSync } from 'node:child_process'
import { realpathSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sandboxRemedies } from '#schemas/texts'

const root = join(import.meta.dirname, '../..')
const isRoot = process.getuid?.() === 0
/** What only root can lay out is no test for others, and none that was left out. */
const asRoot = (what: string, also = true): string[] => (isRoot && also ? [what] : [])

/** What a worker would report of a machine that a line of the shell has made poorer, for itself only. */
function reportAfter(prepare: string, wrap: readonly string[]): { level: string; reason: string; remedy?: string } {
  const confine = pathToFileURL(join(root, 'src-worker/sandbox-report.ts')).href
  const script = `process.stdout.write(JSON.stringify(await (await import(${JSON.stringify(confine)})).reportSandbox()))`
  const line = ['sh', '-c', `${prepare} "$0" --input-type=module -e "$1"`, process.execPath, script]
  const [file, ...args] = wrap.length === 0 ? ['env', ...line] : [...wrap, ...line]
  if (file === undefined) throw new Error('There is nothing to start.')
  const { stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', cwd: root })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as ReturnType<typeof reportAfter>
}

const inOwnUsers = ['unshare', '--user', '--map-root-user']
const noNamespaces = 'echo 0 > /proc/sys/user/max_user_namespaces;'

describe.each(asRoot('a machine without user namespaces'))('%s', () => {
  it('is os-partial, since processes still end, and says what to raise', () => {
    const withoutRights =
      'setpriv --bounding-set=-all --inh-caps=-all --securebits=+noroot,+noroot_locked --no-new-privs'
    expect(reportAfter(`${noNamespaces} exec ${withoutRights}`, inOwnUsers)).toMatchObject({
      level: 'os-partial',
      reason: expect.stringContaining('under a process that ends all they started') as unknown,
      remedy: sandboxRemedies.namespaces_used_up,
    })
  })
})

/** Runs its arguments in a user namespace in which every user is who he is; unshare needs further programs for that. */
const inUsersOfEverybody = `
import ctypes, os, sys
(up, ready), (hold, done) = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    if ctypes.CDLL(None).unshare(0x10000000) != 0: os._exit(1)
    os.write(ready, b'x'); os.read(hold, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
os.read(up, 1)
for what in ('uid_map', 'gid_map'): open(f'/proc/{child}/{what}', 'w').write('0 0 65536')
os.write(done, b'x')
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`

/** Whether a user without rights can load Interlock from where it lies. */
function othersMayRead(path: string): boolean {
  const mayPass = (statSync(path).mode & 0o005) === 0o005
  return mayPass && (dirname(path) === path || othersMayRead(dirname(path)))
}

const isReadable = [root, realpathSync(process.execPath)].every(othersMayRead)

describe.each(asRoot('a user without rights', isReadable))('%s', () => {
  // The folder of this test's own files may be closed to others.
  const nobody = 'env TMPDIR=/tmp setpriv --reuid=65534 --regid=65534 --clear-groups'

  it('has the whole sandbox', () => {
    expect(reportAfter(`exec ${nobody}`, [])).toMatchObject({
      level: 'os-enforced',
      reason: expect.stringContaining('promises were tried and hold') as unknown,
    })
  })

  it('has what ends processes where there are no user namespaces', () => {
    expect(reportAfter(`${noNamespaces} exec ${nobody}`, ['python3', '-c', inUsersOfEverybody])).toMatchObject({
      level: 'os-partial',
      reason: expect.stringContaining('under a process that ends all they started') as unknown,
      remedy: sandboxRemedies.namespaces_used_up,
    })
  })
})

describe.each(asRoot('a machine without a program that the sandbox needs'))('%s', () => {
  it.each(['bwrap', 'perl'])('%s is os-partial, and names the packages', (program) => {
    const hide = `mount --bind /dev/null /usr/bin/${program}; exec`
    expect(reportAfter(hide, ['unshare', '--mount'])).toMatchObject({
      level: 'os-partial',
      reason: expect.stringContaining(`/usr/bin/${program} is missing`) as unknown,
      remedy: sandboxRemedies.packages,
    })
  })
})

it('this machine is os-enforced', () => {
  expect(reportAfter('exec', [])).toMatchObject({ level: 'os-enforced' })
})
