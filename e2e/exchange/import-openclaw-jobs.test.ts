import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aFolder, testCore } from '../support/test-core.ts'
import { codes, importIt, named } from './import-it.ts'

function aJobsJson(jobs: readonly unknown[]): string {
  const folder = aFolder('openclaw')
  mkdirSync(join(folder, 'cron'))
  writeFileSync(join(folder, 'cron', 'jobs.json'), JSON.stringify({ version: 1, jobs }))
  return folder
}

describe('the jobs.json of OpenClaw', () => {
  const at = { kind: 'agentTurn', message: 'Summarise the night.' }

  it('is read where it lies, its commands as lists of arguments', async () => {
    const { core } = await testCore({ slots: 0 })
    const folder = aJobsJson([
      {
        id: 'a-1',
        name: 'Queue depth',
        enabled: true,
        schedule: { kind: 'every', everyMs: 900_000, anchorMs: Date.parse('2026-01-01T00:00:00Z') },
        sessionTarget: 'isolated',
        payload: { kind: 'command', argv: ['node', 'scripts/report.mjs', '--all'], timeoutSeconds: 30 },
        delivery: { mode: 'webhook', to: 'https://hooks.example.org/cron' },
      },
      {
        id: 'a-2',
        name: 'Disk',
        enabled: false,
        schedule: { kind: 'cron', expr: '0 8 * * 1-5', tz: 'Europe/Vienna', staggerMs: 120_000 },
        payload: { kind: 'command', argv: ['sh', '-lc', 'df -h'] },
        delivery: { mode: 'announce', channel: 'slack', to: 'channel:C1' },
      },
      { id: 'a-3', name: 'Brief', enabled: true, schedule: { kind: 'cron', expr: '0 7 * * *' }, payload: at },
      {
        id: 'a-4',
        name: 'Once',
        enabled: true,
        schedule: { kind: 'at', at: '2099-02-01T16:00:00' },
        payload: { kind: 'command', argv: ['true'] },
      },
      {
        id: 'a-5',
        name: 'Odd',
        enabled: true,
        schedule: { kind: 'moon' },
        payload: { kind: 'command', argv: ['true'] },
      },
      'not a job',
    ])
    const report = await importIt(core, folder)
    expect(report).toMatchObject({
      source: { form: 'jobs_json', version: 1, counts: { jobs: 6, unreadable: 1 } },
      sum: { added: 3, left: 2 },
    })
    expect(core.schedules.get('Queue depth')).toMatchObject({
      spec: {
        trigger: { kind: 'interval', every_s: 900, anchor: '2026-01-01T00:00:00.000Z' },
        job: {
          payload: { steps: [{ argv: ['node', 'scripts/report.mjs', '--all'] }] },
          deliver: { to: 'webhook-https-hooks.example.org-cron', when: 'always' },
          budgets: { max_wall_time_sec: 30 },
        },
      },
    })
    expect(core.schedules.get('Disk')).toMatchObject({
      spec: {
        zone: 'Europe/Vienna',
        jitter_s: 120,
        job: { payload: { steps: [{ argv: ['df', '-h'] }] }, deliver: { to: 'inbox' } },
      },
    })
    expect(codes(named(report, 'Disk'))).toContain('delivery_unknown')
    expect(core.schedules.get('Once')).toMatchObject({
      spec: { trigger: { kind: 'once', at: '2099-02-01T16:00:00.000Z' }, delete_after_run: true },
    })
    expect([codes(named(report, 'Brief')), codes(named(report, 'Odd'))]).toEqual([
      ['needs_model'],
      ['trigger_unreadable'],
    ])
    expect((await importIt(core, folder)).sum).toMatchObject({ added: 0, unchanged: 3 })
  })

  it('gives no line to a shell that is named as a program, unless the operator says so', async () => {
    const { core } = await testCore({ slots: 0 })
    const command = (id: string, argv: string[], cwd?: string) => ({
      id,
      name: id,
      enabled: false,
      schedule: { kind: 'cron', expr: '0 7 * * *' },
      payload: { kind: 'command', argv, ...(cwd !== undefined && { cwd }) },
    })
    const folder = aJobsJson([
      command('in a folder', ['sh', '-lc', 'rm -r $HOME/old'], '/srv'),
      command('with words', ['/usr/bin/bash', '-ec', 'rm -r "$1"', 'x', '/srv']),
      command('behind env', ['env', 'A=1', 'zsh', '-i', '-c', 'x']),
      command('in a line', ['sh', '-c', "bash -c 'rm -r /srv/*'"]),
      command('a script', ['bash', 'nightly.sh', '-v']),
    ])
    const asked = await importIt(core, folder)
    expect(asked.schedules.map(({ points }) => points[0]?.code)).toEqual([...Array(4).fill('shell_line'), 'folder'])
    expect(asked.sum).toMatchObject({ added: 1, left: 4 })
    const allowed = await importIt(core, folder, { shell_lines: 'allow' })
    expect(allowed.schedules.slice(0, 4).map((item) => codes(item).includes('runs_by_shell'))).toEqual(
      Array(4).fill(true),
    )
  })

  it('keeps the rest from nothing where one cannot be taken, and two places apart', async () => {
    const { core } = await testCore({ slots: 0 })
    const job = (id: string, over: object) => ({
      id,
      name: id,
      enabled: false,
      schedule: { kind: 'cron', expr: '0 7 * * *' },
      payload: { kind: 'command', argv: ['true'] },
      ...over,
    })
    const hook = (to: string) => ({ delivery: { mode: 'webhook', to } })
    const long = `https://hooks.example.org/${'long/'.repeat(12)}`
    const report = await importIt(
      core,
      aJobsJson([
        job('nanoseconds', { schedule: { kind: 'at', atMs: 1.7e18 } }),
        job('far anchor', { schedule: { kind: 'every', everyMs: 60_000, anchorMs: 1e17 } }),
        job('one', hook(`${long}one`)),
        job('two', hook(`${long}two`)),
        job('token', hook(`https://hooks.example.org/ghp_${'a1B2'.repeat(9)}`)),
        ...Array.from({ length: 120 }, (_, number) =>
          job(`many ${number}`, hook(`https://many.example.org/${number}`)),
        ),
      ]),
    )
    expect(report.sum).toMatchObject({ added: 123, left: 2 })
    expect(codes(named(report, 'nanoseconds'))).toEqual(['trigger_unreadable'])
    expect(codes(named(report, 'far anchor'))).toEqual(['trigger_unreadable'])
    const targetOf = (name: string) => {
      const to = core.schedules.get(name).spec?.job.deliver?.to
      const alias = core.aliases.list().find((each) => each.name === to)?.spec
      return alias?.channel === 'webhook' ? alias.url : to
    }
    expect([targetOf('one'), targetOf('two')]).toEqual([`${long}one`, `${long}two`])
    expect([targetOf('token'), targetOf('many 119')]).toEqual(['inbox', 'inbox'])
    expect(codes(named(report, 'token'))).toContain('delivery_unknown')
  })
})
