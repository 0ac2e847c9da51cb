import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { expect, it } from 'vitest'
import type { JobSpecInput } from '#schemas'
import {
  aDaemon,
  aJob,
  aScript,
  jobsTable,
  openConsole,
  overOutput,
  settledJob,
  type TestDaemon,
  until,
} from './harness/index.ts'

/** Point 38 of the console's brief: what an address says survives reload, back, forward and a copied link. */

/** An address with what it must show, all of it. */
interface Address {
  readonly path: string
  readonly shows: (page: Page) => readonly Locator[]
}

interface Seen {
  readonly over: string
  readonly other: string
  readonly document: string
  readonly event: number
  readonly actor: string
  readonly operation: string
  readonly run: string
  readonly schedule: string
}

/** Two runs of one job, another job with a log, a document, a bulk operation. */
async function somethingOfEach(daemon: TestDaemon): Promise<Seen> {
  const { core, workspace } = daemon
  writeFileSync(join(workspace, 'README.md'), '# Notes\n\nThe release moved to Friday.\n')
  execFileSync('git', ['init', '-q'], { cwd: workspace })
  const done = async (spec: JobSpecInput) => {
    const { job } = await core.jobs.enqueue(spec)
    await settledJob(daemon, job.id)
    return job.id
  }
  const over = await overOutput(daemon)
  await settledJob(daemon, over)
  await core.jobs.retry({ id: over })
  await until('it ran again', async () => (await core.jobs.get({ id: over })).runs.length === 2)
  await settledJob(daemon, over)
  const other = await done(aScript('seq 1 40'))
  await done(aJob())
  const later = aJob({ run_at: new Date(Date.now() + 86_400_000).toISOString() })
  const request = { act: 'cancel' as const, ids: [(await core.jobs.enqueue(later)).job.id] }
  const { token, head } = await core.operations.preview(request)
  const operation = await core.operations.start({ ...request, token, head })
  const { id: schedule } = await core.schedules.create({ name: 'nightly', trigger: { kind: 'manual' }, job: aJob() })
  await core.schedules.create({
    name: 'report',
    trigger: { kind: 'manual' },
    after: [{ parent: schedule }],
    job: aJob(),
  })
  const { runs } = await core.jobs.get({ id: over })
  const events = await core.events.page({ filter: { job: over, kind: ['tool.called'] } })
  const { items } = await core.artifacts.list({ filter: { kind: ['document'] } })
  return {
    over,
    other,
    document: items[0]?.id ?? '',
    event: events.items.at(-1)?.seq ?? 0,
    actor: events.items.at(-1)?.actor ?? '',
    operation: operation.id,
    run: runs.find(({ number }) => number === 1)?.id ?? '',
    schedule,
  }
}

function addressesOf({ over, other, document, event, actor, operation, run, schedule }: Seen): Address[] {
  const today = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z/, 'Z')
  const tomorrow = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z/, 'Z')
  const row = (page: Page, id: string) =>
    jobsTable(page)
      .getByRole('row')
      .filter({ hasText: id.slice(-8) })
  const chip = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
  const pressed = (page: Page, name: string | RegExp) => page.getByRole('button', { name, pressed: true })
  const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name, selected: true })
  const filled = (page: Page, label: string, value: string) =>
    page.locator(`input[aria-label="${label}"][value="${value}"]`)
  return [
    { path: '/?since=7d', shows: (page) => [pressed(page, '7 days'), page.getByText('runs ended per 2 h')] },
    {
      path: `/?since=${today}&until=${tomorrow}`,
      shows: (page) => [page.getByRole('group', { name: 'Is work getting done?' })],
    },
    {
      path: '/jobs?state=failed,cancelled&type=test_runner&ws=demo&reason=max_output_bytes&since=24h',
      shows: (page) => [
        row(page, over),
        chip(page, 'Remove state failed, cancelled'),
        chip(page, /^Remove type/),
        chip(page, /^Remove workspace/),
        chip(page, /^Remove reason/),
        chip(page, /^Remove since 24 h/),
      ],
    },
    {
      path: `/jobs?since=${today}&until=${tomorrow}&q=seq&cols=id,state&sort=oldest&peek=${other}`,
      shows: (page) => [
        row(page, other),
        chip(page, /^Remove until/),
        chip(page, /^Remove .*seq/),
        page.getByRole('complementary', { name: `Job ${other.slice(-8)}` }),
        page.getByRole('columnheader').nth(1).filter({ hasText: 'Id' }),
      ],
    },
    { path: `/jobs?bulk=${operation}`, shows: (page) => [page.getByRole('region', { name: 'Bulk operation' })] },
    {
      path: `/jobs/${over}?run=1&event=${event}&range=0-0.02&q=tool&problems=1`,
      shows: (page) => [
        pressed(page, /^1.*Over budget/),
        page.getByRole('complementary', { name: /^Event / }),
        filled(page, 'Filter events', 'tool'),
        page.getByRole('checkbox', { name: /^Only problems/, checked: true }),
        page.getByRole('button', { name: 'Whole run' }),
      ],
    },
    {
      path: `/jobs/${other}?tab=log&find=1.&re=1&only=1&lines=12-14`,
      shows: (page) => [
        tab(page, 'Log'),
        filled(page, 'Find in the log', '1.'),
        pressed(page, 'Pattern'),
        page.getByRole('checkbox', { name: 'Only matching lines ± 3', checked: true }),
        filled(page, 'Go to lines', '12-14'),
        page.getByRole('button', { name: 'Line 12', exact: true }),
      ],
    },
    { path: `/jobs/${other}?tab=result`, shows: (page) => [tab(page, 'Result'), page.getByText(/^exit 0/).first()] },
    { path: `/jobs/${other}?tab=request`, shows: (page) => [tab(page, 'Request')] },
    {
      path: `/jobs/${over}/compare?a=1&b=2&tab=log&find=x`,
      shows: (page) => [
        tab(page, 'Log'),
        page.getByRole('region', { name: 'Side B' }),
        filled(page, 'Find in the log', 'x').first(),
      ],
    },
    {
      path: `/jobs/${over}/compare?a=2&b=1&with=${other}&tab=timelines`,
      shows: (page) => [tab(page, 'Timelines'), page.getByRole('region', { name: 'Timeline B' })],
    },
    {
      path: '/jobs/new?type=test_runner_task&ws=demo',
      shows: (page) => [page.getByRole('radio', { name: /^Test run/, checked: true })],
    },
    { path: `/jobs/new?from=${over}&raise=max_output_bytes`, shows: (page) => [page.getByText('changed, was 1 KiB')] },
    {
      path: `/review?state=all&type=document&domain=demo&q=.md&id=${document}&diff=1`,
      shows: (page) => [tab(page, /change/i), filled(page, 'Part of a name, or an id', '.md')],
    },
    { path: `/review?id=${document}&view=text`, shows: (page) => [tab(page, /^Text/)] },
    {
      path: `/review?id=${document}&to=other.md&into=demo`,
      shows: (page) => [page.getByRole('textbox', { name: 'File' }), page.getByText(/New file other\.md/)],
    },
    {
      path: `/ledger?kind=tool.called&job=${over}&run=${run}&actor=${actor}&seq=${event}`,
      shows: (page) => [
        page.getByText(`"seq": ${event},`),
        chip(page, 'Remove the kinds'),
        chip(page, 'Remove the run'),
        chip(page, 'Remove the actor'),
      ],
    },
    {
      path: `/schedules?state=off,on&q=night&id=${schedule}`,
      shows: (page) => [
        pressed(page, 'Off 2'),
        page.getByRole('complementary', { name: 'Schedule nightly' }),
        filled(page, 'Part of a name', 'night'),
      ],
    },
    {
      path: `/schedules/${schedule}?view=table&firings=refused`,
      shows: (page) => [
        page.getByRole('region', { name: 'Days, as a table' }),
        page.getByText('No firing is refused.'),
      ],
    },
    {
      path: `/schedules/new?after=${schedule}`,
      shows: (page) => [page.getByRole('listitem', { name: 'Link 1' })],
    },
    { path: `/schedules/${schedule}/edit`, shows: (page) => [page.locator('input[value="nightly"]')] },
    {
      path: `/chains/${schedule}?view=table`,
      shows: (page) => [page.getByRole('region', { name: 'Links of the chain' })],
    },
    { path: '/doctor?check=workers', shows: (page) => [page.locator('[data-check="workers"][aria-current]')] },
    {
      path: '/sandbox?slot=1',
      shows: (page) => [page.getByRole('heading', { name: 'What the worker of slot 1 tried' })],
    },
    {
      path: '/approvals?state=all&kind=step',
      shows: (page) => [chip(page, 'Remove the kind'), page.getByText('No approval matches these filters.')],
    },
    {
      path: '/policies?preset=build&rule=new',
      shows: (page) => [
        page.getByRole('dialog', { name: 'Add approval rule' }),
        page.locator('[data-preset="build"] [aria-expanded="true"]'),
      ],
    },
    { path: '/inbox', shows: (page) => [page.getByRole('list', { name: 'New' })] },
    { path: '/settings/keys', shows: (page) => [page.getByText('Next row', { exact: true }).first()] },
    {
      path: '/settings/workspaces?toolchains=demo',
      shows: (page) => [page.getByRole('dialog', { name: 'Toolchains of demo' })],
    },
    { path: '/first-run?step=dry-run&ws=demo', shows: (page) => [page.getByRole('navigation', { name: 'Steps' })] },
  ]
}

it('38: every address opens to the same view by a link, reload, back and forward', async () => {
  const daemon = await aDaemon()
  const addresses = addressesOf(await somethingOfEach(daemon))
  const page = await openConsole(daemon, { width: 1600, height: 1000 })
  page.setDefaultTimeout(15_000)
  const expectShows = async ({ path, shows }: Address, how: string) => {
    await page.waitForURL((url) => url.href === new URL(path, url).href)
    for (const part of shows(page))
      await part.waitFor().catch((cause: unknown) => {
        throw new Error(`${path} does not show ${String(part)} ${how}.`, { cause })
      })
    // What it shows says the same as what it asked for, also once it has settled.
    expect(page.url()).toBe(new URL(path, page.url()).href)
  }
  for (const address of addresses) {
    // As a link of the console does; the page is not loaded anew.
    await page.evaluate((to) => history.pushState(undefined, '', to), address.path)
    await expectShows(address, 'by a link')
  }
  for (const address of addresses.slice(0, -1).toReversed()) {
    await page.goBack({ waitUntil: 'commit' })
    await expectShows(address, 'on the way back')
  }
  for (const address of addresses.slice(1)) {
    await page.goForward({ waitUntil: 'commit' })
    await expectShows(address, 'on the way forward')
    await page.reload({ waitUntil: 'commit' })
    await expectShows(address, 'after a reload')
  }
})
