import { useState } from 'react'
import {
  Button,
  buttonClass,
  Dialog,
  isSingleKey,
  Kbd,
  type KeyBinding,
  useKeyboard,
  useSetting,
} from '../../components/index.ts'
import { PathLink } from '../path-link.tsx'

/** Exactly the keys that work where it was opened. */
export function KeysOverlay({ onClose }: { onClose: () => void }) {
  const keyboard = useKeyboard()
  // Read before this dialog puts the keys below it to sleep.
  const [working] = useState(() => keyboard.working())
  const [single] = useSetting('single_keys')
  const parts = parted(working)
  return (
    <Dialog
      title="Keys that work here"
      wide
      onClose={onClose}
      footer={
        <>
          <PathLink to="/settings/keys" onClick={onClose} className={buttonClass()}>
            Change keys
          </PathLink>
          <Button data-autofocus onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      <div className="gap-x-10 sm:columns-2">
        {parts.map(({ title, lines }) => (
          <section key={title} className="mb-4 break-inside-avoid">
            <h3 className="pb-1 text-meta text-ink-3">{title}</h3>
            <dl className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1">
              {lines.map(({ label, keys }) => (
                <div key={label} className="contents">
                  <dt>{label}</dt>
                  <dd className="flex justify-end gap-2">
                    {keys.map((each) => (
                      <span key={each} className="flex gap-1">
                        <Kbd keys={each} exact />
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="border-t border-line pt-3 text-ink-3">
        {single === 'on'
          ? 'Single keys never act while you type.'
          : 'Single keys are switched off, so only those with Ctrl or Cmd and the ones every page needs are here.'}
      </p>
    </Dialog>
  )
}

interface Part {
  readonly title: string
  readonly lines: readonly { label: string; keys: string[] }[]
}

/** On this page first, then the places, then what works everywhere. */
function parted(bindings: readonly KeyBinding[]): Part[] {
  const listed = bindings.filter(({ unlisted }) => unlisted !== true)
  const go = listed.filter(({ label }) => label.startsWith('Go to '))
  const everywhere = listed.filter(
    ({ keys, always, label }) => !go.some((each) => each.keys === keys) && (always === true || EVERYWHERE.test(label)),
  )
  const here = listed.filter((binding) => !go.includes(binding) && !everywhere.includes(binding))
  return [
    { title: 'On this page', lines: grouped(here) },
    { title: 'Everywhere', lines: grouped(everywhere) },
    { title: 'Go to', lines: grouped(go).map((line) => ({ ...line, label: line.label.replace('Go to ', '') })) },
  ].filter(({ lines }) => lines.length > 0)
}

const EVERYWHERE = /^(Find anything|Show the keys|Pause live|Resume live)/

function grouped(bindings: readonly KeyBinding[]): { label: string; keys: string[] }[] {
  const byLabel = new Map<string, string[]>()
  for (const { label, keys } of bindings) byLabel.set(label, [...(byLabel.get(label) ?? []), keys])
  return [...byLabel]
    .map(([label, keys]) => ({ label, keys }))
    .toSorted((a, b) => Number(isSingleKey(b.keys[0] ?? '')) - Number(isSingleKey(a.keys[0] ?? '')))
}
