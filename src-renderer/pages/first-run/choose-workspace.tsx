import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useClient, workspacesQuery } from '../../app/index.ts'
import { Button } from '../../components/index.ts'
import { AddWorkspace } from './add-workspace.tsx'
import type { StepProps } from './steps.ts'
import { DEMO } from './plan.ts'

/** The demo's folder as the quick choice, the folders there are, and one of one's own. */
export function ChooseWorkspace({ ws, onDone }: StepProps) {
  const { data: workspaces } = useQuery(workspacesQuery(useClient()))
  const own = workspaces?.filter(({ demo, state }) => !demo && state !== 'missing') ?? []
  const [chosen, setChosen] = useState(ws)
  const known = chosen === DEMO || own.some(({ name }) => name === chosen)
  return (
    <>
      <p className="max-w-[72ch] text-field text-ink-2">
        A workspace is a folder that jobs may be pointed at. They can reach no other.
      </p>
      <fieldset className="mt-4 divide-y divide-line rounded-lg border border-line bg-surface">
        <legend className="sr-only">Workspace</legend>
        <Choice
          name={DEMO}
          chosen={chosen}
          onChoose={setChosen}
          title="The demo workspace"
          text="A small project that comes with Interlock, copied into its data directory. Nothing of yours is touched."
        />
        {own.map(({ name, path }) => (
          <Choice key={name} name={name} chosen={chosen} onChoose={setChosen} title={name} text={path} mono />
        ))}
      </fieldset>
      <div className="mt-4 flex items-center gap-3">
        <Button look="primary" disabled={!known} onClick={() => onDone(chosen)}>
          Use {chosen === DEMO ? 'the demo workspace' : chosen}
        </Button>
      </div>
      <details className="mt-6 rounded-lg border border-line bg-surface">
        <summary className="px-4 py-2.5 font-strong">Or a folder of yours</summary>
        <div className="border-t border-line px-4 py-4">
          <AddWorkspace onAdded={({ name }) => setChosen(name)} />
        </div>
      </details>
    </>
  )
}

function Choice({
  name,
  chosen,
  onChoose,
  title,
  text,
  mono = false,
}: {
  name: string
  chosen: string
  onChoose: (name: string) => void
  title: string
  text: string
  mono?: boolean
}) {
  const id = useId()
  return (
    <div className="flex items-start gap-3 px-4 py-3 hover:bg-sunken">
      <input
        id={id}
        type="radio"
        name="workspace"
        value={name}
        checked={name === chosen}
        onChange={() => onChoose(name)}
        className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border border-control bg-surface checked:border-[5px] checked:border-run forced-colors:appearance-auto"
      />
      <label htmlFor={id} className="min-w-0 flex-1">
        <span className="block font-strong">{title}</span>
        <span className={mono ? 'block font-mono break-all text-ink-2' : 'block text-ink-2'}>{text}</span>
      </label>
    </div>
  )
}
