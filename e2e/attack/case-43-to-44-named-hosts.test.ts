import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AttackBed, type AttackOptions, makeAttackBed } from './attack-bed.ts'

let bed: AttackBed
let service: Server
let port: number
let heard: string[]
beforeEach(async () => {
  bed = makeAttackBed()
  heard = []
  service = createServer((request, response) => {
    let body = ''
    request.on('data', (bytes: Buffer) => (body += bytes.toString()))
    request.on('end', () => {
      heard.push(`${request.method} ${request.headers.host} ${body}`)
      response.end('REACHED')
    })
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', () => resolve()))
  const address = service.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})
afterEach(async () => {
  bed.remove()
  service.closeAllConnections()
  await new Promise((resolve) => service.close(resolve))
})

/** A job that may reach `api.example.com` at the port of a service of ours, which every name leads to. */
function allowed(more: Partial<AttackOptions> = {}): AttackOptions {
  const names = ['api.example.com', 'evil.example.net', 'rebound.example.com', 'inner.example.com']
  return {
    confinement: {
      hosts: [`api.example.com:${port}`, `rebound.example.com:${port + 1}`, `*.wild.example.com:${port}`],
    },
    names: {
      addresses: Object.fromEntries(names.map((name) => [name, '127.0.0.1'])),
      permitted: [`127.0.0.1:${port}`],
    },
    ...more,
  }
}

const ask = (url: string, ...more: string[]) => ['curl', '-s', '-m', '5', '-p', ...more, url]

describe('case 43 a job that may reach named hosts', () => {
  it('case 43 reaches them at the port that was named, however the name is written', async () => {
    for (const host of ['api.example.com', 'API.Example.com', 'api.example.com.'])
      expect((await bed.run(ask(`http://${host}:${port}/`), allowed())).out).toBe('REACHED')
  })

  it.each<[string, (port: number) => string[]]>([
    ['another name', (at) => ask(`http://evil.example.net:${at}/`)],
    ['another port', (at) => ask(`http://api.example.com:${at + 1}/`)],
    ['an address', (at) => ask(`http://127.0.0.1:${at}/`, '--noproxy', 'none')],
    ['an address as one number', (at) => ask(`http://2130706433:${at}/`)],
    ['an address of IPv6', (at) => ask(`http://[::1]:${at}/`)],
    ['a name that ends like it', (at) => ask(`http://notapi.example.com:${at}/`)],
    ['a name that goes on after it', (at) => ask(`http://api.example.com.evil.example.net:${at}/`)],
    ['a user in front of another name', (at) => ask(`http://api.example.com@evil.example.net:${at}/`)],
    ['letters that are mapped to it', (at) => ask(`http://ａpi.example.net:${at}/`)],
    ['what lies above a star', (at) => ask(`http://wild.example.com:${at}/`)],
    ['the machine behind the proxy', (at) => ask(`http://localhost:${at}/`, '--noproxy', 'none')],
  ])('case 43 does not reach %s', async (_, attack) => {
    const refused: string[] = []
    const { out } = await bed.run(attack(port), allowed({ onRefusedHost: (host) => void refused.push(host) }))
    expect(out).not.toContain('REACHED')
    expect(heard).toEqual([])
  })

  it('case 43 does not reach a host that another is named in front of', async () => {
    const script = `import socket
s = socket.create_connection(('127.0.0.1', 3128))
s.sendall(b'GET http://api.example.com:${port}/ HTTP/1.1\\r\\nHost: evil.example.net\\r\\nConnection: close\\r\\n\\r\\n')
print(s.recv(100).decode())`
    expect((await bed.run(['python3', '-c', script], allowed())).out).toContain('421')
    expect(heard).toEqual([])
  })

  it('case 43 does not reach this machine by a name that leads to it', async () => {
    const { out } = await bed.run(
      ask(`http://rebound.example.com:${port + 1}/`, '-w', '%{http_connect}%{http_code}'),
      allowed(),
    )
    expect(out).not.toContain('REACHED')
    const open = allowed()
    const reached = await bed.run(ask(`http://api.example.com:${port}/`), {
      ...open,
      names: { addresses: open.names?.addresses ?? {}, permitted: [] },
    })
    expect(reached.out).not.toContain('REACHED')
    expect(heard).toEqual([])
  })

  it('case 43 has no other way out than the proxy, and without the guard has every way', async () => {
    const direct = `import socket; print(socket.create_connection(('127.0.0.1', ${port}), 3))`
    expect((await bed.run(['python3', '-c', direct], { guard: 'unguarded' })).exitCode).toBe(0)
    expect((await bed.run(['python3', '-c', direct], allowed())).exitCode).not.toBe(0)
    expect((await bed.sh('tail -n +3 /proc/net/dev | cut -d: -f1', allowed())).out.trim()).toBe('lo')
    expect((await bed.sh('ls /proc/self/fd', allowed())).out.trim().split('\n')).toHaveLength(4)
  })

  it('case 43 harms the worker neither by many connections nor by broken ones', async () => {
    const attack = `import socket, struct
held = []
for n in range(600):
  s = socket.socket(); s.settimeout(2)
  try:
    s.connect(('127.0.0.1', 3128)); s.sendall([b'\\x16\\x03', b'CONNECT api.example.com:${port} HTTP/1.1\\r\\n\\r\\n', b'GET ' + b'x' * 70000][n % 3])
    if n % 2: s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); s.close()
    else: held.append(s)
  except OSError: pass
print('done')`
    expect((await bed.run(['python3', '-c', attack], allowed())).out).toBe('done\n')
    expect((await bed.run(ask(`http://api.example.com:${port}/`), allowed())).out).toBe('REACHED')
  })

  it('case 43 finds no proxy where no host is named', async () => {
    const { out } = await bed.sh(
      `env | grep -i proxy; curl -s -m 2 -x http://127.0.0.1:3128 http://api.example.com:${port}/; true`,
    )
    expect(out).toBe('')
  })
})

it('case 44 what is sent to a host that was named arrives there, and nobody looks into it', async () => {
  bed.write('.env', 'TOKEN=sesame')
  await bed.run(ask(`http://api.example.com:${port}/`, '--data-binary', '@.env'), allowed())
  expect(heard).toEqual([expect.stringContaining('TOKEN=sesame')])
})
