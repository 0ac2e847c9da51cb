import type { MessagePortMain } from 'electron'
import type { Logger } from 'pino'
import { type Connection, createIntake, createMessageApi } from '#api'
import { LAST, OPEN } from '../port-words.ts'
import type { ShellRouter } from './shell-router.ts'

/** Serves the shell contract to windows, each over a port of its own, until that closes. */
export function createShellServer({ router, log }: { readonly router: ShellRouter; readonly log: Logger }) {
  const connect = createMessageApi({ router, intake: createIntake(), log })
  const open = new Map<MessagePortMain, Connection>()

  return {
    connect(port: MessagePortMain): void {
      const connection = connect({
        context: { actor: 'operator' },
        admit: () => undefined,
        send: (message) => {
          port.postMessage(message)
          return Promise.resolve()
        },
      })
      // A port that nothing refers to can be collected while it is open.
      open.set(port, connection)
      port.on('message', ({ data }) => {
        if (typeof data === 'string') void connection.receive(data)
      })
      // It comes at every reload of the page.
      port.on('close', () => {
        connection.close()
        open.delete(port)
      })
      port.start()
      port.postMessage(OPEN)
    },
    close(): void {
      for (const [port, connection] of open) {
        connection.close()
        port.postMessage(LAST)
        port.close()
      }
      open.clear()
    },
  }
}
export type ShellServer = ReturnType<typeof createShellServer>
