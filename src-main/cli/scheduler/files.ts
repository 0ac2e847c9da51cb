import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { writePrivate } from '#server/client'

/** Which process a daemon is. A number alone is used again, so its start is kept with it. */
export const pidRecordSchema = z.object({
  pid: z.int().min(1),
  /** Boot and start of the process, as the system tells them; null where it tells none. */
  started: z.string().max(128).nullable(),
  /** Tells one daemon from the next, also in the status. */
  token: z.string().max(64),
})
export type PidRecord = z.infer<typeof pidRecordSchema>

/** What one look for due firings did: ids, and nothing of what they are. */
export const dueScanSchema = z.object({
  checked_at: z.string(),
  due_count: z.int(),
  runs: z.array(z.object({ schedule: z.string(), firing: z.string(), state: z.string(), job: z.string().nullable() })),
})
export type DueScan = z.infer<typeof dueScanSchema>

/** The status file. It may lie anywhere, so it holds ids, times and numbers only. */
export const daemonStatusSchema = z.object({
  running: z.boolean(),
  pid: z.int().nullable(),
  token: z.string().nullable(),
  pid_file: z.string(),
  status_file: z.string(),
  /** Null where a foreground daemon writes to its terminal. */
  log_file: z.string().nullable(),
  mode: z.enum(['background', 'foreground']),
  started_at: z.string(),
  stopped_at: z.string().nullable(),
  last_heartbeat_at: z.string().nullable(),
  interval_seconds: z.number(),
  limit: z.int(),
  last_due_scan: dueScanSchema.nullable(),
  last_due_scan_at: z.string().nullable(),
  last_due_count: z.int().nullable(),
  /** A code of the catalogue of errors, never what the error said. */
  last_error: z.string().nullable(),
  last_error_at: z.string().nullable(),
  exit_code: z.int().nullable(),
})
export type DaemonStatus = z.infer<typeof daemonStatusSchema>

/** A private file with one JSON value, written whole or not at all. */
export function writeJson(path: string, value: PidRecord | DaemonStatus): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writePrivate(path, `${JSON.stringify(value)}\n`)
}

/** What a file says; undefined where it is missing or says something else. */
export function readPid(path: string): PidRecord | undefined {
  return pidRecordSchema.safeParse(jsonIn(path)).data
}

export function readStatus(path: string): DaemonStatus | undefined {
  return daemonStatusSchema.safeParse(jsonIn(path)).data
}

/** Takes the record away if it is still that of this daemon. */
export function forgetPid(path: string, token: string): void {
  if (readPid(path)?.token === token) rmSync(path, { force: true })
}

const MAX_CHARACTERS = 64 * 1024

function jsonIn(path: string): unknown {
  try {
    const text = readFileSync(path, 'utf8')
    return text.length > MAX_CHARACTERS ? undefined : JSON.parse(text)
  } catch {
    // Missing, or no JSON: then it tells of no daemon.
    return undefined
  }
}
