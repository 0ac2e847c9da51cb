export type ArgvReason = 'empty' | 'not_strings' | 'shell_like'

const SHELL_SIGNS = [' ', ';', '&&', '||', '|', '$', '`']

/**
 * Why DALI's rules refuse an argument list, or undefined. A single element that looks like a shell line is a mistake people
 * make; `["bash", "-c", …]` is a decision and passes.
 */
export function argvRejection(argv: unknown): ArgvReason | undefined {
  if (!Array.isArray(argv) || argv.length === 0) return 'empty'
  const parts: readonly unknown[] = argv
  if (!parts.every((part) => typeof part === 'string')) return 'not_strings'
  const [only] = parts
  return parts.length === 1 && SHELL_SIGNS.some((sign) => only?.includes(sign)) ? 'shell_like' : undefined
}
