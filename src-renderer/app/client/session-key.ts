const NAME = 'interlock.session_key'

/** Where the browser keeps nothing, the key lasts as long as the page. */
let unkept: string | undefined

/**
 * The key that the session's cookie is good with. Browsers send cookies to every port of a host but keep storage for each
 * port apart, so other servers of this machine never see it. All windows share it.
 */
export function readKey(): string | undefined {
  try {
    return unkept ?? localStorage.getItem(NAME) ?? undefined
  } catch {
    // Storage can be switched off in the browser.
    return unkept
  }
}

export function keepKey(key: string): void {
  try {
    localStorage.setItem(NAME, key)
    unkept = undefined
  } catch {
    // Switched off, or full.
    unkept = key
  }
}

/** Forgets a key that was refused, unless another window has signed in with a new one meanwhile. */
export function dropKey(refused: string | undefined): void {
  if (refused === undefined || readKey() !== refused) return
  unkept = undefined
  try {
    localStorage.removeItem(NAME)
  } catch {
    // Nothing was kept there.
  }
}

export function keyHeader(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { 'x-interlock-key': key }
}

/** A WebSocket takes no headers; what it offers as subprotocols is sent, and only `interlock` comes back. */
export function socketProtocols(): string[] {
  const key = readKey()
  return key === undefined ? ['interlock'] : ['interlock', `key.${key}`]
}
