import { isDeniedPath, PathRejected, type Root } from '#confine'
import { type DocCompactorPayload, taskTypes } from '#schemas'
import { createCompactor } from '../algorithms/index.ts'
import type { RunContext } from '../run/context.ts'
import { defineHandler } from '../run/handler.ts'
import { exceeded } from '../run/run-end.ts'

const STEP = 'doc_compactor_step'

export const docCompactor = defineHandler(taskTypes.doc_compactor_task, async (run, payload) => {
  const { inputs, max_input_bytes, max_output_bytes, title = 'Doc Compactor' } = payload
  const compactor = createCompactor({
    title,
    maxInputBytes: max_input_bytes,
    maxOutputBytes: max_output_bytes,
    ...(run.compat === null ? {} : { compat: run.compat }),
  })
  const rejected = await readInputs(run, payload, (path, bytes) => {
    compactor.add(path, bytes)
    return compactor.remaining()
  })
  await run.report({
    kind: 'model.request_summary',
    payload: {
      invoked: false,
      reason: 'doc_compactor_uses_local_compaction',
      input_count: inputs.length,
      max_input_bytes,
    },
  })
  const { text, truncated } = compactor.document()
  const written = Buffer.byteLength(text)
  if (run.spend(written) < written) throw exceeded('max_output_bytes')
  run
    .artifact({ kind: 'document', name: `${run.job.id}.md`, media_type: 'text/markdown', file: 'document.md' })
    .write(text)
  const result = { inputs_considered: inputs.length, bytes_read: compactor.bytesRead() }
  return {
    result:
      run.compat === 'dali' ? result : { ...result, inputs_rejected: rejected, bytes_written: written, truncated },
    verdict: null,
  }
})

/**
 * Hands the documents over in their order, each up to what `take` said is still wanted. DALI looked at one document more
 * than that, and stopped at one that gave nothing.
 * @returns how many were refused
 */
async function readInputs(
  run: RunContext,
  { inputs, max_input_bytes }: DocCompactorPayload,
  take: (path: string, bytes: Buffer) => number,
): Promise<number> {
  const root = run.openWorkspace()
  let wanted = max_input_bytes
  let rejected = 0
  for (const [at, path] of inputs.entries()) {
    if (wanted === 0 && run.compat !== 'dali') {
      run.note(`The limit of ${max_input_bytes} bytes is reached; ${inputs.length - at} documents were not read.`)
      break
    }
    await run.checkpoint(STEP)
    const found = readDocument(root, path, wanted)
    if (found === undefined) continue
    if ('reason' in found) {
      rejected += 1
      await run.rejectPath(path, `path_rejected:${found.reason}`)
      continue
    }
    wanted = take(found.path, found.bytes)
    if (found.bytes.length === 0 && run.compat === 'dali') break
  }
  return rejected
}

type Document = { readonly path: string; readonly bytes: Buffer } | { readonly reason: string } | undefined

/** A document, why it was refused, or undefined for what is no file, which is passed over. */
function readDocument(root: Root, path: string, limitBytes: number): Document {
  if (isDeniedPath(path)) return { reason: 'denied_name' }
  try {
    const { bytes, inside } = root.readInside(path, { limitBytes })
    return inside.rel !== path && isDeniedPath(inside.rel) ? { reason: 'denied_name' } : { path: inside.rel, bytes }
  } catch (error) {
    if (!(error instanceof PathRejected)) throw error
    return error.reason === 'not_a_file' ? undefined : { reason: error.reason }
  }
}
