import { runQuickly } from './quick.ts'

/**
 * Runs one command line in this process, on its standard streams.
 * @param args without program and script
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  return (await runQuickly(args)) ?? (await (await import('./run-cli.ts')).runCli(args))
}
