import { type ReactNode, useState } from 'react'
import { Button, Dialog, useToast } from '../../components/index.ts'
import { Colours } from './colours.tsx'
import { Buttons, Fields, Small } from './controls.tsx'
import { Measures } from './measures.tsx'
import { Charts, Situations, Tables, Timelines } from './specimens.tsx'
import { States } from './states.tsx'

const SECTIONS: readonly [string, (theme: string) => ReactNode][] = [
  ['Colour', () => <Colours />],
  ['Type, space, motion', () => <Measures />],
  ['States', () => <States />],
  ['Buttons', (theme) => <Buttons theme={theme} />],
  ['Fields', (theme) => <Fields theme={theme} />],
  ['Chips, quantities, meters, tabs', (theme) => <Small theme={theme} />],
  ['Table', (theme) => <Tables theme={theme} />],
  ['Timeline', () => <Timelines />],
  ['Chart', (theme) => <Charts theme={theme} />],
  ['Empty, error, loading', () => <Situations />],
]

/** The design system on one page, light and dark side by side. Only in development. */
export function Design() {
  return (
    <main className="h-full overflow-auto bg-canvas">
      <header className="border-b border-line bg-surface px-6 py-4">
        <h1 className="text-title font-strong">Design system</h1>
        <p className="text-ink-2">
          Every component in both themes. Development only; the shipped console has no such page.
        </p>
        <Overlays />
      </header>
      {SECTIONS.map(([title, show]) => (
        <section key={title} aria-label={title} className="px-6 pt-6 last:pb-6">
          <h2 className="mb-2 text-section font-strong">{title}</h2>
          <div className="grid gap-4 xl:grid-cols-2">
            {(['light', 'dark'] as const).map((theme) => (
              <div
                key={theme}
                data-shown={theme}
                style={{ colorScheme: theme }}
                className="min-w-0 rounded-lg border border-line bg-surface p-4 text-ink"
              >
                {show(theme)}
              </div>
            ))}
          </div>
        </section>
      ))}
    </main>
  )
}

/** What lies over the page has the theme of the page. */
function Overlays() {
  const [open, setOpen] = useState(false)
  const toast = useToast()
  return (
    <div className="mt-3 flex gap-2">
      <Button onClick={() => setOpen(true)}>Open a dialog</Button>
      <Button onClick={() => toast({ text: '12 jobs cancelled.', undo: () => undefined })}>Show a toast</Button>
      {open && (
        <Dialog
          title="Cancel 12 jobs?"
          aside="12 of 40 match"
          onClose={() => setOpen(false)}
          footer={
            <>
              <Button data-autofocus onClick={() => setOpen(false)}>
                Keep them
              </Button>
              <Button look="danger" onClick={() => setOpen(false)}>
                Cancel 12 jobs
              </Button>
            </>
          }
        >
          10 are queued and will not start. 2 are running and stop at their next step.
        </Dialog>
      )}
    </div>
  )
}
