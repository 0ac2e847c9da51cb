import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { type PageRecord, rootRoute } from '../../app/index.ts'
import { LedgerIcon } from '../../components/index.ts'
import { ledgerSearchSchema } from './search.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/ledger',
  component: lazyRouteComponent(() => import('./ledger.tsx'), 'Ledger'),
  validateSearch: ledgerSearchSchema,
})

export const ledgerPage = {
  route,
  rail: { group: 'Proof', label: 'Ledger', path: '/ledger', icon: LedgerIcon, key: 'l' },
} as const satisfies PageRecord
