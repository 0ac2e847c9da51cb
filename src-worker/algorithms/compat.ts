import type { Compat } from '#schemas'

/** `dali` reproduces the bytes of the DALI local execution plane, defects included; nothing is the repaired behaviour. */
export type CompatMode = Compat | null | undefined
