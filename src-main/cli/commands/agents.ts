import { text as textOf } from 'node:stream/consumers'
import { z } from 'zod'
import {
  type Agent,
  agentSpecSchema,
  agentStateSchema,
  type Message,
  messageInputSchema,
  messageStateSchema,
  parseInput,
} from '#schemas'
import { agentStateTexts, messageStateTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { counted } from '../output/counted.ts'
import { printable, printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { READ, WRITE } from '../reach/api.ts'
import { typed } from '../typed.ts'

export interface AgentOptions {
  readonly capability?: readonly string[]
  readonly deliverTo?: string
  readonly note?: string
}

export interface SendOptions {
  readonly from: string
  readonly to?: string
  readonly capability?: string
  readonly team?: string
  readonly everyone?: boolean
  readonly kind?: string
  readonly subject?: string
  readonly replyTo?: string
  readonly priority?: number
  readonly ack?: boolean
  readonly expiresAt?: string
}

export interface MessageListOptions {
  readonly to?: string
  readonly from?: string
  readonly state?: string
  readonly thread?: string
  readonly limit: number
}

/** Agents and what each offers. */
export async function list(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const agents = await api.agents.list()
    cli.out.answer(agents, () =>
      agents.length === 0 ? [`No agents yet. ${typed('agents set NAME')} registers one.`] : table(agents.map(agentRow)),
    )
    return EXIT.ok
  })
}

/** Registers an agent. */
export async function set(cli: Cli, name: string, options: AgentOptions): Promise<ExitCode> {
  const spec = parseInput(
    agentSpecSchema,
    { capabilities: options.capability ?? [], deliver_to: options.deliverTo ?? null, note: options.note ?? '' },
    'agent',
  )
  return cli.withCore(WRITE, async ({ api }) => {
    const agent = await api.agents.set({ name, spec })
    cli.out.answer(agent, () => [`${name} is registered.`])
    return EXIT.ok
  })
}

/** A sign of life. */
export async function seen(cli: Cli, name: string, state: string): Promise<ExitCode> {
  const parsed = parseInput(z.object({ state: agentStateSchema }), { state }, 'sign of life')
  return cli.withCore(READ, async ({ api }) => {
    const agent = await api.agents.seen({ name, ...parsed })
    cli.out.answer(agent, () => [`${name} is ${agentStateTexts[agent.state].word.toLowerCase()}.`])
    return EXIT.ok
  })
}

/** Removes an agent. */
export async function remove(cli: Cli, name: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const gone = await api.agents.remove({ name })
    cli.out.answer(gone, () => [`${name} is removed; its messages stay.`])
    return EXIT.ok
  })
}

/** Sends a message. */
export async function send(cli: Cli, text: string | undefined, options: SendOptions): Promise<ExitCode> {
  if (options.kind !== 'spawn' && Object.keys(recipientOf(options)).length !== 1)
    throw new CliError(
      'usage',
      'A message goes to one recipient: --to, --capability, --team or --everyone.',
      'Nothing was sent. Only a spawn names none.',
    )
  const body = text ?? (await textOf(process.stdin)).trimEnd()
  const to = recipientOf(options)
  const input = parseInput(
    messageInputSchema,
    {
      from: options.from,
      ...(Object.keys(to).length > 0 && { to }),
      body,
      ...(options.kind !== undefined && { kind: options.kind }),
      ...(options.subject !== undefined && { subject: options.subject }),
      ...(options.replyTo !== undefined && { reply_to: options.replyTo }),
      ...(options.priority !== undefined && { priority: options.priority }),
      ...(options.ack === true && { ack_required: true }),
      ...(options.expiresAt !== undefined && { expires_at: options.expiresAt }),
    },
    'message',
  )
  return cli.withCore(WRITE, async ({ api }) => {
    const sent = await api.messages.send(input)
    cli.out.answer(sent, () => sent.messages.map(sentLine))
    return sent.messages.some(({ state }) => state === 'refused') ? EXIT.failed : EXIT.ok
  })
}

function recipientOf({ to, capability, team, everyone }: SendOptions) {
  return {
    ...(to !== undefined && { agent: to }),
    ...(capability !== undefined && { capability }),
    ...(team !== undefined && { team }),
    ...(everyone === true && { everyone: true }),
  }
}

/** Messages, newest first. */
export async function listMessages(cli: Cli, options: MessageListOptions): Promise<ExitCode> {
  const { state } = parseInput(z.object({ state: messageStateSchema.optional() }), { state: options.state }, 'filter')
  return cli.withCore(READ, async ({ api }) => {
    const { to, from, thread, limit } = options
    const page = await api.messages.list({
      limit,
      ...(to !== undefined && { to }),
      ...(from !== undefined && { from }),
      ...(thread !== undefined && { thread }),
      ...(state !== undefined && { state }),
    })
    cli.out.answer(page, () =>
      page.items.length === 0 ? ['No messages.'] : table(page.items.map(messageRow), cli.out.width),
    )
    return EXIT.ok
  })
}

/** One message with its receipts. */
export async function show(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const detail = await api.messages.get({ id })
    cli.out.answer(detail, () => {
      const { message, receipts } = detail
      return [
        ...fields([
          ['from', message.from],
          ['to', message.to ?? 'nobody: it asks for a job'],
          ['kind', message.kind],
          ['state', stateOf(message)],
          ['sent', describeTime(message.created_at, Date.now())],
          ['thread', message.thread],
          ...(message.subject === '' ? [] : [['subject', printableLine(message.subject)] as const]),
        ]),
        '',
        message.body === null ? 'Its text is gone.' : printable(message.body),
        ...receipts.map(({ at, kind, actor, note }) =>
          [describeTime(at, Date.now()), kind, actor, note === null ? '' : printableLine(note)].join('  '),
        ),
      ]
    })
    return EXIT.ok
  })
}

/** What waits for an agent. */
export async function inbox(cli: Cli, name: string, options: { take?: boolean; limit: number }): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const query = { agent: name, limit: options.limit }
    const messages = options.take === true ? await api.messages.take(query) : await api.messages.inbox(query)
    cli.out.answer(messages, () =>
      messages.length === 0
        ? [`Nothing waits for ${name}.`]
        : messages.flatMap((message) => [
            `${message.id}  ${message.kind} from ${message.from}, ${describeTime(message.created_at, Date.now())}`,
            ...(message.subject === '' ? [] : [printableLine(message.subject)]),
            printable(message.body ?? 'Its text is gone.'),
            '',
          ]),
    )
    return EXIT.ok
  })
}

/** They were read. */
export async function read(cli: Cli, ids: readonly string[]): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const answer = await api.messages.read({ ids: [...ids] })
    cli.out.answer(answer, () => [`${counted(answer.messages.length, 'message is', 'messages are')} read.`])
    return EXIT.ok
  })
}

/** Acknowledges a message. */
export async function ack(cli: Cli, id: string, { note }: { note?: string }): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const message = await api.messages.ack({ id, ...(note !== undefined && { note }) })
    cli.out.answer(message, () => ['Acknowledged.'])
    return EXIT.ok
  })
}

function agentRow({ name, state, capabilities, waiting, last_seen_at }: Agent): string[] {
  return [
    name,
    agentStateTexts[state].word,
    waiting === 0 ? '' : counted(waiting, 'message waits', 'messages wait'),
    last_seen_at === null ? 'never heard of' : `heard of ${describeTime(last_seen_at, Date.now())}`,
    capabilities.join(' '),
  ]
}

function sentLine(message: Message): string {
  if (message.job !== null) return `${message.id} became the job ${message.job}, which starts once it is approved.`
  if (message.problem !== null) return `${message.id} was refused: ${printableLine(message.problem)}`
  return `${message.id} waits for ${message.to ?? ''}.`
}

function stateOf({ state, problem, acked_at }: Message): string {
  const word = messageStateTexts[state].word
  if (problem !== null) return `${word}: ${printableLine(problem)}`
  return acked_at === null ? word : `${word}, acknowledged`
}

function messageRow(message: Message): string[] {
  return [
    message.id,
    stateOf(message),
    message.kind,
    `${message.from} to ${message.to ?? '–'}`,
    describeTime(message.created_at, Date.now()),
    printableLine(message.subject),
  ]
}
