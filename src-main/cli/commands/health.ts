import type { Health } from '#schemas'
import { formatBytes } from '#schemas/format'
import type { Tone } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { counted } from '../output/counted.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { READ } from '../reach/api.ts'
import { typedIn } from '../typed.ts'

/** What is wrong and what to do. */
export async function health(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const found = await api.system.health()
    cli.out.answer(found, () => healthPage(found, cli.out))
    return found.ok ? EXIT.ok : EXIT.failed
  })
}

const TONES: Record<Health['checks'][number]['state'], Tone> = { good: 'good', warn: 'warn', bad: 'bad' }

function healthPage(found: Health, out: Output): string[] {
  const checks = found.checks.flatMap(({ check, state, text, remedy }) => [
    [out.tone(TONES[state], state), check, printableLine(text)],
    ...(remedy === null ? [] : [['', '', typedIn(printableLine(remedy))]]),
  ])
  const reachable =
    found.model_reachable === null ? '' : `, model ${found.model_reachable ? 'reachable' : 'not reachable'}`
  return [
    ...table(checks),
    '',
    `${found.ok ? out.tone('good', 'Healthy') : out.tone('bad', 'Not healthy')}: kill switch ${found.kill_switch ? 'engaged' : 'released'}, ` +
      `${counted(found.events, 'ledger row')}, ${formatBytes(found.memory_bytes)} of memory${reachable}`,
    `Ledger: ${printableLine(found.ledger_path)}`,
  ]
}
