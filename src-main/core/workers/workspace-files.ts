import { createHash } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { InterlockError, MAX_PROMOTED_BYTES, type PromotionEffect, type PromotionRequest } from '#schemas'
import { canonicalJson, formatBytes, type Ids, shortId } from '#schemas/format'
import type { FileAnswer, FileTask } from '#schemas/protocol'
import { type Bodies, type Home, scratchPath } from '#core/record'
import type { KeptPromotion, PromotionItem, PromotionTarget } from '#core/work'
import type { FileTasks } from './file-tasks.ts'

export interface WorkspaceFilesDeps {
  readonly files: FileTasks
  readonly bodies: Bodies
  readonly home: Home
  readonly ids: Ids
  readonly slots: number
  /** The folder of a workspace; undefined when it is not allowed. */
  readonly workspacePath: (name: string) => string | undefined
}

/** What is kept of a promotion to a file; digests stay out of it, since they would let a short text be guessed. */
const recordSchema = z.object({
  workspace: z.string(),
  folder: z.string(),
  path: z.string(),
  act: z.enum(['create', 'change', 'same']),
  mode: z.int().nullable(),
})

type Compared = Extract<FileAnswer, { answer: 'compared' }>

/** Files of a workspace as a place artifacts are promoted to. The core opens none of them: a process of its own does. */
export function createWorkspaceFiles(deps: WorkspaceFilesDeps): PromotionTarget {
  const { files, bodies, home, ids } = deps

  /** A folder for what the process reads and leaves, gone afterwards. */
  async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = scratchPath(home, ids.next('prom'))
    await mkdir(folder, { mode: 0o700 })
    try {
      return await work(folder)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  function placeOf({ workspace, path }: { workspace: string; path: string }): Pick<FileTask, 'workspace' | 'path'> {
    if (deps.slots === 0) throw new InterlockError('no_workers', {})
    const folder = deps.workspacePath(workspace)
    if (folder === undefined) throw new InterlockError('workspace_not_found', { name: workspace, known: [] })
    return { workspace: { name: workspace, path: folder }, path }
  }

  /** A body as a file the process can read. */
  async function fileOf(body: string, folder: string, name: string): Promise<string> {
    const info = bodies.find(body)
    if (info === undefined || info.digest === null) throw new InterlockError('body_gone', { id: body })
    if (info.size > MAX_PROMOTED_BYTES)
      throw new InterlockError('promotion_refused', {
        path: '',
        reason: 'too_large',
        sentence: `It has ${formatBytes(info.size)}; the limit for a file is ${formatBytes(MAX_PROMOTED_BYTES)}.`,
      })
    const bytes = await bodies.slice(body, 0, info.size)
    if (bytes === undefined) throw new InterlockError('body_gone', { id: body })
    const path = join(folder, name)
    await writeFile(path, bytes, { mode: 0o600 })
    return path
  }

  async function compareTask(item: PromotionItem, folder: string, at: number, keep: string | null) {
    const { workspace, path } = item.request
    const place = placeOf({ workspace, path })
    return {
      task: 'compare' as const,
      ...place,
      content: await fileOf(item.artifact.body, folder, `content-${at}`),
      keep,
    }
  }

  /** What was promoted and what was there before, as files the process can read. */
  async function keptFiles({ content, previous }: KeptPromotion, folder: string) {
    return {
      content: await fileOf(content, folder, 'content'),
      previous: previous === null ? null : await fileOf(previous, folder, 'previous'),
    }
  }

  /** The place of a kept promotion, which must still be the same folder. */
  function placeAgain(record: z.infer<typeof recordSchema>): ReturnType<typeof placeOf> {
    const place = placeOf(record)
    if (place.workspace.path === record.folder) return place
    throw new InterlockError('promotion_refused', {
      path: record.path,
      reason: 'workspace_moved',
      sentence: `The workspace ${record.workspace} is ${place.workspace.path} now; it was ${record.folder}.`,
    })
  }

  /** What lies at the place of a kept promotion, beside its content and what was there before. */
  async function lookAt(promotion: KeptPromotion, folder: string) {
    const record = recordSchema.parse(promotion.record)
    const place = placeAgain(record)
    const { content, previous } = await keptFiles(promotion, folder)
    const tasks: FileTask[] = [
      { task: 'compare', ...place, content, keep: null },
      ...(previous === null ? [] : [{ task: 'compare' as const, ...place, content: previous, keep: null }]),
    ]
    const [now, before] = (await files.run(tasks)).map((answer) => compared(answer, record.path))
    if (now === undefined) throw new Error('The process that opens files left a task out.')
    return { record, place, content, previous, now, before: before?.content.sha256 ?? null }
  }

  return {
    look: (items) =>
      withScratch(async (folder) => {
        // One after the other: a hundred contents at once would be hundreds of megabytes.
        const tasks: (FileTask | Error)[] = []
        for (const [at, item] of items.entries())
          tasks.push(await compareTask(item, folder, at, null).catch((error: unknown) => asError(error)))
        const answers = (await files.run(tasks.flatMap((task) => (task instanceof Error ? [] : [task])))).values()
        return items.map((item, at) => {
          const task = tasks[at]
          if (task === undefined || task instanceof Error) return task ?? new Error('It was not looked at.')
          const answer = answers.next().value
          return answer?.answer === 'compared'
            ? outlookOf(item, task.workspace.path, answer)
            : failureOf(answer, task.path)
        })
      }),
    prepare: (item, plan) =>
      withScratch(async (folder) => {
        const keep = join(folder, 'previous')
        const task = await compareTask(item, folder, 0, keep)
        const found = compared((await files.run([task]))[0], task.path)
        const outlook = outlookOf(item, task.workspace.path, found)
        if (outlook.binding !== plan) throw new InterlockError('promotion_stale', { path: task.path })
        return {
          ...outlook,
          record: {
            workspace: task.workspace.name,
            folder: task.workspace.path,
            path: task.path,
            act: actOf(found),
            mode: found.present?.mode ?? null,
          },
          previous: found.present === null ? null : await bodies.seal(keep, 'file'),
        }
      }),
    apply: (promotion) =>
      withScratch(async (folder) => {
        const { record, place, content, now, before } = await lookAt(promotion, folder)
        if (digestOf(now) !== before) throw new InterlockError('promotion_stale', { path: record.path })
        if (record.act === 'same') return
        const beside = besideOf(promotion)
        const put: FileTask = { task: 'put', ...place, content, expect: before, mode: null, beside }
        done((await files.run([put]))[0], record.path)
      }),
    revert: (promotion) =>
      withScratch(async (folder) => {
        const { record, place, previous, now } = await lookAt(promotion, folder)
        const expect = digestOf(now)
        if (expect === null || expect !== now.content.sha256)
          throw new InterlockError('undo_refused', {
            id: promotion.id,
            reason: `${record.path} was ${expect === null ? 'removed' : 'changed'} after the promotion, so it is left as it is.`,
          })
        if (record.act === 'same') return
        const task: FileTask =
          previous === null
            ? { task: 'remove', ...place, expect }
            : { task: 'put', ...place, content: previous, expect, mode: record.mode, beside: besideOf(promotion) }
        done((await files.run([task]))[0], record.path)
      }),
    standing: (promotion) =>
      withScratch(async (folder) => {
        const record = recordSchema.parse(promotion.record)
        const place = placeAgain(record)
        const kept = await keptFiles(promotion, folder)
        const [answer] = await files.run([{ task: 'settle', ...place, ...kept, beside: besideOf(promotion) }])
        if (answer?.answer === 'settled') return answer.standing
        throw failureOf(answer, record.path)
      }),
    describe: (record) => {
      const { workspace, path, act } = recordSchema.parse(record)
      return { workspace, path, act }
    },
    suggest(artifact, last) {
      const before = recordSchema.safeParse(last).data
      if (before !== undefined) return { target: 'workspace_file', workspace: before.workspace, path: before.path }
      const folder = deps.workspacePath(artifact.workspace)
      return folder === undefined ? null : firstIdea(artifact)
    },
  }
}

/** Known again after a crash, and nobody else's: the id is random. */
function besideOf({ id }: KeptPromotion): string {
  return `.interlock-${id}.tmp`
}

/** Removes what a crash left of the folders of file tasks. */
export function sweepFileTasks(home: Home): void {
  for (const name of readdirSync(home.spool))
    if (/^prom-[a-z0-9]+\.files$/.test(name)) rmSync(join(home.spool, name), { recursive: true, force: true })
}

/** A name nobody uses yet in all likelihood, so that the first idea replaces nothing. */
function firstIdea({ workspace, kind, name, job_id }: PromotionItem['artifact']): PromotionRequest {
  const ending = /\.[a-z0-9]{1,8}$/i.exec(name)?.[0] ?? '.txt'
  const path = name.startsWith(job_id) ? `${kind.replaceAll('_', '-')}-${shortId(job_id)}${ending}` : name
  return { target: 'workspace_file', workspace, path }
}

function outlookOf({ artifact, request }: PromotionItem, folder: string, found: Compared) {
  const effect: PromotionEffect = {
    kind: 'workspace_file',
    act: actOf(found),
    workspace: request.workspace,
    folder,
    path: request.path,
    size_before: found.present?.size ?? null,
    size_after: found.content.size,
    diff: found.diff,
  }
  const rests = [
    artifact.id,
    found.content.sha256,
    request.workspace,
    folder,
    request.path,
    found.place,
    digestOf(found),
  ]
  return { effects: [effect], binding: createHash('sha256').update(canonicalJson(rests)).digest('hex') }
}

function actOf({ present, content }: Compared): PromotionEffect['act'] {
  if (present === null) return 'create'
  return present.sha256 === content.sha256 ? 'same' : 'change'
}

function digestOf({ present }: Compared): string | null {
  return present?.sha256 ?? null
}

function compared(answer: FileAnswer | undefined, path: string): Compared {
  if (answer?.answer === 'compared') return answer
  throw failureOf(answer, path)
}

function done(answer: FileAnswer | undefined, path: string): void {
  if (answer?.answer !== 'done') throw failureOf(answer, path)
}

const SYSTEM_WORDS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'the system does not allow it',
  EIO: 'the disk failed',
}

function failureOf(answer: FileAnswer | undefined, path: string): Error {
  switch (answer?.answer) {
    case 'changed':
      return new InterlockError('promotion_stale', { path })
    case 'refused':
      return new InterlockError('promotion_refused', { path, reason: answer.reason, sentence: answer.sentence })
    case 'failed':
      return new InterlockError('promotion_failed', { path, reason: SYSTEM_WORDS[answer.code] ?? answer.code })
    default:
      return new Error('The process that opens files gave an answer to something else.')
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
