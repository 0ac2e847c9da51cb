import { createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Exchange } from './exchange.ts'
import { noSuchRoute, plainBody, refuse } from './refusal.ts'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** One part of a path: no dot first, nothing encoded, so that no spelling of `..` exists. */
const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

/** A file of the built console. */
export interface ConsoleFile {
  readonly path: string
  readonly type: string
  readonly size: number
}

/**
 * Finds what a path of the built console stands for. What is no file of it is one of its pages, which it finds by itself.
 * @param folder of the built console
 */
export function createConsoleFinder(folder: string) {
  return async function find(path: string, accept: string): Promise<ConsoleFile | undefined> {
    const parts = path.split('/').filter((part) => part !== '')
    if (!parts.every((part) => PART.test(part))) return undefined
    const file = await regularFile(join(folder, ...parts))
    if (file || parts[0] === 'assets') return file
    const isPage = extname(path) === '' || accept.includes('text/html')
    return isPage ? regularFile(join(folder, 'index.html')) : undefined
  }
}

/** Serves the built console. */
export function createConsoleFiles(folder: string) {
  const find = createConsoleFinder(folder)

  return async function serveFile({ request, response }: Exchange, path: string): Promise<void> {
    const file = await find(path, request.headers.accept ?? '')
    if (!file) return refuse(response, noSuchRoute, plainBody)
    response.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': file.size,
      // Vite names what lies in assets/ after its content.
      'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    })
    if (request.method === 'HEAD' || file.size === 0) response.end()
    // `end` keeps to the announced length even while a new build replaces the file.
    else await pipeline(createReadStream(file.path, { end: file.size - 1 }), response)
  }
}

async function regularFile(path: string): Promise<ConsoleFile | undefined> {
  const type = TYPES[extname(path)]
  if (type === undefined) return undefined
  try {
    const found = await lstat(path)
    return found.isFile() ? { path, type, size: found.size } : undefined
  } catch {
    // Not there, or not readable: to the browser it is the same.
    return undefined
  }
}
