import { useLocation, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { cx, CrossIcon, IconButton, MenuIcon, Tooltip, useKeys } from '../../components/index.ts'
import { pageRecords } from '../page-records.ts'
import { PathLink } from '../path-link.tsx'
import { type Badge, type PageRecord, RAIL_GROUPS } from '../page.ts'

/** The pages there are, in their groups: 208 px wide, icons below 1200, a menu below 700. */
export function Rail({ inert }: { inert: boolean }) {
  const [open, setOpen] = useState(false)
  const { go, current, lines } = useRail(() => setOpen(false))
  useKeys([
    ...lines.map(({ key, label, path }) => ({ keys: `g ${key}`, label: `Go to ${label}`, run: () => go(path) })),
    { keys: 'g n', label: 'Go to Inbox', run: () => go('/inbox') },
  ])
  return (
    <div inert={inert} className="flex shrink-0">
      <div className="fixed z-20 sm:hidden">
        <div className="flex h-10 w-12 items-center justify-center">
          <IconButton
            icon={open ? CrossIcon : MenuIcon}
            label={open ? 'Close the menu' : 'Open the menu'}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        </div>
      </div>
      <nav
        aria-label="Pages"
        className={cx(
          'flex w-12 flex-col border-r border-line bg-canvas pb-2 lg:w-52',
          'max-sm:fixed max-sm:inset-y-0 max-sm:left-0 max-sm:z-10 max-sm:w-52 max-sm:pt-10 max-sm:shadow-overlay',
          !open && 'max-sm:hidden',
        )}
      >
        <div className="flex h-10 items-center gap-2 px-3.5 font-strong max-sm:hidden">
          <img src="/icon.svg" alt="" className="size-5" />
          <span className="sr-only tracking-tight lg:not-sr-only">Interlock</span>
        </div>
        {RAIL_GROUPS.map((group) => {
          const inGroup = lines.filter((line) => line.group === group)
          if (inGroup.length === 0) return null
          return (
            <div
              key={group}
              className="px-2 pt-3 max-lg:sm:border-t max-lg:sm:border-line max-lg:sm:pt-2 max-lg:sm:first-of-type:border-t-0"
            >
              <div className="px-2 pb-1 text-meta text-ink-3 max-lg:sm:sr-only">{group}</div>
              <ul className="flex flex-col gap-0.5 max-lg:sm:pb-2">
                {inGroup.map((line) => (
                  <li key={line.path}>
                    <RailLine line={line} here={line.path === current} onGo={() => setOpen(false)} />
                  </li>
                ))}
              </ul>
            </div>
          )
        })}
        <ul className="mt-auto px-2">
          {lines
            .filter((line) => line.group === null)
            .map((line) => (
              <li key={line.path}>
                <RailLine line={line} here={line.path === current} onGo={() => setOpen(false)} />
              </li>
            ))}
        </ul>
      </nav>
    </div>
  )
}

type Line = NonNullable<PageRecord['rail']>

function RailLine({ line, here, onGo }: { line: Line; here: boolean; onGo: () => void }) {
  const { label, path, icon: Icon, useBadge } = line
  return (
    <Tooltip text={label} side="right">
      <PathLink
        to={path}
        aria-current={here ? 'page' : undefined}
        onClick={onGo}
        className={cx(
          'relative flex h-8 items-center gap-2.5 rounded-sm px-2',
          here ? 'bg-selected font-strong text-ink' : 'text-ink-2 hover:bg-sunken hover:text-ink',
        )}
      >
        {here && (
          <span className="absolute inset-y-1.5 -left-2 w-0.75 rounded-full bg-run forced-colors:bg-[Highlight]" />
        )}
        <Icon />
        <span className="max-lg:sm:sr-only">{label}</span>
        {useBadge && <RailBadge useBadge={useBadge} />}
      </PathLink>
    </Tooltip>
  )
}

/** A component of its own, so that the hook of each page is called where it is or not at all. */
function RailBadge({ useBadge }: { useBadge: () => Badge | undefined }) {
  // The record of a page is the same for good, and so is its hook.
  // oxlint-disable-next-line react/hooks -- see above
  const badge = useBadge()
  if (!badge) return null
  return (
    <span
      className={cx(
        'ml-auto min-w-5 rounded-full px-1.5 text-center text-meta font-strong',
        // In the corner of its own icon, and clear of the line above.
        'max-lg:sm:absolute max-lg:sm:-top-0.5 max-lg:sm:-right-1.5 max-lg:sm:min-w-4 max-lg:sm:px-1 max-lg:sm:text-axis max-lg:sm:leading-3.5',
        badge.tone === 'ask' ? 'bg-ask-tint text-ask' : 'bg-bad-tint text-bad',
        'forced-colors:border',
      )}
    >
      <span aria-hidden="true">{badge.count > 99 ? '99+' : badge.count}</span>
      <span className="sr-only">, {badge.label}</span>
    </span>
  )
}

function useRail(onGo: () => void) {
  const router = useRouter()
  const path = useLocation({ select: (location) => location.pathname })
  const lines = pageRecords().flatMap(({ rail }) => (rail ? [rail] : []))
  const isIn = (begin: string) => path === begin || (begin !== '/' && path.startsWith(`${begin}/`))
  const current = lines
    .filter(({ path: begin, also }) => isIn(begin) || (also !== undefined && isIn(also)))
    .toSorted((a, b) => b.path.length - a.path.length)[0]?.path
  return {
    lines,
    current,
    go(to: string) {
      onGo()
      void router.navigate({ href: to })
    },
  }
}
