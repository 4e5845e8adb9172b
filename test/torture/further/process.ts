import { simulators } from '../../../platforms/simulators.ts';

// A simulator of any kind as a process of its own, with every option.
// as: the campaign, which starts this, writes them.
const [kind, port, dataDir, options] = JSON.parse(process.argv[2] ?? '') as [
  string,
  number,
  string,
  Record<string, unknown>,
];
const definition = simulators.find((one) => one.kind === kind);
if (definition === undefined) throw new Error(`${kind} has no simulator`);
const simulator = await definition.start({ host: '127.0.0.1', port, dataDir }, options);
process.once('SIGTERM', () => {
  void simulator.close().then(() => process.disconnect());
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: kind, url: simulator.url });
