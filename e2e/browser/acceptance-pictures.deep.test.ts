import { execFileSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import type { JobSpecInput } from '#schemas'
import {
  aDaemon,
  aTestRun,
  BUDGETS,
  LOOKS,
  openConsole,
  picture,
  settledJob,
  type TestDaemon,
  until,
} from './harness/index.ts'

/** The pictures of the guide, of real work in the demo's project; `docs/pictures` keeps some of them. */

const root = join(import.meta.dirname, '..', '..')
const WORKSPACE = 'tide-tables'

/** What shows that a picture was made by a test; without a folder of one's own it may. */
const MACHINE_PATH = process.env['INTERLOCK_PICTURES_IN'] === undefined ? /$^/ : /\/(tmp|dev)\/\S*/

const SCRIPTS = {
  'import-gauges.js': `let at = 0; setInterval(() => console.log('gauge 4, reading', ++at), 200)`,
  'export-year.js': `for (let day = 0; day < 4000; day += 1) console.log('2026', day, 'high 4.2 m, low 0.9 m')`,
  'check-links.js': `console.log('12 links, 2 of them dead'); process.exit(1)`,
  'fetch-forecast.js': `setTimeout(() => undefined, 60_000)`,
}

/** The demo's project with scripts of its own, under its own name; for the guide in a folder that a person might have. */
async function aProject(slots: number): Promise<TestDaemon> {
  const daemon = await aDaemon({ slots, bare: true })
  const folder = process.env['INTERLOCK_PICTURES_IN'] ?? daemon.workspace
  cpSync(join(root, 'resources', 'demo-workspace'), folder, { recursive: true })
  for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(join(folder, name), text)
  execFileSync('git', ['init', '-q'], { cwd: folder })
  execFileSync('git', ['add', '.'], { cwd: folder })
  await daemon.core.workspaces.add({ path: folder, name: WORKSPACE })
  const first_run = { key: 'first_run' as const, revision: 0, value: { done: [], dismissed: true } }
  await daemon.core.desk.put(first_run)
  return { ...daemon, workspace: folder }
}

const node = (script: keyof typeof SCRIPTS, over: Parameters<typeof aTestRun>[1] = {}) =>
  aTestRun([['node', script]], { workspace: WORKSPACE, ...over })
const digest: JobSpecInput = {
  type: 'doc_compactor_task',
  workspace: WORKSPACE,
  budgets: BUDGETS,
  policy: { allow_network: false, allow_subprocess: false, allowed_tools: [] },
  payload: {
    inputs: ['README.md', 'docs/release-plan.md', 'docs/accuracy.md'],
    max_input_bytes: 65_536,
    max_output_bytes: 32_768,
    title: 'Tide tables: digest',
  },
}
const index: JobSpecInput = {
  ...digest,
  type: 'repo_index_task',
  payload: { include_globs: ['**'], max_files: 200, max_file_bytes: 65_536, keywords: ['deadline', 'risk', 'owner'] },
}
const tests = aTestRun([['node', '--test']], { workspace: WORKSPACE })

async function done(daemon: TestDaemon, ...specs: JobSpecInput[]): Promise<void> {
  for (const spec of specs) await settledJob(daemon, (await daemon.core.jobs.enqueue(spec)).job.id)
}

/** A window of each look, signed in. */
const inEveryLook = (daemon: TestDaemon) =>
  Promise.all(LOOKS.map(async (look) => ({ look, page: await openConsole(daemon, look) })))

/** Draws the same thing in every look, without a path of this machine in it. */
async function expectDrawn(
  windows: Awaited<ReturnType<typeof inEveryLook>>,
  name: string,
  { at, ready, height = 0 }: { at: string; ready: (page: Page) => Promise<unknown>; height?: number },
): Promise<void> {
  for (const { look, page } of windows) {
    await page.setViewportSize({ width: look.width, height: Math.max(height, look.height) })
    await page.goto(new URL(at, page.url()).href)
    await ready(page)
    expect((await page.locator('body').innerText()).match(MACHINE_PATH) ?? []).toEqual([])
    await picture(page, `guide-${name}-${look.theme}-${look.width}`)
  }
}

it('draws the review: a document, and the change it would make', async () => {
  const daemon = await aProject(2)
  await done(daemon, index, tests, digest)
  const windows = await inEveryLook(daemon)
  const document = (await daemon.core.artifacts.list({ filter: { kind: ['document'] } })).items[0]
  await expectDrawn(windows, 'review', {
    at: `/review?id=${document?.id}`,
    ready: (page) => page.getByRole('button', { name: /^Show the change/ }).waitFor(),
  })
  writeFileSync(join(daemon.workspace, 'DIGEST.md'), '# Tide tables: digest\n\nNothing yet.\n')
  await expectDrawn(windows, 'review-change', {
    at: `/review?id=${document?.id}`,
    ready: async (page) => {
      await page.getByRole('button', { name: /^Show the change/ }).waitFor()
      await page.keyboard.press('e')
      await page.keyboard.type('DIGEST.md')
      await page.keyboard.press('Escape')
      await page.keyboard.press('d')
      await page.getByRole('group', { name: 'Change of DIGEST.md' }).waitFor()
      await page.locator('button:not([aria-disabled])').filter({ hasText: 'Promote: 1 file' }).waitFor()
    },
  })
})

it('draws the first start and each step of the first run', async () => {
  const daemon = await aDaemon({ bare: true, slots: 2 })
  const windows = await inEveryLook(daemon)
  await expectDrawn(windows, 'overview-empty', {
    at: '/',
    ready: (page) => page.getByRole('link', { name: 'Begin' }).waitFor(),
  })
  const page = await openConsole(daemon, { at: '/first-run' })
  const step = (name: string, ready: string) =>
    expectDrawn(windows, `first-run-${name}`, {
      at: '/first-run',
      ready: (each) => each.getByText(ready).first().waitFor(),
    })
  await step('workspace', 'Use the demo workspace')
  await page.getByRole('button', { name: 'Use the demo workspace' }).click()
  await page.getByText('It may not').first().waitFor()
  await step('dry-run', 'It may not')
  await page.getByRole('button', { name: 'Go on: run them' }).click()
  await page.getByRole('button', { name: 'Run the demo' }).click()
  await page.getByRole('button', { name: 'Go on: read the evidence' }).click()
  await page.getByText('How it ended').waitFor()
  await step('evidence', 'How it ended')
})

it('draws the overview: busy, failing, engaged', async () => {
  const daemon = await aProject(2)
  const { core } = daemon
  const windows = await inEveryLook(daemon)
  await done(daemon, index, digest, tests)
  const long = { timeout_sec: 300, budgets: { ...BUDGETS, max_wall_time_sec: 300 } }
  const { job } = await core.jobs.enqueue(node('import-gauges.js', long))
  // One that writes nothing: of those that may, only one is let into a workspace at a time.
  const readsOnly = { allow_network: false, allow_subprocess: true, allowed_tools: [], write_workspace: false }
  await core.jobs.enqueue(node('fetch-forecast.js', { ...long, policy: readsOnly }))
  for (const spec of [tests, index, digest]) await core.jobs.enqueue(spec)
  await until('both run', async () => (await core.system.status()).counts.running === 2)
  const busy = (page: Page) => page.getByRole('meter').nth(3).waitFor()
  await expectDrawn(windows, 'overview-busy', { at: '/?since=1h', ready: busy, height: 1000 })

  await windows[0]?.page.keyboard.press('Control+Shift+X')
  const engaged = (page: Page) => page.getByText('ENGAGED', { exact: true }).waitFor()
  await expectDrawn(windows, 'overview-engaged', { at: '/?since=1h', ready: engaged, height: 1000 })
  await expectDrawn(windows, 'job-engaged', {
    at: `/jobs/${job.id}?tab=log`,
    ready: async (page) => {
      await engaged(page)
      await page.locator('.xterm-rows').getByText('gauge 4').first().waitFor()
    },
  })
  await core.killSwitch.engage({ hard: true })
  await until('none runs', async () => (await core.system.status()).counts.running === 0)
  await core.killSwitch.release({ choice: 'drop' })
  await until('all ended', async () => {
    const { counts } = await core.system.status()
    return counts.running + counts.queued === 0
  })

  await done(
    daemon,
    node('export-year.js', { budgets: { ...BUDGETS, max_output_bytes: 65_536 } }),
    node('check-links.js'),
    node('fetch-forecast.js', { timeout_sec: 1 }),
    node('check-links.js', { policy: { allow_network: false, allow_subprocess: false, allowed_tools: [] } }),
    { ...digest, payload: { ...digest.payload, inputs: ['docs/gone.md'] } },
  )
  const failed = (page: Page) => page.getByRole('region', { name: 'What breaks?' }).getByRole('link').first().waitFor()
  await expectDrawn(windows, 'overview-failing', { at: '/?since=1h', ready: failed, height: 1000 })
})
