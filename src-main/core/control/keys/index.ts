export { type ApiKeys, createApiKeys, type FoundKey, type KeyHolder } from './api-keys.ts'
