import { type ApiKey, keyInputSchema, parseInput } from '#schemas'
import { keyBoundsText, keyStateTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Output } from '../output/output.ts'
import { table } from '../output/table.ts'
import { describeTime, relativeTime } from '../output/times.ts'
import { READ, WRITE } from '../reach/api.ts'
import { typed } from '../typed.ts'

export interface KeyOptions {
  readonly right: readonly string[]
  readonly agent?: string
  readonly workspace?: readonly string[]
  readonly type?: readonly string[]
  readonly pool?: readonly string[]
  readonly days?: number
}

const DAY_MS = 86_400_000

/** The keys, what each may do and when it was used last. */
export async function list(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const keys = await api.keys.list()
    cli.out.answer(keys, () =>
      keys.length === 0
        ? [`No API keys yet. ${typed('keys add NAME --right read')} makes one.`]
        : table(
            keys.map((key) => row(key, cli.out)),
            cli.out.width,
          ),
    )
    return EXIT.ok
  })
}

/** Makes a key. It is printed once, and again by nobody. */
export async function add(cli: Cli, name: string, options: KeyOptions): Promise<ExitCode> {
  const input = parseInput(keyInputSchema, inputOf(name, options), 'API key')
  // Not again where the core left in between: the name would be taken, and the key known to nobody.
  return cli.withCore({ ...WRITE, repeat: false }, async ({ api }) => {
    const made = await api.keys.add(input)
    const { rights, expires_at } = made.key
    cli.out.answer(made, () => [
      made.secret,
      '',
      `This is the key ${name}, shown this once. It is sent as “Authorization: Bearer …”; keep it out of arguments.`,
      `It may: ${rights.join(', ')}${boundsWords(made.key)}. It decides nothing.`,
      expires_at === null
        ? `It is good until ${typed(`keys revoke ${name}`)}.`
        : `It is good until ${describeTime(expires_at, Date.now())}.`,
    ])
    return EXIT.ok
  })
}

/** Ends a key. */
export async function revoke(cli: Cli, name: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const key = await api.keys.revoke({ name })
    cli.out.answer(key, () => [`${name} is revoked; what it is sent with is refused from now on.`])
    return EXIT.ok
  })
}

function inputOf(name: string, { right, agent, workspace, type, pool, days }: KeyOptions) {
  return {
    name,
    spec: {
      rights: right,
      ...(agent !== undefined && { agent }),
      ...(workspace !== undefined && { workspaces: workspace }),
      ...(type !== undefined && { types: type }),
      ...(pool !== undefined && { pools: pool }),
    },
    ...(days !== undefined && { expires_at: new Date(Date.now() + days * DAY_MS).toISOString() }),
  }
}

function row(key: ApiKey, out: Output): string[] {
  const { word, tone } = keyStateTexts[key.state]
  const now = Date.now()
  const { last_used_at: used, expires_at: ends, refused } = key
  return [
    key.name,
    out.tone(tone, word),
    `${key.rights.join(', ')}${boundsWords(key)}`,
    used === null ? 'never used' : `used ${relativeTime(Date.parse(used), now)}`,
    [
      ...(key.state === 'active' && ends !== null ? [`ends ${relativeTime(Date.parse(ends), now)}`] : []),
      ...(refused === null ? [] : [`refused ${refused.count}×, last ${refused.right}`]),
    ].join(', '),
  ]
}

function boundsWords(key: ApiKey): string {
  const bounds = keyBoundsText(key)
  return bounds === null ? '' : ` (${bounds})`
}
