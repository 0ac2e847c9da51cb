import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { formatBytes, formatCount } from '#schemas/format'
import { ExportProblem, useClient } from '../../app/index.ts'
import { Button, CopyButton, ErrorPanel, Field, Panel, SucceededIcon, TextInput } from '../../components/index.ts'
import { ImportReportView } from './import-report.tsx'
import { useDaliImport } from './use-dali-import.ts'

const EXPORT_DEADLINE_MS = 30 * 60 * 1000

/** Moving in from DALI, and back. */
export function DaliExchange() {
  return (
    <Panel title="DALI">
      <ImportForm />
      <div className="mt-6 border-t border-line pt-4">
        <ExportForm />
      </div>
    </Panel>
  )
}

function ImportForm() {
  const { report, begin, stop } = useDaliImport()
  const [path, setPath] = useState('')
  const [looked, setLooked] = useState<string>()
  const wanted = path.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted === '' || report.running) return
    setLooked(wanted)
    void begin(wanted, true)
  }
  // Only what was looked at can be taken over: the button belongs to the report below it.
  const ready = report.summary !== undefined && report.dry && looked === wanted
  return (
    <form onSubmit={submit}>
      <div className="flex flex-wrap items-start gap-3">
        <Field
          label="Import from"
          description="A repository that DALI worked in, or its jobs.jsonl. Nothing that is imported runs by itself."
          className="min-w-60 flex-1"
        >
          {(control) => <TextInput {...control} mono value={path} onChange={(event) => setPath(event.target.value)} />}
        </Field>
        {report.running ? (
          <Button onClick={stop} className="mt-6 min-w-40">
            Stop
          </Button>
        ) : (
          <Button type="submit" changes disabled={wanted === ''} className="mt-6 min-w-40">
            Look what it holds
          </Button>
        )}
      </div>
      {report.problem && <ErrorPanel className="mt-3" {...report.problem} />}
      <ImportReportView report={report} />
      {ready && (
        <div className="mt-3 flex items-center gap-3">
          <Button changes onClick={() => void begin(wanted, false)}>
            Import {formatCount(report.summary.jobs.added + report.summary.jobs.extended)} jobs
          </Button>
          <span className="text-ink-3">Looking again later adds only what is new.</span>
        </div>
      )}
    </form>
  )
}

function ExportForm() {
  const client = useClient()
  const [path, setPath] = useState('')
  const write = useMutation({
    mutationFn: (allow_findings: boolean) =>
      client.exchange.exportDali(
        { path: path.trim(), allow_findings },
        { context: { deadlineMs: EXPORT_DEADLINE_MS } },
      ),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (path.trim() !== '') write.mutate(false)
      }}
    >
      <div className="flex flex-wrap items-start gap-3">
        <Field
          label="Export to"
          description="A file that does not exist yet: jobs and runs as a ledger that DALI reads."
          className="min-w-60 flex-1"
        >
          {(control) => <TextInput {...control} mono value={path} onChange={(event) => setPath(event.target.value)} />}
        </Field>
        <Button type="submit" changes busy={write.isPending} disabled={path.trim() === ''} className="mt-6 min-w-40">
          {write.isPending ? 'Writing…' : 'Export for DALI'}
        </Button>
      </div>
      <div aria-live="polite">
        {write.isError && (
          <ExportProblem error={write.error} safe="Nothing here was changed." onAllow={() => write.mutate(true)} />
        )}
        {write.data && (
          <p className="mt-3 flex flex-wrap items-center gap-2">
            <SucceededIcon className="text-good" />
            {formatCount(write.data.jobs)} jobs in {formatCount(write.data.rows)} rows, {formatBytes(write.data.bytes)}
            {write.data.left_out > 0 && `; ${formatCount(write.data.left_out)} left out, since they cannot be read`}, in
            <span className="font-mono text-meta break-all">{write.data.path}</span>
            <CopyButton text={write.data.path} label="Copy the path" />
          </p>
        )}
      </div>
    </form>
  )
}
