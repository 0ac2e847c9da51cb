import { execFileSync } from 'node:child_process'

/** What DALI's own rules make of a job. */
export interface DaliSnapshot {
  readonly [id: string]: { readonly state: string; readonly job: Record<string, unknown>; readonly result?: unknown }
}

/** DALI's snapshot as its specification describes it, in its own language and with its own reader. */
const FOLD = `
import json, sys

def fold(path, now):
    jobs = {}
    text = open(path, encoding='utf-8').read()
    for line in text.splitlines():
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            continue
        event = row.get('event')
        if event == 'enqueue':
            job = row.get('job')
            jobs[job.get('job_id')] = {'state': 'queued', 'job': job, 'lease': None}
            continue
        entry = jobs.get(row.get('job_id'))
        if entry is None:
            continue
        if event == 'claim':
            entry['state'] = 'running'
            entry['lease'] = float(row.get('lease_expires_unix'))
        elif event == 'heartbeat':
            entry['lease'] = float(row.get('lease_expires_unix'))
        elif event == 'complete':
            entry['state'] = 'complete'
            entry['result'] = row.get('result')
        elif event == 'fail':
            entry['state'] = 'failed'
    for entry in jobs.values():
        lease = entry.pop('lease')
        if entry['state'] == 'running' and (lease is None or lease <= now):
            entry['state'] = 'queued'
    return jobs

print(json.dumps([fold(path, float(sys.argv[1])) for path in sys.argv[2:]]))
`

/** Folds each ledger. Throws where DALI would stand still. */
export function foldAsDali(ledgers: readonly string[], nowMs = Date.now()): DaliSnapshot[] {
  const answer = execFileSync('python3', ['-X', 'utf8', '-c', FOLD, String(nowMs / 1000), ...ledgers], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return JSON.parse(answer)
}
