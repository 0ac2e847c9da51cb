import type { RunTrust, TrustCheck, TrustProvider, TrustProviders } from '#schemas'
import { authorizationTexts, cleanupTexts, gateTexts, proofResultTexts, trustDecisionTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { jobInput } from '../job-input.ts'
import type { Output } from '../output/output.ts'
import { printableLine } from '../output/printable.ts'
import { fields, table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { READ } from '../reach/api.ts'

/** Starting each provider takes its time. */
const LOOKING = { ...READ, withinMs: 60_000 } as const

/** What the gates of a run found, and whether the evidence of it is what was sealed. */
export async function show(cli: Cli, run: string): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const found = await api.trust.show({ run })
    cli.out.answer(found, () => runTrustPage(found, cli.out))
    return found.intact ? EXIT.ok : EXIT.failed
  })
}

/** Providers and keys, and why some are refused. */
export async function providers(cli: Cli, options: { readonly reload?: boolean }): Promise<ExitCode> {
  return cli.withCore(LOOKING, async ({ api }) => {
    const found = options.reload === true ? await api.trust.reload() : await api.trust.providers()
    cli.out.answer(found, () => providersPage(found, cli.out))
    const isRefused = found.problem !== null || found.providers.some(({ state }) => state === 'refused')
    return isRefused ? EXIT.failed : EXIT.ok
  })
}

/** What the gates of a job would ask, and what would keep its runs from passing. Nothing is added. */
export async function check(cli: Cli, file: string): Promise<ExitCode> {
  const input = await jobInput({ jobFile: file }, process.stdin)
  return cli.withCore(READ, async ({ api }) => {
    const found = await api.trust.check(input)
    cli.out.answer(found, () => checkPage(found, cli.out))
    return found.problems.length === 0 ? EXIT.ok : EXIT.failed
  })
}

function runTrustPage({ facts, outcome, sha256, intact, cleanup }: RunTrust, out: Output): string[] {
  if (facts === null) return ['What the gates of this run found cannot be read any more.']
  const { identity, child, trust, proof, authorization, credentials, gate, providers: code } = facts
  const { word, tone } = gateTexts[gate.decision]
  return fields([
    ['Gates', `${out.tone(tone, word)}${gate.message === null ? '' : `: ${printableLine(gate.message)}`}`],
    ['Identity', identity === null ? 'none' : printableLine(identityWords(identity))],
    ...(child === null ? [] : [['In a chain', `${child.policy}, after ${child.parent_job}`] as [string, string]]),
    ['Trust', withReason(trustDecisionTexts[trust.decision], trust.reason)],
    [
      'Proof',
      withReason(`${proofResultTexts[proof.result]}${proof.by === null ? '' : ` with ${proof.by}`}`, proof.reason),
    ],
    ['Authorization', withReason(authorizationTexts[authorization.decision], authorization.reason)],
    ['Credentials', credentials === null ? 'none' : `${credentials.names.join(', ')}. ${cleanupTexts[cleanup]}.`],
    ...(code.length === 0
      ? []
      : [['Code', code.map(({ name, sha256: sum }) => `${name} ${sum.slice(0, 16)}`).join(', ')] as [string, string]]),
    [
      'Outcome',
      outcome === null ? 'The run goes on.' : `${outcome.state}${outcome.code === null ? '' : ` (${outcome.code})`}`,
    ],
    [
      'Evidence',
      sha256 === null
        ? 'sealed when the run ends'
        : `${sha256}, ${intact ? 'as it was sealed' : out.tone('bad', 'not what was sealed')}`,
    ],
  ])
}

function identityWords({
  principal,
  level,
  declared,
  vouched_by,
}: NonNullable<NonNullable<RunTrust['facts']>['identity']>): string {
  const as = level === null ? 'as nothing' : `as ${level}`
  return `${principal}, trusted ${as}${declared === null ? '' : `, declared ${declared}`}; vouched for by ${vouched_by}`
}

function withReason(word: string, reason: string | null): string {
  return printableLine(`${word}${reason === null ? '' : `: ${reason}`}`)
}

function providersPage({ folder, problem, providers: found, keys }: TrustProviders, out: Output): string[] {
  return [
    ...(found.length === 0
      ? [`No trust providers in ${printableLine(folder)}.`]
      : table(found.map((each) => [printableLine(each.name), each.type ?? '', stateWords(each, out)]))),
    ...(problem === null ? [] : [`${out.tone('bad', 'Nothing of the folder is used')}: ${printableLine(problem)}`]),
    ...table(
      keys.map(({ name, kind, algorithms, problem: why }) => [
        `key ${printableLine(name)}`,
        kind ?? '',
        why === null ? algorithms.join(', ') : out.tone('bad', printableLine(why)),
      ]),
    ),
  ]
}

function stateWords({ state, problem, confined, hosts, retry_at }: TrustProvider, out: Output): string {
  const reach = hosts.length === 0 ? '' : `; may reach ${hosts.join(', ')}`
  switch (state) {
    case 'refused':
      return out.tone('bad', `refused: ${printableLine(problem ?? '')}`)
    case 'waiting':
      return out.tone(
        'warn',
        `failed (${printableLine(problem ?? '')}); again ${describeTime(retry_at ?? '', Date.now())}`,
      )
    case 'loaded':
      return `${out.tone('good', 'loaded')}, kept apart by ${confined ?? 'nothing'}${reach}`
    case 'ready':
      return `starts when it is needed${reach}${problem === null ? '' : `; failed last: ${printableLine(problem)}`}`
  }
}

function checkPage({ job_hash, gates, problems }: TrustCheck, out: Output): string[] {
  return [
    ...(gates.length === 0
      ? ['This job has no gates.']
      : table(gates.map(({ gate, sentence }) => [gate, printableLine(sentence)]))),
    `A proof of this job is made over ${job_hash}.`,
    ...(problems.length === 0
      ? ['Nothing is known that would keep its runs from passing. Nothing was added.']
      : problems.map((problem) => `${out.tone('bad', 'It would not pass')}: ${printableLine(problem)}`)),
  ]
}
