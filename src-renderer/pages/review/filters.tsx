import { useId, useState } from 'react'
import { ARTIFACT_KINDS, ARTIFACT_STATES, type ArtifactCounts, type ArtifactState } from '#schemas'
import { formatCount } from '#schemas/format'
import { Button, Chip, ChipChoice, FilterIcon, Menu, StateMark, TextInput, useKeys } from '../../components/index.ts'
import { KIND_NAMES } from './kind-name.ts'
import { type ReviewSearch, stateParam, statesOf } from './search.ts'

interface FiltersProps {
  readonly search: ReviewSearch
  readonly counts: { readonly counts: ArtifactCounts; readonly capped_at: number | null } | undefined
  readonly workspaces: readonly string[]
  readonly onChange: (next: Partial<ReviewSearch>) => void
}

/** Which artifacts: their states with counts under the other filters, kinds, workspace, a name or id. */
export function Filters({ search, counts, workspaces, onChange }: FiltersProps) {
  const states = statesOf(search)
  const kinds = search.type === undefined || search.type === '' ? [] : search.type.split(',')
  const toggle = (state: ArtifactState, chosen: boolean) =>
    onChange({ state: stateParam(chosen ? [...states, state] : states.filter((each) => each !== state)) })
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-4 py-2">
      <div
        role="group"
        aria-label="States"
        className="flex flex-wrap gap-1.5 max-sm:min-w-0 max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:p-0.5"
      >
        {ARTIFACT_STATES.map((state) => (
          <ChipChoice key={state} chosen={states.includes(state)} onChange={(chosen) => toggle(state, chosen)}>
            <StateMark of="artifact" state={state} word={SHORT_WORDS[state]} />
            <span className="text-ink-2 tabular-nums">{countText(counts, state)}</span>
          </ChipChoice>
        ))}
      </div>
      <div className="flex min-w-64 flex-1 flex-wrap items-center gap-2">
        <Menu
          label="Kinds"
          align="start"
          trigger={
            <Button size="small" icon={FilterIcon}>
              Kind
            </Button>
          }
          items={ARTIFACT_KINDS.map((kind) => ({
            label: KIND_NAMES[kind],
            chosen: kinds.includes(kind),
            onSelect: () =>
              onChange({
                type: text(kinds.includes(kind) ? kinds.filter((each) => each !== kind) : [...kinds, kind]),
              }),
          }))}
        />
        {workspaces.length > 1 && (
          <Menu
            label="Workspaces"
            align="start"
            trigger={
              <Button size="small" icon={FilterIcon}>
                Workspace
              </Button>
            }
            items={workspaces.map((name) => ({
              label: name,
              chosen: search.domain === name,
              onSelect: () => onChange({ domain: search.domain === name ? undefined : name }),
            }))}
          />
        )}
        <NameBox
          key={search.q ?? ''}
          typed={search.q ?? ''}
          onFind={(q) => onChange({ q: q === '' ? undefined : q })}
        />
        {kinds.length > 0 && (
          <Chip onRemove={() => onChange({ type: undefined })} removeLabel="Remove the kinds">
            kind {kinds.map((kind) => kind.replaceAll('_', ' ')).join(', ')}
          </Chip>
        )}
        {search.domain !== undefined && (
          <Chip onRemove={() => onChange({ domain: undefined })} removeLabel="Remove the workspace">
            workspace {search.domain}
          </Chip>
        )}
        {search.q !== undefined && search.q !== '' && (
          <Chip onRemove={() => onChange({ q: undefined })} removeLabel="Remove the words">
            “{search.q}”
          </Chip>
        )}
      </div>
    </div>
  )
}

const SHORT_WORDS: Partial<Record<ArtifactState, string>> = { accepted: 'Accepted' }

function countText(counts: FiltersProps['counts'], state: ArtifactState): string {
  if (counts === undefined) return '–'
  const n = counts.counts[state] ?? 0
  return counts.capped_at !== null && n >= counts.capped_at ? '10k+' : formatCount(n)
}

function NameBox({ typed, onFind }: { typed: string; onFind: (text: string) => void }) {
  const id = useId()
  const [text, setText] = useState(typed)
  useKeys([{ keys: '/', label: 'Find by name or id', run: () => document.getElementById(id)?.focus() }])
  return (
    <form
      className="w-44"
      onSubmit={(event) => {
        event.preventDefault()
        onFind(text.trim())
      }}
    >
      <TextInput
        id={id}
        dense
        aria-label="Part of a name, or an id"
        placeholder="Name or id"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
    </form>
  )
}

function text(kinds: readonly string[]): string | undefined {
  return kinds.length === 0 ? undefined : kinds.join(',')
}
