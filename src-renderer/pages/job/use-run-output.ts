import { useEffect, useRef, useState } from 'react'
import { useClient, useLive, useRunUsage } from '../../app/index.ts'
import type { Arrived, LogBuffer } from './log-buffer.ts'
import { createLogBuffer } from './log-buffer.ts'
import { KEPT_LINES } from './log-terminal.ts'
import { createOutputFeed, type FeedProgress, type OutputFeed } from './output-feed.ts'

export interface RunOutput {
  readonly buffer: LogBuffer
  readonly progress: FeedProgress | undefined
  /** Tells what arrives from now on; `all` when what was shown before must be drawn anew. */
  readonly listen: (take: (arrived: Arrived | 'all') => void) => () => void
  readonly retry: () => void
}

/** The output of one run from its first byte, live; a component that shows another run is another component. While far behind, lines are gathered and drawn once at the end. */
export function useRunOutput(run: string): RunOutput {
  const client = useClient()
  const { onBatch } = useLive()
  const usage = useRunUsage(run)
  const [progress, setProgress] = useState<FeedProgress>()
  const [output] = useState(() => createOutput())
  const feed = useRef<OutputFeed>(undefined)

  useEffect(() => {
    const reading = createOutputFeed({
      read: (from, limit, signal) => client.runs.output({ id: run, from, limit }, { signal }),
      onPage: (frames, now) => {
        output.take(frames, now.behind)
        setProgress(now)
      },
      onError: setProgress,
    })
    feed.current = reading
    reading.poke()
    // The end of a run comes as a touch of its job, not as a figure of its output.
    const stop = onBatch(({ topics }) => topics.includes('jobs') && reading.poke())
    return () => {
      stop()
      reading.dispose()
    }
  }, [client, onBatch, output, run])

  const stored = usage?.stored
  useEffect(() => {
    if (stored !== undefined) feed.current?.poke()
  }, [stored])

  return { buffer: output.buffer, progress, listen: output.listen, retry: () => feed.current?.poke() }
}

function createOutput() {
  const listeners = new Set<(arrived: Arrived | 'all') => void>()
  const tell = (arrived: Arrived | 'all') => {
    for (const take of listeners) take(arrived)
  }
  const buffer = createLogBuffer({ keep: KEPT_LINES })
  let gathered = false
  return {
    buffer,
    take(frames: Parameters<LogBuffer['push']>[0], behind: boolean): void {
      const arrived = buffer.push(frames)
      if (behind) gathered = true
      else if (gathered) {
        gathered = false
        tell('all')
      } else tell(arrived)
    },
    listen: (take: (arrived: Arrived | 'all') => void) => {
      listeners.add(take)
      return () => void listeners.delete(take)
    },
  }
}
