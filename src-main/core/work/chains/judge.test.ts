import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createReader, type Reader } from '#core/record'
import { createJudge } from './judge.ts'

const left = { place: null, result: null }
const condition = { kind: 'contains', text: 'x', in: 'stdout' } as const

/** A thread that answers what is asked of it, but for patterns, at which it hangs as one would. */
const HANGS = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', ({ id, input }) => {
    while (input.condition.kind === 'regex');
    parentPort.postMessage({ id, value: { met: true } })
  })
`

it('ends the thread that does not come back, tells so, and goes on with another', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-judge-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const entry = join(folder, 'hangs.mjs')
  writeFileSync(entry, HANGS)
  const opened: Reader[] = []
  const judge = createJudge(() => {
    const reader = createReader(entry, ':memory:')
    opened.push(reader)
    return reader
  }, 2000)
  expect(await judge.test(left, condition)).toEqual({ met: true })
  const hung = judge.test(left, { ...condition, kind: 'regex' })
  const behind = judge.test(left, condition)
  expect(await hung).toEqual({ refused: 'timed_out' })
  expect(await behind).toEqual({ met: true })
  expect(opened).toHaveLength(2)
  await judge.close()
})
