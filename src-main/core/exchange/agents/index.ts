export { type Agents, createAgents } from './agents.ts'
export { createMessages, type Messages } from './messages.ts'
export { createSpawn, jobOfSpawn } from './spawn.ts'
