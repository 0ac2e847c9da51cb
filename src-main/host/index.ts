export { readBootConfig } from './boot-config.ts'
export { createLogFile } from './log-file.ts'
export { type HostedCore, type HostOptions, hostCore, resourcesOf } from './host.ts'
