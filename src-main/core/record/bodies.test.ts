import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createClock, createIds } from '#schemas/format'
import { createBodies } from './bodies.ts'
import { prepareHome } from './home.ts'
import { openStore } from './store.ts'

function aRecord() {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-bodies-'))
  const home = prepareHome(join(folder, 'home'))
  const store = openStore(home.database, createClock())
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return { folder, store, bodies: createBodies(store, home, createIds()) }
}

it('leaves a small file where it is, since a crash before the commit would lose its bytes', async () => {
  const { folder, store, bodies } = aRecord()
  const path = join(folder, 'small')
  writeFileSync(path, 'what a run said')
  const sealed = await bodies.seal(path, 'frames')
  expect(existsSync(path)).toBe(true)
  const { id } = await store.write((write) => bodies.keep(write, sealed))
  expect(bodies.read(id)?.toString()).toBe('what a run said')
})

it('moves a large file to where bodies lie, where a crash leaves it', async () => {
  const { folder, store, bodies } = aRecord()
  const path = join(folder, 'large')
  writeFileSync(path, 'x'.repeat(100_000))
  const sealed = await bodies.seal(path, 'file')
  expect(existsSync(path)).toBe(false)
  expect(existsSync(bodies.pathOf(sealed.ref.id))).toBe(true)
  const { id, size } = await store.write((write) => bodies.keep(write, sealed))
  expect((await bodies.slice(id, 99_990, 100))?.toString()).toBe('x'.repeat(10))
  expect(size).toBe(100_000)
})

it('gives the same text another digest each time, so that nothing can be guessed from one', async () => {
  const { store, bodies } = aRecord()
  const [one, other] = await store.write((write) => [bodies.text(write, 'yes'), bodies.text(write, 'yes')])
  expect(one?.digest).not.toBe(other?.digest)
  expect([one, other].map((ref) => ref?.digest)).not.toContain(createHash('sha256').update('yes').digest('hex'))
})
