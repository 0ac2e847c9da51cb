import type { ChainDecisionWord, ChainEdge, ChainGraph, ChainNode } from '#schemas'
import { decisionSentence, jobStateTexts, linkWords } from '#schemas/texts'
import {
  CancelledIcon,
  ClockIcon,
  DotRingIcon,
  FiredIcon,
  type Icon,
  NotPassedIcon,
  PassedIcon,
  RefusedIcon,
} from '../../../components/index.ts'
import { markOf } from '../firing-words.ts'

interface Look {
  readonly icon: Icon
  readonly word: string
  readonly text: string
  /** Of the line. */
  readonly stroke: string
}

/** What became of a link, as icon, word and tone. */
export const DECISION_LOOKS: Record<ChainDecisionWord, Look> = {
  fired: { icon: FiredIcon, word: 'Fired', text: 'text-good', stroke: 'stroke-good' },
  waiting: { icon: ClockIcon, word: 'Waits for others', text: 'text-run', stroke: 'stroke-run' },
  not_met: { icon: CancelledIcon, word: 'Not met', text: 'text-neutral', stroke: 'stroke-control' },
  refused: { icon: RefusedIcon, word: 'Refused', text: 'text-warn', stroke: 'stroke-warn' },
}

/**
 * The links with what became of them. One that waited for other parents has done its part when another of them let the child fire
 * in the same passage.
 */
export function shownEdges({ edges }: ChainGraph): ChainEdge[] {
  return edges.map((edge) => {
    const { child, last } = edge
    if (last?.decision !== 'waiting') return edge
    const joined = edges.some(
      (other) =>
        other.child === child &&
        other.last?.decision === 'fired' &&
        other.last.root === last.root &&
        other.last.seq > last.seq,
    )
    if (!joined) return edge
    const fired = { decision: 'fired', reason: null } as const
    return { ...edge, last: { ...last, ...fired, message: decisionSentence(fired) } }
  })
}

export const END_LOOKS: Record<
  ChainEdge['on'],
  { readonly icon: Icon; readonly word: string; readonly dash?: string }
> = {
  success: { icon: PassedIcon, word: 'success' },
  failure: { icon: NotPassedIcon, word: 'failure', dash: '7 5' },
  complete: { icon: DotRingIcon, word: 'complete', dash: '2 4' },
}

/** What a link asks for besides its end: the delay, the condition. */
export function extraWords({ on, delay_s, condition }: ChainEdge): string {
  const whole = linkWords({ on, delay_s, condition })
  return whole.replace(/^(succeeds|fails|is over)(, | and | )?/, '')
}

/** The passage of a chain that was last: the firing it began with, and when. */
export function lastPassage({
  nodes,
}: ChainGraph): { readonly root: string; readonly nodes: readonly ChainNode[] } | undefined {
  const newest = nodes
    .flatMap((node) => (node.last === null ? [] : [{ root: node.last.root, at: node.last.created_at }]))
    .toSorted((a, b) => b.at.localeCompare(a.at))[0]
  if (newest === undefined) return undefined
  return { root: newest.root, nodes: nodes.filter(({ last }) => last?.root === newest.root) }
}

/** The state of a schedule's last job, as it is marked. */
export function lastMark({ last }: ChainNode) {
  if (last === null) return undefined
  return markOf({
    state: 'enqueued',
    result: { state: last.state, outcome: null, verdict: last.verdict, finished_at: last.finished_at },
  })
}

export function lastWord({ last }: ChainNode): string {
  return last === null ? 'has not run' : jobStateTexts[last.state].word
}
