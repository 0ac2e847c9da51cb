/** The system's monotonic clock in microseconds: the same for every process of this machine. */
export function monotonicMicroseconds(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
