import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import type { Server as HttpServer } from 'node:http'
import type { ListenOptions } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { socketPointer, usualSocket } from '#server/client'
import { writePrivate } from './private-files.ts'

/** Where the console is when nobody says otherwise. */
export const DEFAULT_PORT = 7717
const PORTS_TRIED = 20

/**
 * Listens on 127.0.0.1 alone. Without a wish for a port the next free one from 7717 on is taken; a wished one is taken or
 * nothing is.
 */
export async function listenOnLoopback(server: HttpServer, wished: number | undefined): Promise<number> {
  const ports = wished === undefined ? [...range(DEFAULT_PORT, PORTS_TRIED), 0] : [wished]
  for (const port of ports) {
    if (await listen(server, { host: '127.0.0.1', port })) return boundPort(server)
  }
  throw new Error(`Port ${wished} is taken by another program. Choose another one with --port, or leave it out.`)
}

/**
 * Listens on the data directory's own socket. Only who holds the core's lock may call this: a socket file that is already
 * there is then a leftover and is removed.
 * @returns what removes the socket again
 */
export async function listenOnSocket(server: HttpServer, home: string): Promise<() => void> {
  const usual = usualSocket(home)
  if (usual !== undefined) {
    await listenOnFile(server, usual)
    return () => rmSync(usual, { force: true })
  }
  const pointer = socketPointer(home)
  const isPipe = process.platform === 'win32'
  // A name nobody can foresee, so that nobody can wait there for our clients.
  const address = isPipe
    ? String.raw`\\.\pipe\interlock-${randomUUID()}`
    : join(mkdtempSync(join(tmpdir(), 'interlock-')), 'core.sock')
  if (isPipe) await mustListen(server, address)
  else await listenOnFile(server, address)
  writePrivate(pointer, address)
  return () => {
    rmSync(pointer, { force: true })
    if (!isPipe) rmSync(dirname(address), { recursive: true, force: true })
  }
}

async function listenOnFile(server: HttpServer, path: string): Promise<void> {
  rmSync(path, { force: true })
  await mustListen(server, path)
  chmodSync(path, 0o600)
}

async function mustListen(server: HttpServer, path: string): Promise<void> {
  if (!(await listen(server, { path }))) throw new Error(`${path} is taken by another program.`)
}

/** False when the address is taken. */
function listen(server: HttpServer, options: ListenOptions): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false)
      else reject(error)
    }
    server.once('error', onError)
    server.listen(options, () => {
      server.off('error', onError)
      resolve(true)
    })
  })
}

function boundPort(server: HttpServer): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server is not bound to a port.')
  return address.port
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => from + at)
}
