export { createNewsBoard, type WindowNewsBoard } from './news.ts'
export { setPolicies } from './policies.ts'
export { takePorts } from './ports.ts'
export { createWindows, type Windows } from './windows.ts'
