import { z } from 'zod'
import { type Approval, approvalStateSchema, parseInput } from '#schemas'
import type { ApprovalOutcome } from '#schemas/contract'
import { shortId } from '#schemas/format'
import { canAsk, saysYes } from '../ask.ts'
import type { Cli } from '../cli.ts'
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { jobInput } from '../job-input.ts'
import { printableLine } from '../output/printable.ts'
import { approvalPage, approvalRows, approvalWord, grantRows } from '../pages/approval.ts'
import { type Api, READ, UNHURRIED, WRITE } from '../reach/api.ts'
import { argvPattern, type PatternOptions } from './approval-rules.ts'
import { typedIn } from '../typed.ts'

export interface ListOptions {
  readonly state?: string
  readonly job?: string
  readonly limit: number
  readonly cursor?: string
}

export interface NoteOptions {
  readonly note?: string
}

export interface ApproveOptions extends NoteOptions {
  readonly hash?: string
  readonly yes?: boolean
}

export interface GrantOptions extends NoteOptions, PatternOptions {
  readonly uses: number
  readonly minutes: number
  readonly dryRun?: boolean
}

const NOT_APPROVED = 'Nothing was approved. Add --yes, or --hash with what you saw, to approve without being asked.'

const statesSchema = z.object({ state: z.array(approvalStateSchema) })

/** A page of approvals; those that wait unless a state is named. */
export async function list(cli: Cli, { state = 'pending', job, limit, cursor }: ListOptions): Promise<ExitCode> {
  const states = state === 'all' ? undefined : state.split(',').map((each) => each.trim())
  const filter = {
    ...(states && parseInput(statesSchema, { state: states }, 'filter')),
    ...(job !== undefined && { job }),
  }
  return cli.withCore(READ, async ({ api }) => {
    const page = await api.approvals.list({ filter, limit, ...(cursor !== undefined && { cursor }) })
    cli.out.answer(page, () => [
      ...(page.items.length === 0
        ? [
            state === 'pending'
              ? 'Nothing waits for your approval. --state all lists what was decided.'
              : 'No approval matches.',
          ]
        : approvalRows(page.items, Date.now(), cli.out)),
      ...(page.next_cursor === null ? [] : [`More: add --cursor ${page.next_cursor}`]),
    ])
    return EXIT.ok
  })
}

/** Exactly what would happen. */
export function show(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const found = await api.approvals.get({ id })
    cli.out.answer(found, () => approvalPage(found, Date.now(), cli.out))
    return EXIT.ok
  })
}

/** Approves what was shown here, or what the hash names. Several at once only where they are alike. */
export function approve(cli: Cli, ids: readonly string[], { note, hash, yes }: ApproveOptions): Promise<ExitCode> {
  // Whoever is shown what would happen may take any time to read it.
  return cli.withCore(yes === true || hash !== undefined ? WRITE : UNHURRIED, async ({ api }) => {
    const seen: { id: string; hash: string }[] = []
    for (const id of ids) {
      const detail = await api.approvals.get({ id })
      seen.push({ id: detail.approval.id, hash: hash ?? detail.approval.hash })
      if (hash === undefined) cli.out.note(...approvalPage(detail, Date.now(), cli.out))
    }
    if (hash === undefined && yes !== true) {
      const question = ids.length === 1 ? 'Approve it?' : 'Approve them?'
      if (!canAsk(cli)) throw new CliError('usage', `${question} Nobody is here to say so.`, NOT_APPROVED)
      if (!(await saysYes(question))) {
        cli.out.note(NOT_APPROVED)
        return EXIT.failed
      }
    }
    const [only, ...others] = seen
    if (only !== undefined && others.length === 0)
      return answerOne(cli, await api.approvals.approve({ ...only, ...given(note) }))
    return answerOutcome(cli, await api.approvals.decide({ items: seen, act: 'approve', ...given(note) }))
  })
}

export function reject(cli: Cli, ids: readonly string[], { note }: NoteOptions): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const items = await Promise.all(ids.map((id) => seenOf(api, id)))
    return answerOutcome(cli, await api.approvals.decide({ items, act: 'reject', ...given(note) }))
  })
}

export function answer(cli: Cli, id: string, note: string): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) =>
    answerOne(cli, await api.approvals.answer({ ...(await seenOf(api, id)), note })),
  )
}

/** Approves the job as a file says it is to be. */
export async function edit(
  cli: Cli,
  id: string,
  { note, jobFile, dryRun }: NoteOptions & { readonly jobFile: string; readonly dryRun?: boolean },
): Promise<ExitCode> {
  const job = { ...(await jobInput({ jobFile }, process.stdin)) }
  return cli.withCore(WRITE, async ({ api }) => {
    const seen = await seenOf(api, id)
    const preview = await api.approvals.previewEdit({ id: seen.id, job })
    const lines = preview.differences.map(
      ({ path, before, after }) =>
        `${path}: ${printableLine(JSON.stringify(before))} to ${printableLine(JSON.stringify(after))}`,
    )
    if (dryRun === true) {
      cli.out.answer(preview, () => (lines.length === 0 ? ['Nothing is different.'] : lines))
      return EXIT.ok
    }
    cli.out.note(...lines)
    return answerOne(cli, await api.approvals.edit({ ...seen, job, ...given(note) }))
  })
}

/** Approves, and the next that are alike as well. */
export function grant(cli: Cli, id: string, options: GrantOptions): Promise<ExitCode> {
  const argv = argvPattern(options)
  return cli.withCore(WRITE, async ({ api }) => {
    const seen = await seenOf(api, id)
    const pattern = argv && { argv }
    if (options.dryRun === true) {
      const preview = await api.approvals.previewGrant({ id: seen.id, ...pattern })
      cli.out.answer(preview, () => [
        `Of the last ${preview.looked_at} requests it would have approved:`,
        ...approvalRows(preview.matched, Date.now(), cli.out),
      ])
      return EXIT.ok
    }
    const { uses, minutes, note } = options
    const told = await api.approvals.grant({ ...seen, uses, minutes, ...pattern, ...given(note) })
    cli.out.answer(told, () => [doneLine(cli, told.approval), ...grantRows([told.grant], Date.now(), cli.out)])
    return EXIT.ok
  })
}

export function grants(cli: Cli, { all }: { readonly all?: boolean }): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const found = await api.approvals.grants({ active: all !== true })
    cli.out.answer(found, () =>
      found.length === 0 ? ['No grant is in force.'] : grantRows(found, Date.now(), cli.out),
    )
    return EXIT.ok
  })
}

export function revoke(cli: Cli, id: string, { note }: NoteOptions): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const all = await api.approvals.grants({ active: false, limit: 200 })
    const found = all.find((each) => each.id === id || each.id.endsWith(id))
    const revoked = await api.approvals.revokeGrant({ id: found?.id ?? id, ...given(note) })
    cli.out.answer(revoked, () => grantRows([revoked], Date.now(), cli.out))
    return EXIT.ok
  })
}

function given(note: string | undefined): { note?: string } {
  return note === undefined ? {} : { note }
}

async function seenOf(api: Api, id: string): Promise<{ id: string; hash: string }> {
  const { approval } = await api.approvals.get({ id })
  return { id: approval.id, hash: approval.hash }
}

function answerOne(cli: Cli, told: { approval: Approval }): ExitCode {
  cli.out.answer(told, () => [doneLine(cli, told.approval)])
  return EXIT.ok
}

function answerOutcome(cli: Cli, outcome: ApprovalOutcome): ExitCode {
  cli.out.answer(outcome, () => [
    ...outcome.done.map((approval) => doneLine(cli, approval)),
    ...outcome.refused.flatMap(({ id, message, remedy }) => [
      `${shortId(id)}: ${printableLine(message)}`,
      `  ${typedIn(remedy)}`,
    ]),
  ])
  const [first] = outcome.refused
  return first === undefined ? EXIT.ok : exitCodeOf(first.code)
}

function doneLine(cli: Cli, approval: Approval): string {
  return `${shortId(approval.id)} ${printableLine(approval.title)}: ${approvalWord(approval, cli.out)}`
}
