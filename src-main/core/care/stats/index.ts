export { createStats, type ReadStats } from './read-stats.ts'
export { statsTasks } from './overview.ts'
