import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type AnyRouter, RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ClockRoom, KeyRoom, onSettings, readSetting, ToastRoom, TooltipRoom } from '../components/index.ts'
import { ClientContext, createClient } from './client/client.ts'
import type { Link } from './client/link.ts'
import { hasCode, probe, signIn, type SignIn } from './client/sign-in.ts'
import { createPortLink, isInDesktop } from './client/port-link.ts'
import { socketProtocols } from './client/session-key.ts'
import { createShellClient, ShellContext } from './client/shell.ts'
import { createSocketLink } from './client/socket-link.ts'
import { createDeskRoom } from './desk/desk.ts'
import { DeskContext } from './desk/use-desk.ts'
import { Outside } from './frame/outside.tsx'
import { ContactRoom } from './live/contact-room.tsx'
import { createCoreClock } from './live/core-clock.ts'
import { createLive, LiveContext } from './live/live.ts'
import { CommandContext, createCommandBoard } from './palette/commands.ts'
import type { RouteContext } from './root-route.ts'
import { createShellNews, ShellNewsContext } from './shell/news.ts'

const ASK_AGAIN_MS = 2000

/** Makes the router over the pages there are; an argument, because pages are above the app and import it. */
export type MakeRouter = (context: RouteContext) => AnyRouter

/** The console: from sign-in on in a browser, at once in a window of the desktop, whose owner sits before it. */
export function Console({ makeRouter }: { makeRouter: MakeRouter }) {
  const [inDesktop] = useState(isInDesktop)
  if (!inDesktop) return <BrowserConsole makeRouter={makeRouter} />
  return (
    <TooltipRoom>
      <Inside makeRoom={() => createDesktopRoom(makeRouter)} />
    </TooltipRoom>
  )
}

function BrowserConsole({ makeRouter }: { makeRouter: MakeRouter }) {
  const [standing, setStanding] = useState<SignIn>()
  useEffect(() => {
    void signIn().then(setStanding)
    // A fresh address opened in a window that is already here changes only the part behind the #.
    const enter = () => hasCode() && void signIn().then(setStanding)
    window.addEventListener('hashchange', enter)
    return () => window.removeEventListener('hashchange', enter)
  }, [])
  useEffect(() => {
    if (standing !== 'no_contact' && standing !== 'not_signed_in') return
    let over = false
    const ask = async () => {
      const now = await probe()
      // An answer from before a sign-in would put somebody out who is in.
      if (!over) setStanding(now)
    }
    const timer = setInterval(() => void ask(), ASK_AGAIN_MS)
    return () => {
      over = true
      clearInterval(timer)
    }
  }, [standing])
  if (standing === undefined) return null
  return (
    <TooltipRoom>
      {standing === 'signed_in' ? (
        <Inside makeRoom={() => createBrowserRoom(makeRouter, () => setStanding('not_signed_in'))} />
      ) : (
        <Outside reason={standing} />
      )}
    </TooltipRoom>
  )
}

function Inside({ makeRoom }: { makeRoom: () => Room }) {
  const [room] = useState(makeRoom)
  useEffect(() => {
    room.start()
    return room.stop
  }, [room])
  return (
    <QueryClientProvider client={room.queries}>
      <ClientContext value={room.client}>
        <ShellContext value={room.shell?.client}>
          <ShellNewsContext value={room.shell?.news}>
            <LiveContext value={room.live}>
              <DeskContext value={room.desk}>
                <CommandContext value={room.commands}>
                  <ClockRoom clock={room.clock}>
                    <ContactRoom>
                      <KeyRoom>
                        <ToastRoom>
                          <RouterProvider router={room.router} />
                        </ToastRoom>
                      </KeyRoom>
                    </ContactRoom>
                  </ClockRoom>
                </CommandContext>
              </DeskContext>
            </LiveContext>
          </ShellNewsContext>
        </ShellContext>
      </ClientContext>
    </QueryClientProvider>
  )
}

function createBrowserRoom(makeRouter: MakeRouter, onOut: () => void): Room {
  return createRoom(makeRouter, (onClose) => ({
    core: createSocketLink({
      open: () => new WebSocket(new URL('/ws', location.href.replace(/^http/, 'ws')), socketProtocols()),
      onClose() {
        onClose()
        void probe().then((standing) => standing === 'not_signed_in' && onOut())
      },
    }),
  }))
}

function createDesktopRoom(makeRouter: MakeRouter): Room {
  return createRoom(makeRouter, (onClose) => ({
    core: createPortLink({ name: 'core', onClose }),
    shell: createPortLink({ name: 'shell' }),
  }))
}

type Room = ReturnType<typeof createRoom>

interface Links {
  core: Link
  shell?: Link
}

/** Everything of one console, put together once. */
function createRoom(makeRouter: MakeRouter, makeLinks: (onClose: () => void) => Links) {
  const clock = createCoreClock()
  const queries = new QueryClient({
    defaultOptions: {
      // The core is on this machine: being «offline» means nothing to it, and what changes is told by the live feed.
      queries: {
        networkMode: 'always',
        retry: false,
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  const links = makeLinks(() => live.dropped())
  const client = createClient(links.core)
  const shell = links.shell && createShellRoom(links.shell)
  const live = createLive({ client, queries, clock, visibility: pageVisibility })
  return {
    clock,
    queries,
    client,
    shell,
    live,
    desk: createDeskRoom({ client, queries }),
    commands: createCommandBoard(),
    router: makeRouter({ client, queries }),
    start() {
      links.core.start()
      shell?.start()
      live.start()
    },
    stop() {
      live.stop()
      links.core.stop()
      shell?.stop()
    },
  }
}

/** What a window of the desktop has beside its console. */
function createShellRoom(link: Link) {
  const client = createShellClient(link)
  const news = createShellNews(client)
  return {
    client,
    news,
    start() {
      link.start()
      news.start()
    },
    stop() {
      news.stop()
      link.stop()
    },
  }
}

const pageVisibility = {
  hidden: () => document.hidden,
  onChange: (tell: () => void) => {
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  },
}

/** Puts the chosen theme on the page, now and whenever it changes. */
export function followTheme(): void {
  const apply = () => {
    const theme = readSetting('theme')
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }
  apply()
  onSettings(apply)
}
