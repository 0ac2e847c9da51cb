import { type FileHandle, open, readFile, rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { daliExportSchema, isInterlockError, type JobSpec, jobSpecSchema } from '#schemas'
import { codeOf, nextTurn, type ReadConnection, type ReaderTask } from '#core/record'
import type { JobRow, RunRow } from '#core/work'
import { asciiJson } from './ascii-json.ts'
import { createSweep, hasSecrets, type Sweep } from '../sweep/sweep.ts'
import { exportJob } from './export-rows.ts'

const request = z.strictObject({
  path: z.string(),
  blobs: z.string(),
  now: z.int(),
  workspace: z.string().nullable(),
  known: z.array(z.string()),
  allow_findings: z.boolean(),
})

/** Answer of the task. */
export const exportLedgerAnswer = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('written'), exported: daliExportSchema }),
  z.strictObject({ outcome: z.literal('taken') }),
  z.strictObject({ outcome: z.literal('unwritable'), reason: z.string() }),
])

const PAGE_JOBS = 100

/** Writes a ledger that DALI reads, with every job of the database or of a workspace. The file must not exist yet. */
export const exportLedger: ReaderTask = async (database, input): Promise<z.infer<typeof exportLedgerAnswer>> => {
  const { path, blobs, now, workspace, known, allow_findings } = request.parse(input)
  if (!isAbsolute(path) || path.includes('\0')) return { outcome: 'unwritable', reason: 'the path is not absolute' }
  let file: FileHandle
  try {
    file = await open(path, 'wx', 0o600)
  } catch (error) {
    return codeOf(error) === 'EEXIST' ? { outcome: 'taken' } : { outcome: 'unwritable', reason: codeOf(error) }
  }
  try {
    const sweep = createSweep(known)
    const written = await writeJobs(createSource(database, blobs), { file, sweep }, workspace, now)
    const findings = await sweep.end()
    if (findings.count > 0 && !allow_findings) throw hasSecrets(findings)
    await file.sync()
    await file.close()
    return { outcome: 'written', exported: { path, ...written, findings: findings.count } }
  } catch (error) {
    await file.close()
    await rm(path, { force: true })
    if (isInterlockError(error, 'export_has_secrets')) throw error
    return { outcome: 'unwritable', reason: codeOf(error) }
  }
}

async function writeJobs(
  source: Source,
  { file, sweep }: { file: FileHandle; sweep: Sweep },
  workspace: string | null,
  now: number,
) {
  const sum = { jobs: 0, rows: 0, bytes: 0, waiting: 0, renamed: 0, left_out: 0 }
  for (let after = 0; ;) {
    const jobs = source.jobs(after, workspace)
    for (const job of jobs) {
      const spec = await source.spec(job)
      if (spec === undefined) {
        sum.left_out += 1
        continue
      }
      const runs = []
      for (const row of source.runs(job.id)) runs.push({ row, result: await source.json(row.result) })
      const { rows, waits, renamed } = exportJob(job, spec, runs, now)
      const text = rows.map((row) => `${asciiJson(row)}\n`).join('')
      await sweep.add(`job ${job.id}`, text)
      await file.write(text)
      sum.jobs += 1
      sum.rows += rows.length
      sum.bytes += text.length
      if (waits) sum.waiting += 1
      if (renamed) sum.renamed += 1
    }
    after = jobs.at(-1)?.seq ?? after
    if (jobs.length < PAGE_JOBS) return sum
    await nextTurn()
  }
}

interface Source {
  jobs(after: number, workspace: string | null): JobRow[]
  runs(job: string): RunRow[]
  spec(job: JobRow): Promise<JobSpec | undefined>
  /** A JSON body; null where there is none or it is gone. */
  json(body: string | null): Promise<unknown>
}

function createSource(database: ReadConnection, blobs: string): Source {
  const jobs = database.prepare<[number, string | null, string | null, number], JobRow>(
    'SELECT * FROM job WHERE seq > ? AND (? IS NULL OR workspace = ?) ORDER BY seq LIMIT ?',
  )
  const runs = database.prepare<[string], RunRow>('SELECT * FROM run WHERE job_id = ? ORDER BY number')
  const body = database.prepare<[string], { content: Buffer | null }>('SELECT content FROM body WHERE id = ?')

  async function json(id: string | null): Promise<unknown> {
    const row = id === null ? undefined : body.get(id)
    if (id === null || row === undefined) return null
    try {
      return JSON.parse((row.content ?? (await readFile(join(blobs, id)))).toString('utf8'))
    } catch {
      // Deleted or damaged: the export goes on without it, as DALI would read a result that says nothing.
      return null
    }
  }

  return {
    jobs: (after, workspace) => jobs.all(after, workspace, workspace, PAGE_JOBS),
    runs: (job) => runs.all(job),
    json,
    async spec(job) {
      const parsed = jobSpecSchema.safeParse(await json(job.spec))
      return parsed.success && parsed.data.type === job.type ? parsed.data : undefined
    },
  }
}
