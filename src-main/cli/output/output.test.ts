import { expect, it } from 'vitest'
import { createOutput } from './output.ts'

function aScreen(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, columns: 80, write: (text: string) => written.push(text), written }
}

it('gives one JSON value on stdout and nothing else when that was asked', () => {
  const [stdout, stderr] = [aScreen(true), aScreen(true)]
  const out = createOutput(true, stdout, stderr, {})
  out.note('working')
  out.print('line')
  out.answer({ a: 1 }, () => ['one'])
  expect([stdout.written, stderr.written]).toEqual([['{"a":1}\n'], []])
})

it('gives the answer on stdout and the rest on stderr to people', () => {
  const [stdout, stderr] = [aScreen(false), aScreen(false)]
  const out = createOutput(false, stdout, stderr, {})
  out.note('working')
  out.answer({ a: 1 }, () => ['one', 'two'])
  expect([stdout.written, stderr.written]).toEqual([['one\ntwo\n'], ['working\n']])
})

it('uses colours on a terminal that wants them', () => {
  const word = (isTTY: boolean, environment: Record<string, string>) =>
    createOutput(false, aScreen(isTTY), aScreen(isTTY), environment).tone('bad', 'failed')
  expect(word(true, {})).toBe('\u001b[31mfailed\u001b[0m')
  expect(word(true, { NO_COLOR: '1' })).toBe('failed')
  expect(word(true, { TERM: 'dumb' })).toBe('failed')
  expect(word(false, {})).toBe('failed')
})

it('reports a failure in the form of the answer', () => {
  const [human, script] = [aScreen(false), aScreen(false)]
  createOutput(false, aScreen(false), human, {}).fail({ code: 'x' }, ['It failed.', 'Do this.'])
  createOutput(true, aScreen(false), script, {}).fail({ code: 'x' }, ['It failed.', 'Do this.'])
  expect([human.written, script.written]).toEqual([['It failed.\nDo this.\n'], ['{"error":{"code":"x"}}\n']])
})
