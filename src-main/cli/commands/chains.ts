import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { chainLines, decisionLines } from '../pages/chain.ts'
import { READ } from '../reach/api.ts'

export interface DecisionsOptions {
  readonly limit: number
  readonly cursor?: string
}

/** The chain of a schedule as a tree, with the states of now. */
export async function show(cli: Cli, schedule: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const graph = await api.chains.show({ schedule })
    cli.out.answer(graph, () => chainLines(graph, Date.now(), cli.out.width))
    return EXIT.ok
  })
}

/** What became of the links of a schedule, the newest first. */
export async function decisions(cli: Cli, schedule: string, options: DecisionsOptions): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const page = await api.chains.decisions({
      schedule,
      limit: options.limit,
      ...(options.cursor !== undefined && { cursor: options.cursor }),
    })
    const { nodes } = await api.chains.show({ schedule })
    const names = new Map(nodes.map(({ schedule: id, name }) => [id, name]))
    cli.out.answer(page, () =>
      page.items.length === 0
        ? ['Nothing was decided about it yet.']
        : [
            ...decisionLines(page.items, (id) => names.get(id) ?? id, cli.out.width),
            ...(page.next_cursor === null ? [] : [`More with --cursor ${page.next_cursor}`]),
          ],
    )
    return EXIT.ok
  })
}
