import { z } from 'zod'
import {
  type Artifact,
  ARTIFACT_KINDS,
  type ArtifactAct,
  artifactStateSchema,
  explainIssues,
  InterlockError,
  type ReviewRefusal,
} from '#schemas'
import { shortId } from '#schemas/format'
import type { ReviewOutcome } from '#schemas/contract'
import type { Cli } from '../cli.ts'
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts'
import { printable, printableLine } from '../output/printable.ts'
import { artifactPage, artifactRows, artifactWord } from '../pages/artifact.ts'
import { type Api, FILES, READ, UNHURRIED, type WhereNone } from '../reach/api.ts'
import { typedIn } from '../typed.ts'

export interface ListOptions {
  readonly state?: string
  readonly kind?: string
  readonly workspace?: string
  readonly job?: string
  readonly find?: string
  readonly limit: number
  readonly cursor?: string
}

export interface DecideOptions {
  readonly note?: string
}

export interface PromoteOptions extends DecideOptions {
  readonly workspace?: string
  readonly path?: string
  readonly yes?: boolean
  readonly dryRun?: boolean
}

const filterSchema = z.object({
  state: z.array(artifactStateSchema).optional(),
  kind: z.array(z.enum(ARTIFACT_KINDS)).optional(),
})

/** A page of artifacts, newest first. */
export async function list(cli: Cli, options: ListOptions): Promise<ExitCode> {
  const asked = {
    state: options.state === 'all' ? undefined : (listOf(options.state) ?? ['needs_review']),
    kind: listOf(options.kind),
  }
  const parsed = filterSchema.safeParse(asked)
  if (!parsed.success)
    throw new InterlockError('invalid_input', { what: 'filter', problems: explainIssues(parsed.error, asked) })
  const { state, kind } = parsed.data
  const workspace = listOf(options.workspace)
  const filter = {
    ...(state && { state }),
    ...(kind && { kind }),
    ...(workspace && { workspace }),
    ...(options.job !== undefined && { job: options.job }),
    ...(options.find !== undefined && { q: options.find }),
  }
  return cli.withCore(READ, async ({ api }) => {
    const { limit, cursor } = options
    const page = await api.artifacts.list({ limit, filter, ...(cursor && { cursor }) })
    cli.out.answer(page, () => [
      ...(page.items.length === 0
        ? [options.state === undefined ? 'Nothing needs review. --state all lists the others.' : 'No artifact matches.']
        : artifactRows(page.items, Date.now(), cli.out)),
      ...(page.next_cursor === null ? [] : [`More: add --cursor ${page.next_cursor}`]),
    ])
    return EXIT.ok
  })
}

/** One artifact with its provenance and the beginning of its content, or the whole content alone. */
export async function show(cli: Cli, id: string, options: { readonly content?: boolean }): Promise<ExitCode> {
  return cli.withCore(options.content === true ? UNHURRIED : READ, async ({ api }) => {
    const found = await api.artifacts.get({ id })
    if (options.content !== true) {
      cli.out.answer(found, () => artifactPage(found, Date.now(), cli.out))
      return EXIT.ok
    }
    let from = 0
    for (let complete = false; !complete;) {
      const part = await api.artifacts.read({ id: found.artifact.id, from })
      cli.out.write(printable(part.text))
      if (cli.out.json) cli.out.row({ text: part.text })
      from = part.next
      complete = part.complete
    }
    return EXIT.ok
  })
}

/** Decides about artifacts as they are now, each for itself. */
export function decide(
  cli: Cli,
  act: Exclude<ArtifactAct, 'note'>,
  ids: readonly string[],
  { note }: DecideOptions,
): Promise<ExitCode> {
  return changeSeveral(cli, ids, (api, items) => api.artifacts.decide({ items, act, ...(note && { note }) }))
}

/** Takes the last decision back, each for itself; with `recordOnly` without touching a file. */
export function undo(
  cli: Cli,
  ids: readonly string[],
  { recordOnly = false }: { readonly recordOnly?: boolean },
): Promise<ExitCode> {
  const change = (api: Api, items: { id: string; revision: number }[]) =>
    api.artifacts.undo({ items, record_only: recordOnly })
  return changeSeveral(cli, ids, change, FILES)
}

async function changeSeveral(
  cli: Cli,
  ids: readonly string[],
  change: (api: Api, items: { id: string; revision: number }[]) => Promise<ReviewOutcome>,
  whereNone: WhereNone = READ,
): Promise<ExitCode> {
  return cli.withCore(whereNone, async ({ api }) => {
    const seen: { id: string; revision: number }[] = []
    for (const id of ids) {
      const { artifact } = await api.artifacts.get({ id })
      seen.push({ id: artifact.id, revision: artifact.revision })
    }
    return answerOutcome(cli, await change(api, seen))
  })
}

/** Says what was done and what was refused; the first refusal gives the exit code. */
export function answerOutcome(cli: Cli, outcome: ReviewOutcome): ExitCode {
  cli.out.answer(outcome, () => [
    ...outcome.done.map((artifact) => doneLine(cli, artifact)),
    ...outcome.refused.flatMap(refusedLines),
  ])
  const [first] = outcome.refused
  return first === undefined ? EXIT.ok : exitCodeOf(first.code)
}

function doneLine(cli: Cli, artifact: Artifact): string {
  return `${shortId(artifact.id)} ${printableLine(artifact.name)}: ${artifactWord(artifact, cli.out)}`
}

export function refusedLines({ id, message, remedy }: ReviewRefusal): string[] {
  return [`${shortId(id)}: ${printableLine(message)}`, `  ${typedIn(remedy)}`]
}

function listOf(text: string | undefined): string[] | undefined {
  return text
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
