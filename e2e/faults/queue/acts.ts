import * as fc from 'fast-check'

/** How a run can end. */
export const ENDS = ['succeeded', 'failed', 'timed_out', 'over_budget', 'killed', 'lost', 'cancelled'] as const

/** One thing that happens. Numbers choose among what there is at that moment. */
export type Act =
  | {
      readonly kind: 'add'
      readonly id: string | undefined
      readonly key: string | undefined
      readonly variant: number
    }
  | { readonly kind: 'claim'; readonly worker: number }
  | { readonly kind: 'report'; readonly which: number; readonly what: 'steps' | 'output' }
  | {
      readonly kind: 'finish'
      readonly which: number
      readonly state: (typeof ENDS)[number]
      readonly transient: boolean
      readonly code: 'test' | 'kill_switch' | 'shutdown'
    }
  | { readonly kind: 'late'; readonly which: number; readonly how: 'again' | 'other token' | 'unknown run' }
  | { readonly kind: 'cancel' | 'retry' | 'requeue' | 'restore'; readonly which: number }
  | { readonly kind: 'priority'; readonly which: number; readonly priority: number }
  | { readonly kind: 'hold workspace' | 'promote' }
  | { readonly kind: 'set clock'; readonly by: number }
  | { readonly kind: 'engage'; readonly hard: boolean }
  | { readonly kind: 'release'; readonly choice: 'requeue' | 'drop'; readonly others: boolean }

/** How a life ends: so many turns of the loop after the last acts were begun, and what of the log was on the disk. */
export interface Crash {
  readonly turns: number
  readonly powerCut: number | undefined
}

/** Acts that are begun at once, and whether the core dies over them. */
export interface Scene {
  readonly acts: readonly Act[]
  readonly crash: Crash | undefined
}

const HOUR_MS = 3_600_000
const which = fc.nat(1000)
const maybe = (...names: string[]) => fc.constantFrom(undefined, undefined, undefined, ...names)
/** Seconds to hours, to and fro. */
const leap = fc.oneof(
  fc.integer({ min: 60_000, max: 2 * HOUR_MS }),
  fc.integer({ min: -5 * HOUR_MS, max: 5 * HOUR_MS }),
  fc.integer({ min: -90_000, max: 0 }),
)

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('add'),
      id: maybe('job-a', 'job-b', 'job-c'),
      key: maybe('key-a', 'key-b'),
      variant: fc.nat(5),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('claim'), worker: fc.nat(2) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('report'), which, what: fc.constantFrom('steps', 'output', 'output') }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('finish'),
      which,
      state: fc.oneof(fc.constantFrom(...ENDS), fc.constantFrom('lost' as const, 'killed' as const)),
      transient: fc.boolean(),
      code: fc.constantFrom('test', 'kill_switch', 'kill_switch', 'shutdown'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('late'),
      which,
      how: fc.constantFrom('again', 'other token', 'unknown run'),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('cancel', 'retry', 'requeue', 'restore'), which }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('priority'), which, priority: fc.integer({ min: -2, max: 2 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('promote', 'promote', 'promote', 'hold workspace') }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('set clock'), by: leap }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('engage'), hard: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('release'),
      choice: fc.constantFrom('requeue', 'drop'),
      others: fc.boolean(),
    }),
  },
)

const crash: fc.Arbitrary<Crash> = fc.record({
  turns: fc.nat(3),
  powerCut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
})

/** Lives of a queue, one scene after the other. */
export function scenes(maxLength: number): fc.Arbitrary<Scene[]> {
  const scene = fc.record({
    acts: fc.array(act, { minLength: 1, maxLength: 4 }),
    crash: fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: crash }),
  })
  return fc.array(scene, { minLength: Math.floor(maxLength / 2), maxLength, size: 'max' })
}

const add: Act = { kind: 'add', id: undefined, key: undefined, variant: 0 }
const killed: Act = { kind: 'finish', which: 0, state: 'killed', transient: false, code: 'kill_switch' }

/** Lives that chance seldom comes to: what the operator does to a killed run's job before and after the release asks about it. */
export const SELDOM: readonly Scene[][] = (['cancel', 'retry', 'requeue'] as const).map((first) =>
  [
    add,
    { kind: 'claim', worker: 0 } as const,
    { kind: 'engage', hard: true } as const,
    killed,
    { kind: first, which: 0 },
    { kind: 'release', choice: 'drop', others: false } as const,
    { kind: 'restore', which: 0 } as const,
  ].map((each) => ({ acts: [each], crash: undefined })),
)
