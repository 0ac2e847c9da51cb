import { hash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { canonicalJson } from '#schemas/format'
import { chance } from '../support/random.ts'
import { aFolder, makeFolder, openCore, removeFolder, testCore, type TestCore } from '../support/test-core.ts'
import {
  type BundleRow,
  changeManifest,
  copyOfBundle,
  fitManifest,
  readIndex,
  readManifest,
  readRows,
  type Report,
  runVerifier,
  verifyBundle,
  writeIndex,
  writeRows,
} from './bundle.ts'
import { copyOf, type WorkedHome, workedHome } from './worked-home.ts'

const random = chance('tampering with a bundle')
const exports = makeFolder('exports')
let worked: WorkedHome
let opened: TestCore
let bundle: string
let jobBundle: string
let rows: BundleRow[]

beforeAll(async () => {
  worked = await workedHome()
  opened = await openCore({ home: worked.home, slots: 0 })
  bundle = (await opened.core.evidence.export({ path: join(exports, 'ledger') })).path
  jobBundle = (await opened.core.evidence.export({ job: worked.small, path: join(exports, 'job') })).path
  rows = readRows(bundle)
})

afterAll(async () => {
  await opened.core.close('test')
  worked.remove()
  removeFolder(exports)
  removeFolder(opened.workspace)
})

/** The report on a copy of the whole bundle after `change`, which has to have been noticed. */
async function reportAfter(change: (copy: string) => void, ...args: string[]): Promise<Report> {
  const copy = copyOfBundle(bundle)
  change(copy)
  return verifyBundle(copy, ...args)
}

/** The report after some rows were changed, with a manifest that fits them where it can. */
function reportAfterRows(change: (rows: BundleRow[]) => BundleRow[]): Promise<Report> {
  return reportAfter((copy) => {
    const changed = change(readRows(copy))
    writeRows(copy, changed)
    fitManifest(copy, changed)
  })
}

function problemsOf({ ok, problems }: Report): string[] {
  expect(ok).toBe(false)
  return problems.map(({ where, problem }) => `${where}: ${problem}`)
}

/** A row that is neither the first nor one of the last, nor vouched for by a checkpoint of its own. */
function someRow(): BundleRow {
  const plain = rows.slice(2, -2).filter(({ seq }) => seq !== worked.closedAt.seq - 1)
  return plain[random.below(plain.length)]!
}

function flippedHex(hash: string): string {
  const at = random.below(hash.length)
  return `${hash.slice(0, at)}${hash[at] === '0' ? '1' : '0'}${hash.slice(at + 1)}`
}

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

describe('rows', () => {
  it.each<[string, (row: BundleRow) => unknown]>([
    ['at', ({ at }) => Number(at) + 1],
    ['kind', ({ kind }) => (kind === 'job.held' ? 'job.promoted' : 'job.held')],
    ['v', () => 2],
    ['actor', () => 'nobody'],
    ['job_id', () => 'job-of-nobody'],
    ['run_id', () => 'run-of-nobody'],
    ['trace_id', () => 'trace'],
    ['payload', ({ payload }) => ({ ...payload, added: 1 })],
    ['payload', () => null],
    ['prev_hash', () => '0'.repeat(64)],
    ['hash', ({ hash }) => flippedHex(hash)],
    ['hash', () => null],
  ])('one whose %s was changed is named', async (column, value) => {
    const row = someRow()
    const report = await reportAfterRows((all) =>
      all.map((each) => (each.seq === row.seq ? { ...each, [column]: value(each) } : each)),
    )
    expect(problemsOf(report)[0]).toMatch(new RegExp(`^row ${row.seq}: It`))
  })

  it('one whose number was changed is named', async () => {
    const { seq } = someRow()
    const report = await reportAfterRows((all) =>
      all.map((each) => (each.seq === seq ? { ...each, seq: seq + 1000 } : each)),
    )
    expect(problemsOf(report)).toEqual([
      `row ${seq + 1000}: It does not match its hash.`,
      `row ${seq + 1000}: The rows ${seq} to ${seq + 999} before it are missing.`,
      `row ${seq + 1}: It stands after row ${seq + 1000}: the rows are not in their order.`,
    ])
  })

  it('each member of a payload counts', async () => {
    const row = rows.find(({ kind }) => kind === 'run.claimed')!
    for (const name of Object.keys(row.payload)) {
      const report = await reportAfterRows((all) =>
        all.map((each) => {
          if (each.seq !== row.seq) return each
          const { [name]: _, ...rest } = each.payload
          return { ...each, payload: rest }
        }),
      )
      expect(problemsOf(report)).toEqual([`row ${row.seq}: It does not match its hash.`])
    }
  })

  it('one that is missing is named', async () => {
    const { seq } = someRow()
    const report = await reportAfterRows((all) => all.filter((each) => each.seq !== seq))
    expect(problemsOf(report)).toContain(`row ${seq + 1}: Row ${seq} before it is missing.`)
  })

  it('a missing first row is named', async () => {
    const report = await reportAfterRows((all) => all.slice(1))
    expect(problemsOf(report)).toContain('row 2: The rows before it are missing: a ledger begins with row 1.')
  })

  it('two that changed places are named', async () => {
    const { seq } = someRow()
    const report = await reportAfterRows((all) => all.toSpliced(seq - 1, 2, all[seq]!, all[seq - 1]!))
    expect(problemsOf(report)).toContain(`row ${seq}: It stands after row ${seq + 1}: the rows are not in their order.`)
  })

  it('two whose contents changed places are named', async () => {
    const { seq } = someRow()
    const report = await reportAfterRows((all) =>
      all.map((each) =>
        each.seq === seq ? { ...all[seq]!, seq } : each.seq === seq + 1 ? { ...all[seq - 1]!, seq: seq + 1 } : each,
      ),
    )
    expect(problemsOf(report)).toContain(`row ${seq}: It does not match its hash.`)
    expect(problemsOf(report)).toContain(`row ${seq + 1}: It does not match its hash.`)
  })

  it('one that was rewritten with a hash that fits breaks the link after it', async () => {
    const { seq } = someRow()
    const report = await reportAfterRows((all) =>
      all.map((each) => (each.seq === seq ? rehashed({ ...each, actor: 'nobody' }) : each)),
    )
    expect(problemsOf(report)).toEqual([`row ${seq + 1}: It does not follow row ${seq}: its prev_hash is another.`])
  })

  it('all rewritten from one on with hashes that fit do not fit the checkpoint after it', async () => {
    const checkpoint = worked.closedAt.seq - 1
    const report = await reportAfterRows((all) => {
      let prev = ''
      return all.map((each) => {
        const changed = each.seq < 3 ? each : rehashed({ ...each, actor: 'nobody', prev_hash: prev })
        prev = changed.hash
        return changed
      })
    })
    expect(problemsOf(report)[0]).toBe(`row ${checkpoint}: The checkpoint for it in manifest.json names another hash.`)
  })

  it.each<[string, (line: string) => string]>([
    ['a space', (line) => line.replace(':', ': ')],
    ['a member that is there twice', (line) => line.replace('{', '{"actor":"operator",')],
    ['a number JavaScript cannot hold', (line) => line.replace('"v":1', '"v":1.00000000000000000001')],
    ['no JSON', () => 'not JSON'],
    ['a list', () => '[]'],
    ['nesting without end', () => `{"seq":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('a line with %s is named', async (_, change) => {
    const at = 3 + random.below(rows.length - 5)
    const report = await reportAfter((copy) => {
      const path = join(copy, 'events.jsonl')
      const lines = readFileSync(path, 'utf8').split('\n')
      writeFileSync(path, lines.with(at - 1, change(lines[at - 1]!)).join('\n'))
    })
    expect(problemsOf(report)[0]).toMatch(new RegExp(`^events.jsonl line ${at}: It `))
  })

  it('a line that is no UTF-8 is named', async () => {
    const report = await reportAfter((copy) => {
      const path = join(copy, 'events.jsonl')
      const bytes = readFileSync(path)
      writeFileSync(path, bytes.with(bytes.indexOf('operator'), 0xff))
    })
    expect(problemsOf(report)[0]).toMatch(/^events.jsonl line \d+: It cannot be read/)
  })
})

describe('the end', () => {
  /** A bundle cut off after a row, with everything in it made to fit that can be. */
  function cutAfter(seq: number, change: Record<string, unknown> = {}) {
    return (copy: string) => {
      const kept = readRows(copy).slice(0, seq)
      writeRows(copy, kept)
      const ids = new Set(
        kept.flatMap((row) => [...JSON.stringify(row).matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id)),
      )
      const index = readIndex(copy).filter(({ id }) => ids.has(String(id)))
      for (const name of readdirSync(join(copy, 'bodies'))) if (!ids.has(name)) rmSync(join(copy, 'bodies', name))
      writeIndex(copy, index)
      fitManifest(copy, kept, { bodies: index.length, ...change })
    }
  }

  it('that was cut off shows against the manifest', async () => {
    const report = await reportAfter((copy) => writeRows(copy, rows.slice(0, -1)))
    expect(problemsOf(report)).toContain(
      `manifest.json: Its last_seq is ${rows.length}, but the bundle has ${rows.length - 1}.`,
    )
  })

  it('that was cut off shows against a checkpoint, whatever the manifest says', async () => {
    const report = await reportAfter(cutAfter(worked.closedAt.seq - 2))
    expect(problemsOf(report)[0]).toMatch(
      /^row \d+: The end is missing: there is a checkpoint for row \d+, but the last row is \d+\.$/,
    )
  })

  it('that was cut off with its checkpoints shows only against a head noted elsewhere, as the verifier says', async () => {
    const cut = cutAfter(worked.closedAt.seq - 2, { checkpoints: [] })
    const report = await reportAfter(cut)
    expect(report).toMatchObject({ ok: true, problems: [] })
    expect(report.proves).toContain('Rows cut off at the end show only against a checkpoint, or against a head')

    const { seq, hash } = worked.closedAt
    expect(problemsOf(await reportAfter(cut, '--head', `${seq}:${hash}`))).toEqual([
      `row ${seq}: The end is missing: the head that was noted is row ${seq}, the last row is ${seq - 2}.`,
    ])
  })

  it('is held against a noted head', async () => {
    const { seq, hash } = worked.closedAt
    expect(await verifyBundle(bundle, '--head', `${seq}:${hash}`)).toMatchObject({ ok: true })
    expect(problemsOf(await verifyBundle(bundle, '--head', `${seq}:${flippedHex(hash)}`))).toEqual([
      `row ${seq}: It has another hash than the head that was noted.`,
    ])
    expect((await runVerifier(bundle, '--head', 'nonsense')).code).toBe(1)
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

/** A row with the hash its content has. */
function rehashed(row: BundleRow): BundleRow {
  const { hash: _, ...content } = row
  return { ...row, ...content, hash: hash('sha256', canonicalJson(content)) }
}
