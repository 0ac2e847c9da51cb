import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aScript } from '../support/jobs.ts'
import { until } from '../support/wait.ts'
import { aDesktopBed, type DesktopBed, enqueue } from './bed.ts'
import { writeSettings } from './settings-file.ts'

const close = ({ app }: DesktopBed) => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
const windows = ({ app }: DesktopBed) => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)
const settingsOf = ({ home }: DesktopBed): unknown => JSON.parse(readFileSync(join(home, 'desktop.json'), 'utf8'))

it('asks at the first close, works on without a window, and never asks again', async () => {
  const desktop = await aDesktopBed()
  await close(desktop)
  const question = await desktop.asked()
  expect(question.options).toMatchObject({
    message: 'Keep Interlock working in the background?',
    buttons: ['Keep it working', 'Quit', 'Leave the window open'],
    cancelId: 2,
    defaultId: 0,
  })
  await desktop.answer('Keep it working')
  await until('the window is gone', async () => (await windows(desktop)) === 0)
  expect(settingsOf(desktop)).toMatchObject({ on_close: 'keep' })
  const job = await enqueue(desktop, aScript('true'))
  await until('the job is done', async () => (await desktop.core.jobs.get({ id: job })).job.state === 'succeeded')

  await desktop.pickInTray('window.show')
  await until('there is a window again', async () => (await windows(desktop)) === 1)
  await close(desktop)
  await until('the window is gone', async () => (await windows(desktop)) === 0)
  expect(await desktop.dialogs()).toHaveLength(1)
})

it('stays as it is where the question is refused, asks the next time, and quits where that is chosen', async () => {
  const desktop = await aDesktopBed()
  await close(desktop)
  await desktop.asked()
  // What Escape does.
  await desktop.answer('Leave the window open')
  await close(desktop)
  await until('it asks again', async () => (await desktop.dialogs()).length === 2)
  expect(await windows(desktop)).toBe(1)
  await desktop.answer('Quit')
  expect(await desktop.exited).toBe(0)
})

it('ends on a signal without a question, with a window that is set to stay', async () => {
  const desktop = await aDesktopBed({ home: writeSettings({ on_close: 'keep' }) })
  await enqueue(desktop, aScript('sleep 60'))
  await until('it runs', async () => (await desktop.core.system.status()).counts.running === 1)
  process.kill(desktop.pid, 'SIGTERM')
  expect(await desktop.exited).toBe(0)
})
