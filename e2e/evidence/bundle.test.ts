import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aFolder, removeFolder, testCore } from '../support/test-core.ts'
import {
  changeManifest,
  copyOfBundle,
  readIndex,
  readManifest,
  readRows,
  runVerifier,
  verifyBundle,
  writeIndex,
  writeRows,
} from './bundle.ts'
import {
  bundle,
  jobBundle,
  opened,
  problemsOf,
  random,
  reportAfter,
  rows,
  withExportedBundles,
  worked,
} from './exported.ts'
import { copyOf } from './worked-home.ts'

withExportedBundles()

describe('a whole bundle', () => {
  it('is verified, in words and as JSON', async () => {
    const report = await verifyBundle(bundle)
    expect(report).toMatchObject({ ok: true, scope: 'ledger', rows: rows.length, problem_count: 0, problems: [] })
    expect(report.bodies).toBe(readdirSync(join(bundle, 'bodies')).length)
    expect(report.checkpoints).toBe(2)

    const { code, output } = await runVerifier(bundle)
    expect(code).toBe(0)
    expect(output).toMatch(/^Evidence of the whole ledger, exported /)
    expect(output).toContain('\nVERIFIED\nThe ledger is complete from its first row to its last')
    expect(output).toContain('Rows cut off at the end show only against a checkpoint')
  })

  it('is verified by a verifier that lies elsewhere', async () => {
    const { code, output } = await runVerifier(jobBundle, bundle)
    expect({ code, whole: output.includes('the whole ledger') }).toEqual({ code: 0, whole: true })
  })

  it('holds every row of the ledger as it is hashed', () => {
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, at) => at + 1))
    expect(rows.at(-1)?.seq).toBe(readManifest(bundle)['last_seq'])
    // A separator of lines in a key must not have cut its row in two.
    expect(rows.find(({ kind }) => kind === 'job.enqueued')?.payload['idempotency_key']).toBe('a\u2028b\u0085c')
  })

  it('needs nothing of ours', () => {
    const source = readFileSync(join(bundle, 'verify.mjs'), 'utf8')
    const imports = [...source.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, name]) => name)
    expect(imports.length).toBeGreaterThan(0)
    expect(imports.filter((name) => !name?.startsWith('node:'))).toEqual([])
  })

  it('of a data directory with a lost file is still written, and the loss is named', async () => {
    const home = copyOf(worked.home)
    onTestFinished(() => removeFolder(home))
    const [lost] = readdirSync(join(home, 'blobs'))
    rmSync(join(home, 'blobs', lost!))
    const { core } = await testCore({ home, slots: 0 })
    const { path } = await core.evidence.export({ path: join(aFolder('export'), 'bundle') })
    expect(problemsOf(await verifyBundle(path))).toEqual([
      expect.stringMatching(`^body ${lost}: Row \\d+ names it, but it is missing from bodies.jsonl`),
    ])
  })

  it('refuses to write into a folder that holds something', async () => {
    await expect(opened.core.evidence.export({ path: bundle })).rejects.toMatchObject({ code: 'export_target_exists' })
  })
})

describe('a bundle of one job', () => {
  it('is verified, and says that it proves rows but not that none is missing', async () => {
    const report = await verifyBundle(jobBundle)
    expect(report).toMatchObject({ ok: true, scope: 'job', checkpoints: 0 })
    expect(report.proves).toContain('Not proved: that no row of the job is missing')
    expect((await runVerifier(jobBundle)).output).toContain(`Evidence of the job ${worked.small}`)
  })

  it('notices a changed row, a row of another job, and a row too few for its manifest', async () => {
    const copy = copyOfBundle(jobBundle)
    const own = readRows(copy)
    const [first, second] = own
    writeRows(copy, [{ ...first, actor: 'nobody' }, ...own.slice(1)])
    expect(problemsOf(await verifyBundle(copy))).toEqual([`row ${first!.seq}: It does not match its hash.`])

    writeRows(copy, [rows[0], ...own])
    expect(problemsOf(await verifyBundle(copy))).toContain(`row 1: It does not belong to the job ${worked.small}.`)

    writeRows(
      copy,
      own.filter((row) => row !== second),
    )
    expect(problemsOf(await verifyBundle(copy))).toContain(
      `manifest.json: Its events is ${own.length}, but the bundle has ${own.length - 1}.`,
    )
  })
})

describe('bodies', () => {
  const bodies = () => readdirSync(join(bundle, 'bodies'))

  it('every byte counts', async () => {
    const smallest = bodies()
      .map((name) => ({ name, size: statSync(join(bundle, 'bodies', name)).size }))
      .filter(({ size }) => size > 0)
      .toSorted((a, b) => a.size - b.size)[0]!
    const copy = copyOfBundle(bundle)
    const path = join(copy, 'bodies', smallest.name)
    const bytes = readFileSync(path)
    for (let at = 0; at < bytes.length; at += 1) {
      writeFileSync(path, bytes.with(at, bytes[at]! ^ (1 << random.below(8))))
      expect(problemsOf(await verifyBundle(copy))).toEqual([
        expect.stringMatching(`^body ${smallest.name}: Its bytes or its salt do not match the digest in row \\d+\\.$`),
      ])
    }
    expect(bytes.length).toBeGreaterThan(2)
  })

  it('each one counts: all are named when a byte of each was changed', async () => {
    const changed = bodies().filter((name) => statSync(join(bundle, 'bodies', name)).size > 0)
    const report = await reportAfter((copy) => {
      for (const name of changed) {
        const path = join(copy, 'bodies', name)
        const bytes = readFileSync(path)
        const at = random.below(bytes.length)
        writeFileSync(path, bytes.with(at, bytes[at]! ^ (1 << random.below(8))))
      }
    })
    expect(report.problems.map(({ where }) => where).toSorted()).toEqual(
      changed.map((name) => `body ${name}`).toSorted(),
    )
  })

  it.each<[string, (copy: string, id: string) => void, string]>([
    ['is cut', (copy, id) => writeFileSync(join(copy, 'bodies', id), ''), 'It has 0 bytes instead of '],
    ['is missing', (copy, id) => rmSync(join(copy, 'bodies', id)), 'Row '],
    [
      'is a link',
      (copy, id) => {
        rmSync(join(copy, 'bodies', id))
        symlinkSync(join(bundle, 'bodies', id), join(copy, 'bodies', id))
      },
      'It is not a plain file.',
    ],
  ])('one that %s is named', async (_, damage, problem) => {
    const id = random.pick(bodies().filter((name) => statSync(join(bundle, 'bodies', name)).size > 0))
    const report = await reportAfter((copy) => damage(copy, id))
    expect(problemsOf(report)).toEqual([expect.stringContaining(`body ${id}: ${problem}`)])
  })

  it('one too many is named', async () => {
    const report = await reportAfter((copy) => writeFileSync(join(copy, 'bodies', 'body-extra'), 'x'))
    expect(problemsOf(report)).toEqual(['body body-extra: It lies in the bundle, but is not part of it.'])
  })

  it.each<[string, (entry: Record<string, unknown>) => unknown[], RegExp]>([
    ['a changed salt', (entry) => [{ ...entry, salt: '00'.repeat(16) }], /Its bytes or its salt do not match/],
    ['a changed size', (entry) => [{ ...entry, size: Number(entry['size']) + 1 }], /bodies\.jsonl says otherwise/],
    ['a changed digest', (entry) => [{ ...entry, digest: '0'.repeat(64) }], /bodies\.jsonl says otherwise/],
    ['no entry', () => [], /it is missing from bodies\.jsonl/],
    ['two entries', (entry) => [entry, entry], /is there twice/],
    [
      'an entry of another name',
      (entry) => [{ ...entry, id: '../manifest.json' }],
      /Its members are not those of a body/,
    ],
  ])('one with %s is named', async (_, change, problem) => {
    const entries = readIndex(bundle)
    const at = random.below(entries.length)
    const entry = entries[at]!
    const report = await reportAfter((copy) =>
      writeIndex(copy, [...entries.slice(0, at), ...change(entry), ...entries.slice(at + 1)]),
    )
    expect(problemsOf(report)[0]).toMatch(problem)
  })

  it('an entry no row names is named', async () => {
    const report = await reportAfter((copy) => {
      const entries = readIndex(copy)
      writeIndex(copy, [...entries, { ...entries[0], id: 'body-extra' }])
      writeFileSync(join(copy, 'bodies', 'body-extra'), 'x')
      changeManifest(copy, { bodies: entries.length + 1 })
    })
    expect(problemsOf(report)).toEqual(['body body-extra: It is in bodies.jsonl, but no row names it.'])
  })
})

describe('the manifest', () => {
  it.each<[string, unknown]>([
    ['format', 'interlock-evidence/2'],
    ['scope', 'everything'],
    ['scope', 'job'],
    ['job', 'job-of-nobody'],
    ['first_seq', 2],
    ['last_seq', 1],
    ['last_hash', '0'.repeat(64)],
    ['events', 1],
    ['bodies', 1],
    ['checkpoints', [{ seq: 1, hash: '0'.repeat(64) }]],
    ['checkpoints', 'none'],
  ])('is not believed when its %s was changed to %j', async (member, value) => {
    expect((await reportAfter((copy) => changeManifest(copy, { [member]: value }))).ok).toBe(false)
  })

  it.each<[string, (copy: string) => void]>([
    ['no manifest', (copy) => rmSync(join(copy, 'manifest.json'))],
    ['a manifest that is no JSON', (copy) => writeFileSync(join(copy, 'manifest.json'), 'x')],
    ['a manifest that is null', (copy) => writeFileSync(join(copy, 'manifest.json'), 'null')],
    ['no rows', (copy) => rmSync(join(copy, 'events.jsonl'))],
    ['no index of bodies', (copy) => rmSync(join(copy, 'bodies.jsonl'))],
    ['no folder of bodies', (copy) => rmSync(join(copy, 'bodies'), { recursive: true })],
    ['a strange file', (copy) => writeFileSync(join(copy, 'notes.txt'), 'x')],
  ])('%s is noticed', async (_, damage) => {
    expect((await reportAfter(damage)).ok).toBe(false)
  })

  it('cannot steer the terminal the report is shown on', async () => {
    const copy = copyOfBundle(bundle)
    writeFileSync(join(copy, '\u001b[2Jgone'), 'x')
    const { code, output } = await runVerifier(copy)
    expect(code).toBe(1)
    expect(output).toContain('\uFFFD[2Jgone')
    expect(output).not.toContain('\u001b')
  })
})
