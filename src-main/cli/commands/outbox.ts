import { type Delivery, deliveryStateSchema, type Outbox } from '#schemas'
import { deliveryProblemText, deliveryStateTexts, deliveryWaitTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { counted } from '../output/counted.ts'
import { printable, printableLine } from '../output/printable.ts'
import type { Output } from '../output/output.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { type Api, READ, WRITE } from '../reach/api.ts'

export interface OutboxListOptions {
  readonly state?: string
  readonly alias?: string
  readonly limit: number
  readonly cursor?: string
}

/** Whether news is sent, and what waits. */
export async function status(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const outbox = await api.outbox.get()
    cli.out.answer(outbox, () => outboxLines(outbox))
    return EXIT.ok
  })
}

/** Deliveries, newest first. */
export async function list(cli: Cli, options: OutboxListOptions): Promise<ExitCode> {
  const state = stateOf(options.state)
  return cli.withCore(READ, async ({ api }) => {
    const page = await api.outbox.list({
      limit: options.limit,
      ...(state !== undefined && { state }),
      ...(options.alias !== undefined && { alias: options.alias }),
      ...(options.cursor !== undefined && { cursor: options.cursor }),
    })
    cli.out.answer(page, () =>
      page.items.length === 0
        ? ['Nothing was sent.']
        : [
            ...table(
              page.items.map((delivery) => row(delivery, cli.out)),
              cli.out.width,
            ),
            ...(page.next_cursor === null ? [] : [`More with --cursor ${page.next_cursor}`]),
          ],
    )
    return EXIT.ok
  })
}

/** One delivery, with what it says and each try. */
export async function show(cli: Cli, id: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const detail = await api.outbox.delivery({ id })
    cli.out.answer(detail, () => {
      const { delivery, news, receipts } = detail
      return [
        printableLine(delivery.title),
        ...fields([
          ['to', `${delivery.alias} (${delivery.channel})`],
          ['state', stateWords(delivery)],
          ['about', delivery.topic],
          ['posted', describeTime(delivery.created_at, Date.now())],
          ...(delivery.next_at === null ? [] : [['next', describeTime(delivery.next_at, Date.now())] as const]),
          ...(delivery.job === null ? [] : [['job', delivery.job] as const]),
        ]),
        ...(news === null ? ['What it says is gone.'] : news.text === '' ? [] : ['', printable(news.text)]),
        ...Object.entries(news?.facts ?? {}).map(([name, value]) => `  ${name}: ${printableLine(String(value))}`),
        ...(receipts.length === 0 ? [] : ['', ...table(receipts.map(receiptRow), cli.out.width)]),
      ]
    })
    return EXIT.ok
  })
}

export const retry = (cli: Cli, ids: readonly string[]): Promise<ExitCode> =>
  each(cli, ids, (api, id) => api.outbox.retry({ id }), 'tried again')

export const discard = (cli: Cli, ids: readonly string[]): Promise<ExitCode> =>
  each(cli, ids, (api, id) => api.outbox.discard({ id }), 'discarded')

/** Sends nothing until it is resumed. */
export async function pause(cli: Cli): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const outbox = await api.outbox.pause()
    cli.out.answer(outbox, () => outboxLines(outbox))
    return EXIT.ok
  })
}

/** Sends again. */
export async function resume(cli: Cli): Promise<ExitCode> {
  return cli.withCore(WRITE, async ({ api }) => {
    const outbox = await api.outbox.resume()
    cli.out.answer(outbox, () => outboxLines(outbox))
    return EXIT.ok
  })
}

async function each(
  cli: Cli,
  ids: readonly string[],
  act: (api: Api, id: string) => Promise<Delivery>,
  done: string,
): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const deliveries: Delivery[] = []
    for (const id of ids) deliveries.push(await act(api, id))
    cli.out.answer(deliveries, () => [`${counted(deliveries.length, 'delivery is', 'deliveries are')} ${done}.`])
    return EXIT.ok
  })
}

function outboxLines({ state, blocked, counts, next_at }: Outbox): string[] {
  const on =
    blocked === 'kill_switch'
      ? 'The kill switch is engaged: nothing leaves this machine.'
      : state === 'paused'
        ? 'The outbox is paused: nothing is sent.'
        : 'The outbox sends.'
  const waiting = counted(counts.waiting, 'delivery waits', 'deliveries wait')
  const next = next_at === null ? '' : `, the next is due ${describeTime(next_at, Date.now())}`
  return [on, `${waiting}${next}.`, `${counted(counts.dead, 'was', 'were')} given up.`]
}

export function stateWords({ state, wait, problem, status: http }: Delivery): string {
  const why = deliveryProblemText({ problem, status: http })
  const more = [wait === null ? '' : deliveryWaitTexts[wait], why].filter((part) => part !== '')
  const word = deliveryStateTexts[state].word
  return more.length === 0 ? word : `${word}: ${more.join('; ')}`
}

function row(delivery: Delivery, out: Output): string[] {
  return [
    delivery.id,
    out.tone(deliveryStateTexts[delivery.state].tone, deliveryStateTexts[delivery.state].word),
    delivery.alias,
    describeTime(delivery.created_at, Date.now()),
    printableLine(delivery.title),
  ]
}

function receiptRow(receipt: {
  at: string
  actor: string
  kind: string
  problem: Delivery['problem']
  status: number | null
  ms: number | null
}): string[] {
  return [
    describeTime(receipt.at, Date.now()),
    receipt.kind.replaceAll('_', ' '),
    receipt.actor,
    receipt.ms === null ? '' : `${receipt.ms} ms`,
    deliveryProblemText(receipt),
  ]
}

function stateOf(typed: string | undefined): Delivery['state'] | undefined {
  if (typed === undefined) return undefined
  const parsed = deliveryStateSchema.safeParse(typed)
  if (parsed.success) return parsed.data
  throw new CliError('usage', `There is no state ${typed}.`, `Use one of ${deliveryStateSchema.options.join(', ')}.`)
}
