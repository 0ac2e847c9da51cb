import { ipcMain, type IpcMainEvent, type MessagePortMain, type WebFrameMain } from 'electron'
import type { Logger } from 'pino'
import { isOwnAddress } from '../protocol/index.ts'

/** The channel the preload sends ports over; the same name stands there. */
const GIVEN = 'interlock:port'

export interface PortDeps {
  /** Whether contents belong to a window of ours. */
  readonly isOurs: (contentsId: number) => boolean
  /** Each tells the page itself once somebody is at the other end. */
  readonly core: (port: MessagePortMain) => void
  readonly shell: (port: MessagePortMain) => void
  readonly log: Logger
}

/** Takes ports from the preloads of our windows and nobody else. The only channel that main listens on. */
export function takePorts({ isOurs, core, shell, log }: PortDeps): void {
  const takers: Readonly<Record<string, (port: MessagePortMain) => void>> = { core, shell }
  /** By frame and name: a page that asks again has lost what it had. */
  const given = new Map<string, MessagePortMain>()

  ipcMain.on(GIVEN, (event: IpcMainEvent, name: unknown) => {
    const [port, ...others] = event.ports
    const take = typeof name === 'string' && Object.hasOwn(takers, name) ? takers[name] : undefined
    if (port === undefined || others.length > 0 || take === undefined || !isPage(event, isOurs)) {
      for (const each of event.ports) each.close()
      log.warn({ url: event.senderFrame?.url.slice(0, 256) }, 'Refused a port')
      return
    }
    const place = `${event.sender.id} ${String(name)}`
    given.get(place)?.close()
    given.set(place, port)
    port.on('close', () => {
      if (given.get(place) === port) given.delete(place)
    })
    take(port)
  })
}

/** Whether a message comes from the page of a window of ours, and from no frame inside it. */
function isPage({ sender, senderFrame }: IpcMainEvent, isOurs: PortDeps['isOurs']): boolean {
  return senderFrame !== null && isOurs(sender.id) && isTop(senderFrame) && isOwnAddress(senderFrame.url)
}

function isTop({ parent }: WebFrameMain): boolean {
  return parent === null
}
