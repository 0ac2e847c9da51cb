import { type FormEvent, useState } from 'react'
import { PLAIN_TEXT_WORDS, type SecretsBackend } from '#schemas'
import { problemOf, type ShellClient } from '../../../app/index.ts'
import {
  Button,
  Dialog,
  ErrorPanel,
  Field,
  Panel,
  Skeleton,
  SucceededIcon,
  TextInput,
  Time,
  WarningIcon,
} from '../../../components/index.ts'
import { type DesktopActs, useDesktopActs, useShellInfo } from './use-desktop.ts'

const NAMES: Readonly<Record<SecretsBackend['name'], string>> = {
  keychain: 'the Keychain of macOS',
  dpapi: 'the data protection of Windows',
  gnome_libsecret: 'the keyring of the session (Secret Service)',
  kwallet: 'KWallet',
  kwallet5: 'KWallet 5',
  kwallet6: 'KWallet 6',
  basic_text: 'no keyring at all',
  unknown: 'no keyring that is known',
}

/** What would keep the key of the secrets for this application, and what that is worth. */
export function KeyStore({ shell }: { shell: ShellClient }) {
  const { data: info } = useShellInfo(shell)
  const acts = useDesktopActs(shell)
  const [accepting, setAccepting] = useState(false)
  if (info === undefined) return <Skeleton rows={2} />
  const { secrets, core } = info
  return (
    <Panel title="Key of the secrets">
      <BackendWords backend={secrets} />
      {core === 'attached' && (
        <p className="mt-2 max-w-[72ch] text-ink-3">
          The core runs as a service, which opens the secrets by itself; this application keeps no key for it.
        </p>
      )}
      {secrets.state === 'plain_text' && core === 'own' && (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          {secrets.accepted_at === null ? (
            <Button onClick={() => setAccepting(true)}>Accept plain text…</Button>
          ) : (
            <>
              <span className="text-ink-2">
                Accepted <Time at={secrets.accepted_at} />.
              </span>
              <Button busy={acts.refusePlainText.isPending} onClick={() => acts.refusePlainText.mutate()}>
                Take it back
              </Button>
            </>
          )}
        </div>
      )}
      {accepting && <AcceptPlainText acts={acts} onClose={() => setAccepting(false)} />}
    </Panel>
  )
}

function BackendWords({ backend: { name, state, accepted_at } }: { backend: SecretsBackend }) {
  if (state === 'protects')
    return (
      <p className="flex items-start gap-2">
        <SucceededIcon className="mt-0.5 text-good" />
        Kept by {NAMES[name]}, which gives it to nobody but you.
      </p>
    )
  return (
    <div className="flex items-start gap-2">
      <WarningIcon className="mt-0.5 text-warn" />
      <div className="max-w-[72ch]">
        <p>
          {state === 'plain_text'
            ? 'There is no keyring in this session: a key could only lie in a file, readable for every program that runs as you.'
            : `${capitalised(NAMES[name])} cannot be used in this session.`}
        </p>
        <p className="mt-1 text-ink-2">
          {state === 'plain_text' && accepted_at !== null
            ? 'New secrets are kept so, since you accepted it.'
            : 'Interlock keeps no key there. A passphrase, chosen under Settings › Secrets, protects the secrets without one.'}
        </p>
      </div>
    </div>
  )
}

/** Asks for the very words, so that nobody accepts it in passing. */
function AcceptPlainText({ acts, onClose }: { acts: DesktopActs; onClose: () => void }) {
  const { acceptPlainText } = acts
  const [words, setWords] = useState('')
  const isTyped = words.trim() === PLAIN_TEXT_WORDS
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isTyped) acceptPlainText.mutate(words, { onSuccess: onClose })
  }
  return (
    <Dialog
      title="Keep the key as plain text?"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Do not</Button>
          <Button
            look="danger"
            type="submit"
            form="accept-plain-text"
            disabled={!isTyped}
            busy={acceptPlainText.isPending}
          >
            Accept
          </Button>
        </>
      }
    >
      {acceptPlainText.isError && (
        <ErrorPanel className="mb-4" {...problemOf(acceptPlainText.error, 'Nothing is kept as plain text.')} />
      )}
      <p>
        Every program that runs as you could then read the secrets, and so could whoever gets a copy of the disk. A
        passphrase protects them; it is asked for at each start.
      </p>
      <form id="accept-plain-text" onSubmit={submit} className="mt-4">
        <Field label="Type these words to accept it" description={PLAIN_TEXT_WORDS}>
          {(control) => (
            <TextInput {...control} data-autofocus value={words} onChange={(event) => setWords(event.target.value)} />
          )}
        </Field>
      </form>
    </Dialog>
  )
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
