import { runCommandLine } from './index.ts'

// `interlock jobs list | head`: the reader has seen enough, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const code = await runCommandLine(process.argv.slice(2))

// What is still open, such as a call to a core that does not answer, must not keep the terminal.
process.exitCode = code
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
