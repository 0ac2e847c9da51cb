import { spawn } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { exitOf } from './exit-of.ts'
import { isTrustedTool } from './trusted-tool.ts'

const MKFIFO = '/usr/bin/mkfifo'
/** Starting `mkfifo` costs as much as a command does, so it makes pipes for the next commands as well. */
const PIPES_AT_ONCE = 16

/** Two pipes, for stdout and stderr. */
export interface OutputPipes {
  /** For the child; to be closed here once it has them. */
  readonly writers: readonly [stdout: number, stderr: number]
  readonly readers: { readonly stdout: Readable; readonly stderr: Readable }
  closeWriters(): void
  /** Lets go of the readers, when there will be nothing to read. */
  discard(): void
}

interface Pipe {
  readonly reader: number
  readonly writer: number
}

const ready: Pipe[] = []

/**
 * Real pipes. Node gives its children sockets, and a socket cannot be opened again by name: `echo x > /dev/stderr` would fail
 * in every shell script. Node cannot make a pipe, so `mkfifo` makes files that are removed as soon as they are open. Undefined
 * where that is not possible; sockets do for most commands.
 */
export async function openOutputPipes(): Promise<OutputPipes | undefined> {
  if (ready.length < 2) ready.push(...(await makePipes()))
  const [stdout, stderr] = ready.splice(0, 2)
  if (stdout === undefined || stderr === undefined) return undefined
  const readers = { stdout: readerOf(stdout), stderr: readerOf(stderr) }
  return {
    writers: [stdout.writer, stderr.writer],
    readers,
    closeWriters() {
      closeSync(stdout.writer)
      closeSync(stderr.writer)
    },
    discard() {
      readers.stdout.destroy()
      readers.stderr.destroy()
    },
  }
}

async function makePipes(): Promise<Pipe[]> {
  const pipes: Pipe[] = []
  if (process.platform === 'win32' || !isTrustedTool(MKFIFO)) return pipes
  try {
    const directory = mkdtempSync(join(tmpdir(), 'interlock-pipes-'))
    try {
      const names = Array.from({ length: PIPES_AT_ONCE }, (_, at) => join(directory, String(at)))
      // A job of another user than ours opens its output by name as well; the folder keeps everybody else out.
      await exitOf(spawn(MKFIFO, ['-m', '666', ...names], { stdio: 'ignore', env: {} }))
      for (const name of names) pipes.push(openBoth(name))
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  } catch {
    // No room for files or descriptors: those that were made are used, then sockets.
  }
  return pipes
}

/** The reader first and without waiting; then the writer does not wait either, and stays an ordinary blocking one. */
function openBoth(path: string): Pipe {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  return { reader, writer: openSync(path, constants.O_WRONLY) }
}

function readerOf({ reader }: Pipe): Readable {
  return new Socket({ fd: reader, readable: true, writable: false })
}
