import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type Approval, type ArgvPattern, MAX_GRANT_MINUTES, MAX_GRANT_USES } from '#schemas'
import { formatCount } from '#schemas/format'
import { argvPatternText } from '#schemas/texts'
import { problemOf, useClient } from '../../app/index.ts'
import {
  Button,
  clockSeconds,
  Dialog,
  ErrorPanel,
  Field,
  NumberInput,
  Select,
  StateMark,
  TextInput,
  Time,
  useGrace,
  useNow,
  useToast,
} from '../../components/index.ts'
import { splitLine } from '../../facts/index.ts'
import { headingOf } from './heading.ts'
import { grantQuery } from './queries.ts'

interface GrantDialogProps {
  readonly approval: Approval
  readonly onClose: () => void
  readonly onDone: () => void
}

type Likeness = 'same' | ArgvPattern['kind']

const LIKENESSES: readonly { value: Likeness; label: string }[] = [
  { value: 'same', label: 'exactly the same content' },
  { value: 'prefix', label: 'commands that begin with' },
  { value: 'glob', label: 'commands like' },
  { value: 'regex', label: 'commands that match' },
]

/** Approves this request and the next that are alike, for a while. */
export function GrantDialog({ approval, onClose, onDone }: GrantDialogProps) {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const now = useNow()
  const [uses, setUses] = useState('5')
  const [minutes, setMinutes] = useState(String(MAX_GRANT_MINUTES))
  const [likeness, setLikeness] = useState<Likeness>('same')
  const [typed, setTyped] = useState(approval.first_command ?? '')
  const argv = useDeferredValue(patternOf(likeness, typed))
  const preview = useQuery(grantQuery(client, approval.id, argv))
  const limits = { uses: wholeIn(uses, MAX_GRANT_USES), minutes: wholeIn(minutes, MAX_GRANT_MINUTES) }
  const grace = useGrace(preview.data === undefined ? 'not shown' : JSON.stringify(preview.data.pattern))
  const save = useMutation({
    mutationFn: () =>
      client.approvals.grant({
        id: approval.id,
        hash: approval.hash,
        uses: limits.uses ?? 1,
        minutes: limits.minutes ?? 1,
        ...(argv && { argv }),
      }),
    onSuccess: async ({ grant }) => {
      toast({ text: `Approved, and the next ${formatCount(grant.uses)} alike.` })
      onClose()
      onDone()
      await queries.invalidateQueries({ queryKey: ['approvals'] })
    },
  })
  const sound =
    limits.uses !== undefined && limits.minutes !== undefined && preview.data !== undefined && !preview.error
  const until = clockSeconds(now + (limits.minutes ?? 0) * 60_000).slice(0, 5)
  return (
    <Dialog
      title="Approve the next ones alike"
      wide
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Approve none of them
          </Button>
          <Button
            look="primary"
            changes
            busy={save.isPending || !sound || !grace.ready}
            onClick={() => sound && grace.isReady() && save.mutate()}
          >
            {sound ? `Approve this and the next ${formatCount(limits.uses ?? 0)} until ${until}` : 'Approve'}
          </Button>
        </>
      }
    >
      <div className="flex flex-wrap gap-6">
        <Field label="How many more" error={limits.uses === undefined ? `Give 1 to ${MAX_GRANT_USES}.` : undefined}>
          {(control) => <NumberInput {...control} value={uses} onChange={setUses} />}
        </Field>
        <Field
          label="For how long"
          error={limits.minutes === undefined ? `Give 1 to ${MAX_GRANT_MINUTES} minutes.` : undefined}
        >
          {(control) => <NumberInput {...control} value={minutes} unit="min" onChange={setMinutes} />}
        </Field>
      </div>
      <div className="mt-4 flex flex-wrap items-start gap-2">
        <Field label="Alike means">
          {(control) => (
            <Select
              {...control}
              value={likeness}
              onChange={setLikeness}
              options={approval.commands > 0 ? LIKENESSES : LIKENESSES.slice(0, 1)}
            />
          )}
        </Field>
        {likeness !== 'same' && (
          <Field label="Command" className="min-w-60 flex-1">
            {(control) => (
              <TextInput {...control} mono value={typed} onChange={(event) => setTyped(event.target.value)} />
            )}
          </Field>
        )}
      </div>
      {preview.error && <ErrorPanel className="mt-4" {...problemOf(preview.error, 'Nothing was decided.')} />}
      {preview.data && (
        <section aria-label="What it would approve" className="mt-4 rounded-sm border border-line bg-canvas p-3">
          <p className="font-strong">
            {argv === undefined ? 'Exactly this content' : `Jobs with ${argvPatternText(argv)}`}, of the same type,
            workspace, policy, budgets, secrets, and asked by {preview.data.pattern.asked_by}.
          </p>
          <p className="mt-1 text-ink-2">
            {preview.data.matched.length === 0
              ? `None of the last ${formatCount(preview.data.looked_at)} requests were alike.`
              : `Of the last ${formatCount(preview.data.looked_at)} requests these were alike:`}
          </p>
          <ul className="mt-1 flex flex-col gap-0.5">
            {preview.data.matched.map((each) => (
              <li key={each.id} className="flex min-w-0 items-center gap-2">
                <StateMark of="approval" state={each.state} />
                <span className="min-w-0 flex-1 truncate font-mono">{headingOf(each)}</span>
                <Time at={each.asked_at} reachable={false} className="shrink-0 text-ink-3" />
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="mt-3 text-ink-2">
        Each use is an approval of its own in the ledger. You can revoke the grant at any time.
      </p>
      {save.error && <ErrorPanel className="mt-4" {...problemOf(save.error, 'Nothing was decided.')} />}
    </Dialog>
  )
}

function patternOf(likeness: Likeness, typed: string): ArgvPattern | undefined {
  switch (likeness) {
    case 'same':
      return undefined
    case 'prefix':
      return { kind: likeness, words: [...splitLine(typed).argv] }
    case 'glob':
      return { kind: likeness, glob: typed }
    case 'regex':
      return { kind: likeness, regex: typed }
  }
}

/** A whole number from 1 to `most`. */
function wholeIn(typed: string, most: number): number | undefined {
  const value = Number(typed.trim())
  return typed.trim() !== '' && Number.isInteger(value) && value >= 1 && value <= most ? value : undefined
}
