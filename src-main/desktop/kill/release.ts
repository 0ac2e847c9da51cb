import { releaseInput, type ReleaseChoice, type ReleaseChoices } from '#schemas/texts'
import type { CoreSide } from '../core-side/types.ts'
import type { Ask } from '../dialogs/question.ts'
import {
  confirmReleaseQuestion,
  eachRunQuestion,
  type ReleaseAct,
  type ReleaseFigures,
  releaseQuestion,
} from './words.ts'

export interface ReleaseDeps {
  readonly client: CoreSide['client']
  readonly watch: CoreSide['watch']
  readonly ask: Ask
  readonly clock: (ms: number) => string
  /** Withdraws the question, for the end of the application. */
  readonly end: AbortSignal
}

/**
 * Releases after a question that names each killed run and what would start. What changed while one read it is asked anew;
 * released elsewhere, it is withdrawn. Rejects with what the core refused.
 */
export function createRelease({ client, watch, ask, clock, end }: ReleaseDeps): () => Promise<void> {
  let open = false

  async function figuresNow(): Promise<ReleaseFigures> {
    const { killed, starts, waits } = await client.killSwitch.releasePreview()
    return { killed, starts, waits }
  }

  async function releaseOnce(settled: AbortSignal): Promise<void> {
    while (!settled.aborted) {
      const figures = await figuresNow()
      const stale = new AbortController()
      const unwatch = watch.onChange(({ killSwitch }) => {
        // Runs go on ending while one reads; what becomes of each is asked.
        if (killSwitch.killed.length !== figures.killed.length) stale.abort()
      })
      const choices = await choose(figures, AbortSignal.any([settled, stale.signal])).finally(unwatch)
      if (stale.signal.aborted) continue
      if (choices === undefined) return
      if (JSON.stringify(await figuresNow()) === JSON.stringify(figures)) {
        await client.killSwitch.release(releaseInput(figures.killed, choices))
        return
      }
    }
  }

  async function choose(figures: ReleaseFigures, settled: AbortSignal): Promise<ReleaseChoices | undefined> {
    const { killed } = figures
    const question = releaseQuestion(figures, watch.state().killSwitch, clock)
    const answer = await ask(question, settled)
    const act: ReleaseAct = answer === undefined ? 'keep' : (question.acts[answer] ?? 'keep')
    switch (act) {
      case 'keep':
        return undefined
      case 'requeue':
        return {}
      case 'drop':
        return Object.fromEntries(killed.map(({ run }) => [run, 'drop' as const]))
      case 'each':
        return chooseEach(figures, settled)
    }
  }

  async function chooseEach(figures: ReleaseFigures, settled: AbortSignal): Promise<ReleaseChoices | undefined> {
    const choices: Record<string, ReleaseChoice> = {}
    for (const [at, { run }] of figures.killed.entries()) {
      const answer = await ask(eachRunQuestion(figures.killed, at), settled)
      if (answer !== 1 && answer !== 2) return undefined
      choices[run] = answer === 1 ? 'requeue' : 'drop'
    }
    return (await ask(confirmReleaseQuestion(figures, choices), settled)) === 1 ? choices : undefined
  }

  return async function release() {
    if (open) return
    open = true
    const elsewhere = new AbortController()
    const unwatch = watch.onChange(({ contact, killSwitch }) => {
      if (contact === 'live' && killSwitch.mode === 'released') elsewhere.abort()
    })
    try {
      await releaseOnce(AbortSignal.any([elsewhere.signal, end]))
    } finally {
      unwatch()
      open = false
    }
  }
}
