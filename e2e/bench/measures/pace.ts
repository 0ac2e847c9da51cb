/** Does `act` so many times, one after the other. @returns how long each took, milliseconds */
export async function oneByOne(times: number, act: (at: number) => Promise<unknown>): Promise<number[]> {
  const took: number[] = []
  for (let at = 0; at < times; at += 1) {
    const before = performance.now()
    await act(at)
    took.push(performance.now() - before)
  }
  return took
}

/** Does `act` so many times with `width` of them under way at once. @returns how many a second */
export async function inFlight(times: number, width: number, act: (at: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const before = performance.now()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let at = next++; at < times; at = next++) await act(at)
    }),
  )
  return (times / (performance.now() - before)) * 1000
}

export function perSecond(took: readonly number[]): number {
  return (took.length / took.reduce((sum, each) => sum + each, 0)) * 1000
}
