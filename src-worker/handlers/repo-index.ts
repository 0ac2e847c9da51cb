import { isDeniedPath, PathRejected, type Root } from '#confine'
import { codePoints, type RepoIndexPayload, type RepoIndexResult, taskTypes } from '#schemas'
import { compileGlob, createScan, indexRow, isRecorded, keywordLines, repoIndexSummary } from '../algorithms/index.ts'
import type { RunContext } from '../run/context.ts'
import { defineHandler } from '../run/handler.ts'
import { exceeded } from '../run/run-end.ts'
import { listTracked } from './git-listing.ts'

const STEP = 'repo_index_step'
/** Descriptors of folders kept open while the files in them are read. */
const CACHED_DIRECTORIES = 64

export const repoIndex = defineHandler(taskTypes.repo_index_task, async (run, payload) => {
  const root = run.openWorkspace({ cachedDirectories: CACHED_DIRECTORIES })
  const { selected, limitReached, unreadableNames } = await selectFiles(run, root, payload)
  const { hits, rejected } = await writeIndex(run, root, selected, payload)

  const isDali = run.compat === 'dali'
  const index = `${isDali ? DALI_EVIDENCE : ''}${indexName(run)}`
  run
    .artifact({ kind: 'summary', name: `${run.job.id}.md`, media_type: 'text/markdown', file: 'summary.md' })
    .write(repoIndexSummary({ jobId: run.job.id, filesConsidered: selected.length, hitsWritten: hits, output: index }))
  const result: RepoIndexResult = { files_considered: selected.length, hits_written: hits, index_jsonl: index }
  if (isDali) return { result, verdict: null }
  return {
    result: { ...result, files_rejected: rejected + unreadableNames, limit_reached: limitReached },
    verdict: null,
  }
})

/** Where DALI kept its index, as its results name it. */
const DALI_EVIDENCE = 'workspace/local_exec/evidence/'

function indexName({ job }: RunContext): string {
  return `${job.id}_index.jsonl`
}

async function selectFiles(run: RunContext, root: Root, payload: RepoIndexPayload) {
  const { include_globs, exclude_globs = [], max_files } = payload
  const compat = run.compat ?? undefined
  const included = include_globs.map((glob) => compileGlob(glob, compat))
  const excluded = exclude_globs.map((glob) => compileGlob(glob, compat))
  const selected: string[] = []
  let limitReached = false

  await run.checkpoint(STEP)
  const listed = await listTracked(run, root, (path) => {
    if (!run.maySee(path)) return true
    if (!included.some((matches) => matches(path)) || excluded.some((matches) => matches(path))) return true
    limitReached = selected.length === max_files
    if (!limitReached) selected.push(path)
    return !limitReached
  })
  if (run.compat !== 'dali') {
    const { step, paths, bytes, durationMs } = listed
    await run.report({
      kind: 'step.done',
      payload: { step, name: 'git.ls_files', items: paths, bytes, duration_ms: durationMs },
    })
  }
  return { selected, limitReached, unreadableNames: listed.unreadableNames }
}

async function writeIndex(run: RunContext, root: Root, paths: readonly string[], payload: RepoIndexPayload) {
  const { max_file_bytes, keywords = [] } = payload
  const memory = Buffer.allocUnsafe(max_file_bytes)
  const scan = createScan(keywords)
  const index = run.artifact({
    kind: 'repo_index',
    name: indexName(run),
    media_type: 'application/x-ndjson',
    file: 'index.jsonl',
  })
  // DALI’s rows have no lines.
  const withLines = run.compat !== 'dali'
  let hits = 0
  let rejected = 0

  /** DALI counted characters, after the row was written; here the row that does not fit is left out. */
  function write(row: string): void {
    const isDali = run.compat === 'dali'
    const size = isDali ? codePoints(row) : Buffer.byteLength(row)
    const fits = run.spend(size) === size
    if (fits || isDali) index.write(row)
    if (!fits) throw exceeded('max_output_bytes')
  }

  for (const path of paths) {
    await run.breathe(STEP)
    const found = readBeginning(root, path, memory)
    if (found === undefined) continue
    if ('reason' in found) {
      rejected += 1
      await run.rejectPath(path, `path_rejected:${found.reason}`)
      // A workspace that was removed would end as nothing but refusals.
      await run.checkpoint(STEP)
      continue
    }
    const { scanned, keywordHits, text } = scan(found.bytes)
    if (!isRecorded(keywords, keywordHits)) continue
    const row = {
      path,
      bytesScanned: Math.min(scanned, max_file_bytes),
      keywordHits,
      keywordLines: withLines && keywordHits.length > 0 ? keywordLines(text(), keywordHits) : undefined,
    }
    write(`${indexRow(row)}\n`)
    hits += 1
  }
  return { hits, rejected }
}

type Beginning = { readonly bytes: Buffer } | { readonly reason: string } | undefined

/** The beginning of a file, why it was refused, or undefined for what is no file, which is passed over. */
function readBeginning(root: Root, path: string, into: Buffer): Beginning {
  if (isDeniedPath(path)) return { reason: 'denied_name' }
  try {
    const { bytes, inside } = root.readInside(path, { limitBytes: into.length, into })
    return inside.rel !== path && isDeniedPath(inside.rel) ? { reason: 'denied_name' } : { bytes }
  } catch (error) {
    if (!(error instanceof PathRejected)) throw error
    return error.reason === 'not_a_file' ? undefined : { reason: error.reason }
  }
}
