export { createEvidence, type Evidence } from './evidence.ts'
export { exportEvidence } from './export-evidence.ts'
