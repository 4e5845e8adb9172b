import { pino } from 'pino';
import { readConfig } from '../../cli/config.ts';
import { resolveTemporal } from '../../lib/temporal-server/connection.ts';
import type * as WorkerEntry from '../../worker/index.ts';
import { encryptingCodec } from './encrypting-codec.ts';

// The built worker, with a codec. Its argument is the path of its configuration.
const entry = new URL('../../dist/worker/index.js', import.meta.url).href;
const { runWorker } = (await import(entry)) as typeof WorkerEntry; // as: built from that file
const config = await readConfig(process.argv[2], process.env, process.cwd());
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
await runWorker({
  config,
  connection: resolveTemporal(config.temporal, process.env),
  logger: pino(process.stderr),
  payloadCodecs: [encryptingCodec],
  signal: stop.signal,
  onReady: () => process.send?.({ ready: 'worker' }),
});
process.disconnect();
