import type { Pool } from '#schemas'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { counted } from '../output/counted.ts'
import { table } from '../output/table.ts'
import { READ, WRITE } from '../reach/api.ts'
import { typed } from '../typed.ts'

/** The pools and how full they are. */
export async function list(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const pools = await api.pools.list()
    cli.out.answer(pools, () =>
      pools.items.length === 0
        ? [`No pools yet. ${typed('pools set NAME --size 2')} sets one; jobs name theirs.`]
        : table(pools.items.map(row), cli.out.width),
    )
    return EXIT.ok
  })
}

/** Gives a pool its slots, pauses it or lets it go on. */
export async function set(
  cli: Cli,
  name: string,
  { size, pause, resume }: { readonly size?: number; readonly pause?: boolean; readonly resume?: boolean },
): Promise<ExitCode> {
  if (pause === true && resume === true)
    throw new CliError('usage', 'Choose one of --pause and --resume.', 'Nothing was changed.')
  const paused = pause === true ? true : resume === true ? false : undefined
  if (size === undefined && paused === undefined)
    throw new CliError('usage', 'Say what changes: --size, --pause or --resume.', 'Nothing was changed.')
  return cli.withCore(WRITE, async ({ api }) => {
    const pool = await api.pools.set({
      name,
      ...(size !== undefined && { size }),
      ...(paused !== undefined && { paused }),
    })
    cli.out.answer(pool, () => table([row(pool)], cli.out.width))
    return EXIT.ok
  })
}

/** Forgets what was set of a pool. */
export async function remove(cli: Cli, name: string): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const removed = await api.pools.remove({ name })
    cli.out.answer(removed, () => [`${name} has one slot again where jobs name it.`])
    return EXIT.ok
  })
}

function row({ name, size, paused, used, queued, known }: Pool): string[] {
  return [
    name,
    `${used} of ${counted(size, 'slot', 'slots')} taken`,
    `${queued} queued`,
    [...(paused ? ['paused'] : []), ...(known ? [] : ['only named by jobs'])].join(', '),
  ]
}
