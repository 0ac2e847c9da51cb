import { InterlockError, type PromotionPlan, type PromotionRequest } from '#schemas'
import { formatBytes } from '#schemas/format'
import { canAsk, saysYes } from '../ask.ts'
import type { Cli } from '../cli.ts'
import { EXIT, exitCodeOf, type ExitCode } from '../exit-codes.ts'
import { printableLine } from '../output/printable.ts'
import { type Api, FILES } from '../reach/api.ts'
import { answerOutcome, type PromoteOptions, refusedLines } from './artifacts.ts'

/** Puts an artifact into a file of a workspace, after it showed what that changes. */
export async function promote(cli: Cli, id: string, options: PromoteOptions): Promise<ExitCode> {
  const asks = options.yes !== true && options.dryRun !== true
  // Whoever is shown a change may take any time to read it.
  const reach = asks ? { ...FILES, withinMs: Infinity } : FILES
  return cli.withCore(reach, async ({ api }) => {
    const { artifact, suggestion } = await api.artifacts.get({ id })
    const request = requestOf(options, suggestion)
    const { plans, refused } = await api.artifacts.plan({ items: [{ id: artifact.id, request }] })
    const [plan] = plans
    if (plan === undefined) {
      cli.out.answer({ done: [], refused }, () => refused.flatMap(refusedLines))
      return exitCodeOf(refused[0]?.code ?? '')
    }
    if (options.dryRun === true) {
      cli.out.answer(plan, () => planLines(cli, plan))
      return EXIT.ok
    }
    cli.out.note(...planLines(cli, plan))
    if (asks && !(canAsk(cli) && (await saysYes('Promote it?')))) {
      cli.out.note('Nothing was written. Add --yes to promote it without being asked.')
      return EXIT.failed
    }
    return answerOutcome(cli, await apply(api, plan, options))
  })
}

function apply(api: Api, plan: PromotionPlan, { note }: PromoteOptions) {
  const { id, revision, request } = plan
  return api.artifacts.promote({ items: [{ id, revision, request, plan: plan.plan }], ...(note && { note }) })
}

function requestOf(options: PromoteOptions, suggestion: PromotionRequest | null): PromotionRequest {
  const workspace = options.workspace ?? suggestion?.workspace
  const path = options.path ?? suggestion?.path
  if (workspace !== undefined && path !== undefined) return { target: 'workspace_file', workspace, path }
  throw new InterlockError('invalid_input', {
    what: 'promotion',
    problems: [{ field: 'path', problem: 'Name where it goes with --workspace and --path.' }],
  })
}

/** What would change, as `diff -u` shows it. */
function planLines(cli: Cli, { effects }: PromotionPlan): string[] {
  return effects.flatMap(({ act, workspace, path, size_before, size_after, diff }) => {
    const sizes =
      size_before === null ? formatBytes(size_after) : `${formatBytes(size_before)} to ${formatBytes(size_after)}`
    const what = { create: 'New file', change: 'Change', same: 'Nothing to change in' }[act]
    return [
      `${what} ${printableLine(path)} in ${workspace}: +${diff.added} −${diff.removed} lines, ${sizes}`,
      ...diff.hunks.flatMap((hunk) => [
        `@@ -${hunk.old_start},${hunk.old_lines} +${hunk.new_start},${hunk.new_lines} @@`,
        ...hunk.lines.map((line) => toned(cli, line)),
      ]),
      ...(diff.cut ? ['There is more than is shown here.'] : []),
    ]
  })
}

function toned(cli: Cli, line: string): string {
  const shown = printableLine(line)
  if (line.startsWith('+')) return cli.out.tone('good', shown)
  return line.startsWith('-') ? cli.out.tone('bad', shown) : shown
}
