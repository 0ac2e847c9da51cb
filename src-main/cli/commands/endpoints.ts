import type { Endpoint, EndpointDetail } from '#schemas'
import { formatCount, formatDuration } from '#schemas/format'
import { endpointAdvice, endpointStateTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { counted } from '../output/counted.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { type Api, READ, UNHURRIED, WRITE } from '../reach/api.ts'
import { typed, typedIn } from '../typed.ts'

export interface EndpointOptions {
  readonly secret?: string | false
  readonly model?: string | false
  /** In seconds. */
  readonly interval?: number
  readonly timeout?: number
  readonly slow?: number
}

/** The model servers and how they are. */
export async function list(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const endpoints = await api.endpoints.list()
    cli.out.answer(endpoints, () =>
      endpoints.length === 0
        ? [`No endpoints yet. ${typed('endpoints add NAME URL')} adds one.`]
        : table(
            endpoints.map((endpoint) => row(endpoint, cli.out)),
            cli.out.width,
          ),
    )
    return EXIT.ok
  })
}

/** Adds one and asks it at once. */
export async function add(cli: Cli, name: string, url: string, options: EndpointOptions): Promise<ExitCode> {
  return cli.withCore({ ...WRITE, withinMs: Infinity }, async ({ api }) => {
    const { secret = null, model = null, ...rest } = asked(options)
    await api.endpoints.add({ name, url, secret, model, ...rest })
    return show(api, cli.out, name, true)
  })
}

/** Changes one and asks it at once. */
export async function edit(
  cli: Cli,
  name: string,
  { url, ...options }: EndpointOptions & { readonly url?: string },
): Promise<ExitCode> {
  return cli.withCore({ ...WRITE, withinMs: Infinity }, async ({ api }) => {
    await api.endpoints.edit({ name, ...asked(options), ...(url !== undefined && { url }) })
    return show(api, cli.out, name, true)
  })
}

/** Everything about one. */
export async function showOne(cli: Cli, name: string): Promise<ExitCode> {
  return cli.withCore(READ, ({ api }) => show(api, cli.out, name, false))
}

/** Asks one now; fails when it is not up. */
export async function probe(cli: Cli, name: string): Promise<ExitCode> {
  return cli.withCore(UNHURRIED, async ({ api }) => {
    const endpoint = await api.endpoints.probe({ name })
    cli.out.answer(endpoint, () => page(endpoint, cli.out))
    return endpoint.state === 'up' ? EXIT.ok : EXIT.failed
  })
}

export async function remove(cli: Cli, name: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const gone = await api.endpoints.remove({ name })
    cli.out.answer(gone, () => [`${gone.removed} is forgotten. Schedules that need it wait until there is one again.`])
    return EXIT.ok
  })
}

async function show(api: Api, out: Output, name: string, ask: boolean): Promise<ExitCode> {
  const endpoint = ask ? await api.endpoints.probe({ name, unasked: true }) : await api.endpoints.get({ name })
  out.answer(endpoint, () => page(endpoint, out))
  return EXIT.ok
}

function asked({ secret, model, interval, timeout, slow }: EndpointOptions) {
  return {
    ...(secret !== undefined && { secret: secret === false ? null : secret }),
    ...(model !== undefined && { model: model === false ? null : model }),
    ...(interval !== undefined && { interval_s: interval }),
    ...(timeout !== undefined && { timeout_ms: Math.round(timeout * 1000) }),
    ...(slow !== undefined && { slow_ms: Math.round(slow * 1000) }),
  }
}

function row(endpoint: Endpoint, out: Output): string[] {
  const { tone, word } = endpointStateTexts[endpoint.state]
  const { p50_ms } = endpoint.latency
  return [
    endpoint.name,
    out.tone(tone, word),
    p50_ms === null ? '–' : formatDuration(p50_ms),
    printableLine(endpoint.url),
    printableLine(endpointAdvice(endpoint)?.text ?? endpoint.model ?? ''),
  ]
}

function page(endpoint: EndpointDetail, out: Output): string[] {
  const { tone, word } = endpointStateTexts[endpoint.state]
  const { latency, secret, model, models } = endpoint
  const now = Date.now()
  const advice = endpointAdvice(endpoint)
  return [
    ...fields([
      ['Endpoint', endpoint.name],
      ['State', `${out.tone(tone, word)} since ${describeTime(endpoint.since, now)}`],
      ...(advice === null
        ? []
        : ([
            ['', printableLine(advice.text)],
            ['', typedIn(printableLine(advice.todo))],
          ] as const)),
      ['Address', printableLine(endpoint.url)],
      [
        'Key',
        secret === null
          ? 'none'
          : `the secret ${secret}${endpoint.key_in_clear ? '; it crosses the network unencrypted' : ''}`,
      ],
      ['Expects', printableLine(model ?? 'any model')],
      [
        'Lists',
        models === null ? 'not known' : printableLine(models.slice(0, 10).join(', ')) + more(models.length - 10),
      ],
      [
        'Asked',
        `every ${endpoint.interval_s} s${endpoint.checked_at === null ? '' : `, last ${describeTime(endpoint.checked_at, now)}`}`,
      ],
      ['Latency', latencyWords(latency)],
    ]),
  ]
}

function more(count: number): string {
  return count > 0 ? ` and ${formatCount(count)} more` : ''
}

function latencyWords({ last_ms, p50_ms, p95_ms, probes, answered }: Endpoint['latency']): string {
  if (p50_ms === null || p95_ms === null)
    return probes === 0 ? 'not known' : `none of ${counted(probes, 'probe')} got a list`
  const last = last_ms === null ? '' : `last ${formatDuration(last_ms)}, `
  return `${last}half within ${formatDuration(p50_ms)}, 95 of 100 within ${formatDuration(p95_ms)}; ${answered} of ${counted(probes, 'probe')} answered`
}
