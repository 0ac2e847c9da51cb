import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { canonicalJson, createClock, createIds } from '#schemas/format'
import { createBodies } from './bodies.ts'
import { prepareHome } from './home.ts'
import { createLedger } from './ledger.ts'
import { openReadOnly } from './serve-reader.ts'
import { openStore } from './store.ts'
import { verifyLedger } from './verify.ts'

it('finds evidence of trust that is not what was sealed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-seal-'))
  const home = prepareHome(join(folder, 'home'))
  const clock = createClock()
  const store = openStore(home.database, clock)
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  const ledger = createLedger(store, clock)
  const bodies = createBodies(store, home, createIds())
  const text = canonicalJson({ format: 'interlock-trust/1' })

  const seal = (sha256: string) =>
    store.write((write) => {
      const envelope = bodies.canonical(write, text)
      ledger.append(write, 'run.trust', { decision: 'admitted', code: null, envelope, sha256 }, { actor: 'core' })
      return envelope.id
    })
  await seal(createHash('sha256').update(text).digest('hex'))
  const other = await seal('f'.repeat(64))

  const database = openReadOnly(home.database)
  onTestFinished(() => void database.close())
  expect(await verifyLedger(database, { bodies: true, blobs: home.blobs })).toMatchObject({
    ok: false,
    first_bad: null,
    bad_bodies: [{ id: other, seq: 2, problem: 'It is not what the ledger sealed.' }],
  })
})
