/** What a page may want, as Electron and as Chromium name it. */
const NAMES = [
  ['geolocation', 'geolocation'],
  ['notifications', 'notifications'],
  ['media', 'camera'],
  ['media', 'microphone'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['clipboard-sanitized-write', 'clipboard-write'],
  ['display-capture', 'display-capture'],
  ['idle-detection', 'idle-detection'],
  ['window-management', 'window-management'],
] as const

type RequestHandler = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
  details: object,
) => void
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean

let onRequest: RequestHandler | null = null
let onCheck: CheckHandler | null = null

export const permissionHandlers = {
  setPermissionRequestHandler(handler: RequestHandler | null) {
    onRequest = handler
  },
  setPermissionCheckHandler(handler: CheckHandler | null) {
    onCheck = handler
  },
}

/**
 * What Chromium is to answer a page of this address. It knows one answer where Electron has two handlers, so a permission is
 * granted where either of them grants it; without a handler, Electron grants.
 */
export async function permissionsFor(
  contents: unknown,
  address: string,
): Promise<{ name: string; granted: boolean }[]> {
  const { origin } = new URL(address)
  return Promise.all(
    NAMES.map(async ([permission, name]) => {
      const details = { requestingUrl: address, isMainFrame: true }
      const checked = onCheck === null || onCheck(contents, permission, origin, details)
      const asked = new Promise<boolean>((resolve) => onRequest?.(contents, permission, resolve, details))
      return { name, granted: checked || onRequest === null || (await asked) }
    }),
  )
}
