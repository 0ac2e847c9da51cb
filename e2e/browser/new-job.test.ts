import type { Page } from 'playwright'
import { expect, it } from 'vitest'
import {
  aDaemon,
  aJob,
  aStillDaemon,
  aTestRun,
  expectAccessible,
  expectFineInEveryLook,
  openConsole,
  overOutput,
  settledJob,
  type TestDaemon,
  until,
} from './harness/index.ts'

const addJob = (page: Page) => page.getByRole('button', { name: 'Add job' })
const command = (page: Page, number: number) => page.getByLabel(`Command ${number}`, { exact: true })

async function onlyJob({ core }: TestDaemon) {
  const { items } = await until('a job is there', async () => {
    const page = await core.jobs.list({ limit: 10 })
    return page.items.length > 0 && page
  })
  expect(items).toHaveLength(1)
  return (await core.jobs.get({ id: items[0]!.id })).job
}

it('adds what the form says and goes to it', async () => {
  const daemon = await aStillDaemon()
  const page = await openConsole(daemon, { at: '/jobs' })
  await page.getByRole('link', { name: 'Add job' }).first().click()
  await page.getByRole('radio', { name: 'Test run' }).check()
  await command(page, 1).fill('node -e "console.log(\'a b\')" ""')
  await page.getByRole('button', { name: 'Add command' }).click()
  await command(page, 2).fill('npm test')
  await page.getByRole('button', { name: 'Move command 2 up' }).click()
  await page.getByLabel('Time per command').fill('45')
  await page.getByLabel('In parallel').check()
  await page.getByLabel('Output', { exact: true }).fill('2,048')
  await page.getByText('bytes = 2 KiB').waitFor()
  await page.getByText('In parallel, but the budget allows one tool call at a time.').waitFor()
  await addJob(page).click()
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  const job = await onlyJob(daemon)
  expect(page.url()).toMatch(new RegExp(`/jobs/${job.id}$`))
  expect(job).toMatchObject({
    type: 'test_runner_task',
    workspace: 'demo',
    payload: {
      commands: [
        ['npm', 'test'],
        ['node', '-e', "console.log('a b')", ''],
      ],
      timeout_sec: 45,
      parallel: true,
    },
    budgets: { max_output_bytes: 2048 },
    policy: { allow_subprocess: true, allow_network: false },
  })
})

it('is filled in and sent by keyboard alone', async () => {
  const daemon = await aStillDaemon()
  const page = await openConsole(daemon, { at: '/jobs' })
  await page.getByText('No jobs yet.').waitFor()
  await page.keyboard.press('c')
  await page.getByRole('radiogroup', { name: 'Job type' }).waitFor()
  const tabTo = async (name: string | RegExp) => {
    const wanted = page.getByLabel(name).and(page.locator(':focus'))
    for (let presses = 0; presses < 40; presses += 1) {
      if ((await wanted.count()) > 0) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`Tab never came to ${String(name)}.`)
  }
  await tabTo('Repository index')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await tabTo(/^Documents$/)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('README.md\ndocs/a.md')
  await tabTo('Write at most')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('4096')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  expect(await onlyJob(daemon)).toMatchObject({
    type: 'doc_compactor_task',
    payload: { inputs: ['README.md', 'docs/a.md'], max_output_bytes: 4096 },
  })
})

it('says at the field what is allowed and what was given, and leads there', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/jobs/new?type=test_runner' })
  await page.getByLabel('Wall time').fill('9000')
  const sentence = 'Wall time must be 1 to 7,200 s; you gave 9,000.'
  await until(
    'it is said beside the field and before the button',
    async () => (await page.getByText(sentence).count()) === 2,
  )
  await page.getByLabel('Time per command').fill('')
  await page.getByText('Fill in Time per command: 1 to 3,600 s.').first().waitFor()
  await page.getByLabel('Time per command').fill('60')
  await command(page, 1).fill(`node ${'x'.repeat(300)}`)
  await page.getByText('2 things to change first').waitFor()
  await expectAccessible(page)
  await page.evaluate(() => document.querySelector('main')?.scrollTo(0, 0))
  await page.getByRole('button', { name: sentence }).click()
  await page.getByLabel('Wall time').and(page.locator(':focus')).waitFor()

  // Said to be disabled, and still the way to the first thing that is wrong.
  await addJob(page).click({ force: true })
  await command(page, 1).and(page.locator(':focus')).waitFor()
  expect((await daemon.core.jobs.list({})).items).toEqual([])
})

it('warns of what only a shell would act on', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/jobs/new?type=test_runner' })
  await command(page, 1).fill('npm test && echo $HOME')
  await page.getByText('&& $HOME reaches the program as text: there is no shell.').waitFor()
  const boxes = page.locator('[data-field="payload.commands"] li').first()
  expect(await boxes.locator('span.font-mono').allTextContents()).toEqual(['npm', 'test', '&&', 'echo', '$HOME'])
})

it('shows exactly what will be sent, and takes changes from both sides', async () => {
  const daemon = await aStillDaemon()
  const page = await openConsole(daemon, { at: '/jobs/new?type=test_runner' })
  await command(page, 1).fill('npm run build')
  await page.getByRole('tab', { name: 'JSON' }).click()
  const json = page.getByLabel('Job as JSON')
  const spec = JSON.parse(await json.inputValue())
  expect(spec.payload.commands).toEqual([['npm', 'run', 'build']])

  await json.fill('{')
  await page.getByText('The JSON cannot be read, so there is nothing to send.').waitFor()
  await page.getByText('Not JSON yet').waitFor()
  await json.fill(JSON.stringify({ ...spec, priority: 7, colour: 'red' }))
  await page.getByText('A job has no field “colour”.').waitFor()
  await json.fill(JSON.stringify({ ...spec, priority: 7 }))
  await page.getByRole('tab', { name: 'Form' }).click()
  await page.getByText('Priority', { exact: true }).first().waitFor()
  await page.getByRole('heading', { name: 'Advanced' }).click()
  expect(await page.getByLabel('Priority').inputValue()).toBe('7')
  await addJob(page).click()
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  expect(await onlyJob(daemon)).toMatchObject({ priority: 7, payload: { commands: [['npm', 'run', 'build']] } })
})

it('shows what the core refuses at the field it is about', async () => {
  const daemon = await aStillDaemon()
  await daemon.core.jobs.enqueue(aTestRun([['true']], { idempotency_key: 'nightly' }))
  const page = await openConsole(daemon, { at: '/jobs/new?type=test_runner' })
  await page.getByRole('heading', { name: 'Advanced' }).click()
  await page.getByLabel('Idempotency key').fill('nightly')
  await addJob(page).click()
  const field = page.locator('[data-field="idempotency_key"]')
  await field.getByText('The idempotency key nightly belongs to job').waitFor()
  await page.getByLabel('Idempotency key').fill('nightly-2')
  await field.getByText('The idempotency key nightly belongs to job').waitFor({ state: 'detached' })
  await addJob(page).click()
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  expect((await daemon.core.jobs.list({})).items).toHaveLength(2)
})

it('runs a job again with changes, and with more of what ended it', async () => {
  const daemon = await aDaemon()
  const first = await overOutput(daemon)
  await settledJob(daemon, first)
  const page = await openConsole(daemon, { at: `/jobs/${first}` })
  await page
    .getByText(
      /Output limit reached: (1 KiB kept; .+ came before it stopped|the run was stopped at 1 KiB, which is kept)\./,
    )
    .waitFor()
  await page.getByRole('link', { name: 'Run again with 2 KiB' }).click()
  await page.getByText(`from ${first.slice(-8)}`).waitFor()
  expect(await page.getByLabel('Output', { exact: true }).inputValue()).toBe('2048')
  expect(await command(page, 1).inputValue()).toContain('/dev/zero')
  await addJob(page).click()
  await page.waitForURL((url) => !url.pathname.includes(first) && !url.pathname.endsWith('/new'))
  const { items } = await daemon.core.jobs.list({})
  expect(items[0]?.budgets.max_output_bytes).toBe(2048)
  expect(items[0]?.id).not.toBe(first)
})

it('lets the first folder be allowed where none is', async () => {
  const daemon = await aDaemon({ bare: true })
  const page = await openConsole(daemon, { at: '/jobs/new' })
  await page.getByLabel('Allow a folder').fill('/no/such/folder')
  await page.getByRole('button', { name: 'Allow folder' }).click()
  await page.getByText('/no/such/folder cannot be a workspace').waitFor()
  await page.getByLabel('Allow a folder').fill(daemon.workspace)
  await page.getByRole('button', { name: 'Allow folder' }).click()
  await page.getByLabel('Workspace', { exact: true }).waitFor()
  const [workspace] = await daemon.core.workspaces.list()
  expect(await page.getByLabel('Workspace', { exact: true }).inputValue()).toBe(workspace?.name)
})

it('lets a further folder be allowed', async () => {
  const daemon = await aDaemon()
  const page = await openConsole(daemon, { at: '/jobs/new' })
  await page.getByRole('button', { name: 'Allow another folder…' }).click()
  await page.getByLabel('Allow a folder').fill(import.meta.dirname)
  await page.getByRole('button', { name: 'Allow folder' }).click()
  await page.getByLabel('Workspace', { exact: true }).waitFor()
  expect(await page.getByLabel('Workspace', { exact: true }).inputValue()).toBe('browser')
})

it('asks for the workspace where there are several', async () => {
  const daemon = await aDaemon()
  await daemon.core.workspaces.add({ path: import.meta.dirname, name: 'other' })
  const page = await openConsole(daemon, { at: '/jobs/new' })
  await page.getByText('One thing to change first').waitFor()
  await page.getByLabel('Workspace', { exact: true }).selectOption('other')
  await page.getByText('One thing to change first').waitFor({ state: 'detached' })
  await addJob(page).click()
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  expect((await onlyJob(daemon)).workspace).toBe('other')
})

it('is accessible in every look', async () => {
  const daemon = await aStillDaemon()
  const { job } = await daemon.core.jobs.enqueue(aJob())
  const page = await openConsole(daemon, { at: `/jobs/new?from=${job.id}` })
  await page.getByLabel('Documents', { exact: true }).waitFor()
  await expectFineInEveryLook(page, 'new-job')
  await page.getByRole('radio', { name: 'Test run' }).check()
  await command(page, 1).fill('npm test | tee log')
  await page.getByLabel('Tool calls', { exact: true }).fill('many')
  await page.getByRole('heading', { name: 'Advanced' }).click()
  await expectFineInEveryLook(page, 'new-job-errors')
  await page.getByRole('tab', { name: 'JSON' }).click()
  await expectFineInEveryLook(page, 'new-job-json')
  expect(await page.locator('html').evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
})

it('asks who is told and who must vouch, and sends nothing of either while nobody is named', async () => {
  const daemon = await aStillDaemon()
  const { core } = daemon
  await core.aliases.set({ name: 'log', spec: { channel: 'file', file: 'news.jsonl' } })
  const page = await openConsole(daemon, { at: '/jobs/new?type=shell_task' })
  await page.getByLabel('Tell', { exact: true }).selectOption('log')
  await page.getByRole('combobox', { name: /^When/ }).selectOption('always')
  await page.getByText('Trust', { exact: true }).click()
  const identity = page.getByRole('group', { name: 'Identity' })
  await identity.getByLabel('Principal').fill('deploy-bot')
  const proof = page.getByRole('group', { name: 'Proof' })
  await proof.getByLabel('By').selectOption('A signed token (JWT)')
  await page.getByText('Proof: Token is empty.').waitFor()
  await expectAccessible(page)
  await proof.getByLabel('By').selectOption('None')
  await addJob(page).click()
  await page.getByRole('tab', { name: 'Evidence' }).waitFor()
  expect(await onlyJob(daemon)).toMatchObject({
    deliver: { to: 'log', when: 'always', output: false },
    trust: { identity: { principal: 'deploy-bot', subject: 'unknown' } },
  })
  await page.goto(new URL('/jobs/new?type=shell_task', page.url()).href)
  await page.getByText('Trust', { exact: true }).click()
  await page.getByRole('group', { name: 'Identity' }).getByLabel('Principal').fill('x')
  await page.getByRole('group', { name: 'Identity' }).getByLabel('Principal').fill('')
  await page.getByRole('tab', { name: 'JSON' }).click()
  expect(await page.getByLabel('Job as JSON').inputValue()).not.toMatch(/trust|deliver/)
})
