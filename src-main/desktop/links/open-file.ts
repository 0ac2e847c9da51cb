import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { MAX_JOB_BYTES, type WindowNews } from '#schemas'
import { parseGuardedJson, shellQuoted } from '#schemas/format'

type Shown = Extract<WindowNews, { news: 'job' | 'bundle' | 'refused' }>

const MAX_MANIFEST_BYTES = 64 * 1024

const objectSchema = z.record(z.string(), z.unknown())
const manifestSchema = z.object({
  format: z.string().startsWith('interlock').max(64),
  scope: z.enum(['ledger', 'job']),
  job: z.string().max(64).nullish(),
  exported_at: z.string().max(64).nullish(),
})

/**
 * What a file that the system brought is, as a window shows it: a job to look over, or an evidence bundle (its folder or one of its
 * files) with how to verify it. Nothing of it is run, and a job is not added.
 * @param verifier the verifier of this installation: one that lies in a bundle says what whoever made it wants
 */
export function openFile(path: string, verifier: string): Shown {
  const what = basename(path).slice(0, 255)
  if (!isAbsolute(path)) return refused(what, 'Its path is not whole.')
  try {
    const found = statSync(path)
    if (found.isDirectory()) return bundleIn(path, verifier) ?? refused(what, 'This folder is no evidence bundle.')
    if (!found.isFile()) return refused(what, 'It is no file.')
    const inBundle = ['manifest.json', 'events.jsonl', 'bodies.jsonl'].includes(what)
    const bundle = inBundle ? bundleIn(dirname(path), verifier) : undefined
    if (bundle !== undefined) return bundle
    if (!/\.(json|interlock-job)$/i.test(what))
      return refused(what, 'Interlock opens jobs (.json, .interlock-job) and evidence bundles.')
    if (found.size > MAX_JOB_BYTES) return refused(what, `A job is at most ${MAX_JOB_BYTES} bytes large.`)
    return jobIn(path, what)
  } catch (error) {
    return refused(what, `It cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function jobIn(path: string, file: string): Shown {
  const read = parseGuardedJson(readFileSync(path, 'utf8'), MAX_JOB_BYTES)
  if (!read.ok) return refused(file, `It is not JSON that can be taken: ${read.refusal.reason}`)
  const job = objectSchema.safeParse(read.value)
  if (!job.success || Array.isArray(read.value)) return refused(file, 'It holds no job: a job is an object.')
  if (typeof job.data['type'] !== 'string') return refused(file, 'It holds no job: a job names its type.')
  return { news: 'job', file, job: job.data }
}

function bundleIn(folder: string, verifier: string): Shown | undefined {
  const path = join(folder, 'manifest.json')
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined || !found.isFile() || found.size > MAX_MANIFEST_BYTES) return undefined
  const read = parseGuardedJson(readFileSync(path, 'utf8'), MAX_MANIFEST_BYTES)
  const manifest = read.ok ? manifestSchema.safeParse(read.value).data : undefined
  if (manifest === undefined) return undefined
  return {
    news: 'bundle',
    folder,
    scope: manifest.scope === 'ledger' ? 'the whole ledger' : `the job ${manifest.job ?? 'it does not name'}`,
    exported_at: manifest.exported_at ?? null,
    command: `node ${shellQuoted(verifier)} ${shellQuoted(folder)}`,
  }
}

function refused(what: string, why: string): Shown {
  return { news: 'refused', what: what.slice(0, 300), why: why.slice(0, 500) }
}
