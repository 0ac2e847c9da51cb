import { readFile } from 'node:fs/promises'
import { createConsoleFinder } from '#server'
import { SECURITY_HEADERS } from './content-security.ts'
import { isOwnAddress } from './own-address.ts'

/** Tells the page that it is in a window of the desktop, where it asks for ports instead of signing in. */
const MARK = '<meta name="interlock-shell" content="desktop" />'

const IMMUTABLE = 'public, max-age=31536000, immutable'

/** Answers requests for the built console, for `protocol.handle`. Whatever is asked, nothing outside its folder is read. */
export function createBundle(folder: string) {
  const find = createConsoleFinder(folder)

  return async function answer(request: Request): Promise<Response> {
    if (!isOwnAddress(request.url)) return nothing(404)
    if (request.method !== 'GET' && request.method !== 'HEAD') return nothing(405)
    // As it was sent: nothing is decoded, so nothing can be decoded twice.
    const path = request.url.slice(request.url.indexOf('/', 'app://'.length)).split(/[?#]/, 1)[0] ?? '/'
    const file = await find(path, request.headers.get('accept') ?? '')
    if (file === undefined) return nothing(404)
    const bytes = await readFile(file.path)
    const isPage = file.type.startsWith('text/html')
    const body = isPage ? Buffer.from(marked(bytes.toString('utf8'))) : bytes
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), {
      status: 200,
      headers: {
        ...SECURITY_HEADERS,
        'Content-Type': file.type,
        'Content-Length': String(body.length),
        // Vite names what lies in assets/ after its content.
        'Cache-Control': path.startsWith('/assets/') ? IMMUTABLE : 'no-cache',
      },
    })
  }
}

function marked(page: string): string {
  return page.replace('<head>', `<head>\n    ${MARK}`)
}

function nothing(status: 404 | 405): Response {
  return new Response(status === 404 ? 'There is nothing here.' : 'This is only read.', {
    status,
    headers: { ...SECURITY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
