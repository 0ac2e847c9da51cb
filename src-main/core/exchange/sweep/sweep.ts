import { InterlockError } from '#schemas'
import { createRedaction, REDACTED } from '#confine'
import { type Hit, secretlintHits } from './secretlint.ts'

/** Where something that looks like a secret stands, and what says so; never what it is. */
export interface Finding {
  readonly where: string
  readonly rule: string
}

export interface Findings {
  readonly count: number
  /** The first of them. */
  readonly places: readonly Finding[]
}

/** A second look at texts that are about to leave: every known value, our shapes of tokens, and the rules of secretlint. */
export interface Sweep {
  add(where: string, text: string): Promise<void>
  end(): Promise<Findings>
}

const MAX_PLACES = 20
/** Short texts are looked at together: each look has a price of its own. */
const BATCH_UNITS = 256 * 1024
const BETWEEN = '\n\n'

export function createSweep(known: Iterable<string>): Sweep {
  const redaction = createRedaction(known)
  const places: Finding[] = []
  let count = 0
  let texts: { readonly where: string; readonly text: string; readonly from: number }[] = []
  let units = 0

  function found(where: string, rule: string): void {
    if (places.some((place) => place.where === where && place.rule === rule)) return
    count += 1
    if (places.length < MAX_PLACES) places.push({ where, rule })
  }

  /** What was hidden, or only stands for a value, leaves a shape behind: `://user:[redacted]@host`, `://user:$TOKEN@host`. */
  function isHidden(content: string, { from, to }: Hit): boolean {
    const around = content.slice(Math.max(0, from - REDACTED.length), to + REDACTED.length)
    return around.includes(REDACTED) || /\$(?:\w+|\{\w+\})/.test(content.slice(from, to))
  }

  async function look(): Promise<void> {
    const batch = texts
    texts = []
    units = 0
    const content = batch.map(({ text }) => text).join(BETWEEN)
    for (const hit of await secretlintHits(content)) {
      if (isHidden(content, hit)) continue
      found(batch.findLast(({ from }) => from <= hit.from)?.where ?? '', hit.rule)
    }
  }

  return {
    async add(where, text) {
      if (redaction.finds(text)) found(where, 'interlock')
      texts.push({ where, text, from: units })
      units += text.length + BETWEEN.length
      if (units >= BATCH_UNITS) await look()
    },
    async end() {
      if (texts.length > 0) await look()
      return { count, places }
    },
  }
}

export function hasSecrets({ count, places }: Findings): InterlockError {
  return new InterlockError('export_has_secrets', { findings: count, places: [...places] })
}
