import { expect, it, onTestFinished } from 'vitest'
import { keepJobId, keepStdin } from './handed-over.ts'
import { handOver } from './node24.ts'

it('hands on what was read of the standard input and the id that was given', async () => {
  const argv = process.argv
  onTestFinished(() => {
    process.argv = argv
  })
  const child = `let text = ''
    process.stdin.on('data', (bytes) => { text += bytes })
    process.stdin.on('end', () => process.exit(text === '{"type":"x"}' && process.env.INTERLOCK_JOB_ID === 'job-known' ? 7 : 1))`
  process.argv = [process.execPath, '-e', child]
  keepStdin('{"type":"x"}')
  keepJobId('job-known')
  await expect(handOver(process.execPath)).rejects.toMatchObject({ name: 'HandedOver', exitCode: 7 })
})
