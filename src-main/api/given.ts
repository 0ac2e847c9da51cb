/** `T` whose members that may be undefined may be absent instead. */
export type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Leaves out what was not given: zod says «undefined» where the core says «absent». */
export function given<T extends object>(value: T): Given<T> {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  // Object.fromEntries forgets the keys; exactly the undefined ones were dropped.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return Object.fromEntries(entries) as Given<T>
}
