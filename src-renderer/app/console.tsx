import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type AnyRouter, RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { ClockRoom, KeyRoom, onSettings, readSetting, ToastRoom, TooltipRoom } from '../components/index.ts'
import { ClientContext, createClient } from './client/client.ts'
import { hasCode, probe, signIn, type SignIn } from './client/sign-in.ts'
import { socketProtocols } from './client/session-key.ts'
import { createSocketLink } from './client/socket-link.ts'
import { createDeskRoom } from './desk/desk.ts'
import { DeskContext } from './desk/use-desk.ts'
import { Outside } from './frame/outside.tsx'
import { ContactRoom } from './live/contact-room.tsx'
import { createCoreClock } from './live/core-clock.ts'
import { createLive, LiveContext } from './live/live.ts'
import { CommandContext, createCommandBoard } from './palette/commands.ts'
import type { RouteContext } from './root-route.ts'

const ASK_AGAIN_MS = 2000

/** Makes the router over the pages there are; an argument, because pages are above the app and import it. */
export type MakeRouter = (context: RouteContext) => AnyRouter

/** The console from sign-in on. */
export function Console({ makeRouter }: { makeRouter: MakeRouter }) {
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
        <Inside makeRouter={makeRouter} onOut={() => setStanding('not_signed_in')} />
      ) : (
        <Outside reason={standing} />
      )}
    </TooltipRoom>
  )
}

function Inside({ makeRouter, onOut }: { makeRouter: MakeRouter; onOut: () => void }) {
  const [room] = useState(() => createRoom(makeRouter, onOut))
  useEffect(() => {
    room.start()
    return room.stop
  }, [room])
  return (
    <QueryClientProvider client={room.queries}>
      <ClientContext value={room.client}>
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
      </ClientContext>
    </QueryClientProvider>
  )
}

/** Everything of one signed-in console, put together once. */
function createRoom(makeRouter: MakeRouter, onOut: () => void) {
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
  const socket = createSocketLink({
    open: () => new WebSocket(new URL('/ws', location.href.replace(/^http/, 'ws')), socketProtocols()),
    onClose: () => {
      live.dropped()
      void probe().then((standing) => standing === 'not_signed_in' && onOut())
    },
  })
  const client = createClient(socket)
  const live = createLive({ client, queries, clock, visibility: pageVisibility })
  return {
    clock,
    queries,
    client,
    live,
    desk: createDeskRoom({ client, queries }),
    commands: createCommandBoard(),
    router: makeRouter({ client, queries }),
    start() {
      socket.start()
      live.start()
    },
    stop() {
      live.stop()
      socket.stop()
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
