import type { Logger } from 'pino'
import type { TOPICS } from '#schemas/contract'
import type { CoreSide } from '../core-side/types.ts'

export type Topic = (typeof TOPICS)[number]

/** How long to wait before asking a core again that has ended the stream, though there is contact. */
const AGAIN_MS = 2000

export interface FollowTopicsDeps {
  readonly core: Pick<CoreSide, 'client' | 'watch'>
  readonly topics: readonly Topic[]
  /** Something of them may have changed; also once at the beginning, and after each time without contact. */
  readonly changed: () => void
  readonly log: Logger
}

/** Follows topics of the core as long as the application runs. The result ends that. */
export function followTopics({ core: { client, watch }, topics, changed, log }: FollowTopicsDeps): () => void {
  const end = new AbortController()
  let retry: NodeJS.Timeout | undefined
  let following = false

  async function follow(): Promise<void> {
    const stream = await client.events.follow({}, { signal: end.signal })
    changed()
    for await (const touched of stream) if (topics.some((topic) => touched.topics.includes(topic))) changed()
  }

  function begin(): void {
    if (following || end.signal.aborted || watch.state().contact !== 'live') return
    following = true
    clearTimeout(retry)
    follow()
      .catch((error: unknown) => {
        if (!end.signal.aborted) log.debug({ err: error }, 'The core ended a stream of what changes')
      })
      .finally(() => {
        following = false
        if (!end.signal.aborted) retry = setTimeout(begin, AGAIN_MS)
      })
  }

  const unwatch = watch.onChange(begin)
  begin()
  return () => {
    end.abort()
    clearTimeout(retry)
    unwatch()
  }
}
