import type { ServerResponse } from 'node:http'

/** The console loads nothing from elsewhere, runs nothing inline and can be framed by nobody. */
function contentSecurityPolicy(port: number): string {
  return [
    "default-src 'self'",
    // Not every browser takes ws: to be the same origin as http:.
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    // xterm writes its theme into <style> elements of its own.
    "style-src 'self' 'unsafe-inline'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Puts on every answer what tells a browser to keep others out. */
export function createSecurityHeaders(port: number) {
  const headers = new Map([
    ['Content-Security-Policy', contentSecurityPolicy(port)],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
    ['Referrer-Policy', 'no-referrer'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ])
  return (response: ServerResponse): void => void response.setHeaders(headers)
}
