import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { SavedView } from '#schemas'
import { useDesk } from '../../app/index.ts'
import { cx, Menu, type MenuItem, MoreIcon, PlusIcon, Spelt, spellOut, useToast } from '../../components/index.ts'
import type { JobsSearch } from './search.ts'
import { ViewNameDialog } from './view-name-dialog.tsx'
import { freshViewId, searchOfView, showsSame, USUAL_VIEWS, viewOfSearch } from './views.ts'

interface ViewTabsProps {
  readonly search: JobsSearch
  /** Whether what is shown can be kept: an unreadable filter cannot. */
  readonly readable: boolean
  readonly onChange: (search: JobsSearch) => void
}

type Naming = { readonly of: 'new' } | { readonly of: 'old'; readonly view: SavedView }

/** The lists one looks at again and again, each one click away. Saved ones are kept in the core. */
export function ViewTabs({ search, readable, onChange }: ViewTabsProps) {
  const [views, change] = useDesk('views')
  const toast = useToast()
  const [naming, setNaming] = useState<Naming>()
  const saved = views.filter((view) => view.page === 'jobs')
  const current = saved.find((view) => view.id === search.view)
  const usual = current ? undefined : USUAL_VIEWS.find((view) => showsSame(view.search, search))

  const save = async (name: string) => {
    const view = { id: freshViewId(views), page: 'jobs', name, ...viewOfSearch(search) }
    // Known before the address names it; and what is shown stays shown, whoever deletes the view meanwhile.
    if (await change((now) => [...now, view])) onChange({ ...search, view: view.id })
  }
  const rename = (view: SavedView, name: string) =>
    void change((now) => now.map((each) => (each.id === view.id ? { ...each, name } : each)))
  const update = (view: SavedView) =>
    void change((now) => now.map((each) => (each.id === view.id ? { ...each, ...viewOfSearch(search) } : each)))
  const move = (view: SavedView, by: number) => {
    const to = saved[saved.indexOf(view) + by]
    if (to)
      void change((now) =>
        placedAt(
          now,
          view,
          now.findIndex(({ id }) => id === to.id),
        ),
      )
  }
  const remove = (view: SavedView) => {
    const at = views.findIndex(({ id }) => id === view.id)
    void change((now) => now.filter(({ id }) => id !== view.id))
    const { view: _, ...rest } = search
    onChange(rest)
    toast({
      text: 'View deleted',
      undo: () => void change((now) => now.filter(({ id }) => id !== view.id).toSpliced(at, 0, view)),
    })
  }
  const actionsOn = (view: SavedView, modified: boolean): MenuItem[] => [
    {
      label: 'Keep what is shown now',
      onSelect: () => update(view),
      changes: true,
      disabledReason: !modified ? 'It shows what it keeps.' : readable ? undefined : 'This filter cannot be read.',
    },
    { label: 'Rename…', changes: true, onSelect: () => setNaming({ of: 'old', view }) },
    { label: 'Move to the left', changes: true, onSelect: () => move(view, -1) },
    { label: 'Move to the right', changes: true, onSelect: () => move(view, 1) },
    { label: 'Delete', changes: true, danger: true, apart: true, onSelect: () => remove(view) },
  ]

  return (
    <nav
      aria-label="Views"
      className="-ml-2 flex h-11 min-w-0 flex-1 items-stretch gap-1 overflow-x-auto overflow-y-hidden"
    >
      {USUAL_VIEWS.map((view) => (
        <Tab key={view.name} search={view.search} current={view === usual}>
          {view.name}
        </Tab>
      ))}
      {saved.map((view) => {
        const target = searchOfView(view)
        const modified = view === current && (target === undefined || !showsSame(target, search))
        return (
          <span key={view.id} className="flex items-center">
            <Tab search={{ view: view.id }} current={view === current}>
              <Spelt text={view.name} />
              {modified && <span title="Changed since it was kept"> •</span>}
            </Tab>
            {view === current && (
              <Menu
                label={`View ${spellOut(view.name)}`}
                items={actionsOn(view, modified)}
                trigger={
                  <button
                    type="button"
                    aria-label={`View ${spellOut(view.name)}`}
                    className="-ml-1 flex size-6 items-center justify-center rounded-sm text-ink-2 hover:bg-sunken hover:text-ink"
                  >
                    <MoreIcon size={14} />
                  </button>
                }
              />
            )}
          </span>
        )
      })}
      {!usual && !current && readable && (
        <button
          type="button"
          onClick={() => setNaming({ of: 'new' })}
          className="flex items-center gap-1 px-2 whitespace-nowrap text-run hover:underline"
        >
          <PlusIcon size={14} /> Save view
        </button>
      )}
      {naming && (
        <ViewNameDialog
          name={naming.of === 'old' ? naming.view.name : ''}
          title={naming.of === 'old' ? 'Rename view' : 'Save view'}
          onClose={() => setNaming(undefined)}
          onName={(name) => (naming.of === 'old' ? rename(naming.view, name) : void save(name))}
        />
      )}
    </nav>
  )
}

function Tab({
  search,
  current,
  children,
}: {
  readonly search: JobsSearch
  readonly current: boolean
  readonly children: React.ReactNode
}) {
  return (
    <Link
      to="/jobs"
      search={search}
      // What is in force is told by its own mark: one that was changed is still the one that is looked at.
      activeProps={{}}
      activeOptions={{ exact: true }}
      aria-current={current ? 'page' : undefined}
      className={cx(
        '-mb-px inline-flex h-11 max-w-56 items-center border-b-2 px-2 whitespace-nowrap',
        current ? 'border-run font-strong text-ink' : 'border-transparent text-ink-2 hover:text-ink',
      )}
    >
      <span className="truncate">{children}</span>
    </Link>
  )
}

function placedAt(views: readonly SavedView[], view: SavedView, at: number): SavedView[] {
  return views.filter(({ id }) => id !== view.id).toSpliced(at, 0, view)
}
