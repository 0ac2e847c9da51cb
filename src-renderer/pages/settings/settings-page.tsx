import { getRouteApi } from '@tanstack/react-router'
import { PageTitle, PathLink, useShell } from '../../app/index.ts'
import { cx, EmptyState, linkClass } from '../../components/index.ts'
import { About } from './about.tsx'
import { ApiKeys } from './api-keys/index.ts'
import { Data } from './data.tsx'
import { Desktop } from './desktop/index.ts'
import { Display } from './display.tsx'
import { Keys } from './keys.tsx'
import { SETTINGS_SECTIONS, sectionsHere, type SettingsSection } from './sections.ts'
import { Secrets } from './secrets.tsx'
import { Trust } from './trust.tsx'
import { Workspaces } from './workspaces.tsx'

const route = getRouteApi('/settings/$section')

/** What an operator arranges, and what this installation is. */
export function SettingsPage() {
  const { section } = route.useParams()
  const isDesktop = useShell() !== undefined
  const shown = SETTINGS_SECTIONS.find(({ id }) => id === section)
  return (
    <div className="flex min-h-full flex-col sm:flex-row">
      <PageTitle text={shown ? `Settings: ${shown.label}` : 'Settings'}>
        {shown ? <span className="font-normal text-ink-2">Settings › </span> : 'Settings'}
        {shown?.label}
      </PageTitle>
      <nav
        aria-label="Sections of the settings"
        className="flex shrink-0 gap-0.5 overflow-x-auto border-line p-2 max-sm:border-b sm:w-44 sm:flex-col sm:border-r sm:p-3"
      >
        {sectionsHere(isDesktop).map(({ id, label }) => (
          <PathLink
            key={id}
            to={`/settings/${id}`}
            aria-current={id === section ? 'page' : undefined}
            className={cx(
              'flex h-8 shrink-0 items-center rounded-sm px-3',
              id === section ? 'bg-selected font-strong text-ink' : 'text-ink-2 hover:bg-sunken hover:text-ink',
            )}
          >
            {label}
          </PathLink>
        ))}
      </nav>
      <div className="min-w-0 flex-1 p-4 sm:p-6">
        <div className="max-w-[56rem]">
          {shown ? (
            <SectionContent section={shown.id} />
          ) : (
            <EmptyState
              kind="not_set_up"
              title="There is no such section."
              action={
                <PathLink to="/settings/display" className={linkClass}>
                  Open Display
                </PathLink>
              }
            />
          )}
        </div>
      </div>
    </div>
  )
}

function SectionContent({ section }: { section: SettingsSection }) {
  switch (section) {
    case 'display':
      return <Display />
    case 'keys':
      return <Keys />
    case 'workspaces':
      return <Workspaces />
    case 'secrets':
      return <Secrets />
    case 'api-keys':
      return <ApiKeys />
    case 'trust':
      return <Trust />
    case 'desktop':
      return <Desktop />
    case 'data':
      return <Data />
    case 'about':
      return <About />
  }
}
