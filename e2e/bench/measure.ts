import { type MeasureName, measures } from './measures/index.ts'

/** The process of one measurement: takes it, tells the figures and ends. */
export interface Task {
  readonly measure: MeasureName
  readonly input: Readonly<Record<string, unknown>> & { readonly folder: string }
}

export type Outcome = { readonly figures: Readonly<Record<string, number>> } | { readonly problem: string }

async function take({ measure: name, input }: Task): Promise<Outcome> {
  try {
    const { measure } = await measures[name]()
    // Each measurement names the input it takes; the plans write it down beside its name.
    return { figures: await (measure as (input: object) => Promise<Readonly<Record<string, number>>>)(input) }
  } catch (error) {
    return { problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

// The channel to the parent does not keep this process alive once it has been heard, and a core's timers do not either.
setInterval(() => {}, 60_000)
process.once('message', (task) => {
  void take(task as Task).then((outcome) => process.send?.(outcome, () => process.exit()))
})
