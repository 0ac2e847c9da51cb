import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { PROVIDER_FUNCTIONS, type ProviderFunction, providerTypeSchema } from '#schemas'
import { MAX_ANSWER_UNITS, type ProviderLine, providerQuestionSchema } from '#schemas/protocol'

type Ask = (input: unknown) => unknown

const moduleSchema = z.object({ default: z.looseObject({ name: z.string().max(255), type: providerTypeSchema }) })

const MAX_DETAIL = 500

/**
 * The process a provider runs in: it sees the folder of providers and nothing else of this machine. Questions come as lines on
 * stdin, answers go out as lines on what was stdout. What the provider itself prints goes to stderr, which nobody keeps.
 */
async function runProvider(file: string): Promise<void> {
  const say = takeStdout()
  try {
    const { hello, functions } = await load(file)
    say(hello)
    const lines = createInterface({ input: process.stdin })
    lines.on('line', (line) => void answer(line, functions).then(say))
    await once(lines, 'close')
  } catch (error) {
    say({ kind: 'failed', detail: wordsOf(error) })
  }
}

function takeStdout(): (line: ProviderLine) => void {
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  return (line) => void write(`${JSON.stringify(line)}\n`)
}

/** The functions of a provider by name; only those of its type are ever called. */
async function load(file: string): Promise<{ hello: ProviderLine; functions: Map<ProviderFunction, Ask> }> {
  const imported: unknown = await import(pathToFileURL(file).href)
  const { default: provider } = moduleSchema.parse(imported)
  const functions = new Map<ProviderFunction, Ask>()
  for (const name of PROVIDER_FUNCTIONS[provider.type]) {
    const member: unknown = provider[name]
    if (isAsk(member)) functions.set(name, (input) => member.call(provider, input))
  }
  const { name, type } = provider
  return { hello: { kind: 'loaded', name, type, functions: [...functions.keys()] }, functions }
}

function isAsk(member: unknown): member is Ask {
  return typeof member === 'function'
}

async function answer(line: string, functions: ReadonlyMap<ProviderFunction, Ask>): Promise<ProviderLine> {
  const { id, ask, input } = providerQuestionSchema.parse(JSON.parse(line))
  const found = functions.get(ask)
  if (found === undefined) return { kind: 'no_answer', id, reason: 'no_such_function', detail: ask }
  try {
    const value: unknown = await found(input)
    const text = JSON.stringify(value ?? null)
    return text.length > MAX_ANSWER_UNITS
      ? { kind: 'no_answer', id, reason: 'too_large', detail: `${text.length} characters` }
      : { kind: 'answer', id, value: text }
  } catch (error) {
    return { kind: 'no_answer', id, reason: 'threw', detail: wordsOf(error) }
  }
}

function wordsOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  return words.toWellFormed().slice(0, MAX_DETAIL)
}

await runProvider(process.argv[2] ?? '')
process.exit(0)
