import { type ReactNode, useState } from 'react'
import { JOB_TYPES, KEY_RIGHTS, keyNameSchema, type KeyRight } from '#schemas'
import { keyRightTexts, typeLabel } from '#schemas/texts'
import { FormDialog, PathLink } from '../../../app/index.ts'
import { Checkbox, ChipChoice, Field, linkClass, Select, TextInput } from '../../../components/index.ts'
import { hasRight, isBoundable, KEY_DAYS, type KeyDraft, keyInputOf, NEW_KEY } from './draft.ts'
import { MadeApiKey } from './made-api-key.tsx'
import { useApiKeyActs, useBounds } from './use-api-keys.ts'

const NAME_RULE = 'A name is 1 to 63 of a-z 0-9 . _ -, and begins with a letter or digit.'

/** Makes a key, then shows it once. */
export function MakeApiKey({ onClose }: { readonly onClose: () => void }) {
  const { add } = useApiKeyActs()
  const [draft, setDraft] = useState(NEW_KEY)
  const put = (change: Partial<KeyDraft>) => setDraft((now) => ({ ...now, ...change }))
  const goodName = keyNameSchema.safeParse(draft.name.trim()).success
  const ready = keyInputOf(draft, 0) !== undefined
  if (add.data) return <MadeApiKey name={add.data.key.name} secret={add.data.secret} onClose={onClose} />

  function send(): void {
    const input = keyInputOf(draft, Date.now())
    if (input !== undefined && !add.isPending) add.mutate(input)
  }

  return (
    <FormDialog
      title="Make an API key"
      leave="Make none"
      save="Make the key"
      acting={add}
      still="No key was made."
      ready={ready}
      onSave={send}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-[1fr_10rem]">
        <Field
          label="Name"
          description="What it does stands in the ledger under this, for good."
          error={draft.name.trim() === '' || goodName ? undefined : NAME_RULE}
        >
          {(control) => (
            <TextInput
              {...control}
              data-autofocus
              mono
              autoComplete="off"
              value={draft.name}
              onChange={(event) => put({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="Good for">
          {(control) => (
            <Select
              {...control}
              value={String(draft.days)}
              onChange={(days) => put({ days: Number(days) })}
              options={KEY_DAYS.map((days) => ({
                value: String(days),
                label: days === 0 ? 'until revoked' : `${days} days`,
              }))}
            />
          )}
        </Field>
      </div>
      <Rights draft={draft} put={put} />
      <Bounds draft={draft} put={put} />
    </FormDialog>
  )
}

interface PartProps {
  readonly draft: KeyDraft
  readonly put: (change: Partial<KeyDraft>) => void
}

function Rights({ draft, put }: PartProps) {
  const operates = draft.rights.includes('operate')
  const turn = (right: KeyRight, on: boolean) =>
    put({ rights: on ? [...draft.rights, right] : draft.rights.filter((each) => each !== right) })
  return (
    <fieldset>
      <legend className="mb-2 font-strong">It may</legend>
      <div className="flex flex-col gap-2">
        {KEY_RIGHTS.map((right) => (
          <Checkbox
            key={right}
            checked={hasRight(draft, right)}
            disabled={operates && right !== 'operate'}
            onChange={(on) => turn(right, on)}
            label={
              <span className="flex">
                <span className="w-28 shrink-0">{keyRightTexts[right].word}</span>
                <span className="text-ink-2">{keyRightTexts[right].says}</span>
              </span>
            }
          />
        ))}
      </div>
    </fieldset>
  )
}

function Bounds({ draft, put }: PartProps) {
  const { workspaces, agents, pools } = useBounds()
  const speaks = draft.rights.includes('messages') && !draft.rights.includes('operate')
  if (!speaks && !isBoundable(draft)) return null
  return (
    <div className="flex flex-col gap-4 border-t border-line pt-4">
      {speaks && (
        <Field
          label="Speaks for"
          description={
            <>
              One of the{' '}
              <PathLink to="/agents" className={linkClass}>
                agents
              </PathLink>
              ; it reads and sends as nobody else.
            </>
          }
          error={agents.length === 0 ? 'No agent is registered yet.' : undefined}
        >
          {(control) => (
            <Select
              {...control}
              value={draft.agent}
              onChange={(agent) => put({ agent })}
              options={[{ value: '', label: 'choose one' }, ...agents.map((name) => ({ value: name, label: name }))]}
            />
          )}
        </Field>
      )}
      {isBoundable(draft) && (
        <>
          <Several
            label="Jobs only in"
            of={workspaces}
            chosen={draft.workspaces}
            onChange={(next) => put({ workspaces: next })}
          />
          <Several
            label="Jobs only of type"
            of={JOB_TYPES}
            chosen={draft.types}
            onChange={(next) => put({ types: next })}
            words={typeLabel}
          />
          {pools.length > 0 && (
            <Several
              label="Jobs only in pool"
              of={pools}
              chosen={draft.pools}
              onChange={(next) => put({ pools: next })}
            />
          )}
        </>
      )}
    </div>
  )
}

interface SeveralProps<V extends string> {
  readonly label: string
  readonly of: readonly V[]
  readonly chosen: readonly V[]
  readonly onChange: (chosen: readonly V[]) => void
  readonly words?: (of: V) => ReactNode
}

/** Any of them where none is chosen. */
function Several<V extends string>({ label, of, chosen, onChange, words = (each) => each }: SeveralProps<V>) {
  return (
    <fieldset>
      <legend className="mb-1.5">
        <span className="font-strong">{label}</span>
        {chosen.length === 0 && <span className="text-ink-3"> any</span>}
      </legend>
      <div className="flex flex-wrap gap-1.5">
        {of.map((each) => (
          <ChipChoice
            key={each}
            chosen={chosen.includes(each)}
            onChange={(on) => onChange(of.filter((other) => (other === each ? on : chosen.includes(other))))}
          >
            {words(each)}
          </ChipChoice>
        ))}
      </div>
    </fieldset>
  )
}
