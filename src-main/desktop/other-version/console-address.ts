/** What another process names is opened only as a console on this machine. @throws Error where it is none */
export function consoleAddress(address: string): string {
  const url = URL.parse(address)
  if (url?.protocol === 'http:' && url.hostname === '127.0.0.1' && url.username === '') return url.href
  throw new Error('The core names no address of this machine.')
}
