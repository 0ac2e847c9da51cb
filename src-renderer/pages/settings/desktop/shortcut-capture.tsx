import { useState } from 'react'
import { Kbd } from '../../../components/index.ts'
import { PressKeys } from '../press-keys.tsx'
import { acceleratorOf, acceleratorProblem, asKeys } from './accelerator-keys.ts'

/** Asks for keys for the whole system by letting them be pressed. */
export function ShortcutCapture({
  now,
  onTake,
  onClose,
}: {
  now: string | null
  onTake: (accelerator: string) => void
  onClose: () => void
}) {
  const [keys, setKeys] = useState<string>()
  const problem = keys === undefined ? undefined : acceleratorProblem(keys)
  const ready = keys !== undefined && problem === undefined
  return (
    <PressKeys
      title="Keys for the kill switch, from anywhere"
      keep={now === null ? 'Keep none' : <>Keep {<Kbd keys={asKeys(now)} exact />}</>}
      use="Use these keys"
      label="Press the new keys"
      prompt="Press the keys together"
      keys={keys === undefined ? undefined : asKeys(keys)}
      problem={problem !== undefined}
      said={problem ?? 'The system gives them to Interlock alone, if no other program has them.'}
      ready={ready}
      onPress={(event) => setKeys((before) => acceleratorOf(event) ?? before)}
      onUse={() => ready && onTake(keys)}
      onClose={onClose}
    />
  )
}
