import { execFileSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { READ_ONLY_POLICY, taskTypes } from '#schemas'
import { artifactText, type JobParts, readyWorker, type WorkerHarness } from '../testing/worker-harness.ts'

let worker: WorkerHarness
let count = 0
beforeAll(async () => {
  worker = await readyWorker()
})
afterAll(() => worker.close())

function git(cwd: string, ...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { cwd, stdio: 'pipe' })
}

function aRepository(files: Record<string, string>): string {
  count += 1
  const path = join(worker.folder, `repository-${count}`)
  mkdirSync(path)
  git(path, 'init', '-q')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  git(path, 'add', '-A', '-f')
  return path
}

async function index(workspace: string, payload: object = {}, parts: Partial<JobParts> = {}) {
  const { assignment, finish } = await worker.run({
    type: 'repo_index_task',
    policy: READ_ONLY_POLICY,
    ...parts,
    workspace,
    payload: { include_globs: ['*'], max_files: 1000, max_file_bytes: 65_536, ...payload },
  })
  return {
    assignment,
    finish,
    index: artifactText(finish, assignment, 'repo_index'),
    summary: artifactText(finish, assignment, 'summary'),
    steps: worker.stepsOf(assignment.run),
  }
}

describe('the repository index', () => {
  it('lists the tracked files that match, in DALI’s form of a row', async () => {
    const path = aRepository({ 'b.md': 'bé', 'a.ts': 'x', 'src/deep/c.md': '', 'skip/d.md': 'd' })
    writeFileSync(join(path, 'untracked.md'), '')
    const run = await index(path, { include_globs: ['**/*.md'], exclude_globs: ['skip/*'] })
    expect(run.index).toBe(
      '{"path": "b.md", "bytes_scanned": 3, "keyword_hits": []}\n' +
        '{"path": "src/deep/c.md", "bytes_scanned": 0, "keyword_hits": []}\n',
    )
    const { id } = run.assignment.job
    expect(run.finish).toMatchObject({
      state: 'succeeded',
      result: {
        files_considered: 2,
        hits_written: 2,
        index_jsonl: `${id}_index.jsonl`,
        files_rejected: 0,
        limit_reached: false,
      },
      artifacts: [
        { kind: 'repo_index', name: `${id}_index.jsonl`, media_type: 'application/x-ndjson' },
        { kind: 'summary', name: `${id}.md`, media_type: 'text/markdown' },
      ],
    })
    expect(taskTypes.repo_index_task.result.parse(run.finish.result)).toEqual(run.finish.result)
    expect(run.summary).toBe(
      `# Repo Index Task\n\n- job_id: ${id}\n- files_considered: 2\n- hits_written: 2\n- output: ${id}_index.jsonl\n`,
    )
  })

  it('needs no tool call, and says what git did as a step', async () => {
    const { finish, steps } = await index(aRepository({ 'a.md': 'a' }), {}, { budgets: { max_tool_calls: 0 } })
    expect(finish).toMatchObject({ state: 'succeeded', usage: { tool_calls: 0 } })
    expect(steps).toMatchObject([{ kind: 'step.done', payload: { step: 1, name: 'git.ls_files', items: 1, bytes: 5 } }])
  })

  it('records only files that hold a keyword, and which in which lines', async () => {
    const path = aRepository({ 'a.md': 'audit and\n\npolicy, policy', 'b.md': 'nothing', 'c.md': 'Policy' })
    const { index: rows } = await index(path, { keywords: ['policy', '', 'audit'] })
    expect(rows).toBe(
      '{"path": "a.md", "bytes_scanned": 25, "keyword_hits": ["policy", "audit"], "keyword_lines": [[3], [1]]}\n',
    )
  })

  it('lists names that are not ASCII', async () => {
    const { index: rows } = await index(aRepository({ 'café "x".md': 'x' }))
    expect(rows).toBe('{"path": "café \\"x\\".md", "bytes_scanned": 1, "keyword_hits": []}\n')
  })

  it('stops at the number of files asked for and says so', async () => {
    const path = aRepository({ a: '', b: '', c: '' })
    expect((await index(path, { max_files: 2 })).finish.result).toMatchObject({
      files_considered: 2,
      limit_reached: true,
    })
    expect((await index(path, { max_files: 3 })).finish.result).toMatchObject({
      files_considered: 3,
      limit_reached: false,
    })
  })

  it('records what leads out, is missing or is kept for secrets, and goes on', async () => {
    const path = aRepository({ '.env': 'SECRET=1', 'a.md': 'a', 'gone.md': '', 'keys/id_rsa': 'k' })
    symlinkSync('/etc/passwd', join(path, 'out'))
    symlinkSync('.env', join(path, 'innocent'))
    symlinkSync('a.md', join(path, 'link'))
    git(path, 'add', '-A')
    git(path, 'add', '-f', 'keys')
    unlinkSync(join(path, 'gone.md'))
    const { finish, index: rows, steps } = await index(path)
    expect(finish.result).toMatchObject({ files_considered: 7, hits_written: 2, files_rejected: 5 })
    expect(rows?.split('\n').map((row) => /"path": "([^"]*)/.exec(row)?.[1])).toEqual(['a.md', 'link', undefined])
    const rejected = steps.filter(({ kind }) => kind === 'path.rejected')
    expect(rejected.map(({ body, payload }) => [body, payload['reason']])).toEqual([
      [{ path: '.env' }, 'path_rejected:denied_name'],
      [{ path: 'gone.md' }, 'path_rejected:not_found'],
      [{ path: 'innocent' }, 'path_rejected:denied_name'],
      [{ path: 'keys/id_rsa' }, 'path_rejected:denied_name'],
      [{ path: 'out' }, 'path_rejected:outside_repo'],
    ])
  })

  it('ends at the output budget with the rows that fit', async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`file-${at}.md`, 'x']))
    const { finish, index: rows = '' } = await index(aRepository(files), {}, { budgets: { max_output_bytes: 1024 } })
    expect(finish).toMatchObject({ state: 'over_budget', outcome: { code: 'max_output_bytes' } })
    expect(finish.artifacts.map(({ kind }) => kind)).toEqual(['repo_index'])
    expect(Buffer.byteLength(rows)).toBeLessThanOrEqual(1024)
    expect(rows.endsWith('}\n')).toBe(true)
  })

  it('says so when the workspace is no git repository', async () => {
    count += 1
    const path = join(worker.folder, `folder-${count}`)
    mkdirSync(path)
    const { finish } = await index(path)
    expect(finish).toMatchObject({
      state: 'failed',
      outcome: {
        code: 'not_a_git_repository',
        message: 'demo is not a git repository, so there are no tracked files to list.',
      },
      transient: false,
    })
  })

  it('repeats what git says when it fails otherwise', async () => {
    const path = aRepository({ a: '' })
    writeFileSync(join(path, '.git/index'), 'not an index')
    const { finish } = await index(path)
    expect(finish).toMatchObject({ state: 'failed', outcome: { code: 'git_failed' } })
    expect(finish.outcome?.message).toContain('index file')
  })

  it('starts nothing that the repository names', async () => {
    const path = aRepository({ 'a.md': 'a' })
    const marker = join(worker.folder, 'hacked')
    const hook = join(worker.folder, 'hook.sh')
    writeFileSync(hook, `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 })
    for (const name of ['core.fsmonitor', 'core.sshCommand', 'core.pager', 'diff.external', 'filter.x.clean']) {
      git(path, 'config', name, hook)
    }
    git(path, 'config', 'alias.ls-files', `!${hook}`)
    writeFileSync(join(path, '.gitattributes'), '* filter=x\n')
    expect((await index(path)).finish).toMatchObject({ state: 'succeeded', result: { files_considered: 1 } })
    expect(existsSync(marker)).toBe(false)
  })

  it.runIf(process.getuid?.() === 0)('lists a repository of another user', async () => {
    const path = aRepository({ 'a.md': 'a' })
    for (const name of ['.', ...readdirSync(path, { recursive: true, encoding: 'utf8' })]) {
      chownSync(join(path, name), 12_345, 12_345)
    }
    expect((await index(path)).finish).toMatchObject({ state: 'succeeded', result: { files_considered: 1 } })
  })

  it('lists a part of a repository above the workspace, but not of one that another user planted there', async () => {
    const repository = aRepository({ 'a.md': 'a', 'part/b.md': 'b' })
    const part = join(repository, 'part')
    const { assignment, finish } = await index(part)
    expect(finish).toMatchObject({ state: 'succeeded', result: { files_considered: 1 } })
    expect(readFileSync(join(assignment.scratch, 'home', 'git-config'), 'utf8')).toBe(
      `[safe]\n\tdirectory = "${part}"\n`,
    )
    // Only root can make something another user's; anybody else has shown above that no other folder is excepted.
    const isRoot = process.getuid?.() === 0
    if (isRoot) for (const planted of [repository, join(repository, '.git')]) chownSync(planted, 12_345, 12_345)
    expect((await index(part)).finish).toMatchObject(
      isRoot
        ? {
            state: 'failed',
            outcome: {
              code: 'foreign_repository',
              message: 'demo lies inside a git repository that belongs to another user, which is not read.',
            },
          }
        : { state: 'succeeded' },
    )
  })

  it('obeys a stop in the middle of thousands of files', async () => {
    const files = Object.fromEntries(Array.from({ length: 12_000 }, (_, at) => [`d${at % 50}/file-${at}.md`, 'x']))
    const assignment = worker.begin({
      type: 'repo_index_task',
      workspace: aRepository(files),
      payload: { include_globs: ['*'], max_files: 50_000, max_file_bytes: 65_536 },
    })
    await worker.until((message) => message.kind === 'steps' && message.run === assignment.run)
    worker.send({ kind: 'stop', run: assignment.run, reason: 'kill_switch' })
    expect(await worker.finishOf(assignment.run)).toMatchObject({
      state: 'killed',
      outcome: { message: 'kill_switch:repo_index_step' },
      artifacts: [],
    })
  })
})

describe('the repository index in DALI form', () => {
  it('has its paths, its patterns and no further fields', async () => {
    const path = aRepository({ 'src/a.py': 'a', 'src/x/b.py': 'b', 'café.md': '' })
    const { assignment, finish, summary, steps } = await index(
      path,
      { include_globs: ['src/**/*.py', '*.md*'] },
      { compat: 'dali' },
    )
    const name = `workspace/local_exec/evidence/${assignment.job.id}_index.jsonl`
    expect(finish.result).toEqual({ files_considered: 2, hits_written: 1, index_jsonl: name })
    expect(summary).toContain(`- output: ${name}\n`)
    expect(steps).toMatchObject([
      {
        kind: 'path.rejected',
        payload: { reason: 'path_rejected:not_found' },
        body: { path: String.raw`"caf\303\251.md"` },
      },
    ])
  })

  it('takes a folder that is no repository for an empty one', async () => {
    count += 1
    const path = join(worker.folder, `folder-${count}`)
    mkdirSync(path)
    expect((await index(path, {}, { compat: 'dali' })).finish).toMatchObject({
      state: 'succeeded',
      result: { files_considered: 0, hits_written: 0 },
    })
  })
})
