import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AttackBed, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
const servers: Server[] = []
const children: ChildProcess[] = []
beforeEach(() => (bed = makeAttackBed()))
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
  for (const child of children.splice(0)) child.kill('SIGKILL')
  bed.remove()
})

async function listening(at: { host: string; port: number } | { path: string }): Promise<number> {
  const server = createServer((socket) => socket.end('REACHED'))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(at, () => resolve()))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Says what it hears from an address, or why it hears nothing. */
const python = (setUp: string) => [
  'python3',
  '-c',
  `import socket\ntry:\n  ${setUp}\nexcept OSError as error: print('refused', error.errno)`,
]
const reach = (family: string, address: string) =>
  python(`s = socket.socket(socket.${family}); s.settimeout(3); s.connect(${address}); print(s.recv(99).decode())`)

describe('case 39 and 41 the network', () => {
  it('case 41 a port of this machine is reached without the guard, and not with it', async () => {
    const port = await listening({ host: '127.0.0.1', port: 0 })
    const attack = reach('AF_INET', `('127.0.0.1', ${port})`)
    expect((await bed.run(attack, { guard: 'unguarded' })).out).toBe('REACHED\n')
    expect((await bed.run(attack)).out).toMatch(/^refused/)
  })

  it.each<[string, string]>([
    ['TCP', `s = socket.create_connection(('192.0.2.1', 80), 3)`],
    ['IPv6', `s = socket.create_connection(('2001:db8::1', 80), 3)`],
    ['UDP', `s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'x', ('192.0.2.1', 53)); print('sent')`],
    ['ICMP', `s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)`],
    ['the metadata address', `s = socket.create_connection(('169.254.169.254', 80), 3)`],
    ['a raw packet', `s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)`],
    ['the host of a virtual machine', `s = socket.socket(40, socket.SOCK_STREAM)`],
  ])('case 39 %s goes nowhere', async (_, attack) => {
    expect((await bed.run(python(attack))).out).toMatch(/^refused/)
  })

  it('case 39 there is no way out at all: only the loopback of its own', async () => {
    expect((await bed.sh('cat /proc/net/dev', { guard: 'unguarded' })).out.split('\n').length).toBeGreaterThan(3)
    expect((await bed.sh('tail -n +3 /proc/net/dev | cut -d: -f1')).out.trim()).toBe('lo')
  })

  it('case 40 a name is not looked up, so nothing leaves with it', async () => {
    const { out } = await bed.run(python(`print(socket.gethostbyname('secret.example.com'))`))
    expect(out).not.toMatch(/^\d/)
  })
})

describe('case 42 sockets of this machine', () => {
  it('of a file are reached without the guard, and not with it', async () => {
    const path = join(bed.workspace, 'agent.sock')
    await listening({ path })
    const attack = reach('AF_UNIX', `'${path}'`)
    expect((await bed.run(attack, { guard: 'unguarded' })).out).toBe('REACHED\n')
    expect((await bed.run(attack)).out).toBe('refused 97\n')
  })

  it('without a file are reached without the guard, and not even by a job that may make sockets', async () => {
    const name = `interlock-${process.pid}-${Math.random()}`
    await listening({ path: `\0${name}` })
    const attack = reach('AF_UNIX', `'\\0${name}'`)
    expect((await bed.run(attack, { guard: 'unguarded' })).out).toBe('REACHED\n')
    expect((await bed.run(attack)).out).toBe('refused 97\n')
    expect((await bed.run(attack, { confinement: { unixSockets: true } })).out).toBe('refused 111\n')
  })

  it('can be made among its own processes where the job may', async () => {
    const pair = python(
      `s = socket.socket(socket.AF_UNIX); s.bind('/tmp/x'); s.listen(); c = socket.socket(socket.AF_UNIX); c.connect('/tmp/x'); print('own')`,
    )
    expect((await bed.run(pair)).out).toBe('refused 97\n')
    expect((await bed.run(pair, { confinement: { unixSockets: true } })).out).toBe('own\n')
  })

  it('of the session, of Docker and of the desktop are not there', async () => {
    const { out } = await bed.sh('ls -A /run /var /tmp /home/job 2>&1; echo end')
    expect(out).not.toMatch(/docker|dbus|user|X11|ssh/)
    expect(out).toContain('end')
  })
})

it('case 45 the processes of this machine are seen without the guard, and not with it', async () => {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' })
  children.push(child)
  const attack = `cat /proc/${child.pid}/cmdline | tr '\\0' ' '`
  expect((await bed.sh(attack, { guard: 'unguarded' })).out).toBe('sleep 1000 ')
  expect((await bed.sh(attack)).out).toBe('')
})
