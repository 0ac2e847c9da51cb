import { app } from 'electron'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { StartArguments } from '../arguments.ts'
import type { WindowNewsBoard, Windows } from '../windows/index.ts'
import { openFile } from './open-file.ts'
import { isLink, LINK_SCHEME, pageOfLink } from './parse-link.ts'

const messageSchema = z.object({ toOpen: z.array(z.string().max(4096)).max(20), hidden: z.boolean() })

export interface OpenerDeps {
  readonly windows: Windows
  readonly news: WindowNewsBoard
  /** The verifier of evidence bundles of this installation. */
  readonly verifier: string
  readonly log: Logger
}

/** Takes links and files from wherever the system brings them: the start itself, a second start, or an event of macOS. */
export function createOpener() {
  let waiting: string[] = []
  let wantsWindow = false
  let serve: ((toOpen: readonly string[]) => void) | undefined

  function take(toOpen: readonly string[]): void {
    if (serve) return serve(toOpen)
    waiting = [...waiting, ...toOpen]
    wantsWindow = true
  }

  return {
    /** What a second start tells the first. */
    messageOf: ({ toOpen, hidden }: StartArguments) => ({ toOpen: [...toOpen], hidden }),
    /** To be called before the application is ready: macOS brings what it was started for earlier than that. */
    listen({ toOpen }: StartArguments): void {
      waiting = [...toOpen]
      app.on('second-instance', (_event, _argv, _folder, message) => {
        const told = messageSchema.safeParse(message)
        take(told.success ? told.data.toOpen : [])
      })
      app.on('open-url', (event, url) => {
        event.preventDefault()
        take([url])
      })
      app.on('open-file', (event, path) => {
        event.preventDefault()
        take([path])
      })
    },
    /** Shows what came so far, and then what comes. */
    serve({ windows, news, verifier, log }: OpenerDeps): void {
      serve = (toOpen) => {
        for (const each of toOpen) news.tell(newsOf(each, verifier))
        windows.show().catch((error: unknown) => log.error({ err: error }, 'The window could not be shown'))
      }
      // Systems without an installer of ours learn it here.
      if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
      if (wantsWindow || waiting.length > 0) serve(waiting)
      waiting = []
    },
  }
}

function newsOf(given: string, verifier: string) {
  if (!isLink(given)) return openFile(given, verifier)
  const path = pageOfLink(given)
  if (path !== undefined) return { news: 'go', path } as const
  return {
    news: 'refused',
    what: given.slice(0, 300),
    why: 'This link leads to nothing that Interlock knows.',
  } as const
}
