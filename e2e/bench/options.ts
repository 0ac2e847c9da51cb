import { parseArgs } from 'node:util'
import { tmpdir } from 'node:os'
import { z } from 'zod'
import { benchmarks, type BenchmarkName } from './benchmarks/index.ts'

export interface Options {
  readonly only: readonly BenchmarkName[]
  readonly quick: boolean
  /** Instead of each benchmark's own number. */
  readonly rounds: number | undefined
  readonly rows: number
  /** Folder on the disk to measure. */
  readonly folder: string
  /** A data directory with very many jobs to use again; made and kept if it is not there. */
  readonly filled: string | undefined
  /** File for the results as JSON. */
  readonly json: string | undefined
  /** File for the tables: between its two marks where it has them, else the whole file. */
  readonly markdown: string | undefined
}

export const USAGE = `npm run bench -- [options]
  --only NAME[,NAME]  ${Object.keys(benchmarks).join(', ')}
  --quick             small and few: shows that everything runs; its figures mean nothing
  --rounds N          instead of each benchmark's own number
  --rows N            finished jobs that count as very many (1000000)
  --dir FOLDER        on the disk to measure (the system's folder for temporary files)
  --filled FOLDER     a data directory with very many jobs, kept and used again
  --json FILE         results as JSON
  --markdown FILE     tables; in docs/performance.md they take the place of the former ones`

const names = Object.keys(benchmarks) as BenchmarkName[]
const known = z.enum(names, { error: () => `There are these benchmarks: ${names.join(', ')}.` })
const count = z.coerce.number().int().min(1)

/** @throws Error with a sentence and the usage */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      rows: { type: 'string' },
      dir: { type: 'string' },
      filled: { type: 'string' },
      json: { type: 'string' },
      markdown: { type: 'string' },
    },
  })
  return {
    only: values.only === undefined ? names : values.only.split(',').map((name) => known.parse(name)),
    quick: values.quick,
    rounds: count.optional().parse(values.rounds),
    rows: count.parse(values.rows ?? (values.quick ? 500 : 1_000_000)),
    folder: values.dir ?? tmpdir(),
    filled: values.filled,
    json: values.json,
    markdown: values.markdown,
  }
}
