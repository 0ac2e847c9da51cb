import { useState } from 'react'
import type { Secrets } from '#schemas'
import { FormDialog } from '../../app/index.ts'
import { Button, Field, TextInput, useToast } from '../../components/index.ts'
import { useSecretActs } from './use-secret-acts.ts'

const SHORTEST = 8

/** Gives the open store one more way in: a passphrase, or the keyring there is here. */
export function OpenAlso({ secrets: { keepers }, onClose }: { secrets: Secrets; onClose: () => void }) {
  const { openAlso } = useSecretActs()
  const toast = useToast()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const hasPassphrase = keepers.includes('passphrase')
  const hasKeyring = keepers.some((keeper) => keeper !== 'passphrase')
  const isReady = passphrase.length >= SHORTEST && again === passphrase
  const add = (by: { passphrase?: string }) =>
    openAlso.mutate(by, {
      onSuccess: () => {
        toast({ text: by.passphrase === undefined ? 'The keyring opens them too.' : 'The passphrase opens them.' })
        onClose()
      },
    })
  return (
    <FormDialog
      title="One more way to open the secrets"
      leave="Leave it as it is"
      also={
        !hasKeyring && (
          <Button busy={openAlso.isPending} onClick={() => add({})}>
            Use the keyring here
          </Button>
        )
      }
      save={hasPassphrase ? 'Use this passphrase instead' : 'Use this passphrase'}
      acting={openAlso}
      still="They open as they did before."
      ready={isReady}
      onSave={() => add({ passphrase })}
      onClose={onClose}
    >
      <p>
        A service without a keyring opens the secrets with a passphrase. {hasPassphrase ? 'The one before ends.' : ''}
      </p>
      <div className="flex flex-wrap items-start gap-3">
        <Field label="Passphrase" description="At least 8 characters. Nobody can reset it." className="min-w-48 flex-1">
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete="new-password"
              data-autofocus
              value={passphrase}
              onChange={(event) => setPassphrase(event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Once more"
          error={again !== '' && again !== passphrase ? 'This is not the same yet.' : undefined}
          className="min-w-48 flex-1"
        >
          {(control) => (
            <TextInput
              {...control}
              type="password"
              autoComplete="new-password"
              value={again}
              onChange={(event) => setAgain(event.target.value)}
            />
          )}
        </Field>
      </div>
    </FormDialog>
  )
}
