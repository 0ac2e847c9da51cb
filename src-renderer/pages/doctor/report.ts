import type { Health, Status } from '#schemas'
import { formatBytes } from '#schemas/format'

/** The checks as people call them. */
export const CHECK_NAMES: Record<string, string> = {
  kill_switch: 'Kill switch',
  workers: 'Workers',
  sandbox: 'Sandbox',
  disk: 'Disk',
  database: 'Database',
  ledger: 'Ledger',
  main_loop: 'Main loop',
  queue: 'Queue',
  secrets: 'Secrets',
  endpoints: 'Endpoints',
}

/** Everything a person who helps needs to know; no content of jobs, no names of workspaces. */
export function reportOf(health: Health, status: Status): string {
  const { core, workers, ledger, counts } = status
  return [
    `Interlock ${core.version}, ${core.platform}, Node ${core.node}, ${core.shell}`,
    `At ${status.now}, started ${core.started_at}`,
    '',
    'Checks',
    ...health.checks.map(
      ({ check, state, text, remedy }) =>
        `  ${state.padEnd(4)} ${check}: ${text}${remedy === null ? '' : ` ${remedy}`}`,
    ),
    '',
    `Main loop late by p50 ${health.loop_delay_ms.p50} ms, p99 ${health.loop_delay_ms.p99} ms, max ${health.loop_delay_ms.max} ms`,
    `Memory ${formatBytes(health.memory_bytes)}; free on disk ${status.disk_free_bytes === null ? 'unknown' : formatBytes(status.disk_free_bytes)}`,
    `Ledger ${ledger.seq} rows in ${ledger.segments} segments, ${verifiedWords(ledger)}`,
    `Jobs ${Object.entries(counts)
      .map(([state, count]) => `${state} ${count}`)
      .join(', ')}`,
    '',
    'Workers',
    ...workers.map(
      ({ slot, state, restarts, last_exit, sandbox_level }) =>
        `  slot ${slot}: ${state}, ${restarts} restarts, sandbox ${sandbox_level ?? 'not known'}, last exit ${last_exit ?? 'none'}`,
    ),
  ].join('\n')
}

function verifiedWords({ verified_at, verified_ok }: Status['ledger']): string {
  if (verified_at === null) return 'not verified since the start'
  return `${verified_ok === false ? 'found broken' : 'verified'} ${verified_at}`
}
