import { EventEmitter } from 'node:events'
import { needsReady } from '../base/phase.ts'
import { permissionHandlers } from './permissions.ts'
import { protocol } from './protocol.ts'

class Session extends EventEmitter {
  readonly protocol = protocol
  readonly setPermissionRequestHandler = permissionHandlers.setPermissionRequestHandler
  readonly setPermissionCheckHandler = permissionHandlers.setPermissionCheckHandler
  setDevicePermissionHandler(): void {}
}

const only = new Session()

export const session = {
  get defaultSession(): Session {
    needsReady('Session can only be received when app is ready', TypeError)
    return only
  },
}

/** For contents, which have it before anybody may ask. */
export const theSession = only
