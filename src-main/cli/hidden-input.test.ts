import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { hiddenInput } from './hidden-input.ts'

/** A terminal that types `keys`, and what was shown at it. */
function aTerminal(...keys: string[]) {
  const shown: string[] = []
  const raw: boolean[] = []
  const source = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => raw.push(on) })
  for (const key of keys) source.write(key)
  return { source, shown: { write: (text: string) => shown.push(text) }, said: () => shown.join(''), raw }
}

it('takes what is typed without showing it', async () => {
  const { source, shown, said, raw } = aTerminal('hunter', '3\u007f2', '\r', 'more')
  expect(await hiddenInput('Value: ', source, shown)).toBe('hunter2')
  expect(said()).toBe('Value: \n')
  expect(raw).toEqual([true, false])
})

it('takes a paste with letters of several bytes, however they are cut', async () => {
  const { source, shown } = aTerminal()
  const bytes = Buffer.from('Pässwörd\n')
  for (const byte of bytes) source.write(Buffer.from([byte]))
  expect(await hiddenInput('', source, shown)).toBe('Pässwörd')
})

it('begins anew after Ctrl-U and gives up at Ctrl-C', async () => {
  const wrong = aTerminal('wrong', '\u0015', 'right\n')
  expect(await hiddenInput('', wrong.source, wrong.shown)).toBe('right')
  const left = aTerminal('half', '\u0003')
  await expect(hiddenInput('', left.source, left.shown)).rejects.toMatchObject({ code: 'interrupted' })
  expect(left.raw).toEqual([true, false])
})

it('takes all of a pipe but its last line end, and asks nothing', async () => {
  const { shown, said } = aTerminal()
  const pipe = (text: string) => Object.assign(new PassThrough().end(text), { isTTY: false })
  expect(await hiddenInput('Value: ', pipe('hunter2\r\n'), shown)).toBe('hunter2')
  expect(await hiddenInput('Value: ', pipe('two\nlines\n'), shown)).toBe('two\nlines')
  await expect(hiddenInput('Value: ', pipe('x'.repeat(200_000)), shown)).rejects.toMatchObject({ code: 'usage' })
  expect(said()).toBe('')
})
