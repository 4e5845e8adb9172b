/** Starts a server and lives until it is killed: a program of its own, for the tests to kill. */
import { startTemporalServer } from '../../lib/temporal-server/start.ts';

const [, , binary = '', logFile = ''] = process.argv;
const server = await startTemporalServer({ binary, logFile });
console.log(JSON.stringify({ address: server.address }));
