import { hash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '#schemas/format'
import {
  type BundleRow,
  fitManifest,
  readIndex,
  readRows,
  runVerifier,
  verifyBundle,
  writeIndex,
  writeRows,
} from './bundle.ts'
import {
  bundle,
  flippedHex,
  problemsOf,
  random,
  reportAfter,
  reportAfterRows,
  rows,
  someRow,
  withExportedBundles,
  worked,
} from './exported.ts'

withExportedBundles()

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

/** A row with the hash its content has. */
function rehashed(row: BundleRow): BundleRow {
  const { hash: _, ...content } = row
  return { ...row, ...content, hash: hash('sha256', canonicalJson(content)) }
}
