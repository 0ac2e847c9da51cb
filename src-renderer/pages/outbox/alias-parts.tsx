import { useQuery } from '@tanstack/react-query'
import type { Channel } from '#schemas'
import { PathLink, secretsQuery, useClient } from '../../app/index.ts'
import { Checkbox, Field, linkClass, NumberInput, Select, TextInput } from '../../components/index.ts'
import { type AliasDraft, needsSecret, NO_SECRET } from './alias-draft.ts'

export interface AliasPartProps {
  readonly draft: AliasDraft
  readonly put: (change: Partial<AliasDraft>) => void
  /** The words where a field is wrong and the form was sent. */
  readonly bad: (name: string, words: string) => string | undefined
}

/** Where it leads, as the channel has it. */
export function Place({ draft, put, bad }: AliasPartProps) {
  const { channel } = draft
  return (
    <>
      {channel === 'webhook' && (
        <Field
          label="Address"
          description="It is stored as it is: a token belongs into the secret."
          error={bad('url', 'An address begins with https:// and holds no password.')}
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              placeholder="https://hooks.example.org/interlock"
              value={draft.url}
              onChange={(event) => put({ url: event.target.value })}
            />
          )}
        </Field>
      )}
      {channel === 'file' && (
        <Field
          label="File"
          description="In the folder exports of the data directory; one line of JSON for each."
          error={bad('file', 'A name of letters, digits, . _ - that ends with .jsonl.')}
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              placeholder="news.jsonl"
              value={draft.file}
              onChange={(event) => put({ file: event.target.value })}
            />
          )}
        </Field>
      )}
      {channel === 'telegram' && (
        <Field label="Chat" error={bad('chat_id', 'A number, or @ and the name of a channel.')}>
          {(control) => (
            <TextInput
              {...control}
              mono
              placeholder="-1001234567890"
              value={draft.chat}
              onChange={(event) => put({ chat: event.target.value })}
            />
          )}
        </Field>
      )}
      {needsSecret(channel) && <Secret draft={draft} put={put} bad={bad} />}
      {needsSecret(channel) && (
        <Checkbox
          checked={draft.allowPrivate}
          onChange={(allowPrivate) => put({ allowPrivate })}
          label="Also addresses of this machine and of private networks, and http"
        />
      )}
    </>
  )
}

const SECRET_WORDS: Partial<Record<Channel, string>> = {
  webhook: 'Each request is signed with it.',
  telegram: 'The token of the bot.',
  discord: 'The address of the webhook, which holds its token.',
}

function Secret({ draft, put, bad }: AliasPartProps) {
  const names = useQuery(secretsQuery(useClient())).data?.secrets.map(({ name }) => name) ?? []
  const known = draft.secret === NO_SECRET || names.includes(draft.secret) ? names : [draft.secret, ...names]
  return (
    <Field
      label="Secret"
      error={bad('secret', 'Choose one; keep it under Secrets first.')}
      description={
        <>
          {SECRET_WORDS[draft.channel]} Kept under{' '}
          <PathLink to="/settings/secrets" className={linkClass}>
            Secrets
          </PathLink>
          .
        </>
      }
    >
      {(control) => (
        <Select
          {...control}
          value={draft.secret}
          onChange={(secret) => put({ secret })}
          options={[{ value: NO_SECRET, label: 'none' }, ...known.map((name) => ({ value: name, label: name }))]}
        />
      )}
    </Field>
  )
}

/** When and how often something is sent there. */
export function Manners({ draft, put, bad }: AliasPartProps) {
  return (
    <fieldset className="flex flex-col gap-3 border-t border-line pt-4">
      <legend className="sr-only">When it sends</legend>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Checkbox checked={draft.quiet} onChange={(quiet) => put({ quiet })} label="Quiet hours" />
        {draft.quiet && (
          <span className="flex items-center gap-2">
            <TimeInput label="Quiet from" value={draft.from} onChange={(from) => put({ from })} />
            <span className="text-ink-3">to</span>
            <TimeInput label="Quiet to" value={draft.to} onChange={(to) => put({ to })} />
          </span>
        )}
        <span className="text-meta text-ink-3">What is urgent is sent all the same.</span>
      </div>
      {bad('quiet', 'x') !== undefined && <p className="text-bad">Quiet hours begin and end at different times.</p>}
      <div className="flex flex-wrap items-end gap-4">
        <Field label="Digest" error={bad('digest', 'From 1 to 10,080 min, whole.')}>
          {(control) => (
            <Select
              {...control}
              value={draft.digest}
              onChange={(digest) => put({ digest })}
              options={[
                { value: 'none', label: 'each by itself, at once' },
                { value: 'daily', label: 'gathered, once a day' },
                { value: 'every', label: 'gathered, every so often' },
              ]}
            />
          )}
        </Field>
        {draft.digest === 'daily' && (
          <span className="pb-0.5">
            <TimeInput label="Digest at" value={draft.at} onChange={(at) => put({ at })} />
          </span>
        )}
        {draft.digest === 'every' && (
          <NumberInput aria-label="Minutes" unit="min" value={draft.every} onChange={(every) => put({ every })} />
        )}
        {(draft.quiet || draft.digest === 'daily') && (
          <Field label="Time zone" error={bad('zone', 'A zone by its name, such as Europe/Berlin.')}>
            {(control) => (
              <TextInput {...control} value={draft.zone} onChange={(event) => put({ zone: event.target.value })} />
            )}
          </Field>
        )}
      </div>
    </fieldset>
  )
}

function TimeInput({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      aria-label={label}
      placeholder="22:00"
      className="w-18!"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
