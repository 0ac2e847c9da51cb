import { randomFillSync } from 'node:crypto'

const SALT_BYTES = 16
const BLOCK_SALTS = 256

/** Random salts of 16 bytes, drawn from the system's generator in blocks: each draw is a system call. */
export function createSalts(): () => Buffer {
  let block = Buffer.alloc(0)
  let used = 0
  return () => {
    if (used === block.length) {
      block = randomFillSync(Buffer.alloc(SALT_BYTES * BLOCK_SALTS))
      used = 0
    }
    used += SALT_BYTES
    return block.subarray(used - SALT_BYTES, used)
  }
}
