import type { DeskValue } from '#schemas'
import { useDesk } from '../../app/index.ts'
import { exactTime, Panel, relativeTime, useNow } from '../../components/index.ts'
import { Choice } from './choice.tsx'

type Display = DeskValue<'display'>

const THEMES = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const
const TIMES = [
  { value: 'relative', label: 'Relative' },
  { value: 'local', label: 'Local' },
  { value: 'utc', label: 'UTC' },
] as const
const DENSITIES = [
  { value: 'compact', label: 'Compact' },
  { value: 'normal', label: 'Normal' },
  { value: 'roomy', label: 'Roomy' },
] as const
const LOGS = [
  { value: 'auto', label: 'Graphics card, if any' },
  { value: 'graphics', label: 'Always WebGL' },
  { value: 'elements', label: 'Page elements' },
] as const

/** How the console looks, in every window. */
export function Display() {
  const [display, change] = useDesk('display')
  const set = (next: Partial<Display>) => void change((now) => ({ ...now, ...next }))
  return (
    <Panel title="Display" quiet>
      <Choice
        title="Theme"
        description="Kept in the core, so every window has the same."
        value={display.theme}
        options={THEMES}
        onChange={(theme) => set({ theme })}
      />
      <Choice
        title="Times"
        description={
          <>
            <Example times={display.times} /> Exact wherever one decides, and in evidence and logs.
          </>
        }
        value={display.times}
        options={TIMES}
        onChange={(times) => set({ times })}
      />
      <Choice
        title="Rows of lists"
        description="28, 32 or 40 pixels high."
        value={display.density}
        options={DENSITIES}
        onChange={(density) => set({ density })}
      />
      <Choice
        title="Logs are drawn by"
        description="The graphics card is faster with colours and tall windows; page elements show everywhere. Where the card fails, elements take over."
        value={display.logs}
        options={LOGS}
        onChange={(logs) => set({ logs })}
      />
      <div className="grid gap-x-8 gap-y-2 pt-4 lg:grid-cols-[18rem_1fr]">
        <div>
          <h2 className="font-strong">Motion</h2>
          <p className="text-ink-3">Follows the system: where it asks for less, nothing moves.</p>
        </div>
        <Motion />
      </div>
    </Panel>
  )
}

function Example({ times }: { times: Display['times'] }) {
  const now = useNow()
  const at = now - 240_000
  return (
    <span className="block">
      {times === 'relative' ? relativeTime(at, now) : exactTime(at, times === 'utc' ? 'UTC' : 'local').slice(0, 19)}.
    </span>
  )
}

function Motion() {
  const reduced = globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches
  return (
    <p className="self-center">{reduced ? 'Reduced by the system.' : 'As designed: short, and never of a state.'}</p>
  )
}
