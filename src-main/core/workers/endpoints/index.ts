export { askModels } from './ask-models.ts'
export { createEndpoints, type Endpoints } from './endpoints.ts'
