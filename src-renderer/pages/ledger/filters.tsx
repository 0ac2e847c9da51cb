import { type FormEvent, useState } from 'react'
import { ID_PATTERN, shortId } from '#schemas/format'
import { eventKinds } from '#schemas'
import { Button, Chip, FilterIcon, Menu, TextInput, useKeys } from '../../components/index.ts'
import { actorWords, kindText } from '../../facts/index.ts'
import type { LedgerSearch } from './search.ts'

export interface FiltersProps {
  search: LedgerSearch
  onChange: (next: Partial<LedgerSearch>) => void
  /** Opens a row by its number. */
  onJump: (seq: number) => void
}

/** The families of kinds, which are what one usually looks for. */
const FAMILIES = [
  { label: 'Jobs', start: 'job.' },
  { label: 'Runs', start: 'run.' },
  { label: 'Tools and steps', start: 'tool.' },
  { label: 'Artifacts and reviews', start: 'artifact.' },
  { label: 'Bulk operations', start: 'operation.' },
  { label: 'Kill switch', start: 'kill_switch.' },
  { label: 'Workers', start: 'worker.' },
  { label: 'Workspaces', start: 'workspace.' },
  { label: 'Interlock itself', start: 'core.' },
] as const

/** Kind, job and run as chips; an id typed or pasted finds its job or run. */
export function Filters({ search, onChange, onJump }: FiltersProps) {
  const kinds = search.kind?.split(',') ?? []
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button size="small" icon={FilterIcon}>
            Kind
          </Button>
        }
        items={FAMILIES.map(({ label, start }) => {
          const family = Object.keys(eventKinds).filter((kind) => kind.startsWith(start))
          const chosen = family.every((kind) => kinds.includes(kind))
          return {
            label,
            chosen,
            onSelect: () => {
              const others = kinds.filter((kind) => !family.includes(kind))
              onChange({ kind: text(chosen ? others : [...others, ...family]), seq: undefined })
            },
          }
        })}
      />
      <Menu
        align="start"
        trigger={
          <Button size="small" icon={FilterIcon}>
            Actor
          </Button>
        }
        items={ACTORS.map((actor) => ({
          label: capitalised(actorWords(actor)),
          chosen: search.actor === actor,
          onSelect: () => onChange({ actor: search.actor === actor ? undefined : actor, seq: undefined }),
        }))}
      />
      <IdBox
        onJump={onJump}
        onFind={(id) => onChange(id.startsWith('run-') ? { run: id, seq: undefined } : { job: id, seq: undefined })}
      />
      {kinds.length > 0 && (
        <Chip onRemove={() => onChange({ kind: undefined, seq: undefined })} removeLabel="Remove the kinds">
          {kindWords(kinds)}
        </Chip>
      )}
      {search.job !== undefined && (
        <Chip onRemove={() => onChange({ job: undefined, seq: undefined })} removeLabel="Remove the job">
          job <span className="font-mono">{shortId(search.job)}</span>
        </Chip>
      )}
      {search.run !== undefined && (
        <Chip onRemove={() => onChange({ run: undefined, seq: undefined })} removeLabel="Remove the run">
          run <span className="font-mono">{shortId(search.run)}</span>
        </Chip>
      )}
      {search.actor !== undefined && (
        <Chip onRemove={() => onChange({ actor: undefined, seq: undefined })} removeLabel="Remove the actor">
          actor {actorWords(search.actor)}
        </Chip>
      )}
    </>
  )
}

function IdBox({ onFind, onJump }: { onFind: (id: string) => void; onJump: (seq: number) => void }) {
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  useKeys([
    {
      keys: '/',
      label: 'Filter by job or run, or jump to a row',
      run: () => document.getElementById('ledger-id')?.focus(),
    },
  ])
  const find = (event: FormEvent) => {
    event.preventDefault()
    const id = typed.trim()
    const row = rowNumber(id)
    if (row !== undefined) {
      setTyped('')
      return onJump(row)
    }
    if (!ID_PATTERN.test(id)) return setWrong(true)
    setTyped('')
    return onFind(id)
  }
  return (
    <form onSubmit={find} className="flex items-center gap-2">
      <TextInput
        id="ledger-id"
        mono
        aria-label="Id of a job or run, or number of a row"
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? 'ledger-id-wrong' : undefined}
        placeholder="Job, run or row number"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setWrong(false)
        }}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        dense
        className="max-w-72"
      />
      {wrong && (
        <span id="ledger-id-wrong" className="text-bad">
          An id has 1 to 64 letters, digits, _ or -.
        </span>
      )}
    </form>
  )
}

const ACTORS = ['operator', 'cli', 'api', 'file', 'core', 'supervisor'] as const

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `48112`, `48,112` or `#48112`; ids of jobs are never only digits. */
function rowNumber(text: string): number | undefined {
  const digits = /^#?([\d,]{1,15})$/.exec(text)?.[1]?.replaceAll(',', '')
  return digits === undefined || digits === '' || Number(digits) === 0 ? undefined : Number(digits)
}

function kindWords(kinds: readonly string[]): string {
  const family = FAMILIES.find(({ start }) => {
    const all = Object.keys(eventKinds).filter((kind) => kind.startsWith(start))
    return all.length === kinds.length && all.every((kind) => kinds.includes(kind))
  })
  if (family) return `kind ${family.label}`
  const first = kinds[0]
  return kinds.length === 1 && first !== undefined ? `kind ${kindText(first)}` : `${kinds.length} kinds`
}

function text(kinds: readonly string[]): string | undefined {
  return kinds.length === 0 ? undefined : kinds.join(',')
}
