import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { shortId } from '#schemas/format'
import { expect, it } from 'vitest'
import { aFolder } from '../support/test-core.ts'
import {
  aDaemon,
  aDaemonProcess,
  aScript,
  aTestRun,
  canHideBubblewrap,
  expectFineInEveryLook,
  openConsole,
  settledJob,
  until,
} from './harness/index.ts'

it('says which level each run had and why, and what the job was allowed', async () => {
  const daemon = await aDaemon()
  const spec = { ...aScript('echo done'), preset: 'build' as const }
  const { job } = await daemon.core.jobs.enqueue(spec)
  await settledJob(daemon, job.id)
  const page = await openConsole(daemon, { at: `/jobs/${job.id}?tab=request` })
  await page.getByText('policy build', { exact: true }).waitFor()
  const panel = page.getByRole('region', { name: 'What it may do' })
  await panel.getByText('The system keeps its commands to this').waitFor()
  await panel.getByText('Reach no network.').waitFor()
  await panel.getByText(/^Each command runs in a sandbox of bubblewrap/).waitFor()
  await expectFineInEveryLook(page, 'job-sandbox')
  await panel.getByRole('link', { name: 'Show the sandbox' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Sandbox', level: 1 }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/sandbox')
})

it('leads from a job that waits for the workspace to the one that holds it', async () => {
  const daemon = await aDaemon({ slots: 2 })
  const { job: holder } = await daemon.core.jobs.enqueue(aScript('sleep 60'))
  await until('it runs', async () => (await daemon.core.jobs.get({ id: holder.id })).job.state === 'running')
  const { job } = await daemon.core.jobs.enqueue(aScript('echo later'))
  const page = await openConsole(daemon, { at: `/jobs/${job.id}` })
  await page.getByText('may write in the workspace demo').waitFor()
  await expectFineInEveryLook(page, 'job-workspace-in-use')
  await page.getByRole('link', { name: `Open job ${shortId(holder.id)}` }).click()
  await page.getByText('Running', { exact: true }).first().waitFor()
  expect(page.url()).toContain(holder.id)
})

it('leads from a command the sandbox does not show to the toolchains of the workspace, where it is added', async () => {
  const tools = aFolder('tools')
  chmodSync(tools, 0o755)
  writeFileSync(join(tools, 'compile'), '#!/bin/sh\necho compiled\n')
  chmodSync(join(tools, 'compile'), 0o755)
  const before = process.env['PATH']
  process.env['PATH'] = `${before ?? ''}:${tools}`
  const daemon = await aDaemon().finally(() => (process.env['PATH'] = before))
  const { job } = await daemon.core.jobs.enqueue(aTestRun([['compile']]))
  await settledJob(daemon, job.id)
  const page = await openConsole(daemon, { at: `/jobs/${job.id}` })
  await page.getByText('"compile" was not found in the sandbox').first().waitFor()
  await expectFineInEveryLook(page, 'job-not-in-sandbox')
  await page.getByRole('link', { name: 'Choose the toolchains of demo' }).click()
  const dialog = page.getByRole('dialog', { name: 'Toolchains of demo' })
  await dialog.getByText('Nothing beyond the programs of the system.').waitFor()
  await dialog.getByLabel('Another folder').fill('/proc/self')
  await page.keyboard.press('Enter')
  await dialog.getByText('/proc/self cannot be shown to jobs').waitFor()
  expect(await dialog.getByLabel('Another folder').inputValue()).toBe('/proc/self')
  await dialog.getByLabel('Another folder').fill(tools)
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: `Remove ${tools}` }).waitFor()
  expect((await daemon.core.workspaces.list())[0]!.toolchains).toMatchObject([{ paths: [tools] }])
  const { job: again } = await daemon.core.jobs.enqueue(aTestRun([['compile']]))
  expect(await settledJob(daemon, again.id)).toMatchObject({ verdict: 'passed' })
})

it.runIf(canHideBubblewrap())(
  'says what is missing of a machine without a sandbox, on every page that asks',
  async () => {
    const daemon = await aDaemonProcess({ withoutBubblewrap: true })
    const [worker] = await until('the sandbox was tried', async () => {
      const workers = await daemon.core.workers.list()
      return workers[0]!.sandbox_level !== null && workers
    })
    expect(worker!.sandbox_level).not.toBe('os-enforced')
    const { job } = await daemon.core.jobs.enqueue(aScript('echo no'))
    await settledJob(daemon, job.id)
    const page = await openConsole(daemon, { at: `/jobs/${job.id}` })
    await page.getByText('This job needs the sandbox level os-enforced').first().waitFor()
    await expectFineInEveryLook(page, 'job-below-minimum')
    await page.getByRole('link', { name: 'Show what is missing and how to fix it' }).click()
    await page.getByRole('heading', { name: 'What to set up for a higher level' }).waitFor()
    await page.getByText('Install the packages bubblewrap and perl').waitFor()
    await page.locator('[data-promise="network"] [data-state="not_tried"]').waitFor()
    await expectFineInEveryLook(page, 'sandbox-missing')
    await page.goto(new URL('/policies', page.url()).href)
    await page.getByText('Is refused here').first().waitFor()

    await page.goto(new URL('/jobs/new?type=test_runner', page.url()).href)
    await page.getByRole('alert').getByText('This job needs the sandbox level os-enforced').waitFor()
    await page.getByText('Nothing on this machine keeps its commands to this').waitFor()
    await expectFineInEveryLook(page, 'new-job-below-minimum')
    await page.getByRole('link', { name: 'Show what is missing' }).click()
    await page.getByRole('heading', { name: 'Sandbox', level: 1 }).waitFor()

    await daemon.core.workspaces.lowerSandbox({ name: 'demo', to: 'policy-only', why: 'only my own code' })
    await page.goto(new URL('/policies', page.url()).href)
    await page.getByText('since you lowered it').waitFor()
    const { job: again } = await daemon.core.jobs.enqueue(aScript('echo yes'))
    expect(await settledJob(daemon, again.id)).toMatchObject({ verdict: 'passed' })
  },
)
