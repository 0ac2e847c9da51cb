import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { OperationAct } from '#schemas'
import { MOST_LOGS, writeWatched } from '../../app/index.ts'
import { Announce, Button, Checkbox, IconButton, Kbd, Menu, MoreIcon } from '../../components/index.ts'
import type { ListOrder } from './list-places.ts'
import { type Chosen, isEmpty, type Selection } from './selection.ts'
import { selectionWords } from './selection-words.ts'

interface ListBarProps {
  readonly selection: Selection
  readonly chosen: Chosen
  readonly loadedIds: () => readonly string[]
  readonly matching: { readonly count: number; readonly exact: boolean } | undefined
  /** Where one is in the list, shown while nothing is selected. */
  readonly place: ReactNode
  /** The other end of the list, where it is far. */
  readonly jump: { readonly to: ListOrder; readonly go: () => void } | undefined
  readonly arrivals: string
  readonly copy: ReactNode
  /** Whether the actions on the selection are open as a menu, for the keyboard. */
  readonly menuOpen: boolean
  readonly onMenu: (open: boolean) => void
  readonly onAct: (act: OperationAct) => void
  readonly onShowNew: () => void
}

const ACTS: readonly { readonly act: OperationAct; readonly label: string }[] = [
  { act: 'retry', label: 'Retry…' },
  { act: 'requeue', label: 'Requeue…' },
  { act: 'cancel', label: 'Cancel…' },
  { act: 'priority', label: 'Priority…' },
]

/** The line above the rows: what is selected and can be done with it, and what is held back. Always there, so no row moves. */
export function ListBar(props: ListBarProps) {
  const { selection, chosen, loadedIds, matching, arrivals } = props
  const none = isEmpty(chosen)
  const words = selectionWords(chosen, matching)
  const all = chosen.of === 'all'
  const navigate = useNavigate()
  const fitsLogs = !none && !all && chosen.ids.size <= MOST_LOGS
  const showLogs = () => {
    if (!all) void navigate({ to: '/logs', search: writeWatched([...chosen.ids].map((job) => ({ job }))) })
  }
  return (
    <div
      role="group"
      aria-label={none ? 'The list' : 'Selected jobs'}
      className="flex min-h-9 shrink-0 items-center gap-2 border-t max-sm:flex-wrap max-sm:py-1 sm:overflow-x-auto border-line bg-surface px-4 whitespace-nowrap"
    >
      <span className="flex">
        <Checkbox
          aria-label={all ? 'Clear the selection' : 'Select all that match'}
          checked={none ? false : all && chosen.except.size === 0 ? true : 'some'}
          onChange={() => (all ? selection.clear() : selection.all())}
        />
      </span>
      <Announce text={none ? '' : words} />
      {none ? (
        props.place
      ) : (
        <>
          <span className="font-strong">{words}</span>
          {!all && coversLoaded(chosen, loadedIds()) && matching && matching.count > chosen.ids.size && (
            <Button size="small" look="quiet" onClick={selection.all} hint={<Kbd keys="Mod+A" />}>
              Select all that match
            </Button>
          )}
          {ACTS.map(({ act, label }) => (
            <Button
              key={act}
              size="small"
              changes
              look={act === 'cancel' ? 'danger' : 'plain'}
              onClick={() => props.onAct(act)}
            >
              {label}
            </Button>
          ))}
          {fitsLogs && (
            <Button size="small" look="quiet" onClick={showLogs}>
              Logs
            </Button>
          )}
          <Menu
            label={`Actions on ${words}`}
            align="start"
            open={props.menuOpen}
            onOpenChange={props.onMenu}
            items={[
              ...ACTS.map(({ act, label }) => ({
                label,
                danger: act === 'cancel',
                changes: true,
                onSelect: () => props.onAct(act),
              })),
              ...(fitsLogs ? [{ label: 'Logs side by side', onSelect: showLogs }] : []),
            ]}
            trigger={<IconButton size="small" icon={MoreIcon} label="Actions on the selection (m)" />}
          />
        </>
      )}
      {props.copy}
      {!none && (
        <Button size="small" look="quiet" onClick={selection.clear} hint={<Kbd keys="Esc" />}>
          Clear
        </Button>
      )}
      <Announce text={arrivals} />
      {none && props.jump && (
        <Button
          size="small"
          look="quiet"
          onClick={props.jump.go}
          hint={<Kbd keys={props.jump.to === 'oldest' ? 'Mod+End' : 'Mod+Home'} />}
        >
          Jump to {props.jump.to}
        </Button>
      )}
      {arrivals !== '' && (
        <span className="ml-auto flex items-center gap-2 pl-3 text-ink-2">
          held still:
          <Button size="small" onClick={props.onShowNew} hint={<Kbd keys="u" />}>
            {arrivals}
          </Button>
        </span>
      )}
    </div>
  )
}

function coversLoaded(chosen: Extract<Chosen, { of: 'named' }>, loaded: readonly string[]): boolean {
  return loaded.length > 0 && loaded.every((id) => chosen.ids.has(id))
}
