import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { isInDesktop, type PageRecord, rootRoute } from '../../app/index.ts'
import { SettingsIcon } from '../../components/index.ts'
import { sectionsHere } from './sections.ts'

const route = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/$section',
  component: lazyRouteComponent(() => import('./settings-page.tsx'), 'SettingsPage'),
})

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  beforeLoad: () => {
    // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
    throw redirect({ href: '/settings/display' })
  },
})

export const settingsPage = {
  route,
  rail: {
    group: null,
    label: 'Settings',
    path: '/settings',
    icon: SettingsIcon,
    key: ',',
    words: 'preferences options theme times density',
  },
  commands: sectionsHere(isInDesktop()).map(({ id, label, words }) => ({
    id: `settings.${id}`,
    label: `Settings: ${label}`,
    words,
    path: `/settings/${id}`,
    icon: SettingsIcon,
  })),
} as const satisfies PageRecord

/** `/settings` itself leads to the first section. */
export const settingsStart = { route: startRoute } as const satisfies PageRecord
