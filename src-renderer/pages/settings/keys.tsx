import { useState } from 'react'
import { pageRecords, useDesk } from '../../app/index.ts'
import {
  Button,
  type ChangedKeys,
  Checkbox,
  cx,
  KEY_TABLE,
  type KeyEntry,
  keysInForce,
  Kbd,
  Panel,
  useToast,
} from '../../components/index.ts'
import { KeyCapture } from './key-capture.tsx'

const GROUPS = ['Everywhere', 'Move', 'Act', 'Decide', 'Go to'] as const

/** Every key that can be changed; kept in the core, so that it is the same in every window. */
export function Keys() {
  const [keys, changeKeys] = useDesk('keys')
  const toast = useToast()
  const [editing, setEditing] = useState<KeyEntry>()
  const shown = useShownKeys()

  const set = (next: ChangedKeys, said: string) => {
    const before = keys.changed
    void changeKeys((now) => ({ ...now, changed: { ...next } }))
    toast({ text: said, undo: () => void changeKeys((now) => ({ ...now, changed: before })) })
  }
  const changed = Object.keys(keys.changed).length
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <Checkbox
          checked={keys.single}
          onChange={(single) => void changeKeys((now) => ({ ...now, single }))}
          label="Single keys act (they never do while you type)"
        />
        <Button
          className="ml-auto"
          changes
          disabled={changed === 0}
          onClick={() => set({}, 'All keys are as they were first.')}
        >
          Reset all keys
        </Button>
      </div>
      {GROUPS.map((group) => {
        const entries = shown.filter((entry) => entry.group === group)
        return (
          entries.length > 0 && (
            <Panel key={group} title={group} flush>
              <ul className="divide-y divide-line border-t border-line">
                {entries.map((entry) => (
                  <Row
                    key={entry.name}
                    entry={entry}
                    changed={keys.changed}
                    single={keys.single}
                    onEdit={() => setEditing(entry)}
                    onReset={() => set(without(keys.changed, entry.name), `${entry.label} has its first key again.`)}
                    onOff={() => set({ ...keys.changed, [entry.name]: null }, `${entry.label} has no key now.`)}
                  />
                ))}
              </ul>
            </Panel>
          )
        )
      })}
      {editing && (
        <KeyCapture
          entry={editing}
          changed={keys.changed}
          onClose={() => setEditing(undefined)}
          onTake={(pressed, from) => {
            const freed = Object.fromEntries(from.map(({ name }) => [name, null]))
            set(withKeys({ ...keys.changed, ...freed }, editing, pressed), `${editing.label} has a new key.`)
            setEditing(undefined)
          }}
        />
      )}
    </div>
  )
}

function Row({
  entry,
  changed,
  single,
  onEdit,
  onReset,
  onOff,
}: {
  entry: KeyEntry
  changed: ChangedKeys
  single: boolean
  onEdit: () => void
  onReset: () => void
  onOff: () => void
}) {
  const now = keysInForce(entry.keys, changed)
  const isChanged = now !== entry.keys
  return (
    <li className="grid min-h-10 grid-cols-[minmax(0,1fr)_7rem_14rem] items-center gap-x-4 px-4 py-1 max-sm:grid-cols-[minmax(0,1fr)_auto]">
      <span className="max-sm:col-span-2">{entry.label}</span>
      <span className="flex flex-col">
        <span className={cx('flex items-center gap-1', !single && entry.fixed !== true && 'opacity-55')}>
          {now === null ? <span className="text-ink-3">no key</span> : <Kbd keys={now} exact />}
        </span>
        {isChanged && (
          <span className="flex items-center gap-1 text-meta text-ink-3">
            at first <Kbd keys={entry.keys} exact />
          </span>
        )}
      </span>
      <span className="flex justify-end gap-1">
        {isChanged && (
          <Button size="small" look="quiet" changes onClick={onReset}>
            Reset<span className="sr-only"> {entry.label}</span>
          </Button>
        )}
        {now !== null && entry.fixed !== true && (
          <Button size="small" look="quiet" changes onClick={onOff}>
            Switch off<span className="sr-only"> {entry.label}</span>
          </Button>
        )}
        <Button size="small" changes onClick={onEdit}>
          Change<span className="sr-only"> {entry.label}</span>
        </Button>
      </span>
    </li>
  )
}

/** Places that this version has; the others get their key with their page. */
function useShownKeys(): KeyEntry[] {
  const [places] = useState(
    () => new Set(['g n', ...pageRecords().flatMap(({ rail }) => (rail ? [`g ${rail.key}`] : []))]),
  )
  return KEY_TABLE.filter((entry) => entry.group !== 'Go to' || places.has(entry.keys))
}

function without(changed: ChangedKeys, name: string): ChangedKeys {
  return Object.fromEntries(Object.entries(changed).filter(([each]) => each !== name))
}

/** Its first key is no change. */
function withKeys(changed: ChangedKeys, entry: KeyEntry, keys: string): ChangedKeys {
  return keys === entry.keys ? without(changed, entry.name) : { ...changed, [entry.name]: keys }
}
