import { serveSpool } from './spool-server.ts';

// A server to be killed: its folder and port are the arguments.
const [, , folder = '', port = '0'] = process.argv;
const { endpoint } = await serveSpool({ folder }, Number(port));
process.once('disconnect', () => process.exit(0));
process.send?.({ endpoint });
