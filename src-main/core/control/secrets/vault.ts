import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { InterlockError, type KeyKeeperKind } from '#schemas'
import type { KeyKeeper } from './key-keeper.ts'
import { KEY_BYTES, seal, unseal } from './seal.ts'
import { contextOf, damaged, type Stored } from './store-file.ts'

const valuesSchema = z.record(z.string(), z.string())

/** The store while it is open: its key and what it seals. */
export interface Opened {
  readonly key: Buffer
  readonly values: ReadonlyMap<string, string>
}

/** Seals `values` anew; names and times stand readable beside them. */
export function sealed(
  { key, values }: Opened,
  { format, id, keys }: Pick<Stored, 'format' | 'id' | 'keys'>,
  times: ReadonlyMap<string, number>,
): Stored {
  const secrets = [...values.keys()].toSorted().map((name) => ({ name, set_at: times.get(name) ?? 0 }))
  const head = { format, id, keys, secrets }
  return { ...head, sealed: seal(key, Buffer.from(JSON.stringify(Object.fromEntries(values))), contextOf(head)) }
}

/**
 * A new store without a secret, whose key the first of the keepers keeps that can.
 * @throws what the first failed with, where none can
 */
export async function createdBy(id: string, keepers: readonly KeyKeeper[]) {
  let failure: unknown
  for (const keeper of keepers) {
    try {
      return await created(id, keeper)
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}

/** A new store without a secret, whose key the keeper keeps. */
export async function created(id: string, keeper: KeyKeeper): Promise<{ stored: Stored; opened: Opened }> {
  const opened = { key: randomBytes(KEY_BYTES), values: new Map<string, string>() }
  const keys = [{ keeper: keeper.kind, kept: await keeper.keep(opened.key, id) }]
  return { opened, stored: sealed(opened, { format: 'interlock-secrets/1', id, keys }, new Map()) }
}

/**
 * Opens a store with the first keeper that can.
 * @throws InterlockError what the last keeper failed with, secrets_damaged; undefined where none of them is one of its own
 */
export async function opened(file: string, stored: Stored, keepers: readonly KeyKeeper[]): Promise<Opened | undefined> {
  let failure: InterlockError | undefined
  for (const keeper of keepers) {
    const kept = stored.keys.find((each) => each.keeper === keeper.kind)?.kept
    if (kept === undefined) continue
    try {
      return valuesOf(file, stored, await keeper.give(kept, stored.id))
    } catch (error) {
      failure =
        error instanceof InterlockError ? error : damaged(file, `the key kept for ${keeper.kind} cannot be read`)
    }
  }
  if (failure !== undefined) throw failure
  return undefined
}

function valuesOf(file: string, stored: Stored, key: Buffer): Opened {
  const plain = unseal(key, stored.sealed, contextOf(stored))
  if (plain === undefined) throw damaged(file, 'it was changed by something else than Interlock')
  return { key, values: new Map(Object.entries(valuesSchema.parse(JSON.parse(plain.toString('utf8'))))) }
}

export function kindsOf(stored: Pick<Stored, 'keys'>): KeyKeeperKind[] {
  return [...new Set(stored.keys.map(({ keeper }) => keeper))]
}
