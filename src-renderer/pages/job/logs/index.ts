import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, readLogsSearch, rootRoute } from '../../../app/index.ts'
import { DocumentIcon } from '../../../components/index.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/logs',
  validateSearch: readLogsSearch,
  component: lazyRouteComponent(() => import('./logs-page.tsx'), 'LogsRoute'),
})

export const logsPage = {
  route,
  commands: [
    {
      id: 'logs.side_by_side',
      label: 'Logs side by side',
      words: 'watch follow output tail several',
      path: '/logs',
      icon: DocumentIcon,
    },
  ],
} as const satisfies PageRecord
