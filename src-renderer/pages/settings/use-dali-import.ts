import { useEffect, useReducer, useRef } from 'react'
import type { ImportedJob, ImportSource, ImportStep, ImportSummary, UnreadableRow } from '#schemas'
import { type Problem, problemOf, useClient } from '../../app/index.ts'

/** How far an import has come. */
export interface ImportReport {
  readonly running: boolean
  readonly dry: boolean
  readonly source: ImportSource | undefined
  readonly jobs: readonly ImportedJob[]
  readonly unreadable: readonly UnreadableRow[]
  readonly summary: ImportSummary | undefined
  readonly problem: Problem | undefined
}

const NOTHING: ImportReport = {
  running: false,
  dry: true,
  source: undefined,
  jobs: [],
  unreadable: [],
  summary: undefined,
  problem: undefined,
}

type Act =
  | { do: 'begin'; dry: boolean }
  | { do: 'step'; step: ImportStep }
  | { do: 'end' }
  | { do: 'fail'; problem: Problem }

function reduce(report: ImportReport, act: Act): ImportReport {
  switch (act.do) {
    case 'begin':
      return { ...NOTHING, running: true, dry: act.dry }
    case 'step':
      return withStep(report, act.step)
    case 'end':
      return { ...report, running: false }
    case 'fail':
      return { ...report, running: false, problem: act.problem }
  }
}

function withStep(report: ImportReport, step: ImportStep): ImportReport {
  switch (step.step) {
    case 'source':
      return { ...report, source: step.source }
    case 'jobs':
      return { ...report, jobs: [...report.jobs, ...step.jobs] }
    case 'unreadable':
      return { ...report, unreadable: [...report.unreadable, ...step.rows] }
    case 'finished':
      return { ...report, summary: step.summary }
  }
}

/** Imports, or only says what an import would do, and tells it while it goes on. It ends when the page is left. */
export function useDaliImport() {
  const client = useClient()
  const [report, act] = useReducer(reduce, NOTHING)
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  return {
    report,
    async begin(path: string, dry: boolean): Promise<void> {
      stop.current?.abort()
      const mine = new AbortController()
      stop.current = mine
      act({ do: 'begin', dry })
      try {
        const steps = await client.exchange.importDali({ path, dry_run: dry }, { signal: mine.signal })
        for await (const step of steps) act({ do: 'step', step })
        act({ do: 'end' })
      } catch (error) {
        if (!mine.signal.aborted)
          act({
            do: 'fail',
            problem: problemOf(error, 'What was imported stays; importing it again adds nothing twice.'),
          })
      }
    },
    stop() {
      stop.current?.abort()
      act({ do: 'end' })
    },
  }
}
