import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { built } from '../support/built.ts'
import { type BenchmarkName, benchmarks } from './benchmarks/index.ts'
import type { Figures } from './measures/index.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import type { Benchmark, Step } from './plan.ts'
import { describeMachine, load, machineLine } from './report/machine.ts'
import { pageWith } from './report/page.ts'
import { type Report, resultsOf } from './report/results.ts'
import { tableOf } from './report/table.ts'
import { startServices } from './services/index.ts'
import { slowSyncs } from './slow-disk/slow-sync.ts'
import { take } from './take.ts'

const say = (line: string) => console.error(line)

async function main(options: Options): Promise<void> {
  if (!existsSync(built.workerEntry)) throw new Error('Run `npm run build` first: the built worker is measured.')
  const folder = mkdtempSync(join(options.folder, 'interlock-bench-'))
  // Postgres runs as a user of its own, who must get through.
  chmodSync(folder, 0o711)
  const machine = describeMachine(folder)
  console.log(`${machineLine(machine)}\n`)
  const reports: Report[] = []
  try {
    for (const name of options.only) {
      const report = await runOne(name, options, folder)
      if (report === undefined) continue
      reports.push(report)
      console.log(tableOf(report))
      // After each, so that a long run that is broken off leaves what it has.
      const content = { at: new Date().toISOString(), machine, quick: options.quick, rows: options.rows, reports }
      if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(content, null, 2)}\n`)
      if (options.markdown !== undefined) writeFileSync(options.markdown, pageWith(options.markdown, content))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function runOne(name: BenchmarkName, options: Options, folder: string): Promise<Report | undefined> {
  const benchmark: Benchmark = benchmarks[name]
  const startedAt = performance.now()
  const env = benchmark.slow ? slowSyncs(folder) : {}
  if (env === undefined) {
    console.log(`## ${benchmark.title}\nLeft out: it needs Linux and a C compiler.\n`)
    return undefined
  }
  const services = benchmark.peered ? await startServices(folder, { ...process.env, ...env }, say) : undefined
  try {
    const plan = benchmark.plan({
      quick: options.quick,
      rows: options.rows,
      shared: folder,
      filled: options.filled ?? join(folder, 'filled'),
      peers: services?.peers ?? [],
      services: services?.addresses ?? {},
    })
    const rounds = options.rounds ?? plan.rounds
    const before = load()
    const setup = await takeAll(name, plan.setup ?? [], folder, env)
    const taken: Figures[] = []
    for (let round = 1; round <= rounds; round += 1)
      taken.push(await takeAll(`${name} ${round}/${rounds}`, plan.steps, folder, env))
    const leftOut = Object.entries(services?.leftOut ?? {}).map(([peer, why]) => `Left out: ${peer}: ${why}.`)
    return {
      name,
      title: benchmark.title,
      load: { before, after: load() },
      seconds: (performance.now() - startedAt) / 1000,
      results: resultsOf(plan, setup, taken),
      notes: [...plan.notes, ...leftOut],
    }
  } finally {
    await services?.stop()
  }
}

/** A measurement that fails leaves its rows out; the others are still worth having. */
async function takeAll(when: string, steps: readonly Step[], folder: string, env: NodeJS.ProcessEnv): Promise<Figures> {
  const figures: Record<string, number> = {}
  for (const step of steps) {
    say(`${when}: ${step.as} (load ${load().toFixed(1)})`)
    try {
      Object.assign(figures, await take(step, folder, env))
    } catch (error) {
      say(error instanceof Error ? error.message : String(error))
      process.exitCode = 1
    }
  }
  return figures
}

try {
  await main(readOptions(process.argv.slice(2)))
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  say(USAGE)
  process.exitCode = 1
}
