import { useCallback, useRef, useState } from 'react'
import type { Artifact, ArtifactAct, PromotionPlan, ReviewRefusal } from '#schemas'
import { formatCount } from '#schemas/format'
import type { ReviewOutcome } from '#schemas/contract'
import { asTypedHere, type Problem, problemOf, useClient } from '../../app/index.ts'
import { useToast } from '../../components/index.ts'

export type Deciding = Exclude<ArtifactAct, 'note'>

const DONE: Record<ArtifactAct | 'promote' | 'undo' | 'set_aside', string> = {
  accept: 'accepted, not trusted',
  reject: 'rejected',
  archive: 'archived',
  reopen: 'up for review again',
  note: 'noted',
  promote: 'promoted',
  undo: 'as it was before',
  set_aside: 'no longer promoted; its file is as it was left',
}

/** What could not be done, in the place where it was asked for. */
export interface Trouble {
  readonly problem: Problem
  readonly id: string
  /** An undo would have overwritten what was done to the file since; the record alone can be set aside. */
  readonly undoRefused: boolean
}

/**
 * Decides about artifacts as they were seen and says so. `keep` is told of them before, and of what they are afterwards, so
 * that the list keeps them in their place whichever it hears first.
 */
export function useDecisions(keep: (artifacts: readonly Artifact[]) => void) {
  const client = useClient()
  const toast = useToast()
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<Trouble>()
  const watched = useRef<string>(undefined)
  const watch = useCallback((id: string) => {
    watched.current = id
    return () => {
      if (watched.current === id) watched.current = undefined
    }
  }, [])
  // Where its artifact is not on screen any more, trouble would stand nowhere, or beside another one.
  const tell = (said: Trouble) => {
    if (said.id === watched.current) setTrouble(said)
    else toast({ text: `${said.problem.what} ${said.problem.todo}`, trouble: true })
  }

  async function run(
    act: keyof typeof DONE,
    artifacts: readonly Artifact[],
    ask: () => Promise<ReviewOutcome>,
  ): Promise<Artifact[] | undefined> {
    keep(artifacts)
    setBusy(true)
    setTrouble(undefined)
    try {
      const { done, refused } = await ask()
      if (done.length > 0) {
        keep(done)
        const again = done.filter((artifact) => artifact.undo_to !== null && act !== 'undo' && act !== 'set_aside')
        toast({
          text: `${counted(done.length)} ${DONE[act]}.`,
          ...(again.length > 0 && {
            undo: () => void run('undo', again, () => client.artifacts.undo({ items: again.map(seenOf) })),
          }),
        })
      }
      const [refusal] = refused
      if (refusal !== undefined) {
        const undoRefused = act === 'undo' && refusal.code === 'undo_refused'
        tell({ id: refusal.id, problem: toProblem(refusal, refused.length), undoRefused })
      }
      return refusal === undefined ? done : undefined
    } catch (error) {
      const { id = '' } = artifacts.find((artifact) => artifact.id === watched.current) ?? artifacts[0] ?? {}
      tell({ id, problem: problemOf(error), undoRefused: false })
      return undefined
    } finally {
      setBusy(false)
    }
  }

  return {
    busy,
    trouble,
    /** Trouble with this artifact is shown beside it from now on, until what is returned is called. */
    watch,
    dismiss: () => setTrouble(undefined),
    decide: (artifacts: readonly Artifact[], act: ArtifactAct, note?: string) =>
      run(act, artifacts, () => client.artifacts.decide({ items: artifacts.map(seenOf), act, ...(note && { note }) })),
    promote: (artifacts: readonly Artifact[], plans: readonly PromotionPlan[], note?: string) =>
      run('promote', artifacts, () =>
        client.artifacts.promote({
          items: plans.map(({ id, revision, request, plan }) => ({ id, revision, request, plan })),
          ...(note && { note }),
        }),
      ),
    undo: (artifacts: readonly Artifact[]) =>
      run('undo', artifacts, () => client.artifacts.undo({ items: artifacts.map(seenOf) })),
    /** Takes a promotion back in the records alone: no file is touched. */
    setAside: (artifacts: readonly Artifact[]) =>
      run('set_aside', artifacts, () => client.artifacts.undo({ items: artifacts.map(seenOf), record_only: true })),
  }
}

export type Decisions = ReturnType<typeof useDecisions>

function seenOf({ id, revision }: Artifact) {
  return { id, revision }
}

function counted(count: number): string {
  return count === 1 ? '1 artifact' : `${formatCount(count)} artifacts`
}

function toProblem({ code, message, remedy }: ReviewRefusal, count: number): Problem {
  return {
    what: count === 1 ? message : `${message} ${formatCount(count - 1)} more were refused.`,
    todo: asTypedHere(remedy),
    code,
  }
}
