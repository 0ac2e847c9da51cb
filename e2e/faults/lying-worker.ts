import { mkdirSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import {
  type Assignment,
  BEAT_DESCRIPTOR,
  type FromWorker,
  INITIAL_CREDIT_BYTES,
  MAX_FRAME_UNITS,
  PROTOCOL_VERSION,
  toWorkerSchema,
} from '#schemas/protocol'

/** A worker that speaks the protocol by hand, and breaks it the way the first argument of the first command says. */

type Finish = Extract<FromWorker, { kind: 'finish' }>['finish']

const NO_USAGE = { wall_ms: 1, tool_calls: 0, output_bytes: 0 }
const HONEST: Finish = {
  state: 'succeeded',
  outcome: null,
  transient: false,
  result: { commands_run: 0, results: [] },
  verdict: 'passed',
  usage: NO_USAGE,
  artifacts: [],
}
const STEP = { at: 0, kind: 'step.done', payload: { step: 1, name: 'x', items: 0, bytes: 0, duration_ms: 0 } }

const COMMAND = {
  argv: ['x'],
  returncode: 0,
  timed_out: false,
  duration_ms: 1,
  stdout: '',
  stderr: '',
  stdout_bytes: 0,
  stderr_bytes: 0,
  stdout_truncated: false,
  stderr_truncated: false,
}

const isMismatched = process.env['LYING_WORKER'] === 'mismatch'

/** Called each time the core has stored some output. */
let onCredit = () => {}

function send(message: object): void {
  process.send?.(message)
}

function ready(protocol: number): void {
  send({
    kind: 'ready',
    protocol,
    pid: process.pid,
    node: process.version,
    version: '0',
    offers: ['repo_tools'],
    sandbox: { level: 'policy-only', reason: 'A worker for tests.' },
  })
}

/** What can be done with one run; each ends with an honest finish unless the core should have ended the worker by then. */
function lies({ run, token, scratch }: Assignment): Record<string, () => void> {
  let seq = 0
  const next = () => (seq += 1)
  const finish = (over: Partial<Finish> = {}) =>
    send({ kind: 'finish', run, token, seq: next(), finish: { ...HONEST, ...over } })
  const steps = (list: object[], number = next()) => send({ kind: 'steps', run, token, seq: number, steps: list })
  const output = (...texts: string[]) => {
    const frames = texts.map((text) => ({ at: 0, stream: 'stdout', text }))
    send({ kind: 'output', run, token, seq: next(), frames })
  }
  const artifact = (file: string) => ({ kind: 'summary' as const, name: 'x.md', media_type: 'text/markdown', file })

  return {
    honest: () => finish(),
    'an old token': () => {
      send({ kind: 'finish', run, token: token + 1, seq: 1, finish: { ...HONEST, verdict: 'failed' } })
      send({ kind: 'steps', run, token: token + 1, seq: 1, steps: [STEP] })
      finish()
    },
    'another run': () => {
      send({ kind: 'finish', run: 'run-of-nobody', token, seq: 1, finish: { ...HONEST, verdict: 'failed' } })
      finish()
    },
    'a replayed message': () => {
      steps([STEP], 1)
      steps([STEP], 1)
    },
    'the end twice': () => {
      finish()
      finish({ verdict: 'failed' })
    },
    'a step after the end': () => {
      finish()
      steps([STEP])
    },
    'no message': () => send({ kind: 'nonsense' }),
    'a step of the core': () => steps([{ at: 0, kind: 'run.finished', payload: {} }]),
    'a step that does not fit its kind': () => steps([{ ...STEP, payload: { step: 'one' } }]),
    'a second ready': () => ready(PROTOCOL_VERSION),
    'a self-test nobody asked for': () =>
      send({ kind: 'sandbox', sandbox: { level: 'os-enforced', reason: 'Believe me.' } }),
    'output beyond its credit': () => {
      const frames = Math.floor(INITIAL_CREDIT_BYTES / MAX_FRAME_UNITS) + 1
      output(...Array.from({ length: frames }, () => 'x'.repeat(MAX_FRAME_UNITS)))
    },
    'output beyond its budget': () => {
      const piece = () => output(...Array.from({ length: 8 }, () => 'x'.repeat(MAX_FRAME_UNITS)))
      onCredit = piece
      piece()
    },
    'a frame that is too long': () => output('x'.repeat(MAX_FRAME_UNITS + 1)),
    'a heartbeat that is none': () => writeSync(BEAT_DESCRIPTOR, 'not a beat\n'),
    'very many messages of others': () => {
      for (let n = 0; n < 200; n += 1) send({ kind: 'usage', run: `run-${n}`, token: 1, usage: NO_USAGE })
    },
    'a result of another type': () => finish({ result: { files_considered: 1 } }),
    'no result': () => finish({ result: null }),
    'half of a surrogate pair': () =>
      finish({ result: { commands_run: 1, results: [{ ...COMMAND, stdout: '\ud800' }] } }),
    'a code no text can hold': () =>
      finish({ state: 'failed', outcome: { code: '\udc00', message: 'x' }, result: null, verdict: null }),
    'a file that is not there': () => finish({ artifacts: [artifact('gone.md')] }),
    'a file that is a link': () => {
      mkdirSync(scratch, { recursive: true })
      symlinkSync('/etc/hostname', join(scratch, 'link.md'))
      finish({ artifacts: [artifact('link.md')] })
    },
    'a file elsewhere': () => {
      writeFileSync(join(scratch, '..', 'elsewhere.md'), 'x')
      finish({ artifacts: [artifact('../elsewhere.md')] })
    },
  }
}

const payload = z.object({ commands: z.array(z.array(z.string())) })

process.on('message', (raw) => {
  const message = toWorkerSchema.parse(raw)
  if (message.kind === 'hello') ready(isMismatched ? PROTOCOL_VERSION + 1 : PROTOCOL_VERSION)
  if (message.kind === 'bye') process.exit(0)
  if (message.kind === 'credit') onCredit()
  if (message.kind !== 'assign') return
  const lie = payload.parse(message.assignment.job.payload).commands[0]?.[0] ?? 'honest'
  lies(message.assignment)[lie]?.()
})
process.on('disconnect', () => process.exit(0))
setInterval(() => writeSync(BEAT_DESCRIPTOR, '{"main_age_ms":0}\n'), 500)
