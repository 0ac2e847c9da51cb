import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { needsReady } from '../base/phase.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export const net = {
  isOnline: () => true,
  async fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    needsReady('net module can only be used after app is ready')
    const address = typeof input === 'string' ? input : input.url
    if (!address.startsWith('file:')) return fetch(input, init)
    const path = fileURLToPath(address)
    try {
      const headers = { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }
      return new Response(await readFile(path), { headers })
    } catch {
      throw new Error('net::ERR_FILE_NOT_FOUND')
    }
  },
}
