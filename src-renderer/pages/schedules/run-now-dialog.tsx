import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import type { Schedule } from '#schemas'
import { parseGuardedJson } from '#schemas/format'
import { problemOf, useClient } from '../../app/index.ts'
import { Button, Dialog, ErrorPanel, Field, Skeleton, TextArea } from '../../components/index.ts'
import { valuesQuery } from './queries.ts'
import type { ScheduleActs } from './use-schedule-acts.ts'

interface RunNowDialogProps {
  readonly schedule: Schedule
  readonly runNow: ScheduleActs['runNow']
  readonly onClose: () => void
}

const parametersSchema = z.record(z.string(), z.json())
type Parameters = z.infer<typeof parametersSchema>

/** 64 KiB, far above what a person types. */
const MAX_BYTES = 65_536

/** Fires a schedule once, with the values its job asks of whoever does so. */
export function RunNowDialog({ schedule, runNow, onClose }: RunNowDialogProps) {
  const values = useQuery(valuesQuery(useClient(), schedule.id))
  const asked = (values.data ?? []).filter(({ path }) => path.startsWith('parameters.'))
  const [typed, setTyped] = useState<string>()
  // One dialog is one firing, however often its button is pressed.
  const [key] = useState(() => crypto.randomUUID())
  const text = typed ?? suggestion(asked.map(({ path }) => path))
  const read = readParameters(text)
  const { name, state, open_jobs, overlap } = schedule
  const act = () => {
    if (!read.ok) return
    runNow.mutate(
      { schedule, key, ...(Object.keys(read.parameters).length > 0 && { parameters: read.parameters }) },
      { onSuccess: onClose },
    )
  }
  return (
    <Dialog
      title={`Run ${name} now?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Do not run it</Button>
          <Button
            type="submit"
            form="run-now-form"
            look="primary"
            changes
            busy={runNow.isPending}
            disabled={!read.ok || values.isPending}
            {...(asked.length === 0 && { 'data-autofocus': true })}
          >
            Run now
          </Button>
        </>
      }
    >
      <form
        id="run-now-form"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          act()
        }}
      >
        {runNow.isError && <ErrorPanel {...problemOf(runNow.error)} />}
        <p>
          One job more is added at once{state === 'on' ? '' : `, although it is ${state}`}. When it fires next stays as
          it is. {open_jobs.length > 0 && OVERLAP_WORDS[overlap]}
        </p>
        {values.isPending ? (
          <Skeleton rows={2} />
        ) : values.error ? (
          <ErrorPanel {...problemOf(values.error, 'Nothing was started.')} />
        ) : (
          asked.length > 0 && (
            <Field
              label="Parameters"
              description={`Its job asks for ${asked.map(({ path, needed }) => `${path.slice('parameters.'.length)}${needed ? '' : ' (optional)'}`).join(', ')}. As JSON.`}
              error={read.ok ? undefined : read.problem}
            >
              {(control) => (
                <TextArea
                  {...control}
                  data-autofocus
                  mono
                  rows={6}
                  value={text}
                  onChange={(event) => setTyped(event.target.value)}
                />
              )}
            </Field>
          )
        )}
      </form>
    </Dialog>
  )
}

const OVERLAP_WORDS: Record<Schedule['overlap'], string> = {
  skip: 'A job of it is not over, so this is refused until it is.',
  queue: 'A job of it is not over, so this one waits for its end.',
  allow: 'A job of it is not over; this one starts beside it.',
  replace: 'A job of it is not over; it is stopped, and this one follows.',
}

/** What may be filled in: each top name once. */
function suggestion(paths: readonly string[]): string {
  const names = new Set(paths.map((path) => /^parameters\.([^.[]+)/.exec(path)?.[1] ?? ''))
  const known = [...names].filter((each) => each !== '')
  return JSON.stringify(Object.fromEntries(known.map((each) => [each, ''])), undefined, 2)
}

type Read = { readonly ok: true; readonly parameters: Parameters } | { readonly ok: false; readonly problem: string }

function readParameters(text: string): Read {
  const outcome = parseGuardedJson(text.trim() === '' ? '{}' : text, MAX_BYTES)
  if (!outcome.ok)
    return {
      ok: false,
      problem:
        outcome.refusal.reason === 'not_json'
          ? `Not JSON yet: ${outcome.refusal.message}`
          : 'This is larger or nested deeper than parameters may be.',
    }
  const { data } = parametersSchema.safeParse(outcome.value)
  return data === undefined
    ? { ok: false, problem: 'Parameters are an object: { … }.' }
    : { ok: true, parameters: data }
}
