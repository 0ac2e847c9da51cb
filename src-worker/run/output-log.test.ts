import { describe, expect, it } from 'vitest'
import { fromWorkerSchema, INITIAL_CREDIT_BYTES, MAX_FRAME_UNITS } from '#schemas/protocol'
import { createFakeClock, createFakePort } from '../testing/fakes.ts'
import { createRedaction } from '#confine'
import { createRunLink } from './link.ts'
import { createOutputLog } from './output-log.ts'
import { createStreamText } from './stream-text.ts'

function aLog(maxBytes = 100_000_000) {
  const clock = createFakeClock()
  const port = createFakePort()
  const stop = new AbortController()
  const log = createOutputLog({
    link: createRunLink({ port, run: 'run-1', token: 7 }),
    clock,
    signal: stop.signal,
    maxBytes,
  })
  const frames = () => port.sent.flatMap((message) => (message.kind === 'output' ? message.frames : []))
  const text = () =>
    frames()
      .map((frame) => frame.text)
      .join('')
  return { clock, port, stop, log, frames, text }
}

const KIB = 'x'.repeat(1024)

describe('the output log', () => {
  it('sends pieces of one stream as one frame, soon after the first', () => {
    const { clock, log, frames } = aLog()
    void log.write('stdout', 'a')
    void log.write('stdout', 'b')
    void log.write('stderr', 'c')
    void log.write('stdout', 'd')
    expect(frames()).toEqual([])
    clock.advance(20)
    expect(frames().map(({ stream, text }) => [stream, text])).toEqual([
      ['stdout', 'ab'],
      ['stderr', 'c'],
      ['stdout', 'd'],
    ])
    expect(clock.pendingTimers()).toBe(0)
  })

  it('sends at once what fills a message', () => {
    const { log, text } = aLog()
    void log.write('stdout', KIB.repeat(64))
    expect(text()).toHaveLength(64 * 1024)
  })

  it('cuts long texts into frames, never through a character', () => {
    const { port, log, frames, text } = aLog()
    const long = `x${'😀'.repeat(MAX_FRAME_UNITS)}`
    void log.write('stdout', long)
    expect(text()).toBe(long)
    for (const message of port.sent) expect(fromWorkerSchema.parse(message)).toEqual(message)
    expect(frames().map((frame) => frame.text.isWellFormed())).not.toContain(false)
  })

  it('sends no byte more than it has credit for, and makes the writer wait', async () => {
    const { clock, log, text } = aLog()
    let written = 0
    let full: Promise<void> | undefined
    while (full === undefined) {
      full = log.write('stdout', KIB)
      written += 1024
    }
    expect(text().length).toBeLessThanOrEqual(INITIAL_CREDIT_BYTES)
    expect(written - text().length, 'what waits in memory is little').toBeLessThanOrEqual(128 * 1024)

    let isFree = false
    void full.then(() => (isFree = true))
    log.onCredit(1024)
    await new Promise(setImmediate)
    expect(isFree).toBe(false)
    log.onCredit(INITIAL_CREDIT_BYTES)
    await full
    clock.advance(20)
    expect(text()).toHaveLength(written)
  })

  it('counts credit in bytes, not in characters', () => {
    const { log, text } = aLog()
    for (let i = 0; i < 100; i += 1) void log.write('stdout', '€'.repeat(8 * 1024))
    expect(Buffer.byteLength(text())).toBeLessThanOrEqual(INITIAL_CREDIT_BYTES)
    expect(Buffer.byteLength(text())).toBeGreaterThan(INITIAL_CREDIT_BYTES - 200 * 1024)
  })

  it('takes no more text of streams than the budget allows, however many bytes it stood for', () => {
    const { clock, log, text } = aLog(10)
    void log.write('stdout', '\uFFFD\uFFFD')
    void log.write('note', 'a note')
    void log.write('stderr', '\uFFFDabc')
    void log.write('stdout', 'more')
    clock.advance(20)
    expect(text()).toBe('\uFFFD\uFFFDa note\uFFFDa')
  })

  it('takes no end of notes', () => {
    const { clock, log, text } = aLog()
    for (let i = 0; i < 1000; i += 1) void log.write('note', KIB)
    clock.advance(20)
    expect(text()).toHaveLength(512 * 1024)
  })

  it('keeps nobody waiting once the run is stopped, and does not pile up what finds no room', async () => {
    const { stop, log, text } = aLog()
    let full: Promise<void> | undefined
    while (full === undefined) full = log.write('stdout', KIB)
    stop.abort()
    await full
    for (let i = 0; i < 10_000; i += 1) expect(log.write('stdout', KIB)).toBeUndefined()
    log.onCredit(100 * 1024 * 1024)
    expect(text().length).toBeLessThan(INITIAL_CREDIT_BYTES + 256 * 1024)
  })

  it('is drained when all was sent, or when patience ends', async () => {
    const { log, text } = aLog()
    const patience = new AbortController()
    void log.write('note', 'last words')
    await log.drained(patience.signal)
    expect(text()).toBe('last words')

    let full: Promise<void> | undefined
    while (full === undefined) full = log.write('stdout', KIB)
    const drained = log.drained(patience.signal)
    patience.abort()
    await expect(drained).resolves.toBeUndefined()
  })
})

describe('the text of a stream', () => {
  it('is decoded however its bytes are cut', () => {
    const { clock, log, text } = aLog()
    const stream = createStreamText({ log, redaction: createRedaction([]) }, 'stdout')
    for (const byte of Buffer.from('\uFEFFa€😀b')) void stream.write(Buffer.from([byte]))
    stream.end(false)
    clock.advance(20)
    expect(text()).toBe('\uFEFFa€😀b')
  })

  it('has U+FFFD for what is no UTF-8, also at the end', () => {
    const { clock, log, text } = aLog()
    const stream = createStreamText({ log, redaction: createRedaction([]) }, 'stdout')
    void stream.write(Buffer.from([0xff, 0x61, 0xe2, 0x82]))
    stream.end(false)
    clock.advance(20)
    expect(text()).toBe('\uFFFDa\uFFFD')
  })
})
