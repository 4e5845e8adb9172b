import { startChongqingBimSimulator } from '../../platforms/chongqing-bim/simulator/index.ts';

// The simulator as a process of its own, with every option: the command `simulate` offers only some.
// as: the campaign, which starts this, writes the options.
const options = JSON.parse(process.argv[2] ?? '') as Parameters<typeof startChongqingBimSimulator>[0];
const simulator = await startChongqingBimSimulator(options);
process.once('SIGTERM', () => {
  void simulator.close().then(() => process.disconnect());
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: 'platform', url: simulator.url });
