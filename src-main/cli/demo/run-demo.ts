import { join } from 'node:path'
import type { Verification, Workspace } from '#schemas'
import { shortId } from '#schemas/format'
import { waitingText } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { didWell, settle } from '../follow/settle.ts'
import { printableLine } from '../output/printable.ts'
import { verificationPage } from '../pages/verification.ts'
import type { Api } from '../reach/api.ts'
import { type Findings, findingsLine, findingsOf } from './findings.ts'
import { typed } from '../typed.ts'

/** What the demo did, for scripts. */
export interface DemoReport {
  readonly ok: boolean
  readonly workspace: Workspace
  readonly jobs: readonly Findings[]
  readonly verification: Verification
  readonly ledger_path: string
}

/** What the demo is going to do, said before it does. */
export function demoIntroduction(home: string): string {
  return `The demo copies a small project to ${printableLine(join(home, 'demo-workspace'))}, makes it a git repository and runs three jobs in it: an index, a document, a test run.`
}

/**
 * Runs the demo on a core with workers, says what each job found as it ends, and checks the chain.
 * @returns undefined when `signal` aborted first
 */
export async function runDemo(cli: Cli, api: Api, signal: AbortSignal): Promise<DemoReport | undefined> {
  const { workspace, jobs } = await api.demo.start()
  cli.out.note(`Queued ${jobs.map(shortId).join(', ')} in workspace ${workspace.name}.`)
  const findings: Promise<Findings>[] = []
  const views = await settle(api, jobs, signal, {
    settled(view) {
      const found = findingsOf(api, view)
      findings.push(found)
      void found.then(
        (known) => cli.out.print(`${mark(cli, didWell(view.job))} ${shortId(known.id)}  ${findingsLine(known)}`),
        // The same promise is awaited below, where its failure is reported.
        () => undefined,
      )
    },
    waits: (job, reason) => cli.out.note(`${shortId(job.id)}: ${waitingText(reason, Date.now())}`),
  })
  const found = await Promise.all(findings)
  if (views.length < jobs.length) return undefined
  const verification = await api.evidence.verify({ bodies: true })
  return {
    ok: verification.ok && views.every(({ job }) => didWell(job)),
    workspace,
    jobs: found,
    verification,
    ledger_path: join(cli.home, 'interlock.db'),
  }
}

/** Where to look after the demo. */
export function demoConclusion(cli: Cli, report: DemoReport): string[] {
  return [
    ...verificationPage(report.verification, cli.out),
    `Ledger: ${printableLine(report.ledger_path)}`,
    `Evidence: ${report.jobs.map(({ id }) => typed(`evidence show ${shortId(id)}`)).join(' · ')}`,
  ]
}

function mark({ out }: Cli, good: boolean): string {
  return good ? out.tone('good', '✓') : out.tone('bad', '✗')
}
