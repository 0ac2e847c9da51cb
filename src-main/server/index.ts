export { createServer, createSocketServer, type CreateServerOptions, type Server } from './server.ts'
