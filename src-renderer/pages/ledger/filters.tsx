import { type FormEvent, useState } from 'react'
import { ID_PATTERN, shortId } from '#schemas/format'
import { eventKinds } from '#schemas'
import { Button, Chip, FilterIcon, Menu, TextInput, useKeys } from '../../components/index.ts'
import { kindText } from '../../facts/index.ts'
import type { LedgerSearch } from './search.ts'

export interface FiltersProps {
  search: LedgerSearch
  onChange: (next: Partial<LedgerSearch>) => void
}

/** The families of kinds, which are what one usually looks for. */
const FAMILIES = [
  { label: 'Jobs', start: 'job.' },
  { label: 'Runs', start: 'run.' },
  { label: 'Tools and steps', start: 'tool.' },
  { label: 'Kill switch', start: 'kill_switch.' },
  { label: 'Workers', start: 'worker.' },
  { label: 'Workspaces', start: 'workspace.' },
  { label: 'Interlock itself', start: 'core.' },
] as const

/** Kind, job and run as chips; an id typed or pasted finds its job or run. */
export function Filters({ search, onChange }: FiltersProps) {
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
      <IdBox
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
          actor {search.actor}
        </Chip>
      )}
    </>
  )
}

function IdBox({ onFind }: { onFind: (id: string) => void }) {
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  useKeys([{ keys: '/', label: 'Filter by job or run', run: () => document.getElementById('ledger-id')?.focus() }])
  const find = (event: FormEvent) => {
    event.preventDefault()
    const id = typed.trim()
    if (!ID_PATTERN.test(id)) return setWrong(true)
    setTyped('')
    return onFind(id)
  }
  return (
    <form onSubmit={find} className="flex items-center gap-2">
      <TextInput
        id="ledger-id"
        mono
        aria-label="Id of a job or run"
        aria-invalid={wrong || undefined}
        aria-describedby={wrong ? 'ledger-id-wrong' : undefined}
        placeholder="Id of a job or run"
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
