export { readBootConfig } from './boot-config.ts'
export { type HostedCore, type HostOptions, hostCore } from './host.ts'
