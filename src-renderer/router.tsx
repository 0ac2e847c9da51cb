import type { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import type { Client } from './app/index.ts'
import { Frame } from './app/frame/frame.tsx'
import { MissingPage, PageFailed } from './app/frame/page-failed.tsx'
import { registerPages } from './app/page-records.ts'
import { rootRoute } from './app/root-route.ts'
import { parseSearch, stringifySearch } from './app/search.ts'
import { pages } from './pages.ts'

type Pages = typeof pages
type PageRoutes = { [K in keyof Pages]: Pages[K]['route'] }

/** Object.fromEntries forgets which key has which route; the pairs come from `pages` itself. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
const routes = Object.fromEntries(Object.entries(pages).map(([name, page]) => [name, page.route])) as PageRoutes

registerPages(Object.values(pages))

const routeTree = rootRoute.update({ component: Frame }).addChildren(routes)

export function createConsoleRouter(context: { client: Client; queries: QueryClient }) {
  return createRouter({
    routeTree,
    context,
    parseSearch,
    stringifySearch,
    defaultPreload: false,
    scrollRestoration: false,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: MissingPage,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
