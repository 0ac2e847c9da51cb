/** A step drawn from its call to its return. Times are milliseconds since the start of the timeline. */
export interface Bar {
  readonly seq: number
  readonly returnedSeq: number | undefined
  readonly from: number
  readonly to: number
  /** When the work itself began; between `from` and this its call was being recorded. */
  readonly began: number
  /** `open`: called, not returned; `bad`: returned with a failure. */
  readonly end: 'good' | 'bad' | 'open'
  /** How long it took and how it ended, in words; undefined while it goes on. */
  readonly ending: string | undefined
  /** Where the step would have been stopped, when that lies in the picture. */
  readonly limit: number | undefined
}

/** Something that took no time. */
export interface Tick {
  readonly seq: number
  readonly at: number
  readonly problem: boolean
  /** What happened, in words. */
  readonly title: string
}

/** One step, or what concerns the whole; that of the whole has the key `run`. */
export interface Lane {
  readonly key: string
  /** Tool or step name; what exactly was run stands in the body of `bodySeq`. */
  readonly name: string
  readonly bodySeq: number | undefined
  readonly bars: readonly Bar[]
  readonly ticks: readonly Tick[]
}

/** Steps of a run, ready to be drawn. */
export interface Timeline {
  readonly duration: number
  readonly lanes: readonly Lane[]
}

/** Only what belongs to these events; lanes without any go, but for that of the run. */
export function onlyEvents(timeline: Timeline, wanted: (seq: number) => boolean): Timeline {
  const lanes = timeline.lanes
    .map((lane) => ({
      ...lane,
      bars: lane.bars.filter((bar) => wanted(bar.seq) || (bar.returnedSeq !== undefined && wanted(bar.returnedSeq))),
      ticks: lane.ticks.filter((tick) => wanted(tick.seq)),
    }))
    .filter((lane) => lane.key === 'run' || lane.bars.length > 0 || lane.ticks.length > 0)
  return { ...timeline, lanes }
}
