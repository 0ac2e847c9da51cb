export { logTasks } from './log-tasks.ts'
export { createLogReading, type LogReading } from './read-log.ts'
