import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { type Line, readLine, readLines } from './lines.ts'

function aFile(content: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-lines-'))
  writeFileSync(join(folder, 'file'), content)
  const fd = openSync(join(folder, 'file'), 'r')
  onTestFinished(() => {
    closeSync(fd)
    rmSync(folder, { recursive: true })
  })
  return fd
}

async function linesOf(fd: number, size: number, longest = 10_000_000): Promise<Line[]> {
  let pieces = 0
  const found: Line[] = []
  const options = { longest, onPiece: (piece: Uint8Array) => void (pieces += piece.length) }
  for await (const line of readLines(fd, size, options)) found.push(line)
  expect(pieces).toBe(size)
  return found
}

it('finds lines across pieces, and finds them again', async () => {
  const texts = ['first', '', 'x'.repeat(3_000_000), 'é\u2028', 'y'.repeat(1024 * 1024 - 1), 'without an end']
  const content = texts.join('\n')
  const fd = aFile(content)
  const lines = await linesOf(fd, Buffer.byteLength(content))
  expect(lines.map(({ bytes }) => bytes?.toString())).toEqual(texts)
  expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6])
  expect(lines.map((line) => readLine(fd, line).toString())).toEqual(texts)
})

it('ends with the last line end', async () => {
  expect(await linesOf(aFile(''), 0)).toEqual([])
  expect((await linesOf(aFile('a\n'), 2)).map(({ bytes }) => bytes?.toString())).toEqual(['a'])
})

it('does not hold a line that is too long, and goes on behind it', async () => {
  const content = `a\n${'x'.repeat(5_000_000)}\nb\n`
  const lines = await linesOf(aFile(content), content.length, 2_000_000)
  expect(lines.map(({ bytes, length }) => [bytes?.toString() ?? null, length])).toEqual([
    ['a', 1],
    [null, 5_000_000],
    ['b', 1],
  ])
})

it('reads no further than it was told', async () => {
  expect((await linesOf(aFile('a\nb\nc\n'), 3)).map(({ bytes }) => bytes?.toString())).toEqual(['a', 'b'])
})
