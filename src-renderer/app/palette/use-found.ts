import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { formatCount, shortId } from '#schemas/format'
import { jobStateTexts } from '#schemas/texts'
import { DocumentIcon, JobsIcon, LedgerIcon } from '../../components/index.ts'
import { type Client, useClient } from '../client/client.ts'
import type { Command } from './commands.ts'
import { guessId, type IdGuess } from './match.ts'

const MOST_JOBS = 8
/** Nothing is asked while somebody still types. */
const PAUSE_MS = 90

/** What the core finds by words and ids. `looking` while an answer to what is typed now has not come. */
export function useFound(typed: string, go: (to: string) => void): { commands: Command[]; looking: boolean } {
  const client = useClient()
  const settled = useSettled(typed.trim())
  const words = useQuery({
    queryKey: ['palette', 'words', settled],
    queryFn: ({ signal }) => client.jobs.list({ filter: { q: settled }, limit: MOST_JOBS }, { signal }),
    enabled: settled.length > 1,
    gcTime: 0,
  })
  const guess = guessId(settled)
  const byId = useQuery({
    queryKey: ['palette', 'id', settled],
    queryFn: ({ signal }) => (guess === undefined ? null : find(client, guess, signal)),
    enabled: guess !== undefined,
    gcTime: 0,
  })
  const direct = byId.data?.map(({ path, ...rest }) => ({ ...rest, run: () => go(path) })) ?? []
  const jobs = (words.data?.items ?? []).map((job) => ({
    id: `found.${job.id}`,
    label: job.title === '' ? job.type : job.title,
    aside: `${jobStateTexts[job.state].word} · ${shortId(job.id)}`,
    icon: JobsIcon,
    run: () => go(`/jobs/${job.id}`),
  }))
  const known = new Set(direct.map(({ id }) => id))
  return {
    commands: [...direct, ...jobs.filter(({ id }) => !known.has(id))],
    looking: settled !== typed.trim() || words.isFetching || byId.isFetching,
  }
}

type Found = Omit<Command, 'run'> & { readonly path: string }

/** What an id is of. One that is of nothing is no failure: it may be words. */
async function find(client: Client, guess: IdGuess, signal: AbortSignal): Promise<Found[]> {
  try {
    switch (guess.of) {
      case 'event': {
        const detail = await client.events.get({ seq: guess.seq }, { signal })
        if (detail === null) return []
        const label = `Row ${formatCount(guess.seq)} of the ledger`
        return [{ id: `found.#${guess.seq}`, label, icon: LedgerIcon, path: `/ledger?seq=${guess.seq}` }]
      }
      case 'job': {
        const { job } = await client.jobs.get({ id: guess.id }, { signal })
        const aside = `${jobStateTexts[job.state].word} · ${shortId(job.id)}`
        return [{ id: `found.${job.id}`, label: job.title, aside, icon: JobsIcon, path: `/jobs/${job.id}` }]
      }
      case 'run': {
        const run = await client.runs.get({ id: guess.id }, { signal })
        const label = `Run ${run.number} of job ${shortId(run.job_id)}`
        return [{ id: `found.${run.id}`, label, icon: JobsIcon, path: `/jobs/${run.job_id}?run=${run.number}` }]
      }
      case 'artifact': {
        const { artifact } = await client.artifacts.read({ id: guess.id, from: 0, limit: 1 }, { signal })
        return [
          {
            id: `found.${artifact.id}`,
            label: artifact.name,
            aside: `artifact · ${shortId(artifact.id)}`,
            icon: DocumentIcon,
            path: `/jobs/${artifact.job_id}?tab=result`,
          },
        ]
      }
      case 'operation':
        return [
          {
            id: `found.${guess.id}`,
            label: `Jobs of the bulk operation ${shortId(guess.id)}`,
            icon: JobsIcon,
            path: `/jobs?bulk=${guess.id}`,
          },
        ]
    }
  } catch {
    return []
  }
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    if (settled === value) return
    const timer = setTimeout(() => setSettled(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [settled, value])
  return settled
}
