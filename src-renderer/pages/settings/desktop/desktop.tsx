import { useShell } from '../../../app/index.ts'
import { EmptyState } from '../../../components/index.ts'
import { Application } from './application.tsx'
import { Behaviour } from './behaviour.tsx'
import { KeyStore } from './key-store.tsx'
import { Updates } from './updates.tsx'

/** What the desktop application does on this machine. Only its own windows can say and change it. */
export function Desktop() {
  const shell = useShell()
  if (shell === undefined)
    return (
      <EmptyState kind="not_set_up" title="This is a browser, not the desktop application.">
        Its settings are shown in its own window.
      </EmptyState>
    )
  return (
    <div className="flex flex-col gap-4">
      <Behaviour shell={shell} />
      <Updates shell={shell} />
      <KeyStore shell={shell} />
      <Application shell={shell} />
    </div>
  )
}
