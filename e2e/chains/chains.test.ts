import { readdirSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import type { ChainLink, JobSpecInput } from '#schemas'
import { aTerminal } from '../cli/terminal.ts'
import { BUDGETS, READING } from '../support/jobs.ts'
import { aFolder } from '../support/test-core.ts'
import { until } from '../support/wait.ts'

function shell(...argvs: string[][]): JobSpecInput {
  const steps = argvs.map((argv) => ({ argv }))
  return { type: 'shell_task', payload: { steps }, budgets: BUDGETS, policy: READING, workspace: 'demo' }
}

/** A daemon with its command line, and a way to add schedules that follow others. */
async function aDaemon() {
  const terminal = aTerminal()
  const daemon = terminal.begin('start', '--no-demo', '--port', '0', '--slots', '2')
  await daemon.says(/\/#code=|http:\/\/127/)
  onTestFinished(() => daemon.end('SIGTERM').then(() => undefined))
  const workspace = aFolder('workspace')
  expect((await terminal.run('workspaces', 'add', workspace, '--name', 'demo')).code).toBe(0)
  async function add(name: string, job: JobSpecInput, after: (Partial<ChainLink> & { parent: string })[] = []) {
    const spec = JSON.stringify({ name, trigger: { kind: 'manual' }, after, job })
    const added = await terminal.feed(spec, 'schedules', 'add', '--file', '-', '--on', '--json')
    expect(added.stderr).toBe('')
  }
  const show = async (name: string) => (await terminal.run('chains', 'show', name, '--json')).value()
  return { ...terminal, workspace, add, show }
}

it('runs one schedule after another, with values that stay values, and says what became of each', async () => {
  const { workspace, add, show, run, feed } = await aDaemon()
  const hostile = `v1.2; touch injected $(touch injected) | sh`
  // More than lies in the database, and what is looked for stands at its end.
  await add('measure', shell(['sh', '-c', `seq 1 20000; printf '%s' "$1"`, 'sh', hostile]))
  await add(
    'report',
    shell([
      'sh',
      '-c',
      'printf "got %s of %s: %s" "$1" "$2" "$3"',
      'sh',
      '${parent.exit_code}',
      '${parent.job.id}',
      '${parent.stdout_tail}',
    ]),
    [{ parent: 'measure', condition: { kind: 'regex', text: String.raw`\nv\d\.\d; touch[^\n]*$`, in: 'stdout' } }],
  )
  await add('publish', shell(['echo', 'published']), [
    { parent: 'report', condition: { kind: 'contains', text: 'got 0 of job-', in: 'stdout' } },
  ])
  await add('never', shell(['echo', 'no']), [
    { parent: 'measure', condition: { kind: 'regex', text: '([0-9\\n]+)+$', in: 'stdout' } },
  ])
  expect((await run('scheduler', 'run-now', 'measure')).code).toBe(0)
  const graph = await until('the last of the chain has run', async () => {
    const shown = await show('publish')
    return shown.nodes.at(-1).last?.state === 'succeeded' ? shown : undefined
  })
  expect(
    graph.nodes.map(({ name, last }: { name: string; last: { state: string } | null }) => [name, last?.state]),
  ).toEqual([
    ['measure', 'succeeded'],
    ['never', undefined],
    ['report', 'succeeded'],
    ['publish', 'succeeded'],
  ])
  const report = (await run('jobs', 'show', graph.nodes[2].last.job, '--json')).value()
  expect(report.job.origin).toMatchObject({ kind: 'chain', schedule: graph.nodes[2].schedule })
  const [{ stdout }] = report.runs[0].result.results
  expect(stdout).toContain(`got 0 of ${graph.nodes[0].last.job}: `)
  expect(stdout.endsWith(hostile)).toBe(true)
  expect(readdirSync(workspace)).toEqual([])

  expect((await run('chains', 'show', 'report')).stdout).toMatch(
    /measure +On +Succeeded[^]*└─ [^\n]*→ publish +On +Succeeded/,
  )
  expect((await run('chains', 'decisions', 'never')).stdout).toMatch(
    /measure → never +not met +The condition is not met\./,
  )

  // What would go round, or make code of a value, is refused by name.
  const schedule = (await run('schedules', 'show', 'measure', '--json')).value()
  const circle = { ...schedule.spec, after: [{ parent: 'publish' }] }
  const refused = await feed(JSON.stringify(circle), 'schedules', 'edit', 'measure', '--file', '-', '--json')
  expect(refused.failure()).toMatchObject({
    code: 'chain_cycle',
    data: { names: ['publish', 'measure', 'report', 'publish'] },
  })
  const code = { ...circle, name: 'code', job: shell(['sh', '-c', 'echo ${parent.stdout_tail}']) }
  const added = await feed(JSON.stringify(code), 'schedules', 'add', '--file', '-', '--json')
  expect(added.failure()).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('payload.steps[0].argv[2] is code'),
  })
})
