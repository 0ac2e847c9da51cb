import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { formatCount, formatDuration } from '#schemas/format'
import { problemOf, useClient } from '../../app/index.ts'
import { Button, ErrorPanel, FailedIcon, SucceededIcon } from '../../components/index.ts'

const NOTES: readonly { title: string; text: string }[] = [
  {
    title: 'What was asked',
    text: 'The request itself is kept beside the ledger; this row holds its salted hash. Before a worker gets the job, the two are held against each other.',
  },
  {
    title: 'Who did it, held by what',
    text: 'The worker, its versions, hashes of policy and limits, and how far the operating system enforced them on this machine.',
  },
  {
    title: 'Written down before it happened',
    text: 'A step with an effect starts only after its row is in the ledger. So even a power cut leaves no step without a trace.',
  },
  {
    title: 'How it ended',
    text: 'The outcome, what was used of each limit, and what was made. The hash of every row covers the row before it: none can be changed or taken out unseen.',
  },
]

/** What four of the rows are good for, and the proof that the chain of all of them is whole. */
export function Notes() {
  return (
    <ol className="flex flex-col gap-3">
      {NOTES.map(({ title, text }, index) => (
        <li key={title} id={`note-${index + 1}`} className="flex gap-3">
          <NumberSign number={index + 1} />
          <div>
            <h3 className="font-strong">{title}</h3>
            <p className="text-ink-2">{text}</p>
            {index === NOTES.length - 1 && <Verify />}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** The sign that joins a row and its note. */
export function NumberSign({ number }: { number: number }): ReactNode {
  return (
    <span className="inline-flex size-5 shrink-0 items-center justify-center rounded-full border border-run text-meta font-strong text-run">
      <span className="sr-only">Note </span>
      {number}
    </span>
  )
}

function Verify() {
  const client = useClient()
  const verify = useMutation({
    mutationFn: () => client.evidence.verify({ bodies: false }, { context: { deadlineMs: 60_000 } }),
  })
  return (
    <div className="mt-2 flex flex-wrap items-center gap-3">
      <Button size="small" changes busy={verify.isPending} onClick={() => verify.mutate()}>
        Verify chain
      </Button>
      <span role="status">
        {verify.data?.ok === true && (
          <span className="inline-flex items-center gap-1.5 text-good">
            <SucceededIcon />
            {formatCount(verify.data.rows)} rows are intact, checked in {formatDuration(verify.data.duration_ms)}.
          </span>
        )}
        {verify.data?.ok === false && (
          <span className="inline-flex items-center gap-1.5 text-bad">
            <FailedIcon />
            Row {formatCount(verify.data.first_bad?.seq ?? 0)} does not match its hash.
          </span>
        )}
      </span>
      {verify.isError && <ErrorPanel {...problemOf(verify.error, 'The ledger is not touched by this.')} />}
    </div>
  )
}
