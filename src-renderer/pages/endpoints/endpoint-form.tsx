import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Endpoint, endpointNameSchema, endpointSpecSchema, secretMove } from '#schemas'
import { FormDialog, PathLink, secretsQuery, useClient } from '../../app/index.ts'
import { Field, linkClass, NumberInput, SecretAgain, Select, TextInput, useToast } from '../../components/index.ts'
import { useEndpointActs } from './use-endpoints.ts'

const NAME_RULE = 'A name is 1 to 63 of a-z 0-9 . _ -, and begins with a letter or digit.'
const NO_KEY = ''

interface Draft {
  readonly name: string
  readonly url: string
  readonly secret: string
  readonly model: string
  readonly interval: string
  readonly timeout: string
  readonly slow: string
}

const NEW: Draft = { name: '', url: '', secret: NO_KEY, model: '', interval: '60', timeout: '10', slow: '2' }

function draftOf({ name, url, secret, model, interval_s, timeout_ms, slow_ms }: Endpoint): Draft {
  const seconds = (ms: number) => String(ms / 1000)
  const [interval, timeout, slow] = [String(interval_s), seconds(timeout_ms), seconds(slow_ms)]
  return { name, url, secret: secret ?? NO_KEY, model: model ?? '', interval, timeout, slow }
}

/** What the form says, where all of it may be so. */
function specOf({ url, secret, model, interval, timeout, slow }: Draft) {
  return endpointSpecSchema.safeParse({
    url: url.trim(),
    secret: secret === NO_KEY ? null : secret,
    model: model.trim() === '' ? null : model.trim(),
    interval_s: Number(interval),
    timeout_ms: Math.round(Number(timeout) * 1000),
    slow_ms: Math.round(Number(slow) * 1000),
  })
}

/** Adds an endpoint, or changes the one that is given. */
export function EndpointForm({ endpoint, onClose }: { endpoint?: Endpoint; onClose: () => void }) {
  const { add, edit } = useEndpointActs()
  const secrets = useQuery(secretsQuery(useClient())).data
  const navigate = useNavigate()
  const toast = useToast()
  const [draft, setDraft] = useState(endpoint === undefined ? NEW : draftOf(endpoint))
  const put = (change: Partial<Draft>) => setDraft((now) => ({ ...now, ...change }))
  const spec = specOf(draft)
  const wrong = new Set(spec.error?.issues.map(({ path }) => String(path[0])))
  const goodName = endpoint !== undefined || endpointNameSchema.safeParse(draft.name).success
  const act = endpoint === undefined ? add : edit
  const [again, setAgain] = useState('')
  const move = endpoint && secretMove(endpoint, { url: draft.url, secret: draft.secret })
  const ready = spec.success && goodName && (move === undefined || again === move.to)

  function send(): void {
    if (!ready) return
    const done = (name: string) => {
      toast({ text: endpoint === undefined ? `${name} is added and being asked.` : `${name} is changed.` })
      void navigate({ to: '/endpoints', search: { id: name } })
      onClose()
    }
    const { name } = draft
    if (endpoint === undefined) add.mutate({ name, ...spec.data }, { onSuccess: () => done(name) })
    else {
      // Named only where somebody meant it: the core asks for it where the address leads elsewhere.
      const { secret, ...rest } = spec.data
      const named = move !== undefined || secret !== endpoint.secret ? { secret } : {}
      edit.mutate({ name, revision: endpoint.revision, ...rest, ...named }, { onSuccess: () => done(name) })
    }
  }

  const names = secrets?.secrets.map(({ name }) => name) ?? []
  const known = draft.secret === NO_KEY || names.includes(draft.secret) ? names : [draft.secret, ...names]
  return (
    <FormDialog
      title={endpoint === undefined ? 'Add an endpoint' : `Change ${endpoint.name}`}
      leave={endpoint === undefined ? 'Add none' : 'Leave it as it is'}
      save={endpoint === undefined ? 'Add endpoint' : 'Change'}
      acting={act}
      ready={ready}
      onSave={send}
      onClose={onClose}
    >
      {endpoint === undefined && (
        <Field
          label="Name"
          description="Schedules name it when they need it."
          error={draft.name === '' || goodName ? undefined : NAME_RULE}
        >
          {(control) => (
            <TextInput
              {...control}
              data-autofocus
              mono
              value={draft.name}
              onChange={(event) => put({ name: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field
        label="Address"
        description="Of a server that speaks OpenAI’s API, with or without /v1. No key belongs in it."
      >
        {(control) => (
          <TextInput
            {...control}
            {...(endpoint !== undefined && { 'data-autofocus': true })}
            mono
            placeholder="http://127.0.0.1:8000/v1"
            value={draft.url}
            onChange={(event) => put({ url: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Key"
          description={
            <>
              One of the{' '}
              <PathLink to="/settings/secrets" className={linkClass}>
                secrets
              </PathLink>
              ; it is written nowhere else.
            </>
          }
        >
          {(control) => (
            <Select
              {...control}
              value={draft.secret}
              onChange={(secret) => put({ secret })}
              options={[{ value: NO_KEY, label: 'none' }, ...known.map((name) => ({ value: name, label: name }))]}
            />
          )}
        </Field>
        <Field
          label="Expected model"
          optional
          description="As the server lists it."
          error={wrong.has('model') ? 'A model is named with at most 200 characters.' : undefined}
        >
          {(control) => (
            <TextInput {...control} mono value={draft.model} onChange={(event) => put({ model: event.target.value })} />
          )}
        </Field>
      </div>
      {move && <SecretAgain move={move} checked={again === move.to} onChange={(yes) => setAgain(yes ? move.to : '')} />}
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Asked every" error={wrong.has('interval_s') ? 'From 10 to 86,400 s, whole.' : undefined}>
          {(control) => (
            <NumberInput {...control} unit="s" value={draft.interval} onChange={(interval) => put({ interval })} />
          )}
        </Field>
        <Field label="Time limit" error={wrong.has('timeout_ms') ? 'From 0.1 to 60 s.' : undefined}>
          {(control) => (
            <NumberInput {...control} unit="s" value={draft.timeout} onChange={(timeout) => put({ timeout })} />
          )}
        </Field>
        <Field label="Slow from" error={wrong.has('slow_ms') ? 'From 0.001 to 60 s.' : undefined}>
          {(control) => <NumberInput {...control} unit="s" value={draft.slow} onChange={(slow) => put({ slow })} />}
        </Field>
      </div>
    </FormDialog>
  )
}
