export { type AdmitJob, createAdmitJob } from './admit-job.ts'
export { keyKeepersOf } from './keepers.ts'
export type { KeyKeeper } from './key-keeper.ts'
export { createSecretStore, type SecretStore } from './secrets.ts'
