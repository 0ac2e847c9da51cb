/** The value that a share of the sorted values does not exceed, by nearest rank: always one that occurred. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
}
