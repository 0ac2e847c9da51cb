export { createOperations, type Operations } from './operations.ts'
export { planOperation } from './preview.ts'
