import type { KeyKeeperKind, Secrets } from '#schemas'
import { keeperTexts } from '#schemas/texts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import { CliError } from '../failure.ts'
import { counted } from '../output/counted.ts'
import { printableLine } from '../output/printable.ts'
import { table } from '../output/table.ts'
import { describeTime } from '../output/times.ts'
import { type Api, FAIL, READ, WRITE } from '../reach/api.ts'
import { hiddenInput } from '../hidden-input.ts'
import { typed, typedIn } from '../typed.ts'

/** A person may take their time to type. */
const ASKING = { ...WRITE, withinMs: Infinity } as const

/** The names, and where the values are kept. */
export async function list(cli: Cli): Promise<ExitCode> {
  return cli.withCore(READ, async ({ api }) => {
    const secrets = await api.secrets.list()
    cli.out.answer(secrets, () => [
      ...(secrets.secrets.length === 0
        ? [`No secrets yet. ${typed('secrets set NAME')} keeps one.`]
        : table(secrets.secrets.map(({ name, set_at }) => [name, `set ${describeTime(set_at, Date.now())}`]))),
      ...(secrets.exists
        ? [`Kept in ${printableLine(secrets.file)}, which opens with ${keepers(secrets.keepers)}.`]
        : []),
      secrets.problem === null ? 'They are open.' : `${secrets.problem.message} ${typedIn(secrets.problem.remedy)}`,
    ])
    return EXIT.ok
  })
}

/** Keeps a value. It never stands on a command line, which everybody can see. */
export async function set(cli: Cli, name: string): Promise<ExitCode> {
  const place = await cli.find(ASKING)
  const value = await hiddenInput(`Value of ${name}: `, process.stdin, process.stderr)
  return place.withCore(async ({ api }) => {
    await openFor(api)
    const secrets = await api.secrets.set({ name, value })
    cli.out.answer(secrets, () => [
      `${name} is kept. A job that names it in policy.secrets finds it in the environment of its commands.`,
    ])
    return EXIT.ok
  })
}

/** Forgets a value. */
export async function remove(cli: Cli, name: string): Promise<ExitCode> {
  return cli.withCore({ ...READ, withinMs: Infinity }, async ({ api }) => {
    await openFor(api)
    const secrets = await api.secrets.remove({ name })
    cli.out.answer(secrets, () => [`${name} is forgotten. Jobs that name it are refused, and runs of such jobs fail.`])
    return EXIT.ok
  })
}

/** Opens the store, or makes it for a passphrase. */
export async function unlock(cli: Cli): Promise<ExitCode> {
  return cli.withCore(ASKING, async ({ api, live }) => {
    const before = await api.secrets.list()
    const asked = needsPassphrase(before)
    const passphrase = asked ? await passphraseFor(before) : undefined
    const secrets = await api.secrets.unlock(passphrase === undefined ? {} : { passphrase })
    cli.out.answer(secrets, () => [
      `${before.exists ? '' : 'Made. '}${counted(secrets.secrets.length, 'secret is', 'secrets are')} open${live ? ' until Interlock stops or they are locked.' : '; no Interlock runs, so they are locked again now.'}`,
    ])
    return EXIT.ok
  })
}

/** Lets the store open in one more way. */
export async function openAlso(cli: Cli, { keyring }: { keyring?: boolean }): Promise<ExitCode> {
  return cli.withCore(ASKING, async ({ api }) => {
    await openFor(api)
    const by = keyring === true ? {} : { passphrase: await passphraseFor({ exists: false }) }
    const secrets = await api.secrets.openAlso(by)
    cli.out.answer(secrets, () => [`They open with ${keepers(secrets.keepers)}.`])
    return EXIT.ok
  })
}

/** Closes the store of the running core. */
export async function lock(cli: Cli): Promise<ExitCode> {
  return cli.withCore(FAIL, async ({ api }) => {
    const secrets = await api.secrets.lock()
    cli.out.answer(secrets, () => ['Locked. Jobs that need a secret wait; runs that have theirs keep them.'])
    return EXIT.ok
  })
}

/** Asks for the passphrase where that is what is missing and somebody can type it. */
async function openFor(api: Api): Promise<void> {
  const secrets = await api.secrets.list()
  if (!needsPassphrase(secrets) || !process.stdin.isTTY) return
  await api.secrets.unlock({ passphrase: await passphraseFor(secrets) })
}

function needsPassphrase({ state, exists, keepers: kinds }: Secrets): boolean {
  return state === 'locked' && (exists ? kinds.includes('passphrase') : kinds.length === 0)
}

async function passphraseFor({ exists }: Pick<Secrets, 'exists'>): Promise<string> {
  const question = exists
    ? 'Passphrase of the secrets: '
    : 'Choose a passphrase for the secrets (8 characters or more): '
  const entered = await hiddenInput(question, process.stdin, process.stderr)
  if (!exists && process.stdin.isTTY && (await hiddenInput('Once more: ', process.stdin, process.stderr)) !== entered)
    throw new CliError('usage', 'That was not the same.', 'Nothing was changed. Try again.')
  return entered
}

function keepers(kinds: readonly KeyKeeperKind[]): string {
  return kinds.map((kind) => keeperTexts[kind]).join(' or ')
}
