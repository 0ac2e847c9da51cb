export { createDatabase } from './postgres.ts'
export { findProgram } from './programs.ts'
export { type ServiceAddresses, type Services, startServices } from './services.ts'
