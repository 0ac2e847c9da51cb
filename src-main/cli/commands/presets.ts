import { listPresets, type ListedPreset } from '#schemas'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { presetNamed } from '../job-input.ts'
import { table } from '../output/table.ts'
import { differenceLines } from '../pages/job-check.ts'
import { READ } from '../reach/api.ts'

/** The policies that jobs can name; they are part of the program, so no core is asked. */
export function list(cli: Cli): ExitCode {
  const presets = listPresets()
  cli.out.answer(presets, () => table(presets.map(row)))
  return EXIT.ok
}

/** In what the policy of a job differs from a preset. */
export async function compare(cli: Cli, name: string, job: string): Promise<ExitCode> {
  const preset = presetNamed(name)
  return cli.withCore(READ, async ({ api }) => {
    const found = await api.policy.compare({ preset, job })
    cli.out.answer(found, () =>
      found.differences.length === 0
        ? [`The policy is that of the preset ${preset}.`]
        : differenceLines(found.differences, preset),
    )
    return EXIT.ok
  })
}

function row({ name, title, description, policy }: ListedPreset): string[] {
  return [name, title, `needs ${policy.min_sandbox ?? 'policy-only'}`, description]
}
